import TestSupport
import Testing

@Suite("Making, moving and checking ledgers", .ownThread)
struct LifecycleTests {
  @Test("init makes a ledger once")
  func initTwice() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init", "--json").output.contains("\"maximumBodyBytes\":262144"))
    let again = try runner.run("init")
    #expect(again.status == 2, "\(again)")
    #expect(again.errors.hasPrefix("error: "))
  }

  @Test(
    "A missing ledger is named, with what to do", arguments: ["stats", "conversations", "verify", "tail", "resources"])
  func missing(_ verb: String) throws {
    let result = try CommandRunner().run(verb)
    #expect(result.status == 2, "\(result)")
    #expect(result.errors.contains("/ledger") && result.errors.contains("hint: "), "\(result)")
  }

  @Test("No ledger named at all")
  func unnamed() throws {
    let program = try CommandRunner.program()
    let bare = try CommandRunner().shell("unset CHAT_LEDGER; '\(program)' stats")
    #expect(bare.status == 2)
    #expect(bare.errors.contains("--ledger") && bare.errors.contains("CHAT_LEDGER"))
  }

  @Test("verify finds a sound ledger clean, level by level")
  func verify() throws {
    let runner = try SmallLedger.make()
    let report = try runner.json("verify")
    #expect(report["clean"] == .bool(true))
    #expect(report["levels"]?.items?.count == 5)
    #expect(
      report["levels"]?.items?.first?.shape
        == "{checked:number,faultCount:number,faults:[],level:string,seconds:number,skipped:number}")
    let one = try runner.json("verify", "contents")
    #expect(one["levels"]?.items?.count == 1)
    #expect(try runner.run("verify", "log").output.contains("Clean"))
  }

  @Test("Replays, rebuilds and snapshots agree on the state root")
  func roots() throws {
    let runner = try SmallLedger.make()
    let live = try runner.json("stats")["stateRoot"]?.text
    #expect(try runner.json("replay")["stateRoot"]?.text == live)
    #expect(try runner.json("replay", "--into", "\(runner.folder)/elsewhere")["stateRoot"]?.text == live)
    #expect(try runner.json("rebuild")["stateRoot"]?.text == live)
    let snapshot = try runner.json("snapshot")
    #expect(snapshot["stateRoot"]?.text == live)
    let name = try #require(snapshot["name"]?.text)
    #expect(try runner.json("replay", "--from-snapshot", name)["stateRoot"]?.text == live)
    #expect(try TestJSON.parse(try runner.run("snapshot", "--list", "--json").output)["name"]?.text == name)
    #expect(try runner.run("clear", "--everything", "--reason", "x", "--force").status == 0)
    #expect(try runner.json("replay", "--to", "17")["stateRoot"]?.text == live)
    #expect(try runner.json("stats")["stateRoot"]?.text != live)
  }

  @Test("An archive goes in, once, and comes out again")
  func exchange() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let archive = "\(runner.folder)/archive.jsonl"
    try runner.write(
      try runner.run("sample", "--messages", "300", "--rooms", "3", "--accounts", "12").output, to: archive)
    let first = try runner.json("import", "mattermost", archive)
    #expect(first["tables"]?["messages"]?["added"]?.count == 300, "\(first)")
    let second = try runner.json("import", "mattermost", archive)
    #expect(second["outcome"]?.text == "NOTHING_NEW")
    #expect(try runner.messageCount() == 300)
    let out = "\(runner.folder)/out.jsonl"
    #expect(try runner.run("export", "mattermost", out).status == 0)
    #expect(try runner.run("export", "mattermost", out).status == 2, "a file is not written over")
    #expect(try runner.run("export", "mattermost").output == runner.read(out))
    let command = try #require(first["importCommand"]?.text)
    let shown = try runner.json("show", command)["entry"]?["import"]
    #expect(shown?["kind"]?.text == "ARCHIVE" && shown?["finished"] == .bool(true), "\(String(describing: shown))")
    #expect(shown?["items"]?["accounts"]?.count == 12)
    #expect(try runner.run("revert", command, "--reason", "x", "--force").status == 0)
    #expect(try runner.messageCount() == 0)
  }

  @Test("A broken line of an archive is reported with its number; the others go in")
  func brokenArchive() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    var lines = try runner.run("sample", "--messages", "50", "--rooms", "2", "--accounts", "5").lines
    lines.insert("{\"type\":\"post\",", at: 8)
    let result = try runner.run("import", "mattermost", "-", "--json", input: lines.joined(separator: "\n") + "\n")
    #expect(result.status == 1)
    let report = try TestJSON.parse(result.output)
    #expect(report["rejections"]?.items?.first?["line"]?.count == 9, "\(result)")
  }
}
