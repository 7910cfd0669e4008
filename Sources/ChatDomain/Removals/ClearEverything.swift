// Clearing everything: the chat is empty afterwards, and the accounts, their settings and the resources are as they
// were.

extension ClearEverything {
  /// O(conversations), whatever is in them.
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    var events: [Event] = []
    try state.forEachConversation { conversation in
      if !conversation.isRemoved {
        events.append(
          .conversationRemoved(
            ConversationRemoved(conversation: conversation.id, removed: conversation.contribution)))
      }
      return true
    }
    for table in RecordTable.cleared {
      if let event = try table.cleared(in: state) { events.append(.recordsCleared(event)) }
    }
    return events
  }
}
