import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ReactionTests {
  private let reacted = threeMessages + [react(4, 1)]

  @Test func isAdded() throws {
    try given(threeMessages).when(react(4, 1)).then([
      .reactionAdded(
        ReactionAdded(conversation: room, message: message(1), account: bob, emoji: "heart", reactedAt: second(8)))
    ]).thenAccepted { chat in
      #expect(chat.reactions(to: message(1)).map(\.account) == [bob])
      #expect(chat.message(message(1))?.reactionCount == 1)
    }
  }

  @Test func severalOfOneAccountStandSideBySide() throws {
    try given(reacted).when(react(5, 1, "👍")).thenAccepted { chat in
      #expect(chat.reactions(to: message(1)).map(\.emoji) == ["heart", "👍"])
      #expect(chat.totals.reactions == 2)
    }
  }

  @Test func addingIsRefused() throws {
    try given(reacted).when(react(5, 1)).thenRejected(.alreadyExists)
    try given(threeMessages).when(react(4, 77)).thenRejected(.unknownMessage)
    try given(threeMessages + [delete(4, 1)]).when(react(5, 1)).thenRejected(.messageGone)
    try given(threeMessages).when(react(4, 1, by: carol)).thenRejected(.notAParticipant)
    try given(threeMessages).when(react(4, 1, "")).thenRejected(.invalid)
    try given(threeMessages).when(react(4, 1, String(repeating: "x", count: Limits.emojiBytes + 1)))
      .thenRejected(.tooLarge)
  }

  @Test func isTakenBack() throws {
    try given(reacted).when(unreact(5, 1)).then([
      .reactionRemoved(ReactionRemoved(conversation: room, message: message(1), account: bob, emoji: "heart"))
    ]).thenAccepted { chat in #expect(chat.reactions(to: message(1)).isEmpty) }
    try given(threeMessages).when(unreact(5, 1)).thenRejected(.invalid)
    try given(reacted + [clear(5)]).when(unreact(6, 1)).thenRejected(.messageGone)
  }

  @Test func takingAnothersAwayNeedsAReason() throws {
    let removal = Action.removeReaction(RemoveReaction(message: message(1), account: bob, emoji: "heart"))
    try given(reacted).when(command(5, by: .account(alice), removal)).thenRejected(.reasonRequired)
    try given(reacted).when(command(5, by: .account(alice), because: "rude", removal)).thenAccepted()
  }

  @Test func comesBackAsItWas() throws {
    try given(reacted + [unreact(5, 1)]).when(revert(6, 5)).thenAccepted { chat in
      #expect(chat.reactions(to: message(1)).map(\.reactedAt) == [second(8)])
    }
    try given(reacted + [unreact(5, 1), react(6, 1)]).when(revert(7, 5)).then([
      .removalReverted(RemovalReverted(removal: Position(10)))
    ])
  }

  @Test func comesBackToADeletedMessageWithoutCounting() throws {
    let history = reacted + [unreact(5, 1), delete(6, 1)]
    try given(history).when(revert(7, 5)).thenAccepted { chat in #expect(chat.totals.reactions == 0) }
    try given(history + [revert(7, 5)]).when(revert(8, 6)).thenAccepted { chat in
      #expect(chat.totals.reactions == 1)
    }
    try given(history + [revert(7, 5)]).when(revert(8, 7)).thenAccepted { chat in
      #expect(chat.totals.reactions == 0)
    }
  }

  @Test func comesBackUnderAClear() throws {
    let history = reacted + [unreact(5, 1), clear(6)]
    try given(history).when(revert(7, 5)).thenAccepted { chat in
      #expect(chat.totals.reactions == 0)
      #expect(chat.conversation(room)?.marks.map(\.hidden) == [Tally(messages: 3, reactions: 1)])
    }
  }
}
