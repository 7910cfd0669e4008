import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// Removals that overlap, undone and redone in any order.
@Suite(.ownThread) struct OverlapTests {
  @Test func aClearOfATableRedoneBelowAnotherCountsWhatItCovers() throws {
    let first = aRoom + [block(1, alice, bob), block(2, alice, carol), block(3, bob, alice), clearEverything(4)]
    let second = first + [revert(5, 4), block(6, bob, carol), block(7, carol, bob), clearEverything(8), revert(9, 5)]
    try given(second).when(revert(10, 8)).thenAccepted { chat in
      #expect(chat.totals.blocks == 2)
      #expect(chat.records(in: .blocks).map(\.record) == [.block(bob, contact: carol), .block(carol, contact: bob)])
    }
    try given(second + [revert(10, 8)]).when(revert(11, 9)).thenAccepted { chat in #expect(chat.totals.blocks == 5) }
  }

  /// Of two conversations of a pair the one that was found before is found again.
  @Test(arguments: [(pair, nowhere), (nowhere, pair)])
  func aPairFindsTheConversationThatItFoundBefore(older: ConversationID, newer: ConversationID) throws {
    let twice =
      aRoom
      + [create(1, older, kind: .direct), remove(2, older), create(3, newer, kind: .direct), revert(4, 2)]
    let chat = try given(twice + [clearEverything(5)]).chat
    try Given(chat: chat).when(revert(6, 5)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == newer)
    }
  }

  /// A pair that has a conversation finds it, even if it yielded to another that has gone.
  @Test func aPairFindsTheConversationThatIsLeft() throws {
    let twice =
      aRoom
      + [create(1, pair, kind: .direct), remove(2, pair), create(3, nowhere, kind: .direct), revert(4, 2)]
    try given(twice).when(remove(5, nowhere)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == pair)
    }
    try given(twice + [remove(5, nowhere)]).when(revert(6, 5)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == nowhere)
    }
  }

  @Test func whatIsBroughtBackHasItsParents() throws {
    let history = aSchool + [remove(1, resources: [booking]), remove(2, resources: [lesson])]
    try given(history).when(revert(3, 1)).thenRejected(.restricted)
    try given(history + [revert(3, 2)]).when(revert(4, 1)).thenAccepted { chat in #expect(chat.isThere(booking)) }
    let hall = aSchool + [make(1, place, "event"), open(2, room, on: place), remove(3, room)]
    try given(hall + [remove(4, resources: [place])]).when(revert(5, 3)).thenRejected(.restricted)
  }

  /// What was left hanging when it went comes back just so.
  @Test func whatWasLeftHangingComesBackAsItWas() throws {
    let left = aSchool + [make(1, event, "memorial"), open(2, room, on: event), remove(3, resources: [event])]
    var kinds = schoolKinds
    kinds[kinds.count - 1].conversations = .cascade
    let history = left + [declare(4, kinds), remove(5, room)]
    try given(history).when(revert(6, 5)).thenAccepted { chat in #expect(chat.isThere(room)) }
  }

  /// A removal that is redone after another took the same things, and undone again, brings none back without what it
  /// hangs on.
  @Test func whatAnotherRemovalTookWaitsForItsParent() throws {
    let bookings =
      aSchool + [remove(1, resources: [booking]), revert(2, 1), remove(3, resources: [lesson]), revert(4, 2)]
    try given(bookings).when(revert(5, 4)).thenRejected(.restricted)
    let opened = aSchool + [make(1, place, "event"), open(2, room, on: place), remove(3, room), revert(4, 3)]
    try given(opened + [remove(5, resources: [place]), revert(6, 4)]).when(revert(7, 6)).thenRejected(.restricted)
    let blocks = aRoom + [block(1), unblock(2), revert(3, 2), remove(4, accounts: [bob]), revert(5, 3)]
    try given(blocks).when(revert(6, 5)).thenRejected(.restricted)
  }

  /// What was left hanging when it went for the second time comes back just so, too.
  @Test func whatWasLeftHangingComesBackAsItWasAfterARedo() throws {
    var kinds = schoolKinds
    kinds[3].references[0].onRemoval = .keep
    let undone =
      aSchool + [
        make(1, payment, "payment", [resource("booking", booking)]), declare(2, kinds), remove(3, resources: [payment]),
        revert(4, 3),
      ]
    let redone = undone + [remove(5, resources: [booking]), declare(6), revert(7, 4)]
    try given(redone).when(revert(8, 7)).thenAccepted { chat in #expect(chat.isThere(payment)) }
  }

  /// Nobody who has gone takes part or blocks anybody, whatever comes back.
  @Test func whoHasGoneStaysAwayFromWhatComesBack() throws {
    let rooms = aRoom + [remove(1, room), remove(2, accounts: [bob]), revert(3, 1)]
    for history in [rooms, aRoom + [block(1), unblock(2), remove(3, accounts: [bob]), revert(4, 2)]] {
      let chat = try InMemoryChat.fixture(authorization: .trusted)
      for command in history { do { try chat.executeNext(command) } catch is Rejection { continue } }
      #expect(chat.account(bob)?.isRemoved == true)
      #expect(!chat.shows(.block(alice, contact: bob)))
      #expect(chat.participant(bob, in: room)?.isActive == false || !chat.isThere(room))
    }
  }

  /// What came to hang on a thing after its removal was undone is not left hanging when that is redone.
  @Test(arguments: ["booking", "payment"])
  func aRemovalRedoneLeavesNothingHanging(kind: String) throws {
    let undone = aSchool + [remove(1, resources: [lesson]), revert(2, 1)]
    let child =
      kind == "booking"
      ? make(3, otherBooking, "booking", [resource("lesson", lesson)])
      : make(3, payment, "payment", [resource("booking", booking)])
    try given(undone + [child]).when(revert(4, 2)).thenRejected(.restricted)
  }

  @Test func aRoomOfABackfillInWhichPeopleTalkedStaysWhenItsWithdrawalIsRedone() throws {
    let backfilled = backfill() + [revert(0xA4, 0xA1), revert(0xA5, 0xA4)]
    let made = try given(backfilled).chat
    let room = try #require(made.directConversation(AccountPair(alice, bob)))
    try given(backfilled + [send(0xA6, in: room)]).when(revert(0xA7, 0xA5)).thenAccepted { chat in
      #expect(chat.shown(in: room) == [0xA6])
    }
  }

  /// A policy that came after the booking, and the backfill that it calls for.
  private func backfill() -> [Command] {
    aSchool + [
      change(0x10, booking, status: "active"), declare(0xA0, policies: [bookingRooms]),
      command(0xA1, .beginBackfill(BeginBackfill(policy: "booking-rooms"))),
      command(0xA2, within: 0xA1, .backfillRooms(BackfillRooms(policy: "booking-rooms", resources: [booking]))),
      finishImport(0xA3, 0xA1),
    ]
  }

  @Test func whatWasRecordedAgainSinceStaysWhenItsImportGoes() throws {
    let blocks = aRoom + [beginImport(1), block(2, within: 1), unblock(3), block(4)]
    try given(blocks).when(revert(5, 1)).thenAccepted { chat in #expect(chat.shows(.block(alice, contact: bob))) }
    let settings = aRoom + [beginImport(1), setSettings(2, within: 1), setSettings(3)]
    try given(settings).when(revert(4, 1)).thenAccepted { chat in #expect(chat.shows(.chatSettings(alice))) }
  }

  @Test func whoRecordedSomethingSinceStays() throws {
    var imported = register(2, stranger)
    imported.correlation = CommandID(rawValue: 1)
    let session = command(
      3, within: 1, .openSession(OpenSession(session: SessionID(rawValue: 7), account: stranger)))
    let history = aRoom + [beginImport(1), imported, session, finishImport(4, 1)]
    try given(history).when(revert(6, 1)).thenAccepted { chat in
      #expect(chat.account(stranger)?.isRemoved == true)
      #expect(chat.totals.sessions == 0)
    }
    for since in [block(5, stranger, alice), block(5, alice, stranger), openSession(5, of: stranger)] {
      try given(history + [since]).when(revert(6, 1)).thenAccepted { chat in
        #expect(chat.account(stranger)?.isRemoved == false)
      }
    }
  }

  /// Identifiers of commands may follow each other closely; the rooms that they make are different all the same.
  @Test func roomsOfNeighbouringCommandsAreDifferent() throws {
    let students = (0..<12).map { AccountID(rawValue: 0x57D0 + UInt128($0)) }
    let bookings = students.indices.map { ResourceID(rawValue: 0xB0000 + UInt128($0)) }
    var history = aSchool + [declare(0xA0, policies: [bookingRooms])]
    for index in students.indices {
      let number = 0x1000 + UInt128(index)
      history.append(register(0x1000 + number, students[index]))
      let references = [resource("lesson", lesson), account("student", students[index])]
      var command = make(number, bookings[index], "booking", references, status: "active", within: 0xAA)
      command.correlation = CommandID(rawValue: 0xAA)
      history.append(command)
    }
    // In an import, so that no room is made before the backfill.
    let chat = try given(Array(history.prefix(8)) + [beginImport(0xAA)] + history.dropFirst(8)).chat
    for start in stride(from: 0, to: 12, by: 3) {
      let some = Array(bookings[start..<start + 3])
      let number = 0x2010 + UInt128(start / 3)
      try chat.executeNext(
        command(number, .backfillRooms(BackfillRooms(policy: "booking-rooms", resources: some))))
    }
    #expect(chat.totals.conversations == 12)
    #expect(try chat.faults() == [])
  }
}
