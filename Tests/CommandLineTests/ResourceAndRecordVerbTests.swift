import TestSupport
import Testing

@Suite("Verbs that list resources and records", .ownThread)
struct ResourceAndRecordVerbTests {
  @Test("resources by kind, status and what they refer to")
  func resources() throws {
    let runner = try School.make()
    let all = try runner.lines("resources")
    #expect(all.map { $0["kind"]?.text } == ["lesson", "booking", "booking"])
    #expect(
      all.first?.shape
        == "{attributes:{hall:string},createdAt:string,kind:string,position:number,"
        + "references:{teacher:{account:string}},resource:string,title:string,updatedAt:string}")
    #expect(try runner.lines("resources", "--kind", "booking", "--status", "active").count == 1)
    #expect(try runner.lines("resources", "--of", "@ben").map { $0["resource"]?.text } == School.bookings)
    #expect(try runner.lines("resources", "--of", "Algebra").count == 2)
    #expect(
      try runner.lines("resources", "--after", School.bookings[0]).map { $0["resource"]?.text } == [School.bookings[1]])
    let table = try runner.run("resources", "-n", "1")
    #expect(table.lines.count == 2 && table.output.contains("teacher: @anna"), "\(table)")
    #expect(table.errors.contains("--all"), "\(table)")
    let wrong = try runner.run("resources", "--kind", "bookin")
    #expect(wrong.status == 2 && wrong.errors.contains("did you mean “booking”?"), "\(wrong)")
  }

  @Test("Removed resources are listed when asked for, and say who removed them")
  func removedResources() throws {
    let runner = try School.make()
    let line = #"{"remove":{"resources":["\#(School.lesson)"]},"reason":"the term is over"}"#
    #expect(try runner.run("exec", "--actor", "carla", input: line + "\n").status == 0)
    #expect(try runner.lines("resources").isEmpty)
    #expect(try runner.run("resources").errors.contains("All resources are removed: --removed lists them"))
    #expect(try runner.lines("resources", "--removed").count == 3)
    #expect(try runner.lines("resources", "--with-removed").count == 3)
    let shown = try runner.json("show", School.bookings[0])["resource"]
    #expect(shown?["hiddenBy"]?.items?.first?["how"]?.text == "RESOURCE_REMOVED", "\(String(describing: shown))")
    #expect(try runner.run("show", "Algebra").output.contains("carla"))
    #expect(try runner.run("revert", "\(runner.lastPosition())", "--reason", "test", "--force").status == 0)
    #expect(try runner.lines("resources").count == 3)
  }

  @Test("Conversations say what they hang on, and are found by it")
  func conversations() throws {
    let runner = try School.make()
    let board = try #require(try runner.lines("conversations", "--of", "Algebra").first)
    #expect(board["conversation"]?.text == School.board && board["resource"]?.text == School.lesson)
    #expect(try runner.run("conversations").output.contains("lesson “Algebra”"))
    #expect(try runner.lines("messages", School.board).map { $0["body"]?.text } == ["a circle"])
    #expect(try runner.lines("messages", School.board, "--for-account", "@anna").count == 1)
    #expect(try runner.run("conversations", "--of", "Algebra", "--for-account", "@anna").status == 2)
    #expect(try runner.json("show", School.lesson)["resource"]?["conversations"]?.items == [.string(School.board)])
  }

  @Test("blocks, sessions, reports and settings")
  func records() throws {
    let runner = try School.make()
    let block = try #require(try runner.lines("blocks", "@ben").first)
    #expect(block["accountName"]?.text == "@anna" && block["contactName"]?.text == "@ben")
    let session = try #require(try runner.lines("sessions", "--for-account", "@anna").first)
    #expect(session["device"]?.text == "telephone" && session["endedAt"] == nil)
    let report = try #require(try runner.lines("reports").first)
    #expect(report["message"]?.text == School.evidence && report["messageGone"] == nil)
    #expect(report["status"]?.text == "OPEN" && report["text"]?.text == "look")
    let settings = try runner.json("settings", "@anna")
    #expect(settings["chatSettings"]?["values"]?["theme"]?.text == "dark")
    #expect(settings["twoStepVerification"]?["enabled"] == .bool(true))
    #expect(try runner.lines("settings").count == 1)
    for (verb, word) in [("blocks", "@ben"), ("sessions", "telephone"), ("reports", "look"), ("settings", "on (totp)")]
    {
      let table = try runner.run(verb)
      #expect(table.lines.count == 2 && table.output.contains(word), "\(table)")
    }
    #expect(try runner.run("settings", "@ben").errors.contains("no chat settings"))
  }

  @Test("Ended sessions and closed reports are listed when asked for")
  func closedRecords() throws {
    let runner = try School.make()
    let closed = try runner.run(
      "exec",
      input: """
        {"closeSession":{"session":"\(School.session)"}}
        {"resolveReport":{"report":"\(School.report)","status":"DISMISSED"}}

        """)
    #expect(closed.status == 0, "\(closed)")
    #expect(try runner.run("sessions").errors.contains("--ended"))
    #expect(try runner.lines("sessions", "--ended").first?["endedAt"] != nil)
    #expect(try runner.run("reports").errors.contains("--status any"))
    #expect(try runner.lines("reports", "--status", "dismissed").count == 1)
    #expect(try runner.lines("reports", "--status", "any").count == 1)
    #expect(try runner.run("show", School.session).output.contains("ended"))
  }

  @Test("A reply loses its target with the message, a report keeps it")
  func evidence() throws {
    let runner = try School.make()
    let reply = SmallLedger.message(30)
    let sent = try runner.run(
      "exec",
      input:
        #"{"id":"\#(reply)","sendMessage":{"conversation":"\#(SmallLedger.random)","author":"\#(SmallLedger.anna)","#
        + #""body":"about that","replyTo":"\#(School.evidence)"}}"# + "\n"
        + #"{"deleteMessage":{"message":"\#(School.evidence)"},"reason":"spam"}"# + "\n")
    #expect(sent.status == 0, "\(sent)")
    let last = try #require(try runner.lines("messages", "random").last)
    #expect(last["message"]?.text == reply && last["replyTo"] == nil)
    #expect(try runner.json("show", reply)["message"]?["lostReplyTo"]?.text == School.evidence)
    let report = try #require(try runner.lines("reports").first)
    #expect(report["message"]?.text == School.evidence && report["messageGone"] == .bool(true))
    #expect(try runner.run("reports").output.contains("(gone)"))
    #expect(try runner.run("revert", "\(runner.lastPosition())", "--reason", "test", "--force").status == 0)
    #expect(try runner.lines("messages", "random").last?["replyTo"]?.text == School.evidence)
    #expect(try runner.lines("reports").first?["messageGone"] == nil)
  }

  @Test("show finds resources, sessions and reports; tail tells of every command")
  func showAndTail() throws {
    let runner = try School.make()
    #expect(try runner.json("show", School.lesson)["resource"]?["title"]?.text == "Algebra")
    #expect(try runner.json("show", School.session)["session"]?["device"]?.text == "telephone")
    #expect(try runner.json("show", School.report)["report"]?["text"]?.text == "look")
    #expect(try runner.run("show", "@anna").output.contains("telephone"))
    let tail = try runner.run("tail", "-n", "11")
    for words in [
      "declareSchema lesson, booking; policies booking-room", "createResource lesson “Algebra”",
      "blockContact @ben for @anna", "openSession of @anna on telephone", "fileReport by @anna about @ben (spam): look",
      "setTwoStepVerification of @anna: on (totp)",
    ] {
      #expect(tail.output.contains(words), "\(words) in \(tail)")
    }
  }

  @Test("Entries that took much away say what, in words")
  func effects() throws {
    let runner = try School.make()
    let cleared = try runner.run("exec", input: #"{"clearEverything":{},"reason":"a new term"}"# + "\n")
    #expect(cleared.status == 0, "\(cleared)")
    let position = try runner.lastPosition()
    let entry = try runner.run("show", "\(position)").output
    for words in [
      "13 messages gone with 4 conversations, 1 block cleared, 1 session cleared, 1 privacy report cleared",
      "privacy reports  all there were", "general",
    ] {
      #expect(entry.contains(words), "\(words) in \(entry)")
    }
    let hidden = try runner.json("show", School.report)["report"]?["hiddenBy"]?.items?.first
    #expect(hidden?["how"]?.text == "RECORDS_CLEARED" && hidden?["position"]?.count == position)
    for verb in ["conversations", "blocks", "sessions", "reports"] { #expect(try runner.lines(verb).isEmpty) }
    #expect(try runner.run("revert", "\(position)", "--reason", "test", "--force").status == 0)
    #expect(try runner.run("show", "\(position + 1)").output.contains("privacy reports back"))
    #expect(try runner.lines("reports").count == 1)
    let removed = try runner.run(
      "exec", input: #"{"remove":{"resources":["\#(School.lesson)"]},"reason":"x"}"# + "\n")
    #expect(removed.status == 0, "\(removed)")
    #expect(try runner.run("tail", "-n", "1").output.contains("remove lesson “Algebra”"))
    #expect(try runner.run("show", "\(try runner.lastPosition())").output.contains("resource      lesson “Algebra”"))
  }

  @Test("stats counts every table, and resources by kind")
  func stats() throws {
    let stats = try School.make().json("stats")
    let tables = stats["tables"]
    for (name, count) in [
      ("resources", 3), ("blocks", 1), ("sessions", 1), ("reports", 1), ("chatSettings", 1),
      ("twoStepVerifications", 1),
      ("whiteboardMessages", 1), ("messages", 12), ("conversations", 3),
    ] {
      #expect(tables?[name]?.count == count, "\(name)")
    }
    #expect(stats["resources"]?["booking"]?.count == 2 && stats["resources"]?["lesson"]?.count == 1)
  }
}

extension CommandRunner {
  /// What a verb prints with `--json`, line by line.
  func lines(_ arguments: String...) throws -> [TestJSON] {
    let result = try run(arguments + ["--json"])
    try #require(result.status == 0, "\(arguments): \(result)")
    return try result.lines.map { try TestJSON.parse($0) }
  }

  /// The last position of the log.
  func lastPosition() throws -> Int { try #require(try json("stats")["position"]?.count) }
}
