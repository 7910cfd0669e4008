import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct MessageTests {
  private func edit(_ number: UInt128, _ target: UInt128, _ body: String = "better") -> Command {
    command(number, .editMessage(EditMessage(message: message(target), content: MessageContent(body: body))))
  }

  private func sent(
    _ number: UInt128, at time: Timestamp, replyTo: MessageID? = nil, root: MessageID? = nil
  ) -> Event {
    .messageSent(
      MessageSent(
        conversation: room, message: message(number), author: alice, sender: .user, sentAt: time, replyTo: replyTo,
        root: root))
  }

  @Test func isSent() throws {
    try given(aRoom).when(send(1)).then([sent(1, at: second(5))]).thenAccepted { chat in
      #expect(chat.conversation(room)?.latestActivity == second(5))
      #expect(chat.conversation(room)?.lastMessagePosition == Position(6))
    }
  }

  @Test func sendingIsRefused() throws {
    try given(aRoom).when(send(1, in: nowhere)).thenRejected(.unknownConversation)
    try given(aRoom).when(send(1, by: carol)).thenRejected(.notAParticipant)
    try given(aRoom).when(send(1, by: stranger)).thenRejected(.unknownAccount)
    try given(aRoom + [remove(1, room)]).when(send(2)).thenRejected(.conversationRemoved)
    try given(aRoom).when(send(1, "")).thenRejected(.invalid)
    try given(aRoom).when(bring(1, at: second(-5), within: 99)).thenRejected(.importClosed)
  }

  @Test func clockNeverRunsBackwards() throws {
    let chat = try given(aRoom).chat
    let now = chat.clock
    try chat.execute(send(1), at: second(-1_000))
    #expect(chat.message(message(1))?.point.time == now)
  }

  @Test func sameIdentifierWithAnotherBodyIsAConflict() throws {
    try given(aRoom + [send(1, "one")]).when(send(1, "two")).thenRejected(.commandConflict)
  }

  @Test func repliesFormThreads() throws {
    let history = threeMessages + [send(4, replyTo: message(1)), send(5, replyTo: message(4))]
    try given(history).when(send(6, replyTo: message(5))).then([
      sent(6, at: second(10), replyTo: message(5), root: message(1))
    ]).thenAccepted { chat in
      #expect(chat.thread(message(1)).map(\.id.rawValue) == [1, 4, 5, 6])
    }
    try given(history).when(send(6, root: message(4))).then([sent(6, at: second(10), root: message(1))])
  }

  @Test func repliesNeedWhatTheyAnswer() throws {
    try given(threeMessages).when(send(9, replyTo: message(77))).thenRejected(.unknownMessage)
    try given(threeMessages + [delete(4, 1)]).when(send(9, replyTo: message(1))).thenRejected(.messageGone)
    try given(threeMessages + [clear(4)]).when(send(9, replyTo: message(1))).thenRejected(.messageGone)
    let elsewhere = threeMessages + [create(4, otherRoom), send(5, in: otherRoom)]
    try given(elsewhere).when(send(9, replyTo: message(5), root: message(1))).thenRejected(.unknownMessage)
  }

  @Test func editsKeepEveryVersion() throws {
    try given(threeMessages).when(edit(4, 2)).then([
      .messageEdited(MessageEdited(conversation: room, message: message(2), version: 2))
    ])
    try given(threeMessages + [edit(4, 2)]).when(edit(5, 2)).thenAccepted { chat in
      let versions = chat.versions(of: message(2))
      #expect(versions.map(\.version) == [1, 2, 3])
      #expect(versions.map(\.contentPosition) == [Position(7), Position(9), Position(10)])
      #expect(versions.map(\.editedAt) == [second(6), second(8), second(9)])
      #expect(chat.versions(of: message(1)).isEmpty)
    }
  }

  @Test func editingIsRefused() throws {
    try given(threeMessages).when(edit(4, 77)).thenRejected(.unknownMessage)
    try given(threeMessages + [delete(4, 1)]).when(edit(5, 1)).thenRejected(.messageGone)
    try given(threeMessages + [clear(4)]).when(edit(5, 1)).thenRejected(.messageGone)
    try given(threeMessages + [remove(4, room)]).when(edit(5, 1)).thenRejected(.conversationRemoved)
    try given(threeMessages).when(edit(4, 1, "")).thenRejected(.invalid)
  }

  @Test func isDeletedAndComesBack() throws {
    let history = threeMessages + [react(4, 2), pin(5, 2), delete(6, 2)]
    try given(threeMessages).when(delete(4, 2)).then([
      .messageDeleted(MessageDeleted(conversation: room, message: message(2)))
    ]).thenAccepted { chat in #expect(chat.shown() == [1, 3]) }
    try given(history).when(revert(7, 6)).then([
      .removalReverted(RemovalReverted(removal: Position(11))),
      .messageRestored(MessageRestored(conversation: room, message: message(2))),
    ]).thenAccepted { chat in
      #expect(chat.conversation(room)?.visible == Tally(messages: 3, reactions: 1, pins: 1))
    }
  }

  @Test func deletingIsRefused() throws {
    let reasonless = command(9, .deleteMessage(DeleteMessage(message: message(1))))
    try given(threeMessages).when(reasonless).thenRejected(.reasonRequired)
    try given(threeMessages).when(delete(9, 77)).thenRejected(.unknownMessage)
    try given(threeMessages + [delete(4, 1)]).when(delete(9, 1)).thenRejected(.messageGone)
  }

  @Test func contentsAreBounded() throws {
    func content(_ content: MessageContent) -> Command {
      command(9, .sendMessage(SendMessage(conversation: room, author: alice, content: content)))
    }
    let body = String(repeating: "x", count: Limits.defaultBodyBytes)
    try given(aRoom).when(content(MessageContent(body: body))).thenAccepted()
    try given(aRoom).when(content(MessageContent(body: body + "x"))).thenRejected(.tooLarge)
    let file = Attachment(name: "a.png", mediaType: "image/png", sizeBytes: 12)
    try given(aRoom).when(content(MessageContent(body: "", attachments: [file]))).thenAccepted()
    for tooMuch in [
      MessageContent(body: "x", mentions: Array(repeating: bob, count: Limits.mentions + 1)),
      MessageContent(body: "x", attachments: Array(repeating: file, count: Limits.attachments + 1)),
      MessageContent(
        body: "x", attachments: [Attachment(name: String(repeating: "x", count: Limits.attachmentBytes + 1))]),
      MessageContent(body: "x", attributes: ["a": String(repeating: "x", count: Limits.attributesBytes)]),
    ] {
      try given(aRoom).when(content(tooMuch)).thenRejected(.tooLarge)
    }
  }

  @Test func bodyLimitIsTheLedgers() throws {
    let chat = try InMemoryChat.fixture(maximumBodyBytes: 4, authorization: .trusted)
    for command in aRoom { try chat.executeNext(command) }
    try Given(chat: chat).when(send(1, "four")).thenAccepted()
    try Given(chat: chat).when(send(2, "fives")).thenRejected(.tooLarge)
  }
}
