public import ChatDomain

extension ReferenceModel {
  public var conversationIDs: [ConversationID] { conversations.keys.sorted() }
  public var accountIDs: [AccountID] { accounts.sorted() }

  /// The messages that show to everyone, or to one account, in reading order.
  public func messages(in conversation: ConversationID, for account: AccountID? = nil) -> [MessageID] {
    seen(in: conversation, by: account).map(\.id)
  }

  private func seen(in conversation: ConversationID, by account: AccountID?) -> [Message] {
    let all = shown(in: conversation)
    guard let account else { return all }
    let seat = Seat(conversation: conversation, account: account)
    guard let member = members[seat], member.isActive else { return [] }
    let personal = clearings(at: seat)
    return all.filter { message in
      if let from = member.visibleFrom {
        if message.importedBy == nil, message.position < member.joined { return false }
        if message.importedBy != nil, message.time < from { return false }
      }
      return !personal.contains { $0.rule.hides(message) }
    }
  }

  /// Messages by others after the last one that the account has read.
  public func unreadCount(of account: AccountID, in conversation: ConversationID) -> Int {
    let read = readUpTo[Seat(conversation: conversation, account: account)].flatMap { whereabouts[$0] }
    return seen(in: conversation, by: account).count { message in
      message.author != account && read.map { $0.precedes(message) } ?? true
    }
  }

  /// What shows once the conversation is not removed: messages, and the reactions and pins on them.
  public func tally(in conversation: ConversationID) -> Tally {
    tally(of: unhidden(in: conversation))
  }

  /// What each clear for everyone hides, by its command's position, where a message counts for one clear only: the
  /// earliest one that took what there was, else the earliest other.
  public func hidden(in conversation: ConversationID) -> [Position: Tally] {
    let applied = clearings(in: conversation).sorted { ($0.rule.rank, $0.position) < ($1.rule.rank, $1.position) }
    var groups: [Position: [Message]] = [:]
    for clearing in applied { groups[clearing.position] = [] }
    for message in messages[conversation] ?? [] where !deletedMessages.contains(message.id) {
      if let first = applied.first(where: { $0.rule.hides(message) }) { groups[first.position]?.append(message) }
    }
    return groups.mapValues { tally(of: $0) }
  }

  private func tally(of messages: [Message]) -> Tally {
    let ids = Set(messages.map(\.id))
    return Tally(
      messages: Int64(ids.count), reactions: Int64(reactions.count { ids.contains($0.message) }),
      pins: Int64(pins.count { ids.contains($0) }))
  }

  /// The counts over the whole ledger.
  public var totals: Totals {
    var totals = Totals()
    totals.accounts = Int64(accounts.subtracting(removedAccounts).count)
    totals.resources = Int64(resources.count - removedResources.count)
    for table in RecordTable.allCases { totals[table] = Int64(records(in: table).count) }
    let kept = Set(conversations.keys).subtracting(removedConversations)
    let talks = kept.subtracting(whiteboards)
    totals.conversations = Int64(talks.count)
    totals.participants = Int64(members.count { $0.value.isActive && talks.contains($0.key.conversation) })
    totals.readMarkers = Int64(readUpTo.keys.count { kept.contains($0.conversation) })
    for conversation in kept {
      let tally = tally(in: conversation)
      if whiteboards.contains(conversation) {
        totals.whiteboardMessages += tally.messages
      } else {
        totals.messages += tally.messages
      }
      totals.reactions += tally.reactions
      totals.pins += tally.pins
    }
    return totals
  }
}

extension ReferenceModel.Rule {
  fileprivate var rank: Int { if case .these = self { 0 } else { 1 } }
}
