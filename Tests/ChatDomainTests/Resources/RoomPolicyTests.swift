import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct RoomPolicyTests {
  private let school = aSchool + [declare(0xA0, policies: [bookingRooms])]

  @Test func aBookingThatBecomesActiveMakesTheRoomInTheSameEntry() throws {
    try given(school).when(change(1, booking, status: "active")).thenAccepted { chat in
      let made = try #require(chat.directConversation(AccountPair(alice, bob)))
      #expect(chat.conversation(made)?.createdPosition == chat.position)
      #expect(chat.conversation(made)?.activeParticipants == 2)
      #expect(chat.entries.last?.events.count == 4)
    }
    let born = make(
      1, otherBooking, "booking", [resource("lesson", lesson), account("student", carol)], status: "paid")
    try given(school).when(born).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, carol)) != nil)
    }
  }

  @Test func aPairGetsOneRoomWhoeverCallsForIt() throws {
    let second = make(
      2, otherBooking, "booking", [resource("lesson", lesson), account("student", bob)], status: "active")
    let history = school + [change(1, booking, status: "active")]
    try given(history).when(second).thenAccepted { chat in
      #expect(chat.totals.conversations == 1)
      #expect(chat.entries.last?.events.count == 1)
    }
    try given(school + [create(1, pair, kind: .direct)]).when(change(2, booking, status: "active"))
      .thenAccepted { chat in #expect(chat.totals.conversations == 1) }
  }

  @Test func twoPoliciesForOnePairMakeOneRoom() throws {
    var other = bookingRooms
    other.name = "the-other-way"
    other.members.reverse()
    let both = aSchool + [declare(0xA0, policies: [bookingRooms, other])]
    try given(both).when(change(1, booking, status: "active")).thenAccepted { chat in
      #expect(chat.totals.conversations == 1)
    }
  }

  @Test func nothingIsMadeWhereNothingCallsForIt() throws {
    for change in [change(1, booking, status: "done"), change(1, lesson, status: "active")] {
      try given(school).when(change).thenAccepted { chat in #expect(chat.totals.conversations == 0) }
    }
    // From one active status to another, the room having been removed on purpose.
    let made = try given(school + [change(1, booking, status: "active")]).chat
    let id = try #require(made.directConversation(AccountPair(alice, bob)))
    try made.executeNext(remove(2, id))
    try Given(chat: made).when(change(3, booking, status: "paid")).thenAccepted { chat in
      #expect(chat.totals.conversations == 0)
    }
  }

  @Test func anotherStudentGetsARoomOfTheirOwn() throws {
    let history = school + [change(1, booking, status: "active")]
    let references = [resource("lesson", lesson), account("student", carol)]
    try given(history).when(change(2, booking, references)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, carol)) != nil)
      #expect(chat.totals.conversations == 2)
    }
  }

  @Test func withoutAValidPairThereIsNoRoom() throws {
    let themselves = [resource("lesson", lesson), account("student", alice)]
    let nobody = [resource("lesson", lesson)]
    for references in [themselves, nobody] {
      try given(school).when(change(1, booking, status: "active", references)).thenAccepted { chat in
        #expect(chat.totals.conversations == 0)
        let state = try #require(chat.resource(booking))
        #expect(try bookingRooms.finding(for: state, in: chat) == .noPair)
      }
    }
    let gone = command(1, because: "left", .deactivateAccount(DeactivateAccount(account: bob)))
    try given(school + [gone]).when(change(2, booking, status: "active")).thenAccepted { chat in
      #expect(chat.totals.conversations == 0)
    }
  }

  @Test func anImportCallsForNone() throws {
    var brought = change(2, booking, status: "active")
    brought.correlation = CommandID(rawValue: 1)
    try given(school + [beginImport(1)]).when(brought).thenAccepted { chat in
      #expect(chat.totals.conversations == 0)
      let state = try #require(chat.resource(booking))
      #expect(try bookingRooms.finding(for: state, in: chat) == .missing(AccountPair(alice, bob)))
    }
  }

  @Test func aRoomIsFoundWhereThereIsOne() throws {
    try given(school + [create(1, pair, kind: .direct)]).when(change(2, booking, status: "active"))
      .thenAccepted { chat in
        let state = try #require(chat.resource(booking))
        #expect(try bookingRooms.finding(for: state, in: chat) == .room(pair))
      }
  }
}
