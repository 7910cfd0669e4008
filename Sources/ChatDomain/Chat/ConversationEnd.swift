// The end of a conversation, and its opening again: an archived room can be read and takes nothing new.

// MARK: Decisions

extension ConversationKind {
  /// Whether conversations of the kind come to an end: those of a pair and those of a board go with them instead.
  public var canEnd: Bool {
    switch self {
    case .room, .group, .assistant: true
    case .direct, .whiteboard: false
    }
  }
}

extension EndConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let current = try state.requireOpenConversation(conversation)
    try request.requireRevision(of: current)
    guard current.kind.canEnd else {
      throw Rejection(
        .invalid, "A conversation of kind \(current.kind.rawValue) does not end, and \(conversation) is one.",
        remedy: "Remove it, or clear it.")
    }
    try state.requirePast(endedAt, "endedAt", request)
    return [.conversationEnded(ConversationEnded(conversation: conversation, endedAt: endedAt ?? request.time))]
  }
}

extension ReopenConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let current = try state.requireConversation(conversation)
    try request.requireRevision(of: current)
    guard current.endedAt != nil else {
      throw Rejection(
        .conversationOpen, "Conversation \(conversation) has not ended.", remedy: "No action is needed.")
    }
    return [.conversationReopened(ConversationReopened(conversation: conversation))]
  }
}

// MARK: Fold

extension ConversationEnded {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) { $0.endedAt = endedAt }
  }
}

extension ConversationReopened {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) { $0.endedAt = nil }
  }
}
