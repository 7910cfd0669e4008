import ChatDomain

// What must hold of every state, whatever led to it.
extension InMemoryChat {
  /// Inconsistencies, in words; empty if there are none. It compares kept counts with new counts, indexes with rows,
  /// and references with their targets.
  ///
  /// O(everything there is, squared for references).
  public func faults() throws -> [String] {
    var faults: [String] = []
    let counted = countedTotals()
    if totals != counted { faults.append("the totals are \(totals), counted \(counted)") }
    for conversation in tables.conversations.values { faults += try self.faults(of: conversation) }
    for table in RecordTable.allCases {
      let kept = recordTable(table)
      var counted = kept
      counted.beginRecount()
      for record in tables.records.values where record.record.table == table { counted.recount(record) }
      if counted != kept { faults.append("the table is \(kept), counted \(counted)") }
    }
    for (position, removal) in tables.removals {
      let count = tables.removalItems[position]?.count ?? 0
      if removal.itemCount != UInt64(count) { faults.append("removal \(position) counts \(count) items wrongly") }
    }
    let quotes = tables.messages.values.filter { $0.replyTo != nil && $0.root == nil }
    if quotes.count != tables.quotes.values.reduce(0, { $0 + $1.count }) { faults.append("quotes are not as noted") }
    if !hasChangedActions { faults += orphans() }
    return faults
  }

  private func faults(of conversation: ConversationState) throws -> [String] {
    var faults: [String] = []
    var counted = conversation
    try counted.recount(in: self)
    if counted != conversation { faults.append("\(conversation.id) is \(conversation), counted \(counted)") }
    let members = tables.participants.values.count { $0.conversation == conversation.id && $0.isActive }
    if Int64(members) != conversation.activeParticipants { faults.append("\(conversation.id) has \(members) members") }
    for (resource, attached) in tables.attachments where attached.contains(conversation.id) {
      if conversation.resource != resource { faults.append("\(conversation.id) does not hang on \(resource)") }
    }
    if let resource = conversation.resource, tables.attachments[resource]?.contains(conversation.id) != true {
      faults.append("\(conversation.id) is not found by \(resource)")
    }
    if let pair = conversation.pair, !conversation.isRemoved {
      let found = directConversation(pair).flatMap { tables.conversations[$0] }
      let isRight =
        found?.pair == pair && found?.isRemoved == false
        && (found?.createdPosition ?? .start) >= conversation.createdPosition
      if !isRight { faults.append("the pair of \(conversation.id) finds \(String(describing: found))") }
      if conversation.yieldsPair != (found?.id != conversation.id) {
        faults.append("\(conversation.id) yields wrongly")
      }
    }
    return faults
  }

  /// What is there and refers to what is not, by a reference that may not dangle.
  private func orphans() -> [String] {
    var orphans: [String] = []
    let relations = relations()
    for resource in tables.resources.values where !resource.isRemoved {
      for reference in resource.references where !isThere(reference.target) {
        if relations[.resource(resource.kind), reference.name]?.onRemoval == .keep { continue }
        orphans.append("\(resource.id) is without its \(reference.name)")
      }
      for rule in tables.schema.kind(resource.kind)?.references ?? [] where rule.isRequired {
        if resource.target(of: rule.name) == nil { orphans.append("\(resource.id) has no \(rule.name)") }
      }
    }
    for conversation in tables.conversations.values where !conversation.isRemoved {
      guard let id = conversation.resource else {
        if conversation.kind == .whiteboard { orphans.append("whiteboard \(conversation.id) hangs on nothing") }
        continue
      }
      let kind = tables.resources[id].flatMap { tables.schema.kind($0.kind) }
      let action = kind.flatMap { relations.conversations(onKind: $0.name) }?.onRemoval
      if !isThere(.resource(id)), action != .keep { orphans.append("\(conversation.id) is without \(id)") }
    }
    for table in RecordTable.allCases {
      for record in records(in: table) {
        for (reference, account) in record.accounts where !isThere(.account(account)) {
          if relations[table.entityKind, reference]?.onRemoval == .keep { continue }
          orphans.append("\(record.record) is without its \(reference)")
        }
      }
    }
    return orphans
  }

  private func isThere(_ target: ReferenceTarget) -> Bool {
    switch target {
    case .account(let id): tables.accounts[id]?.isRemoved == false
    case .resource(let id): tables.resources[id]?.isRemoved == false
    }
  }

  /// Whether another action was declared for a reference after its first: what was left hanging before is no fault.
  private var hasChangedActions: Bool {
    var first: [String: RemovalAction] = [:]
    for case .schemaDeclared(let event) in entries.lazy.flatMap(\.events) {
      for kind in event.schema.kinds {
        let actions = kind.references.map { ($0.name, $0.onRemoval) } + [("", kind.conversations)]
        for (name, action) in actions {
          if first["\(kind.name).\(name)", default: action] != action { return true }
          first["\(kind.name).\(name)"] = action
        }
      }
    }
    return false
  }
}
