import ChatExchange
import ChatLedger
import ChatLedgerTesting
import TestSupport
import Testing

/// The faults that real archives have, and what an import makes of them.
@Suite(.ownThread) struct FaultTests {
  private func post(
    _ text: String, _ time: Int = 1_000, user: String = "ann", channel: String = "town", more: String = ""
  ) -> String {
    #"{"type":"post","post":{"team":"acme","channel":"\#(channel)","user":"\#(user)","message":"\#(text)","#
      + #""create_at":\#(time)\#(more)}}"#
  }

  private func archive(_ lines: String...) -> String {
    ([#"{"type":"version","version":1}"#] + lines).joined(separator: "\n")
  }

  @Test func namesTheLinesThatItCannotTake() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(
      archive(
        post("good"),  // line 2
        #"{"type":"post","post":{"team":"acme","#,  // 3: cut off
        "not json",  // 4
        "",  // 5: empty lines are none
        post("late", -99_999_999_999_999_999),  // 6
        #"{"type":"post","post":7}"#,  // 7
        post(""),  // 8: says nothing
        "[1,2]",  // 9
        post("also good", 2_000)))  // 10
    #expect(report.outcome == .finished)
    #expect(report.rejections.map(\.line) == [3, 4, 6, 7, 8, 9])
    #expect(report.rejections.map(\.code) == ["SYNTAX", "SYNTAX", "INVALID", "SYNTAX", "INVALID", "SYNTAX"])
    #expect(report.rejections[0].column == 38)
    #expect(report.rejections[1].column == 1)
    #expect(report.rejectionCount == 6)
    #expect(report.tables.messages.added == 2)
    #expect(try scene.texts(in: Archive.town) == ["good", "also good"])
  }

  @Test func refusesAMemberThatOccursTwice() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(
      archive(
        post("good"), post("one", more: #","message":"two""#),
        post("three", 2_000, more: #","props":{"a":1,"\u0061":2}"#),
        #"{"type":"post","type":"user","post":{}}"#, post("also good", 3_000)))
    #expect(report.rejections.map(\.line) == [3, 4, 5])
    #expect(report.rejections.allSatisfy { $0.code == "INVALID" && $0.message.contains("for the second time") })
    #expect(report.rejections[0].message.contains("“message”"))
    #expect(report.tables.messages.added == 2)
  }

  @Test func refusesTextThatIsNotUTF8() throws {
    let scene = try TemporaryLedger()
    var bytes = Array(archive(post("good"), post("b\u{1}d", 2_000)).utf8)
    for index in bytes.indices where bytes[index] == 1 { bytes[index] = 0xFF }
    let options = ImportOptions(source: "x", actor: .operator("tests"), origin: "tests")
    let report = try MattermostImporter(ledger: scene.ledger, options: options).run(MemorySource(bytes))
    #expect(report.rejections.map(\.line) == [3])
    #expect(report.tables.messages.added == 1)
  }

  @Test func stopsAtTheFirstWhenStrict() throws {
    let scene = try TemporaryLedger()
    let text = archive(post("one"), "broken", post("two", 2_000))
    let report = try scene.load(text) { $0.isStrict = true }
    #expect(report.outcome == .stoppedAtFault)
    #expect(report.lines == 3)
    #expect(report.rejections.map(\.line) == [3])
    #expect(try scene.texts(in: Archive.town) == ["one"])
    // Once the line has been corrected, the same import goes on.
    let again = try scene.load(archive(post("one"), post("more", 1_500), post("two", 2_000)))
    #expect(again.isResumed)
    #expect(again.outcome == .finished)
    #expect(try scene.texts(in: Archive.town) == ["one", "more", "two"])
  }

  @Test func recordsNothingOfAnArchiveOfFaults() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(archive("broken", post(""), #"{"type":"emoji","emoji":{}}"#))
    #expect(report.outcome == .nothingNew)
    #expect(report.rejectionCount == 2)
    #expect(try scene.position() == Position(1))
  }

  @Test func countsUnknownTypes() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(
      archive(#"{"type":"emoji","emoji":{}}"#, #"{"type":"emoji","emoji":{}}"#, #"{"type":"role"}"#, post("x")))
    #expect(report.unknownLinesByType == ["emoji": 2, "role": 1])
    #expect(report.rejectionCount == 0)
  }

  @Test func tellsNamesApartThatLookAlike() throws {
    let scene = try TemporaryLedger()
    let names = ["caf\u{e9}", "cafe\u{301}", "Caf\u{e9}"]
    let lines = names.enumerated().map { post("by \($0.offset)", 1_000 + $0.offset, user: $0.element) }
    let report = try scene.load(([#"{"type":"version","version":1}"#] + lines).joined(separator: "\n"))
    #expect(report.tables.accounts.added == 3)
    let (text, _) = try scene.export()
    let copy = try TemporaryLedger()
    #expect(try copy.load(text).tables.accounts.added == 3)
    #expect(Array(try copy.export().text.utf8) == Array(text.utf8))
  }

  @Test func makesWhatNoLineDescribes() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(archive(post("x"), post("y", 2_000, user: "bob")))
    #expect(report.warnings["USER_NOT_DESCRIBED"] == 2)
    #expect(report.warnings["CONVERSATION_NOT_DESCRIBED"] == 1)
    // Their lines may come later, in another archive even.
    let later = try scene.load(
      archive(
        #"{"type":"channel","channel":{"team":"acme","name":"town","display_name":"Town","type":"O"}}"#,
        #"{"type":"user","user":{"username":"bob","email":"bob@example.invalid"}}"#), source: "later.jsonl")
    #expect(later.rejections == [])
    try scene.ledger.read { view in
      #expect(try view.conversation(Archive.town)?.details?.title == "Town")
      let bob = try view.account(MattermostIdentifier.account(userName: "bob"))
      #expect(bob?.profile?.email == "bob@example.invalid")
      let ann = try view.account(MattermostIdentifier.account(userName: "ann"))
      #expect(ann?.profile?.userName == "ann")
    }
    #expect(try scene.load(archive(post("x")), source: "third.jsonl").outcome == .nothingNew)
  }

  @Test func takesRepliesThatAreOlderThanTheirPost() throws {
    let scene = try TemporaryLedger()
    let replies = #","replies":[{"user":"bob","message":"before","create_at":500}]"#
    try scene.load(archive(post("after", 1_000, more: replies)))
    #expect(try scene.texts(in: Archive.town) == ["before", "after"])
    let (text, report) = try scene.export()
    #expect(report.replies == 1)
    #expect(report.warnings == ["EMAIL_MISSING": 2])
    let copy = try TemporaryLedger()
    try copy.load(text)
    #expect(try copy.export().text == text)
  }

  @Test func takesTheRepliesOfAPostThatWasNotTaken() throws {
    let scene = try TemporaryLedger(maximumBodyBytes: 100)
    let replies = #","replies":[{"user":"bob","message":"reply","create_at":1001}]"#
    let long = String(repeating: "x", count: 101)
    let report = try scene.load(archive(post(long, more: replies)))
    #expect(report.rejections.map(\.line) == [2])
    #expect(report.rejections.map(\.code) == ["TOO_LARGE"])
    #expect(report.rejections.first?.message.contains("1 replies") == true)
    #expect(report.rejections.first?.remedy.contains("a limit of 101 or more") == true)
    #expect(report.rejections.first?.steps == [.createLedger(maximumBodyBytes: 101)])
    #expect(report.tables.messages.rejected == 1)
    #expect(try scene.texts(in: Archive.town) == ["reply"])
  }

  @Test func goesOnAfterAReplyThatIsTooLong() throws {
    let scene = try TemporaryLedger(maximumBodyBytes: 100)
    let long = String(repeating: "x", count: 101)
    let replies =
      #","replies":[{"user":"bob","message":"\#(long)","create_at":1001},{"user":"bob","message":"ok","create_at":1002}]"#
    let report = try scene.load(archive(post("root", more: replies)))
    #expect(report.rejections.map(\.item) == ["reply 1"])
    #expect(try scene.texts(in: Archive.town) == ["root", "ok"])
  }

  @Test func takesMessagesOf200Kilobytes() throws {
    let scene = try TemporaryLedger()
    let long = String(repeating: "long ", count: 40_000)
    try scene.load(archive(post(long)))
    #expect(try scene.texts(in: Archive.town) == [long])
  }

  @Test func takesTheSameWordsInTwoRoomsAndTwice() throws {
    let scene = try TemporaryLedger()
    let text = archive(post("same"), post("same", channel: "vault"), post("same"))
    let report = try scene.load(text)
    #expect(report.tables.messages.added == 3)
    #expect(try scene.texts(in: Archive.town) == ["same", "same"])
    #expect(try scene.load(text).outcome == .nothingNew)
  }

  @Test func takesEveryFaultOfTheSample() throws {
    var lines: [String] = []
    let sample = SampleArchive(
      seed: 7, messages: 300, rooms: 4, accounts: 12, extras: [.reactions, .directConversations], faults: .all)
    let summary = try sample.forEachLine { lines.append($0) }
    let scene = try TemporaryLedger()
    let report = try scene.load(lines.joined(separator: "\n"))
    #expect(report.outcome == .finished)
    #expect(report.rejectionCount > 0)
    #expect(report.unknownLinesByType.keys.sorted() == ["emoji", "survey"])
    #expect(Int(report.tables.messages.added) >= summary.messages + summary.directMessages)
    // Broken lines; a post that comes twice with different fields is two posts.
    #expect(Set(report.rejections.map(\.code)) == ["SYNTAX", "INVALID"])
    #expect(try scene.load(lines.joined(separator: "\n")).outcome == .nothingNew)
  }
}
