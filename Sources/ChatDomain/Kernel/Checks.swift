/// Checks that several decisions share.
extension ChatState {
  func requireSettings() throws -> LedgerSettings {
    guard let settings = try settings() else {
      throw Rejection(
        .invalid, "The ledger has not been created.", remedy: "Make it.",
        steps: [.createLedger(maximumBodyBytes: nil)])
    }
    return settings
  }

  /// An account that can act or be named, with the event that registers it where the ledger does that on first use.
  ///
  /// - Parameter isImport: What was said in the past may come from somebody who has been deactivated since.
  func requireAccount(_ id: AccountID, isImport: Bool = false, registering events: inout [Event]) throws {
    if let account = try account(id) {
      if !isImport || account.isRemoved { try account.requireActive() }
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
        remedy: "Create it with `createConversation`, or list the conversations to find it.",
        steps: [.list(.conversations)])
    }
    guard !conversation.isRemoved else {
      throw Rejection(
        .conversationRemoved, "Conversation \(id) has been removed.",
        remedy: "Bring it back by reverting the command that removed it.",
        gone: .conversation(id))
    }
    return conversation
  }

  /// A conversation that has not ended.
  func requireOpenConversation(_ id: ConversationID) throws -> ConversationState {
    let conversation = try requireConversation(id)
    if conversation.endedAt != nil { throw conversation.ended }
    return conversation
  }

  /// A conversation that takes the change that is asked for.
  func requireConversation(_ id: ConversationID, taking request: CommandRequest) throws -> ConversationState {
    let conversation = try requireConversation(id)
    try requireOpen(conversation, to: request)
    return conversation
  }

  /// Refuses changes of an ended conversation, except for imports: they bring the past, which an end of the
  /// present does not shut out.
  func requireOpen(_ conversation: ConversationState, to request: CommandRequest) throws {
    if conversation.endedAt != nil, try !isInOpenImport(request) { throw conversation.ended }
  }

  @discardableResult
  func requireParticipant(_ account: AccountID, in conversation: ConversationState) throws -> ParticipantState {
    guard let participant = try participant(account, in: conversation.id), participant.isActive else {
      throw Rejection(
        .notAParticipant, "Account \(account) is not a participant of conversation \(conversation.id).",
        remedy: "Add it with `addParticipant` first.")
    }
    return participant
  }

  /// The message that a change is about, with its conversation: one that everyone who takes part can see, or for an
  /// import any of a conversation that is there, since a clear or a deletion of the present does not shut out the past.
  func requireMessage(
    _ id: MessageID, taking request: CommandRequest
  ) throws -> (message: MessageState, conversation: ConversationState) {
    let (message, conversation) = try requireMessage(id)
    if !conversation.shows(message), try !isInOpenImport(request) { throw message.gone }
    return (message, conversation)
  }

  /// A message that everyone who takes part can see, with its conversation.
  func requireVisibleMessage(_ id: MessageID) throws -> (message: MessageState, conversation: ConversationState) {
    let (message, conversation) = try requireMessage(id)
    guard conversation.shows(message) else { throw message.gone }
    return (message, conversation)
  }

  /// A message of a conversation that is there.
  private func requireMessage(_ id: MessageID) throws -> (message: MessageState, conversation: ConversationState) {
    guard let message = try message(id) else {
      throw Rejection(
        .unknownMessage, "Message \(id) is not known.", remedy: "List the messages of its conversation to find it.",
        steps: [.list(.messages)])
    }
    return (message, try requireConversation(message.conversation))
  }
}

extension ConversationState {
  /// Says that the conversation takes nothing new.
  var ended: Rejection {
    Rejection(
      .conversationEnded, "Conversation \(id) has ended and accepts no more changes.",
      remedy: "Open it again with `reopenConversation`, or create another conversation.")
  }
}

extension MessageState {
  /// Says that the message does not show.
  var gone: Rejection {
    Rejection(
      .messageGone, "Message \(id) has been \(isDeleted ? "deleted" : "cleared").",
      remedy: "Bring it back by reverting the command that took it away.",
      gone: .message(id))
  }
}

extension CommandRequest {
  /// Whatever takes something away says why.
  func requireReason() throws {
    guard let reason = command.reason, !reason.isEmpty else {
      throw Rejection(
        .reasonRequired, "A command that removes something needs a reason.",
        remedy: "Say why in `reason` (on the command line: --reason \"…\").")
    }
  }

  func requireRevision(of conversation: ConversationState) throws {
    guard let expected = command.expectedRevision, expected != conversation.revision else { return }
    throw Rejection(
      .revisionConflict,
      "Conversation \(conversation.id) is at revision \(conversation.revision), not at \(expected).",
      remedy: "Read the conversation again, then decide whether to send the command.")
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

/// Refuses more than there is room for.
func requireCount(_ count: Int, _ what: String, atMost limit: Int) throws {
  guard count > limit else { return }
  throw Rejection(.tooLarge, "There are \(count) \(what); at most \(limit) are allowed.", remedy: "Split them.")
}

/// Refuses a name that is there twice.
func requireDistinct(_ names: [String], _ what: String) throws {
  var seen: Set<String> = []
  guard let twice = names.first(where: { !seen.insert($0).inserted }) else { return }
  throw Rejection(.invalid, "The \(what) “\(twice)” is named twice.", remedy: "Name it once.")
}

/// Refuses what is not a short word of letters, digits, `_`, `-` and `.`: such words stand in events, which hold no
/// text.
func requireCode(_ code: String, _ what: String) throws {
  guard code.isCode else {
    throw Rejection(
      .invalid,
      "\(what), “\(code.prefix(80))”, is not a word of at most \(Limits.codeBytes) letters, digits, _, - and .",
      remedy: "Choose such a word; longer texts belong into titles and attributes.")
  }
}

extension String {
  /// Whether it is a word as roles, statuses and categories are: 1 to ``Limits/codeBytes`` letters, digits, `_`, `-`
  /// and `.` of ASCII.
  package var isCode: Bool {
    (1...Limits.codeBytes).contains(utf8.count)
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
