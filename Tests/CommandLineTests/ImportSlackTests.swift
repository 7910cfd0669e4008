import TestSupport
import Testing

@Suite("import slack", .ownThread)
struct ImportSlackTests {
  /// An export of one channel; `day` is what was said there.
  private func export(_ day: String) throws -> CommandRunner {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let files = [
      ("users.json", #"[{"id":"U1","team_id":"T1","name":"ann"}]"#),
      ("channels.json", #"[{"id":"C1","name":"general","members":["U1"]}]"#), ("general/2020-02-29.json", day),
    ]
    #expect(try runner.shell("mkdir -p export/general").status == 0)
    for (path, text) in files { try runner.write(text, to: "\(runner.folder)/export/\(path)") }
    return runner
  }

  @Test("An export goes in, once, and is taken back by one revert")
  func exchange() throws {
    let runner = try export(#"[{"type":"message","user":"U1","text":"hello","ts":"1582934400.000001"}]"#)
    let folder = "\(runner.folder)/export"
    let dry = try runner.json("import", "slack", folder, "--dry-run")
    #expect(dry["outcome"]?.text == "DRY_RUN")
    #expect(try runner.messageCount() == 0)
    let first = try runner.json("import", "slack", folder, "--team", "T1")
    #expect(first["outcome"]?.text == "FINISHED")
    #expect(first["tables"]?["messages"]?["added"]?.count == 1, "\(first)")
    let second = try runner.run("import", "slack", folder)
    #expect(second.status == 0)
    #expect(second.output.contains("Nothing new"))
    #expect(try runner.run("messages", "general").output.contains("hello"))
    let command = try #require(first["importCommand"]?.text)
    #expect(try runner.run("revert", command, "--reason", "x", "--force").status == 0)
    #expect(try runner.messageCount() == 0)
  }

  @Test("What cannot be taken is named by file, place and cause; the rest goes in, and the exit code is 1")
  func faults() throws {
    let runner = try export(
      "[7,\n{\"type\":\"message\",\"user\":\"U1\",\"text\":\"hello\",\"ts\":\"1582934400.000001\"}]")
    let result = try runner.run("import", "slack", "\(runner.folder)/export")
    #expect(result.status == 1)
    #expect(result.output.contains("general/2020-02-29.json[0], line 1, column 2 (message):"), "\(result)")
    #expect(try runner.messageCount() == 1)
  }

  @Test("What is no export is refused with what to do")
  func refusals() throws {
    let runner = try export("[]")
    for path in ["\(runner.folder)/export/general", "\(runner.folder)/nothing", "\(runner.folder)/export/users.json"] {
      let result = try runner.run("import", "slack", path)
      #expect(result.status > 1, "\(result)")
      #expect(!result.errors.isEmpty)
    }
    #expect(try runner.run("import", "slack", "\(runner.folder)/export", "--largest-file", "0").status == 2)
  }
}
