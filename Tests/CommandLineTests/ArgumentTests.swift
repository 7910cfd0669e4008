import TestSupport
import Testing

@Suite("Arguments that are nothing", .ownThread)
struct ArgumentTests {
  /// Every way in which a variable of a shell that is not set arrives.
  @Test(
    "An empty value is an error for every option, before anything is done",
    arguments: [
      ["stats", "--ledger", ""], ["stats", "--ledger="], ["stats", "--ledger", "  "],
      ["clear", "--everything", "--reason", "x", "--force", "--ledger", ""],
      ["clear", "general", "--reason", "", "--force"],
      ["clear", "general", "--reason", " \u{200B}\u{3000}", "--force"],
      ["clear", "general", "--reason", "x", "--force", "--actor", ""],
      ["clear", "general", "--reason", "x", "--force", "--id="],
      ["clear", "--everything", "--for-account", "", "--reason", "x", "--force"],
      ["clear", "", "--reason", "x", "--force"], ["cleanup", "--rules", ""], ["replay", "--into", ""],
      ["exec", ""], ["exec", "--origin", ""], ["revert", ""], ["messages", ""], ["export", "mattermost", ""],
    ])
  func empty(_ arguments: [String]) throws {
    let runner = try SmallLedger.make()
    let position = try runner.position()
    let result = try runner.run(arguments)
    #expect(result.status == 2 && result.output.isEmpty, "\(result)")
    #expect(result.errors.contains("is empty") && result.errors.contains("hint: "), "\(result)")
    #expect(try runner.position() == position)
  }

  @Test("A failure is JSON where JSON is asked for")
  func json() throws {
    let result = try CommandRunner().run("stats", "--json", "--ledger", "")
    #expect(try TestJSON.parse(result.errors)["error"]?["code"]?.text == "USAGE", "\(result)")
  }

  @Test("A reason of blanks is refused in commands, too")
  func blankReason() throws {
    let runner = try SmallLedger.make()
    for flag in [[], ["--dry-run"], ["--atomic"]] {
      let result = try runner.run(
        ["exec"] + flag, input: #"{"clear":{"everything":true},"reason":" \u00a0\u200b\t"}"# + "\n")
      #expect(result.status == 1 && result.output.contains("REASON_REQUIRED"), "\(result)")
    }
    #expect(try runner.messageCount() == 12)
  }

  @Test("exec has a reason and an origin for lines that have none")
  func defaults() throws {
    let runner = try SmallLedger.make()
    let lines = [
      #"{"deleteMessage":{"message":"\#(SmallLedger.message(1))"}}"#,
      #"{"deleteMessage":{"message":"\#(SmallLedger.message(2))"},"reason":"own","origin":"web"}"#,
    ]
    let result = try runner.run(
      "exec", "--reason", "a repair", "--origin", "repair-job", input: lines.joined(separator: "\n") + "\n")
    #expect(result.status == 0, "\(result)")
    let entries = try runner.run("tail", "-n", "2", "--json").lines.map { try TestJSON.parse($0)["command"] }
    #expect(entries.map { $0?["reason"]?.text } == ["a repair", "own"])
    #expect(entries.map { $0?["origin"]?.text } == ["repair-job", "web"])
  }
}
