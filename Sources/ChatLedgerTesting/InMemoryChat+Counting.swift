public import ChatDomain

// Counting from the rows alone, to hold it against what the fold kept.
extension InMemoryChat {
  /// Counts over the whole ledger, counted from the rows alone.
  ///
  /// O(everything there is).
  public func countedTotals() -> Totals {
    var totals = Totals()
    totals.accounts = Int64(tables.accounts.values.count { !$0.isRemoved })
    totals.resources = Int64(tables.resources.values.count { !$0.isRemoved })
    for table in RecordTable.allCases { totals[table] = Int64(records(in: table).count) }
    let kept = tables.conversations.values.filter { !$0.isRemoved }
    let boards = Set(kept.filter { $0.kind == .whiteboard }.map(\.id))
    let talks = Set(kept.map(\.id)).subtracting(boards)
    totals.conversations = Int64(talks.count)
    totals.participants = Int64(tables.participants.values.count { $0.isActive && talks.contains($0.conversation) })
    totals.readMarkers = Int64(tables.readMarkers.values.count { talks.union(boards).contains($0.conversation) })
    var shown: Set<Position> = []
    for conversation in kept {
      let messages = messages(in: conversation.id)
      shown.formUnion(messages.map(\.point.position))
      if boards.contains(conversation.id) {
        totals.whiteboardMessages += Int64(messages.count)
      } else {
        totals.messages += Int64(messages.count)
      }
    }
    totals.reactions = Int64(tables.reactions.values.count { shown.contains($0.messagePosition) })
    totals.pins = Int64(tables.pins.values.count { shown.contains($0.messagePosition) })
    return totals
  }

  /// The resources that are not removed, by kind.
  public func countedResources() -> [String: Int64] {
    var counts: [String: Int64] = [:]
    for resource in tables.resources.values where !resource.isRemoved { counts[resource.kind, default: 0] += 1 }
    return counts
  }

  /// The visible messages that reply to a hidden message of another conversation.
  public func orphanedReplies() -> Set<MessageID> {
    let replies = tables.messages.values.filter { message in
      guard let target = message.replyTo.flatMap({ tables.messages[$0] }) else { return false }
      return target.conversation != message.conversation && shows(message) && !shows(target)
    }
    return Set(replies.map(\.id))
  }

  /// Whether everyone who takes part can see the message.
  func shows(_ message: MessageState) -> Bool {
    tables.conversations[message.conversation]?.shows(message) == true
  }

  /// All that can be seen of the state, without what only says how it came to be: two states that answer every question
  /// alike have equal essences.
  ///
  /// Log, removals, the revisions of conversations, and the entry that gave a reaction say what happened; they do not
  /// come back with a revert.
  public func essence() -> Tables {
    var essence = tables
    essence.commands = [:]
    essence.removals = [:]
    essence.removalItems = [:]
    for (id, var conversation) in essence.conversations {
      conversation.revision = 0
      conversation.sharesPair = false
      essence.conversations[id] = conversation
    }
    for id in essence.accounts.keys { essence.accounts[id]?.removedPosition = nil }
    for id in essence.resources.keys { essence.resources[id]?.removedPosition = nil }
    for key in essence.reactions.keys { essence.reactions[key]?.addedPosition = .start }
    return essence
  }
}
