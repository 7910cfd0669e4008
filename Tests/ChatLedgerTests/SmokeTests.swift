import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

/// One walk through a ledger's life.
@Suite(.ownThread) struct SmokeTests {
  let directory = TemporaryDirectory()

  @Test func aLedgerIsMadeUsedClosedAndOpenedAgain() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let profile = Profile(userName: "ada", displayName: "Ada")
    _ = try ledger.execute(Cast.command(.registerAccount(RegisterAccount(account: Cast.ada, profile: profile))))
    let first = try ledger.execute(Cast.send("one"))
    _ = try ledger.execute(Cast.send("two", by: Cast.bob, replyTo: first.commandID.message))
    _ = try ledger.execute(Cast.send("three"))
    #expect(first.position == Position(4) && first.change?.messages == 1)

    try ledger.read { view in
      #expect(view.position == Position(6))
      #expect(try view.account(Cast.ada)?.profile == profile)
      #expect(try view.conversations(of: Cast.bob).map(\.label) == ["Room"])
      let page = try view.messages(in: Cast.room, limit: 2)
      #expect(page.map { $0.content?.body } == ["two", "three"])
      let earlier = try view.messages(in: Cast.room, .before(page[0].state.point), limit: 2)
      #expect(earlier.map { $0.content?.body } == ["one"])
      #expect(try view.replies(to: first.commandID.message).map { $0.content?.body } == ["two"])
      #expect(try view.unreadCount(of: Cast.bob, in: Cast.room) == 2)
    }
    let before = try ledger.statistics()
    try ledger.close()

    let again = try Ledger.open(at: directory.ledger)
    let after = try again.statistics()
    #expect(after.stateRoot == before.stateRoot)
    #expect(after.tables == before.tables && after.tables.messages == 3)
    #expect(after.position == Position(6) && after.events == 6)
    #expect(try again.verify().faultTexts == [])
    try again.close()
  }

  @Test func aViewIsOfNoUseAfterItsBody() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    var kept: LedgerView?
    try ledger.read { kept = $0 }
    let view = try #require(kept)
    #expect(throws: LedgerError.self) { try view.totals() }
    #expect(throws: LedgerError.self) { try view.entry(at: Position(1)) }
    try ledger.close()
  }

  @Test func aClosedLedgerSaysSo() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    try ledger.close()
    try ledger.close()
    let refusal = #expect(throws: LedgerError.self) { try ledger.execute(Cast.send("late")) }
    #expect(refusal?.code == .closed)
    #expect(throws: LedgerError.self) { try ledger.statistics() }
  }

  @Test func whatIsNotThereOrThereAlreadyIsToldApart() throws {
    let missing = #expect(throws: LedgerError.self) { try Ledger.open(at: directory.ledger) }
    #expect(missing?.code == .notFound)
    try Cast.ledger(at: directory.ledger).close()
    let taken = #expect(throws: LedgerError.self) { try Cast.ledger(at: directory.ledger) }
    #expect(taken?.code == .exists)
  }

  @Test func aPreviewChangesNothing() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<5 { _ = try ledger.execute(Cast.send("message \(number)")) }
    let before = try ledger.statistics()
    let preview = try ledger.preview(Cast.clear([Cast.room]))
    #expect(preview.before.messages == 5 && preview.after.messages == 0 && preview.events.count == 1)
    #expect(throws: Rejection.self) { try ledger.preview(Cast.send("x", in: ConversationID(rawValue: 99))) }
    #expect(try ledger.statistics() == before)
    try ledger.close()
  }
}
