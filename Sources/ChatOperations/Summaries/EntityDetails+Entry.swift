package import ChatLedger

/// What is known of an entry of the log.
package struct EntryFacts {
  /// What a command took away.
  package struct Removal {
    package var state: RemovalState
    /// What it took away, the first of it.
    package var items: [RemovedItem]
    /// For a reversal: what it reversed, where that is known.
    package var original: RemovalState?
  }

  /// One thing that was taken away.
  package struct RemovedItem {
    package var item: RemovalItem
    /// What sort of thing.
    package var what: String
    /// Which one.
    package var which: String
    /// How many messages went with it, where that is counted.
    package var messages: Int64?
  }

  /// An import or a backfill that it began.
  package struct Chain {
    package var state: ImportState
    /// What it brought, by kind; kinds of which it brought nothing are left out.
    package var made: [(name: String, count: Int64)]
  }

  package var entry: LedgerEntry
  package var summary: EntrySummary
  /// Nil for what is no edit.
  package var standing: EditStanding?
  package var removal: Removal?
  package var chain: Chain?
}

extension EntityDetails {
  /// - Parameter limit: How many of the things that a command took away are described.
  package func facts(of entry: LedgerEntry, itemsAtMost limit: Int) throws -> EntryFacts {
    EntryFacts(
      entry: entry, summary: try EntrySummary(entry, names), standing: try view.standing(ofEdit: entry),
      removal: try view.removal(entry.firstPosition).map { try facts(of: $0, parts: entry.parts, limit) },
      chain: try view.importState(entry.firstPosition).map { EntryFacts.Chain(state: $0, made: try counts(of: $0)) })
  }

  /// Who recorded an entry, when, and what it was.
  package func author(of position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return "position \(position)" }
    let who = try names.at(position).actor(entry.command.actor)
    return "\(who) at \(names.time(entry.time)): \(try names.command(at: position))"
  }

  /// What an import brought, by kind. Messages are counted one by one in the rooms that it touched.
  private func counts(of chain: ImportState) throws -> [(name: String, count: Int64)] {
    let kinds = ["messages", "accounts", "conversations", "resources", "records"]
    var counts = [Int64](repeating: 0, count: kinds.count)
    try view.forEachImportItem(chain.position) { item in
      switch item {
      case .account: counts[1] += 1
      case .conversation(let id):
        counts[2] += 1
        try view.forEachMessageState(in: id) { message in
          if message.importedBy == chain.position { counts[0] += 1 }
          return true
        }
      case .resource: counts[3] += 1
      case .record: counts[4] += 1
      }
      return true
    }
    return zip(kinds, counts).filter { $0.1 > 0 }.map { ($0, $1) }
  }

  // MARK: Removals

  private func facts(of removal: RemovalState, parts: some BinaryInteger, _ limit: Int) throws -> EntryFacts.Removal {
    let counts = removal.itemCount > 0 ? try messagesTaken(by: removal, parts) : [:]
    let names = names.at(removal.position)
    var items: [EntryFacts.RemovedItem] = []
    try view.forEachRemovalItem(removal.position) { item in
      guard items.count < limit else { return false }
      let (what, which, conversation) = try description(of: item, names)
      items.append(
        EntryFacts.RemovedItem(
          item: item, what: what, which: which, messages: conversation.flatMap { counts[$0] }))
      return true
    }
    var original: RemovalState?
    if case .reversal(let target) = removal.kind { original = try view.removal(target) }
    return EntryFacts.Removal(state: removal, items: items, original: original)
  }

  /// With how many messages conversations went.
  private func messagesTaken(
    by removal: RemovalState, _ parts: some BinaryInteger
  ) throws -> [ConversationID: Int64] {
    var counts: [ConversationID: Int64] = [:]
    let end = removal.position.rawValue + UInt64(max(1, parts))
    try view.forEachEntry(from: removal.position) { entry in
      guard entry.position.rawValue < end else { return false }
      for event in entry.events {
        switch event {
        case .conversationCleared(let it): counts[it.conversation, default: 0] += it.cleared.messages
        case .conversationRemoved(let it): counts[it.conversation, default: 0] += it.removed.allMessages
        default: break
        }
      }
      return true
    }
    return counts
  }

  private func description(
    of item: RemovalItem, _ names: Names
  ) throws -> (what: String, which: String, conversation: ConversationID?) {
    switch item {
    case .accountDeactivated(let id): ("account deactivated", try names.account(id), nil)
    case .accountRemoved(let id): ("account", try names.account(id), nil)
    case .conversationRemoved(let id): ("conversation", try names.conversation(id), id)
    case .conversationCleared(let id, _): ("messages", "in \(try names.conversation(id))", id)
    case .historyCleared(let id, let account, _):
      ("view", "of \(try names.account(account)) in \(try names.conversation(id))", nil)
    case .participantLeft(let id, let account):
      ("participant", "\(try names.account(account)) in \(try names.conversation(id))", nil)
    case .messageDeleted(_, let id): ("message", "\(try names.message(id)): \(try names.text(of: id))", nil)
    case .reactionRemoved(let id, let account, let emoji, _):
      ("reaction", "\(emoji) of \(try names.account(account)) to the message \(try names.message(id))", nil)
    case .messageUnpinned(let id, _): ("pin", "of the message \(try names.message(id))", nil)
    case .importWithdrawn(let position): ("import", try names.command(at: position), nil)
    case .resourceRemoved(let id): ("resource", try names.resource(id), nil)
    case .referenceEmptied(let id, let reference):
      ("reference", "\(reference.name) of \(try names.resource(id)) to \(try names.target(reference.target))", nil)
    case .conversationDetached(let id, let resource):
      ("attachment", "of \(try names.conversation(id)) to \(try names.resource(resource))", nil)
    case .recordRemoved(let record): (record.table.noun, try names.record(record), nil)
    case .recordsCleared(let table): (table.words, "all there were", nil)
    }
  }
}
