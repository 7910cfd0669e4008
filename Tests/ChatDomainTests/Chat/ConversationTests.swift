import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ConversationTests {
  private let people = [register(0xF1, alice), register(0xF2, bob), register(0xF3, carol)]

  private func update(_ number: UInt128, _ conversation: ConversationID, expecting revision: UInt64? = nil) -> Command {
    command(
      number, expecting: revision,
      .updateConversation(
        UpdateConversation(
          conversation: conversation, history: .sinceJoin, details: ConversationDetails(title: "New title"))))
  }

  @Test func isCreatedWithItsParticipants() throws {
    try given(people).when(create(1, room, with: [bob, alice, bob])).then([
      .conversationCreated(
        ConversationCreated(conversation: room, kind: .room, history: .shared, startedAt: second(4), pair: [])),
      .participantJoined(ParticipantJoined(conversation: room, account: bob, role: .member, visibleFrom: nil)),
      .participantJoined(ParticipantJoined(conversation: room, account: alice, role: .member, visibleFrom: nil)),
    ]).thenAccepted { chat in
      #expect(chat.conversation(room)?.activeParticipants == 2)
      #expect(chat.totals.participants == 2)
    }
  }

  @Test func isCreatedOnce() throws {
    try given(aRoom).when(create(1, room)).thenRejected(.alreadyExists)
    try given(aRoom + [remove(1, room)]).when(create(2, room)).thenRejected(.alreadyExists)
  }

  @Test func knowsItsParticipants() throws {
    try given(people).when(create(1, room, with: [stranger])).thenRejected(.unknownAccount)
    try given(registersUnknownAccounts: true).when(create(1, room, with: [stranger])).thenAccepted { chat in
      #expect(chat.account(stranger)?.contentPosition == nil)
      #expect(chat.totals.accounts == 1)
    }
  }

  @Test func startsInThePastOnlyWithinAnImport() throws {
    let action = Action.createConversation(CreateConversation(conversation: room, kind: .room, startedAt: second(-9)))
    try given().when(command(2, action)).thenRejected(.importClosed)
    try given([beginImport(1)]).when(command(2, within: 1, action)).thenAccepted { chat in
      #expect(chat.conversation(room)?.startedAt == second(-9))
      #expect(chat.conversation(room)?.importedBy == Position(2))
    }
    try given([beginImport(1), finishImport(3, 1)]).when(command(2, within: 1, action)).thenRejected(.importClosed)
  }

  @Test func directIsUniquePerPair() throws {
    let direct = create(1, pair, kind: .direct, with: [bob, alice])
    try given(people).when(direct).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == pair)
    }
    let second = create(2, talk, kind: .direct, with: [alice, bob])
    try given(people + [direct]).when(second).thenRejected(.alreadyExists)
    try given(people + [direct, remove(3, pair)]).when(second).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == talk)
    }
    // Both can be read then, and the newer one is the one that is found.
    try given(people + [direct, remove(3, pair), second]).when(revert(4, 3)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == talk && chat.totals.conversations == 2)
    }
    try given(people + [direct, remove(3, pair)]).when(revert(4, 3)).thenAccepted { chat in
      #expect(chat.directConversation(AccountPair(alice, bob)) == pair)
    }
  }

  @Test func directHasTwoParticipants() throws {
    try given(people).when(create(1, pair, kind: .direct, with: [alice])).thenRejected(.invalid)
    try given(people).when(create(1, pair, kind: .direct, with: [alice, alice])).thenRejected(.invalid)
    try given(people).when(create(1, pair, kind: .direct, with: [alice, bob, carol])).thenRejected(.invalid)
  }

  @Test func updates() throws {
    try given(aRoom).when(update(1, room)).then([
      .conversationUpdated(ConversationUpdated(conversation: room, history: .sinceJoin))
    ]).thenAccepted { chat in
      #expect(chat.conversation(room)?.contentPosition == Position(6))
    }
    try given(aRoom).when(update(1, nowhere)).thenRejected(.unknownConversation)
    try given(aRoom + [remove(1, room)]).when(update(2, room)).thenRejected(.conversationRemoved)
  }

  @Test func holdsToAnExpectedRevision() throws {
    try given(aRoom).when(update(1, room, expecting: 3)).thenAccepted { chat in
      #expect(chat.conversation(room)?.revision == 4)
    }
    try given(aRoom).when(update(1, room, expecting: 2)).thenRejected(.revisionConflict)
    try given(threeMessages).when(
      command(9, because: "tidying", expecting: 1, .clear(Clear(conversations: [room])))
    ).thenRejected(.revisionConflict)
    try given(threeMessages).when(
      command(9, because: "tidying", expecting: 1, .clear(Clear(conversations: [room], forAccount: alice)))
    ).thenRejected(.revisionConflict)
  }

  @Test func isRemovedWithAllThatHangsOnIt() throws {
    let history = threeMessages + [react(4, 1), pin(5, 2), read(6, 3)]
    var contribution = Totals()
    contribution.conversations = 1
    contribution.participants = 2
    contribution.messages = 3
    contribution.reactions = 1
    contribution.pins = 1
    contribution.readMarkers = 1
    try given(history).when(remove(9, room)).then([
      .conversationRemoved(ConversationRemoved(conversation: room, removed: contribution))
    ]).thenAccepted { chat in
      #expect(chat.shown() == [])
      var left = Totals()
      left.accounts = 3
      #expect(chat.totals == left)
    }
    try given(history + [remove(9, room)]).when(revert(10, 9)).then([
      .removalReverted(RemovalReverted(removal: Position(12))),
      .conversationRestored(ConversationRestored(conversation: room, restored: contribution)),
    ]).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3])
    }
  }

  @Test func removalIsRefused() throws {
    try given(aRoom).when(command(1, .removeConversation(RemoveConversation(conversation: room))))
      .thenRejected(.reasonRequired)
    try given(aRoom).when(remove(1, nowhere)).thenRejected(.unknownConversation)
    try given(aRoom + [remove(1, room)]).when(remove(2, room)).thenRejected(.conversationRemoved)
  }

  @Test func textsAreBounded() throws {
    let long = String(repeating: "x", count: Limits.nameBytes + 1)
    for details in [
      ConversationDetails(name: long), ConversationDetails(title: long), ConversationDetails(topic: long),
      ConversationDetails(attributes: ["a": String(repeating: "x", count: Limits.attributesBytes)]),
    ] {
      let creation = CreateConversation(conversation: room, kind: .room, details: details)
      try given().when(command(1, .createConversation(creation))).thenRejected(.tooLarge)
      let update = UpdateConversation(conversation: room, details: details)
      try given(aRoom).when(command(1, .updateConversation(update))).thenRejected(.tooLarge)
    }
    let crowd = (0...UInt128(Limits.initialParticipants)).map { AccountID(rawValue: 1_000 + $0) }
    try given(registersUnknownAccounts: true).when(create(1, room, with: crowd)).thenRejected(.tooLarge)
    try given(registersUnknownAccounts: true).when(create(1, room, with: crowd.dropLast())).thenAccepted()
  }
}

@Suite(.ownThread) struct AssistantConversationTests {
  private let history = aRoom + [create(0xF5, talk, kind: .assistant, with: [alice])]

  private func end(_ number: UInt128, _ conversation: ConversationID) -> Command {
    command(number, .endConversation(EndConversation(conversation: conversation)))
  }

  @Test func theAISpeaksOnlyThere() throws {
    try given(history).when(send(1, in: talk, sender: .ai)).then([
      .messageSent(
        MessageSent(
          conversation: talk, message: message(1), author: alice, sender: .ai, sentAt: second(6), replyTo: nil,
          root: nil))
    ])
    try given(history).when(send(1, in: room, sender: .ai)).thenRejected(.invalid)
    for place in [talk, room] {
      try given(history).when(send(1, in: place, sender: .system)).thenAccepted { chat in
        #expect(chat.message(message(1))?.sender == .system)
      }
    }
  }

  @Test func endsOnce() throws {
    try given(history).when(end(1, talk)).then([
      .conversationEnded(ConversationEnded(conversation: talk, endedAt: second(6)))
    ])
    try given(history + [end(1, talk)]).when(end(2, talk)).thenRejected(.conversationEnded)
    try given(history).when(end(1, nowhere)).thenRejected(.unknownConversation)
  }

  @Test func nothingChangesItAfterwards() throws {
    let ended = history + [send(1, in: talk), end(2, talk)]
    let details = ConversationDetails(title: "again")
    for late in [
      send(9, in: talk), join(9, bob, talk), leave(9, alice, talk), react(9, 1, by: alice), pin(9, 1),
      command(9, .updateConversation(UpdateConversation(conversation: talk, details: details))),
      command(9, .changeRole(ChangeRole(conversation: talk, account: alice, role: .moderator))),
      command(9, .editMessage(EditMessage(message: message(1), content: MessageContent(body: "else")))),
    ] {
      try given(ended).when(late).thenRejected(.conversationEnded)
    }
  }

  @Test func startAndEndSurviveRemovalAndReturn() throws {
    let ended = history + [send(1, in: talk), end(2, talk), remove(3, talk), clear(4, [room])]
    try given(ended).when(revert(5, 3)).thenAccepted { chat in
      #expect(chat.conversation(talk)?.startedAt == second(5))
      #expect(chat.conversation(talk)?.endedAt == second(7))
    }
  }
}
