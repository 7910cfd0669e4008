import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite(.ownThread) struct ImportTests {
  @Test func takesEverythingOfAnArchive() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(Archive.text)
    #expect(report.outcome == .finished)
    #expect(report.rejections == [])
    #expect(report.warnings == [:])
    #expect(report.lines == 13)
    #expect(report.bytes == UInt64(Archive.text.utf8.count))
    let types: [String: UInt64] = [
      "version": 1, "team": 1, "channel": 2, "user": 3, "post": 2, "direct_channel": 2, "direct_post": 2,
    ]
    #expect(report.linesByType == types)
    #expect(report.tables.messages.added == 7)
    #expect(report.tables.reactions.added == 2)
    #expect(report.tables.pins.added == 1)
    let totals = try scene.ledger.read { try $0.totals() }
    #expect(totals.accounts == 3)
    #expect(totals.conversations == 4)
    #expect(totals.messages == 7)
    #expect(totals.participants == 3 + 2 + 3)
    #expect(totals.reactions == 2)
    #expect(totals.pins == 1)
  }

  @Test func readsInTheOrderOfTime() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    #expect(try scene.texts(in: Archive.town) == ["zero", "one\n\u{e9}\u{1F600}", "two", "three"])
  }

  @Test func mapsNamesAndTimes() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    try scene.ledger.read { view in
      let room = try #require(try view.conversation(Archive.town))
      #expect(room.state.kind == .room)
      #expect(room.details?.name == "town")
      #expect(room.details?.title == "Town")
      #expect(room.details?.topic == "hello")
      #expect(room.details?.attributes["mattermost.purpose"] == #""talk""#)
      // Lists sort by what was said, not by when it was imported.
      #expect(room.state.latestActivity == Timestamp(milliseconds: 1_600_000_000_004))
      let ann = try #require(try view.account(MattermostIdentifier.account(userName: "ann")))
      #expect(ann.profile?.displayName == "Annie")
      #expect(ann.profile?.attributes["mattermost.locale"] == #""de""#)
      let roles = try view.participants(in: Archive.town).map { ($0.account, $0.role) }
      #expect(roles.first { $0.0 == ann.id }?.1 == .moderator)
      let root = try #require(try view.messages(in: Archive.town, .latest, limit: 3).first)
      #expect(root.content?.attributes["mattermost.props"] == #"{"topic":"greetings","n":[1,2.50,null]}"#)
      #expect(try view.replies(to: root.id).map { $0.content?.body } == ["two", "three"])
      let reaction = try #require(try view.reactions(to: root.state).first)
      #expect(reaction.reactedAt == Timestamp(milliseconds: 1_600_000_000_005))
    }
  }

  @Test func takesNothingTwice() throws {
    let scene = try TemporaryLedger()
    let first = try scene.load(Archive.text)
    let before = try scene.position()
    let second = try scene.load(Archive.text)
    #expect(second.outcome == .nothingNew)
    #expect(second.importCommand == nil)
    #expect(second.tables.messages.added == 0)
    #expect(second.tables.messages.present == first.tables.messages.added)
    #expect(try scene.position() == before)
    // Under another name, too: identifiers are made of what there is, not of where it comes from.
    #expect(try scene.load(Archive.text, source: "copy.jsonl").outcome == .nothingNew)
    #expect(try scene.position() == before)
  }

  @Test func goesOnWhereItWasStopped() throws {
    let stopped = try TemporaryLedger()
    let whole = try TemporaryLedger()
    try whole.load(Archive.text)
    let calls = CallCounter()
    let first = try stopped.load(Archive.text) { $0.isCancelled = { calls.next() > 8 } }
    #expect(first.outcome == .interrupted)
    #expect(first.lines == 8)
    let second = try stopped.load(Archive.text)
    #expect(second.outcome == .finished)
    #expect(second.isResumed)
    #expect(second.importCommand == first.importCommand)
    #expect(try stopped.export().text == whole.export().text)
    #expect(try stopped.position() == whole.position())
    #expect(try stopped.load(Archive.text).outcome == .nothingNew)
  }

  @Test func isTakenBackByOneRevert() throws {
    let scene = try TemporaryLedger()
    let empty = try scene.export().text
    let imported = try scene.load(Archive.text)
    let full = try scene.export().text
    let revert = try scene.execute(.revert(Revert(command: try #require(imported.importCommand))), reason: "wrong file")
    #expect(try scene.export().text == empty)
    #expect(try scene.ledger.read { try $0.totals().messages } == 0)

    // What was withdrawn is not there any more: the same archive brings it in anew, and a second time nothing.
    let again = try scene.load(Archive.text)
    #expect(again.outcome == .finished)
    #expect(again.rejections == [])
    #expect(again.tables.messages.added == 7)
    #expect(try scene.export().text == full)
    #expect(try scene.load(Archive.text).outcome == .nothingNew)
    #expect(try scene.ledger.verify().isClean)
    // Taken back in turn, the first one can come back.
    try scene.execute(.revert(Revert(command: try #require(again.importCommand))), reason: "once more")
    #expect(try scene.export().text == empty)
    try scene.execute(.revert(Revert(command: revert.commandID)))
    #expect(try scene.export().text == full)
    #expect(try scene.load(Archive.text).outcome == .nothingNew)
  }

  @Test func putsAnOlderArchiveIntoTheMiddle() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.talk([(1_000, "a"), (5_000, "e")]))
    let second = try scene.load(Archive.talk([(3_000, "c"), (1_000, "a")]), source: "older.jsonl")
    #expect(second.tables.messages.added == 1)
    #expect(second.tables.messages.present == 1)
    #expect(try scene.texts(in: Archive.town) == ["a", "c", "e"])
  }

  @Test func tellsHowFarItIs() throws {
    let scene = try TemporaryLedger()
    let last = Box<ImportProgress?>(nil)
    try scene.load(Archive.text) { $0.progress = { progress in last.set(progress) } }
    let progress = try #require(last.get())
    #expect(progress.lines == 13)
    #expect(progress.messages == 7)
    #expect(progress.totalBytes == progress.bytes)
    #expect(progress.remainingSeconds == 0)
  }

  @Test func usesTheDirectConversationThatThereIs() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.lines[0...5].joined(separator: "\n"))
    let own = ConversationID(rawValue: 42)
    let pair = ["ann", "bob"].map { MattermostIdentifier.account(userName: $0) }
    try scene.execute(
      .createConversation(CreateConversation(conversation: own, kind: .direct, participants: pair)))
    let report = try scene.load(Archive.text, source: "rest.jsonl")
    #expect(report.rejections == [])
    #expect(try scene.texts(in: own) == ["psst", "what"])
  }

  @Test func needsANameForItsSource() throws {
    let scene = try TemporaryLedger()
    #expect(throws: ExchangeError.self) { try scene.load(Archive.text, source: "") }
  }

  @Test func refusesAnotherVersion() throws {
    let scene = try TemporaryLedger()
    #expect(throws: ExchangeError.self) { try scene.load(#"{"type":"version","version":2}"#) }
    #expect(try scene.position() == Position(1))
  }

  @Test func reportIsJSON() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(Archive.text)
    #expect(try roundTripped(report) == report)
  }
}
