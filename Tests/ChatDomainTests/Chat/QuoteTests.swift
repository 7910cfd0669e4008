import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// Replies to messages of another conversation.
@Suite(.ownThread) struct QuoteTests {
  private let history = threeMessages + [create(0x10, otherRoom), send(4, in: otherRoom, by: bob, replyTo: message(1))]

  @Test func belongToNoThread() throws {
    try given(Array(history.dropLast())).when(send(4, in: otherRoom, by: bob, replyTo: message(1))).then([
      .messageSent(
        MessageSent(
          conversation: otherRoom, message: message(4), author: bob, sender: .user, sentAt: second(9),
          replyTo: message(1), root: nil))
    ]).thenAccepted { chat in
      #expect(chat.thread(message(1)).map(\.id) == [message(1)])
      #expect(chat.tables.quotes == [room: [message(4)]])
    }
  }

  @Test func canBeAnsweredInAThreadOfTheirOwn() throws {
    try given(history).when(send(5, in: otherRoom, replyTo: message(4))).thenAccepted { chat in
      #expect(chat.message(message(5))?.root == message(4))
    }
  }

  @Test func answerWhatShows() throws {
    for removal in [delete(5, 1), clear(5), remove(5, room)] {
      let code: Rejection.Code =
        if case .removeConversation = removal.action { .conversationRemoved } else { .messageGone }
      try given(history + [removal]).when(send(6, in: otherRoom, replyTo: message(1))).thenRejected(code)
    }
    try given(history).when(send(5, in: otherRoom, replyTo: message(77))).thenRejected(.unknownMessage)
    // A thread is of one conversation.
    try given(history).when(send(5, in: otherRoom, root: message(1))).thenRejected(.unknownMessage)
    try given(history).when(send(5, in: otherRoom, replyTo: message(1), root: message(4)))
      .thenRejected(.unknownMessage)
  }

  @Test func anImportBringsThemWhateverBecameOfTheirTarget() throws {
    let gone = history + [delete(5, 1), beginImport(6)]
    try given(gone).when(bring(7, in: otherRoom, at: second(-5), within: 6, replyTo: message(1))).thenAccepted { chat in
      #expect(chat.message(message(7))?.root == nil && chat.message(message(7))?.replyTo == message(1))
    }
  }

  @Test func areCountedWhenTheirTargetGoes() throws {
    let plan = try Remove(conversations: [room]).plan(in: given(history).chat)
    #expect(plan.orphanedReplies == 1)
    let both = try Remove(conversations: [room, otherRoom]).plan(in: given(history).chat)
    #expect(both.orphanedReplies == 0)
    try given(history).when(remove(5, room)).thenAccepted { chat in
      #expect(chat.shown(in: otherRoom) == [4] && chat.orphanedReplies() == [message(4)])
    }
  }
}
