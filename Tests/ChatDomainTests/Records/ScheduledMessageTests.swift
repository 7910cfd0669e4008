import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

func schedule(
  _ number: UInt128, by author: AccountID = alice, due: Timestamp = second(2), in conversation: ConversationID = room
) -> Command {
  command(
    number,
    .scheduleMessage(
      ScheduleMessage(
        conversation: conversation, author: author, dueAt: due, content: MessageContent(body: "text \(number)"))))
}

func cancel(_ number: UInt128, _ scheduled: UInt128) -> Command {
  command(
    number, .cancelScheduledMessage(CancelScheduledMessage(scheduledMessage: ScheduledMessageID(rawValue: scheduled))))
}

private func sendDue(_ number: UInt128, _ scheduled: UInt128 = 10) -> Command {
  command(
    number, .sendScheduledMessage(SendScheduledMessage(scheduledMessage: ScheduledMessageID(rawValue: scheduled))))
}

/// Messages that are written now and sent by a command once they are due.
@Suite(.ownThread) struct ScheduledMessageTests {
  private let id = ScheduledMessageID(rawValue: 10)

  @Test func waitsAndIsSentWithTheTextOfItsEntry() throws {
    try given(threeMessages).when(schedule(10)).then([
      .messageScheduled(
        MessageScheduled(scheduledMessage: id, conversation: room, author: alice, dueAt: second(2)))
    ]).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3] && chat.totals.scheduledMessages == 1)
    }
    try given(threeMessages + [schedule(10)]).when(sendDue(11)).then([
      .messageSent(
        MessageSent(
          conversation: room, message: message(11), author: alice, sender: .user, sentAt: second(9),
          contentPosition: Position(9))),
      .scheduledMessageSent(ScheduledMessageSent(scheduledMessage: id, message: message(11))),
    ]).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3, 11] && chat.totals.scheduledMessages == 0)
      #expect(chat.message(message(11))?.contentPosition == Position(9))
    }
  }

  @Test func isSentOnceAndNotBeforeItIsDue() throws {
    try given(threeMessages + [schedule(10, due: second(1_000))]).when(sendDue(11)).thenRejected(.notDue)
    try given(threeMessages + [schedule(10), sendDue(11)]).when(sendDue(12)).thenRejected(.unknownRecord)
    try given(threeMessages).when(sendDue(11)).thenRejected(.unknownRecord)
  }

  @Test func isCheckedAsAMessageOfNowBothTimes() throws {
    try given(aRoom).when(schedule(10, in: nowhere)).thenRejected(.unknownConversation)
    try given(aRoom + [leave(9, alice)]).when(schedule(10)).thenRejected(.notAParticipant)
    try given(aRoom + [schedule(10), leave(11, alice)]).when(sendDue(12)).thenRejected(.notAParticipant)
    try given(aRoom + [schedule(10), remove(11, room)]).when(sendDue(12)).thenRejected(.conversationRemoved)
    try given(aRoom + [schedule(10), remove(11, room), revert(12, 11)]).when(sendDue(13)).thenAccepted()
    let ended = aRoom + [schedule(10), command(11, .endConversation(EndConversation(conversation: room)))]
    try given(ended).when(sendDue(12)).thenRejected(.conversationEnded)
    let long = command(
      10,
      .scheduleMessage(
        ScheduleMessage(
          conversation: room, author: alice, dueAt: second(2),
          content: MessageContent(body: String(repeating: "x", count: Limits.defaultBodyBytes + 1)))))
    try given(aRoom).when(long).thenRejected(.tooLarge)
  }

  @Test func isCancelledClearedAndBroughtBack() throws {
    try given(threeMessages + [schedule(10), cancel(11, 10)]).when(sendDue(12)).thenRejected(.unknownRecord)
    try given(threeMessages + [schedule(10), cancel(11, 10), revert(12, 11)]).when(sendDue(13)).thenAccepted()
    try given(threeMessages + [schedule(10), sendDue(11)]).when(cancel(12, 10)).thenRejected(.unknownRecord)
    let everything = clearEverything(11)
    try given(threeMessages + [schedule(10)]).when(everything).thenAccepted { chat in
      #expect(chat.totals.scheduledMessages == 0)
    }
    try given(threeMessages + [schedule(10), everything, revert(12, 11)]).when(sendDue(13)).thenAccepted()
    let gone = threeMessages + [schedule(10), remove(11, accounts: [alice])]
    try given(gone).when(sendDue(12)).thenRejected(.unknownRecord)
    try given(gone + [revert(12, 11)]).when(sendDue(13)).thenAccepted()
  }

  @Test func editsOfTheSentMessageKeepItsFirstText() throws {
    let edit = command(12, .editMessage(EditMessage(message: message(11), content: MessageContent(body: "better"))))
    try given(threeMessages + [schedule(10), sendDue(11)]).when(edit).thenAccepted { chat in
      #expect(chat.versions(of: message(11)).map(\.contentPosition) == [Position(9), Position(11)])
    }
  }
}
