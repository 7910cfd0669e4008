import ChatDomain

extension HistoryGenerator {
  /// What to ask for, and the import that it is part of.
  mutating func action(for intent: Intent, in chat: InMemoryChat) -> (Action, CommandID?) {
    switch intent {
    case .createLedger, .registerAccount, .updateAccount, .deactivateAccount, .importAccount:
      (accountAction(intent, chat), intent == .importAccount ? catalogue.imports.last : nil)
    case .createConversation, .updateConversation, .endConversation, .reopenConversation, .removeConversation:
      (conversationAction(intent, chat), nil)
    case .addParticipant, .removeParticipant, .changeRole:
      (participantAction(intent, chat), random.oneIn(10) ? catalogue.imports.last : nil)
    case .sendMessage, .replyToMessage, .editMessage, .deleteMessage, .reuseIdentifier, .repeatCommand:
      // Live messages may name an import, too, open or closed.
      (messageAction(intent, chat), random.oneIn(10) ? random.pick(catalogue.imports) : nil)
    case .addReaction, .removeReaction, .markRead, .pinMessage, .unpinMessage:
      (smallAction(intent, chat), random.oneIn(10) ? catalogue.imports.last : nil)
    case .clearConversations, .clearUpToMessage, .clearUpToTime, .clearEverything, .clearForAccount:
      (.clear(clear(intent, chat)), nil)
    case .revert, .revertLatest, .revertImport: (.revert(revert(intent)), nil)
    case .beginImport, .finishImport, .importConversation, .importParticipant, .importMessage, .importChange,
      .importResource, .importRecord:
      importAction(intent, chat)
    case .declareSchema, .configureLedger, .setAccountRoles, .protectAccount: (guardAction(intent, chat), nil)
    case .createResource, .updateResource, .removeEntities, .removeResource, .emptyChat, .beginBackfill:
      (resourceAction(intent, chat), nil)
    case .backfillRooms:
      (resourceAction(intent, chat), random.oneIn(8) ? random.pick(catalogue.imports) : catalogue.backfills.last)
    case .writeOnWhiteboard, .quoteMessage: (messageAction(intent, chat), nil)
    case .otherAction: (otherAction(), nil)
    case .blockContact, .unblockContact, .openSession, .closeSession, .fileReport, .resolveReport, .setChatSettings,
      .setTwoStepVerification:
      (recordAction(intent, chat), random.oneIn(12) ? random.pick(catalogue.imports) : nil)
    }
  }

  private mutating func accountAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    let fresh = AccountID(rawValue: random.wide())
    let profile = Profile(userName: "name-\(random.below(1_000))", displayName: "Somebody")
    switch intent {
    case .createLedger:
      return .createLedger(CreateLedger(settings: LedgerSettings(digestKey: DigestKey(rawValue: 1))))
    case .updateAccount: return .updateAccount(UpdateAccount(account: anyone(chat), profile: profile))
    case .deactivateAccount: return .deactivateAccount(DeactivateAccount(account: anyone(chat)))
    default:
      // Sometimes somebody who is there already, perhaps only by first use.
      let account = random.oneIn(6) ? anyone(chat) : fresh
      let kind = random.pick(AccountKind.allCases) ?? .person
      return .registerAccount(RegisterAccount(account: account, kind: kind, profile: profile))
    }
  }

  private mutating func conversationAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    let conversation = catalogue.conversation(&random, in: chat)
    let details = ConversationDetails(name: "room-\(random.below(100))", title: "A title")
    let history = random.pick(HistoryVisibility.allCases) ?? .shared
    switch intent {
    case .updateConversation:
      return .updateConversation(
        UpdateConversation(conversation: conversation, history: random.oneIn(2) ? history : nil, details: details))
    case .endConversation: return .endConversation(EndConversation(conversation: conversation))
    case .reopenConversation:
      return .reopenConversation(ReopenConversation(conversation: random.pick(catalogue.ended) ?? conversation))
    case .removeConversation: return .removeConversation(RemoveConversation(conversation: conversation))
    default:
      let kind = random.pick(ConversationKind.allCases) ?? .room
      let isBoard = kind == .whiteboard
      let count = kind == .direct ? 2 : isBoard && !random.oneIn(20) ? 0 : random.below(5)
      let resource = isBoard || random.oneIn(2) ? catalogue.resource(&random, in: chat)?.resource : nil
      return .createConversation(
        CreateConversation(
          conversation: ConversationID(rawValue: random.wide()), kind: kind, history: history,
          participants: (0..<count).map { _ in anyone(chat) }, details: details, resource: resource))
    }
  }

  private mutating func participantAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    let role = random.pick(ParticipantRole.allCases) ?? .member
    let seat = catalogue.seat(&random, in: chat)
    let conversation = seat?.conversation ?? catalogue.conversation(&random, in: chat)
    let account = seat?.account ?? anyone(chat)
    switch intent {
    case .removeParticipant:
      return .removeParticipant(RemoveParticipant(conversation: conversation, account: account))
    case .changeRole: return .changeRole(ChangeRole(conversation: conversation, account: account, role: role))
    default:
      let returner = random.oneIn(3) ? catalogue.formerSeat(&random, in: chat) : nil
      return .addParticipant(
        AddParticipant(
          conversation: returner?.conversation ?? catalogue.conversation(&random, in: chat),
          account: returner?.account ?? anyone(chat), role: role))
    }
  }

  private mutating func messageAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    let message = catalogue.message(&random, in: chat)
    let content = MessageContent(body: random.oneIn(60) ? "" : "text \(random.below(1_000))")
    switch intent {
    case .editMessage: return .editMessage(EditMessage(message: id(of: message), content: content))
    case .deleteMessage: return .deleteMessage(DeleteMessage(message: id(of: message)))
    case .replyToMessage:
      let seat = random.pick(catalogue.seats.filter { $0.conversation == message?.conversation })
      return .sendMessage(
        SendMessage(
          conversation: message?.conversation ?? catalogue.conversation(&random, in: chat),
          author: seat?.account ?? anyone(chat),
          content: content, replyTo: id(of: message)))
    case .quoteMessage:
      let seat = catalogue.seat(&random, in: chat)
      return .sendMessage(
        SendMessage(
          conversation: seat?.conversation ?? catalogue.conversation(&random, in: chat),
          author: seat?.account ?? anyone(chat), content: content, replyTo: id(of: message)))
    case .writeOnWhiteboard:
      return .sendMessage(
        SendMessage(
          conversation: random.pick(catalogue.whiteboards) ?? catalogue.conversation(&random, in: chat),
          author: anyone(chat),
          content: content))
    default:
      let seat = catalogue.seat(&random, in: chat)
      return .sendMessage(
        SendMessage(
          conversation: seat?.conversation ?? catalogue.conversation(&random, in: chat),
          author: seat?.account ?? anyone(chat),
          sender: random.oneIn(12) ? .ai : .user, content: content))
    }
  }

  private mutating func smallAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    let message = catalogue.message(&random, in: chat)
    let seat = random.pick(catalogue.seats.filter { $0.conversation == message?.conversation })
    let account = seat?.account ?? anyone(chat)
    switch intent {
    case .removeReaction:
      guard let given = random.pick(catalogue.reactions) else { fallthrough }
      return .removeReaction(RemoveReaction(message: given.message, account: given.account, emoji: given.emoji))
    case .addReaction:
      // Two of them look the same.
      let emoji = random.pick(["👍", "heart", "🎉", "caf\u{E9}", "cafe\u{301}"]) ?? "👍"
      return .addReaction(AddReaction(message: id(of: message), account: account, emoji: emoji))
    case .markRead:
      return .markRead(
        MarkRead(
          conversation: message?.conversation ?? catalogue.conversation(&random, in: chat), account: account,
          message: id(of: message)))
    case .unpinMessage:
      let pin = random.pick(catalogue.pins)
      return .unpinMessage(UnpinMessage(message: pin?.message ?? id(of: message)))
    default: return .pinMessage(PinMessage(message: id(of: message)))
    }
  }

  /// Any action that no intent makes, so that one that is new to the schema is tried before anybody thinks of it here.
  private mutating func otherAction() -> Action {
    var maker = SampleMaker(seed: random.next())
    maker.know(catalogue.accounts)
    maker.know(catalogue.conversations)
    maker.know(catalogue.messages.suffix(12).map(\.message))
    for (type, keys) in catalogue.recordKeys { maker.know(type, keys.suffix(8)) }
    maker.know(catalogue.resources.map(\.resource))
    let others = Action.samples(&maker).filter { !Intent.namesOfActions.contains($0.name) }
    return random.pick(others) ?? .deactivateAccount(DeactivateAccount(account: maker.id()))
  }

  private mutating func revert(_ intent: Intent) -> Revert {
    switch intent {
    case .revertLatest: Revert(command: catalogue.removers.last ?? CommandID(rawValue: random.wide()))
    case .revertImport: Revert(command: random.pick(catalogue.imports) ?? CommandID(rawValue: random.wide()))
    default: Revert(command: random.pick(catalogue.removers) ?? CommandID(rawValue: random.wide()))
    }
  }

  mutating func anyone(_ chat: InMemoryChat) -> AccountID {
    catalogue.account(&random, in: chat) ?? AccountID(rawValue: random.wide())
  }

  private mutating func id(of message: MessageSent?) -> MessageID {
    guard let message, !random.oneIn(60) else { return MessageID(rawValue: random.wide()) }
    return message.message
  }
}
