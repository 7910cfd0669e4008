public import ChatDomain

// Reading, in the orders that the LMDB projection has, too: what is decided may depend on them.
extension InMemoryChat {
  public func settings() -> LedgerSettings? { tables.settings }
  public func configuration() -> LedgerConfiguration { tables.configuration }
  public func schema() -> ResourceSchema { tables.schema }
  public func relations() -> Relations { alteredRelations ?? Relations(schema: tables.schema) }
  public func command(_ id: CommandID) -> Position? { tables.commands[id] }
  public func account(_ id: AccountID) -> AccountState? { tables.accounts[id] }
  public func conversation(_ id: ConversationID) -> ConversationState? { tables.conversations[id] }
  public func directConversation(_ pair: AccountPair) -> ConversationID? { tables.directConversations[pair] }
  public func message(_ id: MessageID) -> MessageState? { tables.messages[id] }
  public func pin(of message: MessageState) -> PinState? { tables.pins[message.id] }
  public func resource(_ id: ResourceID) -> ResourceState? { tables.resources[id] }
  public func record(_ record: Record) -> RecordState? { tables.records[record] }
  public func removal(_ position: Position) -> RemovalState? { tables.removals[position] }
  public func importState(_ position: Position) -> ImportState? { tables.imports[position] }

  public func recordTable(_ table: RecordTable) -> RecordTableState {
    tables.recordTables[table] ?? RecordTableState(table: table)
  }

  public func participant(_ account: AccountID, in conversation: ConversationID) -> ParticipantState? {
    tables.participants[ParticipantKey(conversation: conversation, account: account)]
  }

  public func reaction(_ emoji: String, of account: AccountID, to message: MessageState) -> ReactionState? {
    tables.reactions[ReactionKey(messagePosition: message.point.position, account: account, emoji: emoji)]
  }

  public func readMarker(of account: AccountID, in conversation: ConversationID) -> ReadMarkerState? {
    tables.readMarkers[ParticipantKey(conversation: conversation, account: account)]
  }

  public func forEachConversation(_ body: (ConversationState) throws -> Bool) throws {
    for conversation in tables.conversations.values.sorted(by: { $0.id < $1.id }) {
      guard try body(conversation) else { return }
    }
  }

  public func forEachMessage(
    in conversation: ConversationID, from point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    let order = tables.readingOrder[conversation] ?? []
    let start = point.map { firstIndex(in: order, notBefore: $0) } ?? 0
    for placed in order[start...] {
      guard let message = tables.messages[placed.id], try body(message) else { return }
    }
  }

  /// In the order of the accounts' identifiers.
  public func forEachParticipant(
    in conversation: ConversationID, _ body: (ParticipantState) throws -> Bool
  ) throws {
    let members = tables.participants.values.filter { $0.conversation == conversation }
    for participant in members.sorted(by: { $0.account < $1.account }) {
      guard try body(participant) else { return }
    }
  }

  /// In the order of the conversations' identifiers.
  public func forEachMembership(of account: AccountID, _ body: (ParticipantState) throws -> Bool) throws {
    let memberships = tables.participants.values.filter { $0.account == account }
    for participant in memberships.sorted(by: { $0.conversation < $1.conversation }) {
      guard try body(participant) else { return }
    }
  }

  public func forEachRemovalItem(_ removal: Position, _ body: (RemovalItem) throws -> Bool) throws {
    for item in tables.removalItems[removal] ?? [] {
      guard try body(item) else { return }
    }
  }

  /// Accounts, conversations, resources and records, each in the order of their keys.
  public func forEachImportItem(_ importPosition: Position, _ body: (ImportItem) throws -> Bool) throws {
    let items = (tables.importItems[importPosition] ?? []).sorted { $0.order < $1.order }
    for item in items {
      guard try body(item) else { return }
    }
  }

  /// The first place at or after a point. O(log n).
  func firstIndex(in order: [PlacedMessage], notBefore point: ReadingPoint) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if order[middle].point < point { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
