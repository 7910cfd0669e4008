// Conversations that hang on a resource, and what becomes of that when the resource goes and they stay.

/// The resource that a conversation hung on has gone, and the conversation stays without one.
public struct ConversationDetached: Hashable, Sendable, Codable {
  public var conversation: ConversationID
  public var resource: ResourceID
  public var removal: Position?

  public init(conversation: ConversationID, resource: ResourceID, removal: Position? = nil) {
    self.conversation = conversation
    self.resource = resource
    self.removal = removal
  }
}

/// A conversation was hung on a resource.
public struct ConversationAttached: Hashable, Sendable, Codable {
  public var conversation: ConversationID
  public var resource: ResourceID

  public init(conversation: ConversationID, resource: ResourceID) {
    self.conversation = conversation
    self.resource = resource
  }
}

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
