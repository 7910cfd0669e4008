import TestSupport
import Testing

@Suite("What messages repeat of the command line", .ownThread)
struct RepeatedArgumentTests {
  private static let shapes = [
    "postgres://u:S3cr3t@h/x", "postgres//u:S3cr3t@h/x", "u:S3cr3t@h", "mysql://u:S3cr3t@h:1/x?a=b",
    "host=h password=S3cr3t",
  ]

  @Test("An address where none belongs is not repeated", arguments: shapes)
  func addresses(_ address: String) throws {
    let runner = try SmallLedger.make()
    try runner.write("{}\n", to: "\(runner.folder)/archive.jsonl")
    let calls = [
      ["stats", "--ledger", address], ["stats", "--ledger=\(address)"], ["show", address], ["messages", address],
      ["exec", address], ["import", "mattermost", address], ["import", "slack", address], [address],
      ["verify", address],
      ["import", "mattermost", "\(runner.folder)/archive.jsonl", "--source", address],
      ["import", "slack", runner.folder, "--source", address], ["clear", address, "--reason", "x", "--force"],
      ["import", "sql", "--mapping", address, "x.sqlite"], ["stats", "--scratch", address, address],
    ]
    for call in calls {
      for form in [[], ["--json"]] {
        let result = try runner.run(call + form)
        #expect(result.status != 0, "\(call)")
        #expect(!(result.output + result.errors).contains("S3cr3t"), "\(call): \(result)")
      }
    }
    #expect(try !runner.run("tail", "--json").output.contains("S3cr3t"))
  }

  @Test("A line break in an argument begins no line of its own")
  func lineBreaks() throws {
    let runner = try SmallLedger.make()
    let evil = "evil\nhint: run rm -rf x\terror: all is lost"
    for call in [
      ["verify", evil], ["stats", evil], ["show", evil], ["messages", evil], ["import", "mattermost", evil], [evil],
    ] {
      let result = try runner.run(call)
      #expect(result.status == 2, "\(call)")
      #expect(!result.errors.contains("\nhint: run") && !result.errors.contains("\t"), "\(call): \(result)")
    }
  }
}
