// Conversations that are attached to a resource, and their detachment when the resource is removed and they stay.

// MARK: Fold

extension ConversationDetached {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) { $0.resource = nil }
    try store.setAttachment(false, of: conversation, to: resource)
    try store.noteRemoval(.conversationDetached(conversation, resource), of: removal, by: recorded)
  }
}

extension ConversationAttached {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) { $0.resource = resource }
    try store.setAttachment(true, of: conversation, to: resource)
  }
}
