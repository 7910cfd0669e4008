import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ClearEverythingTests {
  /// Something in each of the ten tables, and beside them.
  private let full =
    aSchool + [
      make(0x10, event, "event"), open(0x11, board, on: event, kind: .whiteboard), create(0x12, room),
      create(0x13, pair, kind: .direct), send(1), send(2, by: bob), react(3, 1), pin(4, 2), read(5, 2),
      send(6, in: board), send(7, in: pair), block(8, alice, carol), openSession(9), report(10, message: message(1)),
      setSettings(11),
    ]

  @Test func leavesNothingOfTheChatAndAllBesideIt() throws {
    let before = try given(full).chat.totals
    try given(full).when(clearEverything(20)).thenAccepted { chat in
      var expected = Totals()
      expected.accounts = before.accounts
      expected.resources = before.resources
      expected.chatSettings = 1
      #expect(chat.totals == expected)
      #expect(chat.entries.last?.events.count == 6, "three conversations and three tables")
    }
    #expect(before.reactions == 1 && before.readMarkers == 1 && before.pins == 1 && before.whiteboardMessages == 1)
  }

  @Test func comesBackWithOneRevertAndWhatWasSaidSinceStays() throws {
    let chat = try given(full).chat
    let before = chat.essence()
    try chat.executeNext(clearEverything(20))
    try Given(chat: chat).when(revert(21, 20)).thenAccepted { chat in #expect(chat.essence() == before) }
    let since = [create(21, otherRoom), send(22, in: otherRoom), block(23), openSession(24, 7, of: bob)]
    let later = try given(full + [clearEverything(20)] + since).chat
    let totals = before.totals
    try Given(chat: later).when(revert(25, 20)).thenAccepted { chat in
      #expect(chat.shown(in: otherRoom) == [22] && chat.shown() == [1, 2])
      #expect(chat.totals.messages == totals.messages + 1)
      #expect(chat.totals.blocks == 2 && chat.totals.sessions == 2 && chat.totals.reports == 1)
    }
    try Given(chat: later).when(revert(26, 25)).thenAccepted { chat in
      #expect(chat.totals.messages == 1 && chat.totals.blocks == 1 && chat.totals.sessions == 1)
      #expect(chat.totals.reports == 0)
    }
  }

  @Test func thePairsNewConversationStaysTheOneThatIsFound() throws {
    let history = full + [clearEverything(20), create(21, nowhere, kind: .direct)]
    try given(history).when(revert(22, 20)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == nowhere)
      #expect(chat.conversation(pair)?.yieldsPair == true && chat.shown(in: pair) == [7])
    }
    try given(history + [revert(22, 20)]).when(create(23, otherRoom, kind: .direct)).thenRejected(.alreadyExists)
  }

  @Test func ofNothingIsNothing() throws {
    try given([register(1, alice)]).when(clearEverything(2)).thenNothingHappened()
    try given([register(1, alice), clearEverything(2)]).when(revert(3, 2)).thenRejected(.nothingToRevert)
  }

  @Test func needsAReason() throws {
    try given(full).when(command(20, .clearEverything(ClearEverything()))).thenRejected(.reasonRequired)
  }

  @Test func manyClearsOfATableAreJoined() throws {
    let chat = try given(aRoom).chat
    for index in 0..<UInt128(Limits.clearsPerConversation + 6) {
      try chat.executeNext(block(0x1000 + 4 * index))
      try chat.executeNext(clearEverything(0x1001 + 4 * index))
    }
    #expect(chat.recordTable(.blocks).marks.count == Limits.clearsPerConversation)
    #expect(try chat.faults() == [])
    let last = 0x1001 + 4 * UInt128(Limits.clearsPerConversation + 5)
    try Given(chat: chat).when(revert(7, last)).thenAccepted { chat in #expect(chat.totals.blocks == 1) }
  }
}
