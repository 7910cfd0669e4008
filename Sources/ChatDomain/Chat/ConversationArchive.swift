// The archive of a participant: conversations that are put away, so that the account's ordinary list leaves them out.
// The account takes part as before: messages arrive, and all of them can be read. Joining again begins without it.

extension ArchiveConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let current = try state.requireConversation(conversation)
    try request.requireRevision(of: current)
    guard try !state.requireParticipant(account, in: current).isArchived else {
      throw Rejection(
        .alreadyExists, "Account \(account) has archived conversation \(conversation) already.",
        remedy: "No action is needed.")
    }
    return [.conversationArchived(ConversationArchived(conversation: conversation, account: account))]
  }
}

extension UnarchiveConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let current = try state.requireConversation(conversation)
    try request.requireRevision(of: current)
    guard try state.requireParticipant(account, in: current).isArchived else {
      throw Rejection(
        .invalid, "Account \(account) has not archived conversation \(conversation).", remedy: "No action is needed.")
    }
    return [.conversationUnarchived(ConversationUnarchived(conversation: conversation, account: account))]
  }
}

// MARK: Fold

extension ConversationArchived {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account, in: conversation) { $0.isArchived = true }
    try store.change(conversation) { _ in }
  }
}

extension ConversationUnarchived {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account, in: conversation) { $0.isArchived = false }
    try store.change(conversation) { _ in }
  }
}
