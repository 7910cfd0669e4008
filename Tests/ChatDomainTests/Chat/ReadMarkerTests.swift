import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ReadMarkerTests {
  @Test func movesForward() throws {
    try given(threeMessages).when(read(4, 2)).then([
      .readMarkerMoved(
        ReadMarkerMoved(
          conversation: room, account: bob, message: message(2),
          point: ReadingPoint(time: second(6), position: Position(7))))
    ]).thenAccepted { chat in
      #expect(chat.unreadCount(of: bob, in: room) == 1)
      #expect(chat.totals.readMarkers == 1)
    }
    try given(threeMessages + [read(4, 2)]).when(read(5, 3)).thenAccepted { chat in
      #expect(chat.unreadCount(of: bob, in: room) == 0)
      #expect(chat.totals.readMarkers == 1)
    }
  }

  @Test func neverMovesBack() throws {
    try given(threeMessages + [read(4, 2)]).when(read(5, 1)).thenNothingHappened()
    try given(threeMessages + [read(4, 2)]).when(read(5, 2)).thenNothingHappened()
  }

  @Test func isRefused() throws {
    try given(threeMessages).when(read(4, 77)).thenRejected(.unknownMessage)
    try given(threeMessages).when(read(4, 1, by: carol)).thenRejected(.notAParticipant)
    try given(threeMessages + [delete(4, 1)]).when(read(5, 1)).thenRejected(.messageGone)
    let elsewhere = command(4, .markRead(MarkRead(conversation: nowhere, account: bob, message: message(1))))
    try given(threeMessages).when(elsewhere).thenRejected(.invalid)
  }

  @Test func unreadCountsWhatShowsFromOthers() throws {
    let chat = try given(threeMessages + [send(4, by: bob), send(5), delete(6, 1)]).chat
    #expect(chat.unreadCount(of: bob, in: room) == 3)
    #expect(chat.unreadCount(of: alice, in: room) == 1)
    #expect(chat.unreadCount(of: carol, in: room) == 0)
    try Given(chat: chat).when(clear(7, [room], for: bob)).thenAccepted { chat in
      #expect(chat.unreadCount(of: bob, in: room) == 0)
      #expect(chat.unreadCount(of: alice, in: room) == 1)
    }
  }

  @Test func olderMessagesThatArriveLaterCountAsRead() throws {
    let history = threeMessages + [read(4, 1), beginImport(5)]
    try given(history).when(bring(6, at: second(0), within: 5)).thenAccepted { chat in
      #expect(chat.shown() == [6, 1, 2, 3])
      #expect(chat.unreadCount(of: bob, in: room) == 2)
    }
  }
}
