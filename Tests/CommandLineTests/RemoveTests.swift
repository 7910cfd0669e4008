import TestSupport
import Testing

@Suite("Removing with a blast radius", .ownThread)
struct RemoveTests {
  @Test("The dry run shows what goes along, the removal does just that, and a revert brings it back")
  func radius() throws {
    let runner = try PicnicLedger.make()
    let before = try runner.tables()
    let target = try runner.json("show", PicnicLedger.quote)["message"]?["replyTo"]
    let position = try runner.position()
    let plan = try runner.json("remove", PicnicLedger.event, "--dry-run")
    #expect(plan["dryRun"] == .bool(true))
    #expect(plan["removed"]?["conversations"]?.count == 1 && plan["removed"]?["messages"]?.count == 1)
    #expect(plan["removed"]?["whiteboardMessages"]?.count == 1 && plan["removed"]?["participants"]?.count == 2)
    #expect(plan["resources"] == .object(["event": .number(1), "ticket": .number(1)]))
    #expect(plan["emptied"] == .object(["resource:note.event": .number(1)]))
    #expect(plan["orphanedReplies"]?.count == 1)
    let order = plan["order"]?.items?.compactMap { $0["thing"]?.text } ?? []
    let places = ["message", "conversation", "resource:event"].map { order.firstIndex(of: $0) ?? -1 }
    #expect(places == places.sorted() && !places.contains(-1), "\(order)")
    let text = try runner.run("remove", "--resource", "Picnic", "--dry-run")
    #expect(text.output.contains("Emptied: note.event of 1 that stays."), "\(text)")
    #expect(text.output.contains("1 reply elsewhere loses its target."), "\(text)")
    #expect(try runner.tables() == before && runner.position() == position)

    let done = try runner.json("remove", PicnicLedger.event, "--reason", "called off", "--force")
    #expect(done["removed"] == plan["removed"] && done["resources"] == plan["resources"])
    #expect(try runner.json("show", PicnicLedger.quote)["message"]?["replyTo"] == nil)
    #expect(try runner.json("revert", try #require(done["command"]?.text), "--reason", "x", "--force")["change"] != nil)
    #expect(try runner.tables() == before)
    #expect(try runner.json("show", PicnicLedger.quote)["message"]?["replyTo"] == target)
    #expect(try runner.run("verify").status == 0)
  }

  @Test("What restricts is named with the way out, and nothing goes")
  func blocked() throws {
    let runner = try PicnicLedger.make()
    let before = try runner.tables()
    let dry = try runner.run("remove", "--account", "@anna", "--dry-run")
    #expect(dry.status == 1, "\(dry)")
    #expect(dry.output.contains("[BLOCKED] event “Picnic” refers to account @anna as its host"), "\(dry)")
    let json = try runner.run("remove", "--account", "@anna", "--dry-run", "--json")
    #expect(json.status == 1)
    #expect(try TestJSON.parse(json.output)["blockers"]?.items?.first?["reference"]?.text == "host")
    let refused = try runner.run("remove", "--account", "@anna", "--reason", "x", "--force")
    #expect(refused.status == 2 && refused.errors.contains("--resource \(PicnicLedger.event)"), "\(refused)")
    #expect(try runner.tables() == before)
    let both = try runner.run(
      "remove", "--account", "@anna", "--resource", PicnicLedger.event, "--reason", "x", "--force")
    #expect(both.status == 0 && both.output.contains("[OK]"), "\(both)")
  }

  @Test("Conversations by name, several at once, and a look before what is asked for on a terminal")
  func conversations() throws {
    let runner = try PicnicLedger.make()
    let no = try runner.onTerminal("remove --conversation general --reason test", typing: "8")
    #expect(no.status == 2 && no.output.contains("Nothing was done"), "\(no)")
    let done = try runner.json(
      "remove", "--conversation", "general", "--conversation", "random", "--reason", "x", "--force")
    #expect(done["removed"]?["messages"]?.count == 13 && done["removed"]?["conversations"]?.count == 2)
  }

  @Test(
    "Wrong use is refused, and nothing goes",
    arguments: [
      ([], "Name at least one item to remove"), (["picnic", "--dry-run"], "not an identifier"),
      (["--account", "@nobody", "--dry-run"], "nobody"),
      (["--conversation", "general"], "--reason"), (["--conversation", "general", "--reason", "x"], "--force"),
      (["0199d000-0000-7000-8000-0000000000aa", "--dry-run"], "not known"),
      (["--conversation", "general", "--conversation", "general", "--reason", "x", "--force"], "twice"),
    ])
  func wrongUse(_ arguments: [String], _ word: String) throws {
    let runner = try PicnicLedger.make()
    let position = try runner.position()
    let result = try runner.run(["remove"] + arguments)
    #expect(result.status == 2 && result.errors.contains(word), "\(result)")
    #expect(try runner.position() == position)
  }

  @Test("A protected account stays")
  func protected() throws {
    let runner = try PicnicLedger.make()
    #expect(
      try runner.run("exec", input: #"{"protectAccount":{"account":"\#(SmallLedger.ben)","isProtected":true}}"#).status
        == 0)
    for arguments in [["--dry-run"], ["--reason", "x", "--force"]] {
      let result = try runner.run(["remove", "--account", "@ben"] + arguments)
      #expect(result.status == 2 && result.errors.contains("protected"), "\(result)")
    }
  }
}
