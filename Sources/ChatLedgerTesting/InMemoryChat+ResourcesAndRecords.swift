public import ChatDomain

// Resources and records, in the orders that the LMDB projection has, too.
extension InMemoryChat {
  public func forEachResource(_ body: (ResourceState) throws -> Bool) throws {
    for resource in tables.resources.values.sorted(by: { $0.id < $1.id }) {
      guard try body(resource) else { return }
    }
  }

  public func forEachReferrer(of target: ReferenceTarget, _ body: (ResourceState) throws -> Bool) throws {
    try forEachResource { resource in
      guard resource.references.contains(where: { $0.target == target }) else { return true }
      return try body(resource)
    }
  }

  public func forEachConversation(
    attachedTo resource: ResourceID, _ body: (ConversationState) throws -> Bool
  ) throws {
    for id in (tables.attachments[resource] ?? []).sorted() {
      guard let conversation = tables.conversations[id], try body(conversation) else { return }
    }
  }

  public func forEachQuote(of conversation: ConversationID, _ body: (MessageState) throws -> Bool) throws {
    for id in tables.quotes[conversation] ?? [] {
      guard let message = tables.messages[id], try body(message) else { return }
    }
  }

  public func forEachRecord(in table: RecordTable, _ body: (RecordState) throws -> Bool) throws {
    let all = tables.records.values.filter { $0.record.table == table }
    for record in all.sorted(by: { $0.record.order < $1.record.order }) {
      guard try body(record) else { return }
    }
  }

  /// Table by table, the blocks by the account before the blocks of it, and its settings last.
  public func forEachRecord(of account: AccountID, _ body: (RecordState) throws -> Bool) throws {
    let ranked = tables.records.values.map { (rank: $0.rank(for: account), record: $0) }.filter { $0.rank != nil }
    let ordered = ranked.sorted { left, right in
      left.rank == right.rank ? left.record.record.order < right.record.record.order : left.rank ?? 0 < right.rank ?? 0
    }
    for (_, record) in ordered {
      guard try body(record) else { return }
    }
  }

  /// The records of a table that show, in the order of their keys.
  public func records(in table: RecordTable) -> [RecordState] {
    let mark = recordTable(table)
    let shown = tables.records.values.filter { record in
      record.record.table == table && record.isCounted && mark.shows(record.recordedPosition)
    }
    return shown.sorted { $0.record.order < $1.record.order }
  }

  /// The resources that are not removed, of one kind or of all, in the order of their identifiers.
  public func resources(ofKind kind: String? = nil) -> [ResourceState] {
    let shown = tables.resources.values.filter { !$0.isRemoved && (kind == nil || $0.kind == kind) }
    return shown.sorted { $0.id < $1.id }
  }
}

extension RecordState {
  /// Where the record stands among those of an account; nil for another's, and for reports, which stay with what they
  /// report. What is found by the account alone comes last.
  fileprivate func rank(for account: AccountID) -> Int? {
    guard record.table != .reports, accounts.contains(where: { $0.account == account }) else { return nil }
    let rank = 2 * Int(record.table.number) + (record.table.isKeyedByAccount ? 1_000 : 0)
    if case .block(let block) = record, block.account != account { return rank + 1 }
    return rank
  }
}

extension Record {
  /// By table, then by key.
  var order: (Int, UInt128, UInt128) { (Int(table.number), key[0], key.count > 1 ? key[1] : 0) }
}

extension ImportItem {
  /// By kind, then by key.
  var order: (Int, Int, UInt128, UInt128) {
    switch self {
    case .account(let id): (0, 0, id.rawValue, 0)
    case .conversation(let id): (1, 0, id.rawValue, 0)
    case .resource(let id): (2, 0, id.rawValue, 0)
    case .record(let record): (3, record.order.0, record.order.1, record.order.2)
    }
  }
}
