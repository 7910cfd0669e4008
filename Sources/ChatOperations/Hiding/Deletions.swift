package import ChatLedger

/// Commands that apply and deleted single messages, with how many each, the latest first.
///
/// Every deletion that applies is an item of a removal, which the projection keeps apart from the messages: to count
/// those of a room takes one look at each item, however many messages the room has.
package struct Deletions {
  package struct Command {
    package var entry: LedgerEntry
    package var messages: Int64 = 0
  }

  /// What one actor deleted.
  package struct Group {
    package var actor: CommandActor
    package var name: String
    package var commands: [Command] = []

    package var messages: Int64 { commands.reduce(0) { $0 + $1.messages } }
  }

  package private(set) var commands: [Command] = []
  /// Whether there were more items than were to be looked at, so that the count is not whole.
  package private(set) var isCut = false

  package var messages: Int64 { commands.reduce(0) { $0 + $1.messages } }
  package var isEmpty: Bool { commands.isEmpty }

  /// Of some messages.
  package init(of messages: Set<MessageID>, in view: LedgerView) throws {
    var left = messages
    try self.init(view, limit: messages.isEmpty ? 0 : Int.max) { _, message in
      (left.remove(message) != nil, left.isEmpty)
    }
  }

  /// Of all messages of a conversation.
  ///
  /// - Parameter limit: Items of removals that are looked at, of all conversations.
  package init(in conversation: ConversationID, _ view: LedgerView, limit: Int = Int.max) throws {
    var seen: Set<MessageID> = []
    try self.init(view, limit: limit) { place, message in
      (place == conversation && seen.insert(message).inserted, false)
    }
  }

  private init(
    _ view: LedgerView, limit: Int, _ takes: (ConversationID, MessageID) -> (isTaken: Bool, isLast: Bool)
  ) throws {
    var left = limit
    var isDone = false
    // The latest that applies comes first, as for one message.
    try view.forEachRemoval { removal in
      guard case .original(isApplied: true) = removal.kind else { return true }
      var count: Int64 = 0
      try view.forEachRemovalItem(removal.position) { item in
        guard left > 0 else {
          isCut = true
          return false
        }
        left -= 1
        guard case .messageDeleted(let conversation, let message) = item else { return true }
        let answer = takes(conversation, message)
        if answer.isTaken { count += 1 }
        isDone = answer.isLast
        return !isDone
      }
      if count > 0, let entry = try view.entry(at: removal.position) {
        commands.append(Command(entry: entry, messages: count))
      }
      return !isDone && !isCut
    }
  }

  // MARK: Telling

  /// By whom, those who deleted last first.
  package func groups(_ names: Names) throws -> [Group] {
    var groups: [Group] = []
    for command in commands {
      let actor = command.entry.command.actor
      let name = try names.at(command.entry.position).actor(actor)
      let known = groups.firstIndex { $0.actor == actor && $0.name == name }
      if known == nil { groups.append(Group(actor: actor, name: name)) }
      groups[known ?? groups.count - 1].commands.append(command)
    }
    return groups
  }
}
