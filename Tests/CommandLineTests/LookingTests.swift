import ChatDomain
import TestSupport
import Testing

@Suite("Verbs that look, and the shapes of their JSON", .ownThread)
struct LookingTests {
  private static let totals =
    "{" + Totals.Counter.allCases.map { "\($0.name):number" }.sorted().joined(separator: ",") + "}"

  @Test("stats counts what shows")
  func stats() throws {
    let stats = try SmallLedger.make().json("stats")
    #expect(
      stats.shape
        == "{authorization:string,events:number,logBytes:number,position:number,projectionBytes:number,resources:{},"
        + "snapshots:number,stateRoot:string,tables:\(Self.totals)}")
    #expect(stats["authorization"]?.text == "TRUSTED", "as it was made")
    #expect(stats["position"]?.count == 17)
    #expect(stats["stateRoot"]?.text?.count == 64)
    #expect(stats["tables"]?["messages"]?.count == 12)
    #expect(stats["tables"]?["accounts"]?.count == 2)
    #expect(stats["tables"]?["participants"]?.count == 4)
  }

  @Test("conversations lists the latest activity first")
  func conversations() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run("conversations", "--json")
    let lines = try result.lines.map { try TestJSON.parse($0) }
    #expect(lines.map { $0["name"]?.text } == ["random", "general"])
    #expect(
      lines.first?.shape
        == "{conversation:string,history:string,kind:string,latestActivity:string,messages:number,name:string,"
        + "participants:number,pins:number,reactions:number,revision:number,startedAt:string}")
    let table = try runner.run("conversations", "--for-account", "@ben")
    #expect(table.lines.first?.contains("UNREAD") == true, "\(table)")
    #expect(table.lines.count == 3)
  }

  @Test("messages pages in reading order")
  func messages() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run("messages", "general", "--json", "--limit", "3")
    let lines = try result.lines.map { try TestJSON.parse($0) }
    #expect(lines.map { $0["body"]?.text } == ["text 6", "text 7", "text 8"])
    #expect(
      lines.first?.shape
        == "{author:string,authorName:string,body:string,conversation:string,message:string,"
        + "position:number,sentAt:string}"
    )
    let before = try runner.run("messages", "general", "--json", "--limit", "2", "--before", SmallLedger.message(3))
    #expect(try before.lines.map { try TestJSON.parse($0)["body"]?.text } == ["text 1", "text 2"])
    let all = try runner.run("messages", SmallLedger.general, "--all")
    #expect(all.lines.count == 8)
    #expect(all.lines.first?.contains("@anna") == true)
  }

  @Test("show finds accounts, rooms, messages, commands and positions")
  func show() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.json("show", "@anna")["account"]?["userName"]?.text == "anna")
    #expect(try runner.json("show", "general")["conversation"]?["people"]?.items?.count == 2)
    let message = try runner.json("show", SmallLedger.message(1))
    #expect(message["message"]?["body"]?.text == "text 1")
    let entry = try runner.json("show", "1")["entry"]
    #expect(entry?["command"]?["createLedger"] != nil)
    #expect(entry?["position"]?.count == 1)
    let unknown = try runner.run("show", SmallLedger.message(99))
    #expect(unknown.status == 2)
  }

  @Test("tail says who did what")
  func tail() throws {
    let runner = try SmallLedger.make()
    let last = try TestJSON.parse(try runner.run("tail", "-n", "1", "--json").output)
    #expect(last.shape.hasPrefix("{actorName:string,command:{actor:{operator:string},"), "\(last.shape)")
    #expect(last["events"]?.items?.first?["messageSent"] != nil)
    #expect(last["command"]?["sendMessage"]?["body"]?.text == "text 12")
    #expect(try runner.run("tail", "-n", "5").lines.count == 6)
    #expect(try runner.run("tail", "--from", "3", "-n", "2", "--json").lines.count == 2)
  }

  @Test("Names that fit nothing are answered with near ones")
  func unknownNames() throws {
    let runner = try SmallLedger.make()
    let room = try runner.run("messages", "genral")
    #expect(room.status == 2)
    #expect(room.errors.contains("did you mean “general”?"), "\(room)")
    let account = try runner.run("conversations", "--for-account", "@ana")
    #expect(account.status == 2)
    #expect(account.errors.contains("“anna”"), "\(account)")
  }

  @Test("A name that fits several lists them with their identifiers")
  func ambiguousNames() throws {
    let runner = try SmallLedger.make()
    let other = "0199b000-0000-7000-8000-000000000003"
    let made = try runner.run(
      "exec", input: #"{"createConversation":{"conversation":"\#(other)","kind":"ROOM","name":"general"}}"# + "\n")
    #expect(made.status == 0, "\(made)")
    let result = try runner.run("messages", "general")
    #expect(result.status == 2)
    #expect(result.errors.contains(other) && result.errors.contains(SmallLedger.general), "\(result)")
  }

  @Test("What a message says cannot steer the terminal")
  func controlCharacters() throws {
    let runner = try SmallLedger.make()
    let sent = try runner.run(
      "exec",
      input:
        #"{"sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","#
        + #""body":"a\u001b[2Jb\nc"}}"#
        + "\n")
    #expect(sent.status == 0, "\(sent)")
    for arguments in [
      ["messages", "general"], ["messages", "general", "--full"], ["messages", "general", "--json"], ["tail"],
    ] {
      let result = try runner.run(arguments)
      #expect(result.status == 0)
      #expect(!result.output.unicodeScalars.contains("\u{1B}"), "\(arguments)")
    }
  }
}

@Suite("Finding out what was taken away, by whom, and bringing it back", .ownThread)
struct ForensicsTests {
  @Test("Whatever does not show names who took it away, and the line that brings it back")
  func hiddenThings() throws {
    let runner = try SmallLedger.make()
    let message = SmallLedger.message(8)
    let deleted = try runner.run(
      "exec", "--actor", "mallory", input: #"{"deleteMessage":{"message":"\#(message)"},"reason":"spam?"}"# + "\n")
    #expect(deleted.status == 0, "\(deleted)")
    let cleared = try runner.run("clear", "general", "--reason", "oops", "--actor", "mallory", "--force")
    #expect(cleared.status == 0, "\(cleared)")
    let (deletion, clear) = (18, 19)

    let shown = try runner.json("show", message)["message"]?["hiddenBy"]?.items ?? []
    #expect(shown.map { $0["how"]?.text } == ["DELETED", "CLEARED"])
    #expect(shown.map { $0["position"]?.count } == [deletion, clear])
    #expect(shown.first?["actor"]?["operator"]?.text == "mallory")
    #expect(shown.first?["reason"]?.text == "spam?")
    #expect(try runner.run("messages", "general").errors.contains("chat-ledger revert \(clear)"))
    #expect(try runner.run("messages", "general", "--hidden").lines.count == 8)
    #expect(try runner.run("show", "\(clear)").output.contains("chat-ledger revert \(clear)"))
    #expect(try runner.run("tail", "--removals", "--json").lines.count == 2)

    #expect(try runner.run("revert", "\(clear)", "--reason", "test", "--force").status == 0)
    #expect(try runner.run("revert", "\(deletion)", "--reason", "test", "--force").status == 0)
    #expect(try runner.json("show", message)["message"]?["hiddenBy"] == nil)
    #expect(try runner.run("messages", "general").lines.count == 8)
  }

  @Test("What is removed is found by its name, and says by whom it was removed")
  func removedRoom() throws {
    let runner = try SmallLedger.make()
    let removed = try runner.run(
      "exec", input: #"{"removeConversation":{"conversation":"\#(SmallLedger.general)"},"reason":"tidy"}"# + "\n")
    #expect(removed.status == 0, "\(removed)")
    let how = try runner.json("show", "general")["conversation"]?["hiddenBy"]?.items?.first?["how"]?.text
    #expect(how == "CONVERSATION_REMOVED")
    #expect(try runner.run("conversations").errors.contains("--removed"))
  }

  @Test("A batch that is rejected names the line")
  func atomicLine() throws {
    let runner = try SmallLedger.make()
    let account = "0199b000-0000-7000-8000-00000000a001"
    let line = #"{"registerAccount":{"account":"\#(account)"}}"#
    let result = try runner.run("exec", "--atomic", input: "\n\(line)\n\(line)\n")
    #expect(result.status == 1)
    #expect(try TestJSON.parse(result.output)["line"]?.count == 3, "\(result)")
  }
}
