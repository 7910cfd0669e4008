import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct PinTests {
  @Test func pinsAndUnpins() throws {
    try given(threeMessages).when(pin(4, 2)).thenAccepted { chat in
      #expect(chat.pins(in: room).map(\.message) == [message(2)])
      #expect(chat.totals.pins == 1)
    }
    try given(threeMessages + [pin(4, 2)]).when(unpin(5, 2)).then([
      .messageUnpinned(MessageUnpinned(conversation: room, message: message(2)))
    ]).thenAccepted { chat in #expect(chat.pins(in: room).isEmpty) }
  }

  @Test func isRefused() throws {
    try given(threeMessages + [pin(4, 2)]).when(pin(5, 2)).thenRejected(.alreadyExists)
    try given(threeMessages).when(unpin(4, 2)).thenRejected(.invalid)
    try given(threeMessages).when(pin(4, 77)).thenRejected(.unknownMessage)
    try given(threeMessages + [delete(4, 2)]).when(pin(5, 2)).thenRejected(.messageGone)
    try given(threeMessages + [pin(4, 2), clear(5)]).when(unpin(6, 2)).thenRejected(.messageGone)
  }

  @Test func goesAndComesBackWithItsMessage() throws {
    let history = threeMessages + [pin(4, 2), clear(5, upTo: 2)]
    try given(threeMessages + [pin(4, 2)]).when(clear(5, upTo: 2)).thenAccepted { chat in
      #expect(chat.pins(in: room).isEmpty)
      #expect(chat.totals.pins == 0)
    }
    try given(history).when(revert(6, 5)).thenAccepted { chat in
      #expect(chat.pins(in: room).map(\.message) == [message(2)])
    }
  }

  @Test func isPutBackOnADeletedMessageWithoutCounting() throws {
    let history = threeMessages + [pin(4, 2), unpin(5, 2), delete(6, 2)]
    try given(history).when(revert(7, 5)).thenAccepted { chat in #expect(chat.totals.pins == 0) }
    try given(history + [revert(7, 5)]).when(revert(8, 6)).thenAccepted { chat in
      #expect(chat.totals.pins == 1)
      #expect(chat.pins(in: room).map(\.pinnedAt) == [second(8)])
    }
    try given(history + [revert(7, 5)]).when(revert(8, 7)).thenAccepted { chat in #expect(chat.totals.pins == 0) }
  }
}
