import ChatDomain
import TestSupport
import Testing

@Suite("Clearing everything", .ownThread)
struct ClearEverythingTests {
  static let cleared = [
    "messages", "conversations", "participants", "reactions", "readMarkers", "pins", "blocks", "sessions", "reports",
    "whiteboardMessages",
  ]
  static let kept = ["accounts", "chatSettings", "twoStepVerifications", "resources"]

  @Test("A dry run counts every table, says which are kept, and records nothing")
  func dryRun() throws {
    let runner = try PicnicLedger.make()
    let before = try runner.tables()
    let position = try runner.position()
    let dry = try runner.json("clear", "--everything", "--dry-run")
    for table in Self.cleared {
      #expect(dry["removed"]?[table]?.count == before[table]?.count, "\(table)")
      #expect((before[table]?.count ?? 0) > 0, "the test needs something in \(table)")
      #expect(dry["after"]?[table]?.count == 0, "\(table)")
    }
    for table in Self.kept { #expect(dry["removed"]?[table]?.count == 0, "\(table)") }
    #expect(dry["resources"] == .object(["event": .number(1), "ticket": .number(1), "note": .number(1)]))
    let text = try runner.run("clear", "--everything", "--dry-run")
    #expect(text.lines.count { $0.hasSuffix("kept") } == 6, "\(text)")
    #expect(!text.output.contains("[OK]"))
    #expect(try runner.tables() == before && runner.position() == position)
  }

  @Test("It clears the tables of the chat, checks each, keeps the others, and one revert brings all back")
  func clearAndRevert() throws {
    let runner = try PicnicLedger.make()
    let before = try runner.tables()
    let refused = try runner.run("clear", "--everything", "--reason", "test", input: "yes\n")
    #expect(refused.status == 2 && refused.errors.contains("--force"), "\(refused)")
    #expect(try runner.tables() == before)

    let result = try runner.run("clear", "--everything", "--reason", "test", "--force")
    #expect(result.status == 0, "\(result)")
    #expect(result.lines.count { $0.hasSuffix("[OK]") } == 7 + RecordTable.cleared.count, "\(result)")
    #expect(result.lines.count { $0.hasSuffix("kept") } == 6, "\(result)")
    let cleared = try runner.tables()
    for table in Self.cleared { #expect(cleared[table]?.count == 0, "\(table)") }
    for table in Self.kept { #expect(cleared[table] == before[table], "\(table)") }
    let way = try #require(result.wayBack, "\(result)")

    // The chat goes on at once, and what is said since stays.
    let room = "0199b000-0000-7000-8000-0000000000f1"
    let lines = [
      #"{"createConversation":{"conversation":"\#(room)","kind":"ROOM","participants":["\#(SmallLedger.anna)"]}}"#,
      #"{"sendMessage":{"conversation":"\#(room)","author":"\#(SmallLedger.anna)","body":"anew"}}"#,
    ]
    let on = try runner.run("exec", input: lines.joined(separator: "\n"))
    #expect(on.status == 0, "\(on)")
    let back = try runner.run("revert", way, "--reason", "test", "--force")
    #expect(back.status == 0, "\(back)")
    let after = try runner.tables()
    let added = ["conversations": 1, "participants": 1, "messages": 1]
    for table in Self.cleared + Self.kept {
      #expect(after[table]?.count == (before[table]?.count ?? 0) + (added[table] ?? 0), "\(table)")
    }
    #expect(try runner.run("verify").status == 0)
  }

  @Test("On a terminal it waits for the number of messages or a yes")
  func confirmation() throws {
    let runner = try PicnicLedger.make()
    let no = try runner.onTerminal("clear --everything --reason test", typing: "no")
    #expect(no.status == 2 && no.output.contains("Nothing was done"), "\(no)")
    #expect(try runner.messageCount() == 14)
    let yes = try runner.onTerminal("clear --everything --reason test", typing: "14")
    #expect(yes.status == 0 && yes.output.contains("[OK]"), "\(yes)")
    #expect(try runner.messageCount() == 0)
  }

  @Test("With --messages-only the conversations stay, and so does what is beside them")
  func messagesOnly() throws {
    let runner = try PicnicLedger.make()
    let before = try runner.tables()
    let receipt = try runner.json("clear", "--everything", "--messages-only", "--reason", "test", "--force")
    #expect(receipt["change"]?["messages"]?.count == -14)
    let after = try runner.tables()
    #expect(after["messages"]?.count == 0 && after["whiteboardMessages"]?.count == 0)
    for table in ["conversations", "participants", "blocks", "sessions", "reports"] {
      #expect(after[table] == before[table], "\(table)")
    }
    #expect(try runner.run("clear", "general", "--messages-only", "--reason", "x").status == 2)
  }

  @Test("An empty ledger is not cleared: a helpful line, and nothing in the log")
  func nothing() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    for arguments in [["--dry-run"], ["--reason", "test"], ["--reason", "test", "--force"]] {
      let result = try runner.run(["clear", "--everything"] + arguments)
      #expect(result.status == 0 && result.errors.contains("nothing to clear"), "\(result)")
    }
    let json = try runner.json("clear", "--everything", "--reason", "test")
    #expect(json["recorded"] == .bool(false))
    #expect(try runner.position() == 1)
  }

  @Test("The same identifier again clears nothing twice")
  func repeated() throws {
    let runner = try PicnicLedger.make()
    let arguments = [
      "clear", "--everything", "--reason", "x", "--force", "--json", "--id", "0199d000-0000-7000-8000-00000000ffff",
    ]
    let first = try TestJSON.parse(try runner.run(arguments).output)
    let second = try TestJSON.parse(try runner.run(arguments).output)
    #expect(first["position"] == second["position"] && second["duplicate"] == .bool(true))
    #expect(first["after"]?["messages"]?.count == 0)
  }
}
