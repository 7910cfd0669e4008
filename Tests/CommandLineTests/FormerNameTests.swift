import TestSupport
import Testing

/// The small ledger in which Anna, a room and a resource got other names, and something was said before and after.
private enum Renamed {
  static var commands: String {
    let (anna, general) = (SmallLedger.anna, SmallLedger.general)
    return [
      #"{"actor":{"account":"\#(anna)"},"sendMessage":{"conversation":"\#(general)","author":"\#(anna)","body":"before"}}"#,
      #"{"updateAccount":{"account":"\#(anna)","userName":"bob","displayName":"Bob"}}"#,
      #"{"updateConversation":{"conversation":"\#(general)","name":"harmless"}}"#,
      #"{"actor":{"account":"\#(anna)"},"sendMessage":{"conversation":"\#(general)","author":"\#(anna)","body":"after"}}"#,
      #"{"updateResource":{"resource":"\#(PicnicLedger.event)","details":{"title":"Outing"}}}"#,
    ].joined(separator: "\n") + "\n"
  }

  static func make() throws -> CommandRunner {
    let runner = try PicnicLedger.make()
    let renamed = try runner.run("exec", input: commands)
    try #require(renamed.status == 0, "\(renamed)")
    return runner
  }
}

@Suite("Names of then and of now", .ownThread)
struct FormerNameTests {
  @Test("The log tells names of then, with the present ones beside them")
  func tail() throws {
    let runner = try Renamed.make()
    let lines = try runner.run("tail", "-n", "5").lines
    #expect(lines[1].contains("  @anna (now @bob)  "), "\(lines[1])")
    #expect(lines[1].contains("in general (now harmless): before"), "\(lines[1])")
    #expect(lines[2].contains("updateAccount @anna → @bob"), "\(lines[2])")
    #expect(lines[3].contains("updateConversation general → harmless"), "\(lines[3])")
    #expect(lines[4].contains("  @bob  ") && lines[4].contains("in harmless: after"), "\(lines[4])")
    #expect(lines[5].contains("event “Picnic” → event “Outing”"), "\(lines[5])")
    // The account that registered as @anna did so under that name.
    #expect(try runner.run("tail", "--from", "2", "-n", "1").output.contains("registerAccount @anna (now @bob)"))
    let json = try runner.run("tail", "-n", "5", "--json").lines.map { try TestJSON.parse($0) }
    #expect(json[0]["actorName"]?.text == "@anna")
    #expect(json[0]["actorNameNow"]?.text == "@bob")
    #expect(json[3]["actorName"]?.text == "@bob")
    #expect(json[3]["actorNameNow"] == nil)
  }

  @Test("A former name finds the account, the room and the resource, and says so")
  func looking() throws {
    let runner = try Renamed.make()
    let account = try runner.run("show", "@anna")
    #expect(account.status == 0, "\(account)")
    #expect(account.errors.contains("was called “anna” until "), "\(account)")
    #expect(account.errors.contains("and is called “bob” now."), "\(account)")
    #expect(account.output.contains("was called    @anna, Anna until "), "\(account)")
    let room = try runner.run("messages", "general")
    #expect(room.lines.count == 11, "\(room)")
    #expect(room.errors.contains("was called “general” until "), "\(room)")
    #expect(try runner.run("show", "general").output.contains("was called    general until "))
    #expect(try runner.run("show", "Picnic").output.contains("was called  “Picnic” until "))
    #expect(try runner.run("conversations", "--for-account", "@anna").status == 0)
    let former = try runner.json("show", "general")["conversation"]?["formerNames"]?.items?.first
    #expect(former?.shape == "{from:number,fromTime:string,name:string,until:number,untilTime:string}")
    #expect(former?["name"]?.text == "general")
  }

  @Test("A verb that takes something away refuses a former name, and says whose it was")
  func removing() throws {
    let runner = try Renamed.make()
    let result = try runner.run("clear", "general", "--reason", "x", "--force")
    #expect(result.status == 2)
    #expect(result.errors.contains("\(SmallLedger.general)  was called “general” until "), "\(result)")
    #expect(try runner.run("remove", "--account", "@anna", "--reason", "x", "--force").status == 2)
  }

  @Test("Several that had a name are listed with times, and the one that has it now wins")
  func several() throws {
    let runner = try Renamed.make()
    let second = try runner.run(
      "exec",
      input: [
        #"{"updateConversation":{"conversation":"\#(SmallLedger.random)","name":"general"}}"#,
        #"{"updateConversation":{"conversation":"\#(SmallLedger.random)","name":"other"}}"#,
      ].joined(separator: "\n") + "\n")
    try #require(second.status == 0, "\(second)")
    let result = try runner.run("messages", "general")
    #expect(result.status == 2)
    #expect(result.errors.contains("No conversation is called “general” now. 2 were before."), "\(result)")
    for id in [SmallLedger.general, SmallLedger.random] {
      #expect(result.errors.contains("\(id)  was called “general” until 20"), "\(result)")
    }
    let now = try runner.run("messages", "other")
    #expect(now.status == 0)
    #expect(now.errors.isEmpty, "\(now)")
  }
}

@Suite("What does not show is told", .ownThread)
struct HiddenStretchTests {
  /// A thread in the small ledger of which Ben deleted two answers, and the night job a third.
  private static func make() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let root = SmallLedger.message(1)
    var lines = (20...29).map { number in
      #"{"id":"\#(SmallLedger.message(number))","sendMessage":{"conversation":"\#(SmallLedger.general)","#
        + #""author":"\#(SmallLedger.anna)","body":"answer \#(number)","replyTo":"\#(root)","root":"\#(root)"}}"#
    }
    for number in [21, 24] {
      lines.append(
        #"{"actor":{"account":"\#(SmallLedger.ben)"},"deleteMessage":{"message":"\#(SmallLedger.message(number))"},"reason":"tidy"}"#
      )
    }
    lines.append(
      #"{"actor":{"operator":"night-job"},"deleteMessage":{"message":"\#(SmallLedger.message(27))"},"reason":"tidy"}"#)
    let filled = try runner.run("exec", input: lines.joined(separator: "\n") + "\n")
    try #require(filled.status == 0, "\(filled)")
    return runner
  }

  @Test("messages tells how much was deleted, by whom and between when, in the page's stretch")
  func deletions() throws {
    let runner = try Self.make()
    let all = try runner.run("messages", "general")
    #expect(all.lines.count == 15)
    // Both within a second are said to be at it.
    let who = "3 messages deleted by 1 account (@ben) and 1 operator (night-job) "
    #expect(["at", "between"].contains { all.errors.hasPrefix("\(who)\($0) 20") }, "\(all)")
    #expect(all.errors.contains("Z: --hidden shows them."), "\(all)")
    let thread = try runner.run("messages", "general", "--thread", SmallLedger.message(1))
    #expect(thread.lines.count == 8)
    #expect(thread.errors.hasPrefix("3 messages deleted by"), "\(thread)")
    // One of the three stands before, and two after.
    let before = try runner.run("messages", "general", "--before", SmallLedger.message(23))
    #expect(before.errors.hasPrefix("1 message deleted by 1 account (@ben) at 20"), "\(before)")
    let after = try runner.run("messages", "general", "--after", SmallLedger.message(23))
    #expect(after.errors.hasPrefix("2 messages deleted by 1 account"), "\(after)")
    // A page that is full ends where it ends.
    let page = try runner.run("messages", "general", "--after", SmallLedger.message(22), "-n", "2")
    #expect(page.errors.hasPrefix("1 message deleted by 1 account (@ben) at"), "\(page)")
    let whole =
      "In the whole conversation 3 messages are deleted; `chat-ledger show \(SmallLedger.general)` says by whom.\n"
    #expect(page.errors.hasSuffix(whole), "\(page)")
    #expect(try runner.run("messages", "general", "-n", "2").errors == whole)
    #expect(!all.errors.contains("whole conversation") && !thread.errors.contains("whole conversation"))
    #expect(try runner.run("messages", "random").errors.isEmpty)
    // JSON stays clean on standard output.
    let json = try runner.run("messages", "general", "--json")
    #expect(json.lines.count == 15)
    #expect(json.errors.contains("3 messages deleted"), "\(json)")
  }

  @Test("show counts what was deleted in a room beside what was cleared, by whom, until it comes back")
  func deletionsOfRoom() throws {
    let runner = try Self.make()
    let cleared = try runner.run(
      "clear", "general", "--up-to-message", SmallLedger.message(3), "--reason", "old", "--force")
    try #require(cleared.status == 0, "\(cleared)")
    let sheet = try runner.run("show", "general").output
    let part = try #require(sheet.split(separator: "What does not show, and why:").last)
    let rows = part.split(separator: "\n").filter { $0.contains("deleted  ") || $0.contains("cleared  ") }
    #expect(rows.count == 3, "\(sheet)")
    for (who, how, count, way) in [
      ("@ben", "deleted", "2", "revert 29 28 --reason TEXT"), ("night-job", "deleted", "1", "revert 30 --reason TEXT"),
      ("", "cleared", "3", "revert 31 --reason TEXT"),
    ] {
      let isThere = rows.contains { row in
        let cells = row.split(separator: "  ").map { $0.drop { $0 == " " } }
        return row.contains(who) && row.hasSuffix(way) && cells.contains { $0 == how } && cells.contains { $0 == count }
      }
      #expect(isThere, "\(who) \(how) \(count): \(sheet)")
    }
    let json = try runner.json("show", "general")["conversation"]?["deletions"]?.items
    #expect(json?.map { $0["messages"]?.count } == [1, 2], "\(String(describing: json))")
    #expect(try runner.run("revert", "28", "29", "30", "--reason", "x", "--force").status == 0)
    #expect(try !runner.run("show", "general").output.contains("deleted"))
  }

  @Test("--hidden goes with every other way to choose a page")
  func hidden() throws {
    let runner = try Self.make()
    let general = ["messages", "general", "--hidden"]
    #expect(try runner.run(general).lines.count == 18)
    #expect(try runner.run(general + ["--all"]).lines.count == 18)
    let thread = try runner.run(general + ["--thread", SmallLedger.message(1)])
    #expect(thread.lines.count == 11)
    #expect(thread.lines.count { $0.contains("[deleted]") } == 3, "\(thread)")
    let before = try runner.run(general + ["--before", SmallLedger.message(23), "-n", "3"])
    #expect(before.lines.map { $0.contains("[deleted]") } == [false, true, false], "\(before)")
    #expect(try runner.run(general + ["--after", SmallLedger.message(23), "-n", "1"]).output.contains("[deleted]"))
    let cleared = try runner.run(
      "clear", "general", "--for-account", "@anna", "--up-to-message", SmallLedger.message(3), "--reason", "x",
      "--force")
    try #require(cleared.status == 0, "\(cleared)")
    let forAnna = try runner.run(general + ["--for-account", "@anna"])
    #expect(forAnna.lines.count == 18)
    #expect(forAnna.lines.count { $0.contains("[hidden]") } == 3, "\(forAnna)")
    let narrow = try runner.run("messages", "general", "--for-account", "@anna")
    #expect(narrow.lines.count == 12)
    #expect(narrow.errors.contains("3 messages kept from this account"), "\(narrow)")
  }

  @Test("A message that was deleted and brought back keeps the trace of both")
  func trace() throws {
    let runner = try Self.make()
    let message = SmallLedger.message(24)
    let deletion = try #require(try runner.json("show", message)["message"]?["hiddenBy"]?.items?.first)
    #expect(deletion["actorName"]?.text == "@ben")
    let position = try #require(deletion["position"]?.count)
    let reverted = try runner.run("revert", "\(position)", "--reason", "by mistake", "--actor", "ops", "--force")
    try #require(reverted.status == 0, "\(reverted)")
    let shown = try runner.json("show", message)["message"]
    #expect(shown?["hiddenBy"] == nil)
    let trace = shown?["wasHiddenBy"]?.items ?? []
    #expect(trace.map { $0["how"]?.text } == ["DELETED", "BROUGHT_BACK"])
    #expect(trace.map { $0["actorName"]?.text } == ["@ben", "ops"])
    #expect(trace.first?["position"]?.count == position)
    let text = try runner.run("show", message).output
    #expect(text.contains("Was taken away and brought back:"), "\(text)")
    #expect(text.contains("by mistake"), "\(text)")
    // Another message has nothing to tell.
    #expect(try runner.json("show", SmallLedger.message(2))["message"]?["wasHiddenBy"] == nil)
  }

  @Test("Versions carry mentions and attachments")
  func versions() throws {
    let runner = try SmallLedger.make()
    let id = SmallLedger.message(40)
    let sent = try runner.run(
      "exec",
      input: [
        #"{"id":"\#(id)","sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","#
          + #""body":"cake","mentions":["\#(SmallLedger.ben)"],"attachments":[{"name":"cake.jpg","sizeBytes":9}]}}"#,
        #"{"editMessage":{"message":"\#(id)","body":" "}}"#,
      ].joined(separator: "\n") + "\n")
    try #require(sent.status == 0, "\(sent)")
    let versions = try runner.json("show", id)["message"]?["versions"]?.items ?? []
    #expect(versions.first?["mentions"]?.items == [.string(SmallLedger.ben)])
    #expect(versions.first?["attachments"]?.items?.first?["name"]?.text == "cake.jpg")
    #expect(versions.last?["attachments"] == nil)
    let text = try runner.run("show", id).output
    #expect(text.contains("@ben") && text.contains("cake.jpg 9 B"), "\(text)")
  }
}
