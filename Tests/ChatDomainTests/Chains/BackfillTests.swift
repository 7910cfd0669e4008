import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct BackfillTests {
  /// Two bookings were active before there was a policy; the chain is open.
  private let begun =
    aSchool + [
      change(0x10, booking, status: "active"),
      make(0x11, otherBooking, "booking", [resource("lesson", lesson), account("student", carol)], status: "active"),
      declare(0xA0, policies: [bookingRooms]), begin(0xA1),
    ]

  private static func begin(_ number: UInt128, _ policy: String = "booking-rooms") -> Command {
    command(number, .beginBackfill(BeginBackfill(policy: policy)))
  }

  private func fill(
    _ number: UInt128, _ resources: [ResourceID], _ policy: String = "booking-rooms", within chain: UInt128? = 0xA1
  ) -> Command {
    command(number, within: chain, .backfillRooms(BackfillRooms(policy: policy, resources: resources)))
  }

  @Test func beginsByAPolicy() throws {
    try given(begun).when(Self.begin(1)).then([.backfillBegan(BackfillBegan(policy: "booking-rooms"))])
      .thenAccepted { chat in #expect(chat.importState(chat.position)?.kind == .backfill) }
    try given(begun).when(Self.begin(1, "none")).thenRejected(.unknownPolicy)
    try given(begun).when(fill(1, [booking], "none")).thenRejected(.unknownPolicy)
  }

  @Test func makesWhatIsMissing() throws {
    try given(begun).when(fill(1, [booking, otherBooking])).thenAccepted { chat in
      for student in [bob, carol] {
        let room = try #require(chat.directConversation(AccountPair(alice, student)))
        #expect(chat.conversation(room)?.importedBy == Position(11))
      }
      #expect(chat.totals.conversations == 2 && chat.totals.participants == 4)
    }
  }

  @Test func twiceIsTheSameAsOnce() throws {
    let once = begun + [fill(1, [booking, otherBooking])]
    try given(once).when(fill(2, [booking, otherBooking])).thenNothingHappened()
    try given(begun).when(fill(1, [booking, booking])).thenAccepted { chat in #expect(chat.totals.conversations == 1) }
  }

  @Test func passesOverWhatCallsForNone() throws {
    let done = begun + [change(1, booking, status: "done"), remove(2, resources: [otherBooking])]
    try given(done).when(fill(3, [booking, otherBooking, lesson])).thenNothingHappened()
    try given(begun).when(fill(1, [note])).thenRejected(.unknownResource)
    let many = Array(repeating: booking, count: Limits.resourcesPerBackfill + 1)
    try given(begun).when(fill(1, many)).thenRejected(.tooLarge)
  }

  @Test func isTakenBackButForRoomsInWhichPeopleTalked() throws {
    let filled = begun + [fill(1, [booking, otherBooking]), finishImport(2, 0xA1)]
    try given(filled).when(revert(3, 0xA1)).thenAccepted { chat in #expect(chat.totals.conversations == 0) }
    let chat = try given(filled).chat
    let talked = try #require(chat.directConversation(AccountPair(alice, bob)))
    try chat.executeNext(send(3, in: talked))
    try Given(chat: chat).when(revert(4, 0xA1)).thenAccepted { chat in
      #expect(chat.totals.conversations == 1 && chat.shown(in: talked) == [3])
    }
    try Given(chat: chat).when(revert(5, 4)).thenAccepted { chat in #expect(chat.totals.conversations == 2) }
  }

  @Test func leavesWhatMerelyHappenedMeanwhile() throws {
    var others = [register(1, stranger), make(2, otherLesson, "lesson"), block(3)]
    for index in others.indices { others[index].correlation = CommandID(rawValue: 0xA1) }
    try given(begun + others).when(revert(4, 0xA1)).thenAccepted { chat in
      #expect(chat.account(stranger)?.isRemoved == false)
      #expect(chat.isThere(otherLesson) && chat.totals.blocks == 1)
    }
  }

  @Test func timesOfThePastAreNotForBackfills() throws {
    try given(begun + [create(1, room)]).when(bring(2, at: second(-10), within: 0xA1)).thenRejected(.importClosed)
  }

  @Test func isFinishedOnceAndTakenBackOnce() throws {
    let finished = begun + [fill(1, [booking]), finishImport(2, 0xA1)]
    try given(finished).when(finishImport(3, 0xA1)).thenRejected(.importClosed)
    try given(finished + [revert(3, 0xA1)]).when(revert(4, 0xA1)).thenRejected(.alreadyReverted)
  }
}
