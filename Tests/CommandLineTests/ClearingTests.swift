import TestSupport
import Testing

@Suite("Verbs that remove and bring back", .ownThread)
struct ClearingTests {
  @Test("A dry run counts exactly and leaves no trace")
  func dryRun() throws {
    let runner = try SmallLedger.make()
    let before = try runner.run("stats", "--json").output
    let dry = try runner.json("clear", "general", "--dry-run")
    #expect(dry["dryRun"] == .bool(true))
    #expect(dry["before"]?["messages"]?.count == 12)
    #expect(dry["removed"]?["messages"]?.count == 8)
    #expect(dry["after"]?["messages"]?.count == 4)
    #expect(dry["removed"]?["accounts"]?.count == 0)
    #expect(try runner.json("stats")["stateRoot"] == TestJSON.parse(before)["stateRoot"])
    #expect(try runner.json("stats")["position"]?.count == 17)
  }

  @Test("Without a terminal nothing goes unless forced")
  func refusal() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run("clear", "--everything", "--reason", "test", input: "yes\n")
    #expect(result.status == 2)
    #expect(result.errors.contains("hint: ") && result.errors.contains("--force"), "\(result)")
    #expect(try runner.messageCount() == 12)
  }

  @Test("A clear and its revert, and the revert of that")
  func clearAndRevert() throws {
    let runner = try SmallLedger.make()
    let root = try runner.json("stats")["stateRoot"]?.text
    let receipt = try runner.json("clear", "--everything", "--reason", "test", "--force", "--actor", "carla")
    let command = try #require(receipt["command"]?.text)
    #expect(receipt["change"]?["messages"]?.count == -12)
    #expect(try runner.messageCount() == 0)
    #expect(try runner.run("messages", "general", "--json").output.isEmpty)
    let note = try runner.run("messages", "general")
    #expect(note.errors.contains("carla") && note.errors.contains("chat-ledger revert "), "\(note)")
    let tail = try TestJSON.parse(try runner.run("tail", "-n", "1", "--json").output)
    #expect(tail["command"]?["reason"]?.text == "test")
    #expect(tail["command"]?["actor"]?["operator"]?.text == "carla")

    let back = try runner.json("revert", command, "--reason", "test", "--force")
    #expect(back["change"]?["messages"]?.count == 12)
    #expect(try runner.messageCount() == 12)
    #expect(try runner.json("stats")["stateRoot"]?.text != root)

    let again = try runner.run("revert", command, "--reason", "test", "--force")
    #expect(again.status == 2)
    #expect(again.errors.contains("already"), "\(again)")
    let redo = try runner.run("revert", try #require(back["command"]?.text), "--reason", "test")
    #expect(redo.status == 2, "it takes away, so somebody has to be asked: \(redo)")
    let forced = try runner.run("revert", try #require(back["command"]?.text), "--reason", "test", "--force")
    #expect(forced.status == 0, "\(forced)")
    #expect(try runner.messageCount() == 0)
  }

  @Test("The text after a clear names the line that brings it back")
  func hint() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run("clear", "random", "--reason", "test", "--force")
    #expect(result.status == 0, "\(result)")
    #expect(result.output.contains("12") && result.output.contains("-4"), "\(result)")
    #expect(result.errors.contains("--reason TEXT"), "the line can be pasted: \(result)")
    let command = try #require(result.wayBack)
    #expect(try runner.run("revert", command, "--reason", "test", "--force").status == 0)
    #expect(try runner.messageCount() == 12)
  }

  @Test("Clears for one account, up to a message, up to a time")
  func partialClears() throws {
    let runner = try SmallLedger.make()
    let personal = try runner.json("clear", "general", "--for-account", "@ben", "--dry-run")
    #expect(personal["hiddenForAccount"]?.count == 8)
    #expect(personal["removed"]?["messages"]?.count == 0)
    #expect(try runner.run("clear", "general", "--for-account", "@ben", "--reason", "x", "--force").status == 0)
    #expect(try runner.run("messages", "general", "--for-account", "@ben", "--json").lines.isEmpty)
    #expect(try runner.run("messages", "general", "--for-account", "@anna", "--json").lines.count == 8)
    let partial = try runner.json(
      "clear", "general", "--up-to-message", SmallLedger.message(3), "--reason", "x", "--force")
    #expect(partial["change"]?["messages"]?.count == -3)
    let dated = try runner.json("clear", "--everything", "--up-to-time", "2000-01-01", "--dry-run")
    #expect(dated["removed"]?["messages"]?.count == 0)
  }

  @Test("The same identifier again changes nothing twice")
  func repeated() throws {
    let runner = try SmallLedger.make()
    let id = "0199d000-0000-7000-8000-000000000001"
    let arguments = ["clear", "general", "--reason", "x", "--force", "--json", "--id", id]
    let first = try TestJSON.parse(try runner.run(arguments).output)
    let second = try TestJSON.parse(try runner.run(arguments).output)
    #expect(first["position"] == second["position"])
    #expect(second["duplicate"] == .bool(true))
  }
}
