import ChatDomain

// Clears, which reach into the past, and imports, which bring it.
extension HistoryGenerator {
  mutating func clear(_ intent: Intent, _ chat: InMemoryChat) -> Clear {
    switch intent {
    case .clearEverything:
      return Clear(everything: true, upToTime: random.oneIn(3) ? past(chat) : nil)
    case .clearUpToMessage:
      guard let message = catalogue.message(&random, in: chat) else {
        return Clear(conversations: [catalogue.conversation(&random, in: chat)])
      }
      return Clear(conversations: [message.conversation], upToMessage: message.message)
    case .clearForAccount:
      return personalClear(chat)
    case .clearUpToTime:
      return Clear(conversations: someConversations(chat), upToTime: past(chat))
    default:
      return Clear(conversations: someConversations(chat))
    }
  }

  private mutating func personalClear(_ chat: InMemoryChat) -> Clear {
    let seat = catalogue.seat(&random, in: chat)
    let account = seat?.account ?? anyone(chat)
    let conversation = seat?.conversation ?? catalogue.conversation(&random, in: chat)
    switch random.below(4) {
    case 0: return Clear(everything: true, forAccount: account)
    case 1: return Clear(conversations: [conversation], forAccount: account, upToTime: past(chat))
    case 2:
      let message = random.pick(catalogue.messages.filter { $0.conversation == conversation })
      return Clear(conversations: [conversation], forAccount: account, upToMessage: message?.message)
    default: return Clear(conversations: [conversation], forAccount: account)
    }
  }

  /// One to three different conversations; now and then one of them twice.
  private mutating func someConversations(_ chat: InMemoryChat) -> [ConversationID] {
    var chosen: [ConversationID] = []
    for _ in 0...random.below(3) {
      let one = catalogue.conversation(&random, in: chat)
      if !chosen.contains(one) || random.oneIn(20) { chosen.append(one) }
    }
    return chosen
  }

  /// A time that messages may lie before and after: now, or that of some message.
  private mutating func past(_ chat: InMemoryChat) -> Timestamp {
    let time = random.pick(catalogue.messages)?.sentAt ?? now ?? chat.clock
    return Timestamp(microseconds: time.microseconds + Int64(random.below(2)))
  }

  mutating func importAction(_ intent: Intent, _ chat: InMemoryChat) -> (Action, CommandID?) {
    // Mostly into the latest import, now and then into one that may be closed.
    let batch = random.oneIn(5) ? random.pick(catalogue.imports) : catalogue.imports.last
    switch intent {
    case .finishImport:
      let command = batch ?? CommandID(rawValue: random.wide())
      return (.finishImport(FinishImport(importCommand: command)), batch)
    case .importConversation:
      return (
        .createConversation(
          CreateConversation(
            conversation: ConversationID(rawValue: random.wide()), kind: .room, participants: [anyone(chat)],
            startedAt: longAgo(chat))), batch
      )
    case .importParticipant:
      return (
        .addParticipant(AddParticipant(conversation: catalogue.conversation(&random, in: chat), account: anyone(chat))),
        batch
      )
    case .importMessage:
      let seat = catalogue.seat(&random, in: chat)
      let anywhere = random.oneIn(4) ? random.pick(catalogue.ended) : catalogue.conversation(&random, in: chat)
      let conversation = random.oneIn(3) ? anywhere : seat?.conversation
      let replied = catalogue.messages.last { $0.conversation == conversation }
      return (
        .sendMessage(
          SendMessage(
            conversation: conversation ?? catalogue.conversation(&random, in: chat), author: anyone(chat),
            content: MessageContent(body: "from elsewhere"), replyTo: random.oneIn(3) ? replied?.message : nil,
            sentAt: longAgo(chat))), batch
      )
    case .importChange: return (changeOfThePast(chat), batch)
    case .importResource:
      guard case .createResource(var action) = resourceAction(.createResource, chat) else { fallthrough }
      action.createdAt = longAgo(chat)
      return (.createResource(action), batch)
    case .importRecord: return (recordOfThePast(chat), batch)
    default: return (.beginImport(BeginImport(format: "generated", source: "a generator")), nil)
    }
  }

  private mutating func changeOfThePast(_ chat: InMemoryChat) -> Action {
    // Often one that a clear or a deletion has taken away since.
    let sent = random.oneIn(3) ? random.pick(catalogue.messages) : catalogue.message(&random, in: chat)
    let message = sent?.message ?? MessageID(rawValue: random.wide())
    let conversation = catalogue.conversation(&random, in: chat)
    let time = longAgo(chat)
    switch random.below(10) {
    case 0, 1:
      return .editMessage(EditMessage(message: message, content: MessageContent(body: "as it was"), editedAt: time))
    case 2, 3: return .deleteMessage(DeleteMessage(message: message, deletedAt: time))
    case 4: return .endConversation(EndConversation(conversation: conversation, endedAt: time))
    case 5, 6:
      return .addReaction(AddReaction(message: message, account: anyone(chat), emoji: "heart", reactedAt: time))
    case 7: return .pinMessage(PinMessage(message: message, pinnedAt: time))
    case 8: return .updateAccount(UpdateAccount(account: anyone(chat), profile: Profile(userName: "as it was")))
    default: return .remove(Remove(conversations: [conversation], removedAt: time))
    }
  }

  private mutating func recordOfThePast(_ chat: InMemoryChat) -> Action {
    let time = longAgo(chat)
    let intent = random.pick([Intent.blockContact, .openSession, .fileReport, .closeSession, .setChatSettings])
    switch recordAction(intent ?? .openSession, chat) {
    case .blockContact(var action):
      action.blockedAt = time
      return .blockContact(action)
    case .openSession(var action):
      action.startedAt = time
      return .openSession(action)
    case .fileReport(var action):
      action.filedAt = time
      return .fileReport(action)
    case .closeSession(var action):
      action.endedAt = time
      return .closeSession(action)
    case let other: return other
    }
  }

  /// Before now, sometimes before everything, and on purpose often at the same moment as something else.
  mutating func longAgo(_ chat: InMemoryChat) -> Timestamp {
    if random.oneIn(4), let other = random.pick(catalogue.messages) { return other.sentAt }
    let start = InMemoryChat.fixtureTime.microseconds - 60_000_000
    let end = now ?? InMemoryChat.fixtureTime
    return Timestamp(microseconds: start + Int64(random.below(Int(end.microseconds - start))))
  }
}
