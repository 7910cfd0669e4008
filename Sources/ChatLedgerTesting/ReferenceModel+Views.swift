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
      message.time >= member.visibleFrom ?? .earliest && !personal.contains { $0.rule.hides(message) }
    }
  }

  /// Messages by others after the last one that the account has read.
  public func unreadCount(of account: AccountID, in conversation: ConversationID) -> Int {
    let read = readUpTo[Seat(conversation: conversation, account: account)].flatMap { whereabouts[$0] }
    return seen(in: conversation, by: account).count { message in
      message.author != account && read.map { (message.time, message.position) > ($0.time, $0.position) } ?? true
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
    let kept = Set(conversations.keys).subtracting(removedConversations)
    totals.conversations = Int64(kept.count)
    totals.participants = Int64(members.count { $0.value.isActive && kept.contains($0.key.conversation) })
    totals.readMarkers = Int64(readUpTo.keys.count { kept.contains($0.conversation) })
    for conversation in kept {
      let tally = tally(in: conversation)
      totals.messages += tally.messages
      totals.reactions += tally.reactions
      totals.pins += tally.pins
    }
    return totals
  }

  /// Where a chat and this model disagree, in words; empty when they agree on everything.
  public func differences(from chat: InMemoryChat) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ what: @autoclosure () -> String, _ expected: Value, _ actual: Value) {
      if expected != actual { found.append("\(what()): expected \(expected), found \(actual)") }
    }
    compare("conversations", Set(conversations.keys), Set(chat.tables.conversations.keys))
    for (id, state) in chat.tables.conversations {
      compare("messages in \(id)", messages(in: id), chat.messages(in: id).map(\.id))
      compare("tally in \(id)", tally(in: id), state.visible)
      let hidden = Dictionary(state.marks.map { ($0.removal, $0.hidden) }, uniquingKeysWith: { $1 })
      compare("hidden in \(id)", self.hidden(in: id), hidden)
      for seat in members.keys where seat.conversation == id {
        compare(
          "messages in \(id) for \(seat.account)", messages(in: id, for: seat.account),
          chat.messages(in: id, for: seat.account).map(\.id))
        compare(
          "unread in \(id) for \(seat.account)", unreadCount(of: seat.account, in: id),
          chat.unreadCount(of: seat.account, in: id))
      }
    }
    compare("totals", totals, chat.totals)
    compare("counted totals", totals, chat.countedTotals())
    return found
  }
}

extension ReferenceModel.Rule {
  fileprivate var rank: Int { if case .these = self { 0 } else { 1 } }
}
