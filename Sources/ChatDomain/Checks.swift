/// Checks that several decisions share.
extension ChatState {
  func requireSettings() throws -> LedgerSettings {
    guard let settings = try settings() else {
      throw Rejection(.invalid, "The ledger has not been created.", remedy: "Make it with `chat-ledger init`.")
    }
    return settings
  }

  /// An account that can act or be named, with the event that registers it where the ledger does that on first use.
  func requireAccount(_ id: AccountID, registering events: inout [Event]) throws {
    if let account = try account(id) {
      try account.requireActive()
      return
    }
    try requireIdentifier(id, "The account's identifier")
    let isPending = events.contains { event in
      if case .accountRegistered(let registered) = event { registered.account == id } else { false }
    }
    if isPending { return }
    guard try requireSettings().registersUnknownAccounts else {
      throw Rejection(
        .unknownAccount, "Account \(id) is not known.",
        remedy: "Register it with `registerAccount`, or make ledgers that register accounts on first use.")
    }
    events.append(.accountRegistered(AccountRegistered(account: id, kind: .person, isFirstUse: true)))
  }

  func requireConversation(_ id: ConversationID) throws -> ConversationState {
    guard let conversation = try conversation(id) else {
      throw Rejection(
        .unknownConversation, "Conversation \(id) is not known.",
        remedy: "Create it with `createConversation`, or look the identifier up with `chat-ledger conversations`.")
    }
    guard !conversation.isRemoved else {
      throw Rejection(
        .conversationRemoved, "Conversation \(id) has been removed.",
        remedy: "Bring it back by reverting the command that removed it; `chat-ledger show \(id)` names it.")
    }
    return conversation
  }

  /// A conversation that still takes changes of its content.
  func requireOpenConversation(_ id: ConversationID) throws -> ConversationState {
    let conversation = try requireConversation(id)
    guard conversation.endedAt == nil else {
      throw Rejection(
        .conversationEnded, "Conversation \(id) has ended; nothing can change it any more.",
        remedy: "Create another conversation.")
    }
    return conversation
  }

  func requireParticipant(_ account: AccountID, in conversation: ConversationState) throws {
    guard try participant(account, in: conversation.id)?.isActive == true else {
      throw Rejection(
        .notAParticipant, "Account \(account) takes no part in conversation \(conversation.id).",
        remedy: "Add it with `addParticipant` first.")
    }
  }

  /// A message that everyone who takes part can see, with its conversation.
  func requireVisibleMessage(_ id: MessageID) throws -> (message: MessageState, conversation: ConversationState) {
    guard let message = try message(id) else {
      throw Rejection(
        .unknownMessage, "Message \(id) is not known.", remedy: "Look the identifier up with `chat-ledger messages`.")
    }
    let conversation = try requireConversation(message.conversation)
    guard conversation.shows(message) else {
      throw Rejection(
        .messageGone, "Message \(id) has been \(message.isDeleted ? "deleted" : "cleared").",
        remedy: "Bring it back by reverting the command that took it away; `chat-ledger show \(id)` names it.")
    }
    return (message, conversation)
  }
}

extension Request {
  /// Whatever takes something away says why.
  func requireReason() throws {
    guard let reason = command.reason, !reason.isEmpty else {
      throw Rejection(
        .reasonRequired, "A command that takes something away needs a reason.",
        remedy: "Say why in `reason` (on the command line: --reason \"…\").")
    }
  }

  func requireRevision(of conversation: ConversationState) throws {
    guard let expected = command.expectedRevision, expected != conversation.revision else { return }
    throw Rejection(
      .revisionConflict,
      "Conversation \(conversation.id) is at revision \(conversation.revision), not at \(expected).",
      remedy: "Read the conversation again and decide anew.")
  }
}

/// Refuses the identifier zero, which says "none" in an entry's envelope.
func requireIdentifier(_ id: (some Identifier)?, _ what: String) throws {
  guard let id, id.rawValue == 0 else { return }
  throw Rejection(.invalid, "\(what) is zero, which stands for none.", remedy: "Give a UUID, best a UUIDv7.")
}

/// Refuses a text that is longer than its limit.
func requireLength(_ text: String?, _ what: String, atMost limitBytes: Int) throws {
  guard let text, text.utf8.count > limitBytes else { return }
  throw Rejection(
    .tooLarge, "\(what) has \(text.utf8.count) bytes; at most \(limitBytes) are allowed.", remedy: "Shorten it.")
}

/// Refuses a time that neither JSON nor protobuf can tell.
func requireValid(_ time: Timestamp?, _ what: String) throws {
  guard let time, !(Timestamp.earliest...Timestamp.latest).contains(time) else { return }
  throw Rejection(
    .invalid, "\(what) lies outside the years 1 to 9999.", remedy: "Give the time in microseconds since 1970.")
}

/// Refuses a text that is missing where one is needed.
func requireText(_ text: String, _ what: String) throws {
  guard text.isEmpty else { return }
  throw Rejection(.invalid, "\(what) is empty.", remedy: "Give one.")
}
