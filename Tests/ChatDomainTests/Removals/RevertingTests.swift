import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct RevertingTests {
  @Test func bringsBackWhatAClearTook() throws {
    try given(threeMessages + [clear(4)]).when(revert(5, 4)).then([
      .removalReverted(RemovalReverted(removal: Position(9))),
      .conversationClearReverted(
        ConversationClearReverted(
          conversation: room, restored: Tally(messages: 3), visible: Tally(messages: 3), marks: [])),
    ]).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
  }

  @Test func ofARevertClearsAgainAndOnlyWhatWasThere() throws {
    let history = threeMessages + [clear(4), revert(5, 4), send(6)]
    try given(history).when(revert(7, 5)).thenAccepted { chat in
      #expect(chat.shown() == [6])
      #expect(chat.removal(Position(9))?.kind == .original(isApplied: true))
    }
    try given(history + [revert(7, 5)]).when(revert(8, 7)).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3, 6])
    }
  }

  @Test func onlyTheLatestOfAChainCanBeReverted() throws {
    let once = threeMessages + [clear(4), revert(5, 4)]
    try given(once).when(revert(6, 4)).thenRejected(.alreadyReverted)
    let twice = once + [revert(6, 5)]
    try given(twice).when(revert(7, 5)).thenRejected(.alreadyReverted)
    try given(twice).when(revert(7, 6)).thenAccepted()
  }

  @Test func redoOfANarrowClearIsTheSameClear() throws {
    for narrow in [clear(4, upTo: 2), clear(4, before: second(7))] {
      let chat = try given(threeMessages + [narrow]).chat
      let marks = chat.conversation(room)?.marks
      for command in [revert(5, 4), revert(6, 5)] { try chat.executeNext(command) }
      #expect(chat.conversation(room)?.marks == marks)
      #expect(chat.shown() == [3])
    }
  }

  @Test func redoNeedsAReason() throws {
    let redo = command(6, .revert(Revert(command: CommandID(rawValue: 5))))
    try given(threeMessages + [clear(4), revert(5, 4)]).when(redo).thenRejected(.reasonRequired)
  }

  @Test func undoNeedsNone() throws {
    let undo = command(5, .revert(Revert(command: CommandID(rawValue: 4))))
    try given(threeMessages + [clear(4)]).when(undo).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
  }

  @Test func isRefusedWhereNothingWasTaken() throws {
    try given(threeMessages).when(revert(4, 1)).thenRejected(.nothingToRevert)
    try given(threeMessages).when(revert(4, 77)).thenRejected(.unknownCommand)
    try given(aRoom + [clear(4)]).when(revert(5, 4)).thenRejected(.nothingToRevert)
  }

  @Test func ofARemovedConversationsClearShowsOnceItIsBack() throws {
    let history = threeMessages + [clear(4), remove(5, room)]
    try given(history).when(revert(6, 4)).thenAccepted { chat in #expect(chat.totals.messages == 0) }
    try given(history + [revert(6, 4)]).when(revert(7, 5)).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
  }

  @Test func restoresADeletionThatAnotherCommandMadeAgain() throws {
    let history = threeMessages + [delete(4, 1), revert(5, 4), delete(6, 1)]
    try given(history).when(revert(7, 5)).then([.removalReapplied(RemovalReapplied(removal: Position(9)))])
    try given(history).when(revert(7, 6)).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
  }

  /// A clear and a deletion are layers of their own: whichever goes first, the other still holds.
  @Test func aDeletionUnderAClearComesBackInEitherOrder() throws {
    let history = threeMessages + [delete(4, 1), clear(5)]
    try given(history + [revert(6, 4)]).when(revert(7, 5)).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
    try given(history + [revert(6, 5)]).when(revert(7, 4)).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
    try given(history).when(revert(6, 4)).thenAccepted { chat in #expect(chat.shown() == []) }
    try given(history).when(revert(6, 5)).thenAccepted { chat in #expect(chat.shown() == [2, 3]) }
  }

  /// Somebody takes part or does not, however often they left: the first revert brings them back.
  @Test func ofAnEarlierLeavingBringsBackWhoLeftAgain() throws {
    let history = aRoom + [leave(1, bob), join(2, bob), leave(3, bob)]
    try given(history).when(revert(4, 1)).thenAccepted { chat in
      #expect(chat.conversation(room)?.activeParticipants == 2)
    }
    try given(history + [revert(4, 1)]).when(revert(5, 3)).thenAccepted { chat in
      #expect(chat.conversation(room)?.activeParticipants == 2)
    }
  }
}
