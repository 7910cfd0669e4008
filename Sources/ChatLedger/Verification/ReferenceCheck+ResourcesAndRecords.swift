import ChatDomain
import ChatProjection

// Resources and records, and the indexes that lead to them.

extension ReferenceCheck {
  mutating func checkResources() throws {
    let schema = try state.schema()
    var resources: [ResourceState] = []
    try state.forEachResource {
      resources.append($0)
      return true
    }
    for resource in resources {
      let key = "resources \(resource.id)"
      if !resource.isRemoved { sums.resources += 1 }
      guard let kind = schema.kind(resource.kind) else {
        findings.add(key: key, kind: .reference, "Its kind “\(resource.kind)” is not declared.", remedy: Self.remedy)
        continue
      }
      try expect(.resource(resource.kind), key) { reference in
        reference == "importedBy"
          ? resource.importedBy.map(ReferredTo.importBatch) : resource.target(of: reference).map(ReferredTo.init)
      }
      for rule in kind.references where rule.isRequired && resource.target(of: rule.name) == nil {
        findings.add(key: key, kind: .reference, "Its \(rule.name) is missing, which is required.", remedy: Self.remedy)
      }
      for reference in resource.references {
        findings.checked += 1
        if try !state.isReferrer(resource.id, of: reference.target) {
          findings.add(
            key: key, kind: .reference, "It cannot be found from what its \(reference.name) names.", remedy: Self.remedy
          )
        }
      }
    }
  }

  mutating func checkRecords() throws {
    for table in RecordTable.allCases {
      let counted = try state.recordTable(table)
      var recount = counted
      recount.beginRecount()
      var records: [RecordState] = []
      try state.forEachRecord(in: table) {
        records.append($0)
        return true
      }
      for record in records {
        recount.recount(record)
        try expect(table.entityKind, "records \(record.record)") { record.target(of: $0) }
      }
      sums[table] += counted.visible
      if recount != counted {
        findings.add(
          key: "recordTables \(table.rawValue)", kind: .count,
          "It counts \(counted.visible) as showing; its records add up to \(recount.visible).", remedy: Self.remedy)
      }
    }
  }

  /// A direct conversation can be found by its pair, unless it left that to another.
  mutating func checkClaim(of pair: AccountPair, by conversation: ConversationState) throws {
    let claimed = try state.directConversation(pair)
    guard !conversation.isRemoved, !conversation.yieldsPair, claimed != conversation.id else { return }
    findings.add(
      key: "conversations \(conversation.id)", kind: .reference,
      "Its pair is claimed by \(claimed.map(\.description) ?? "nobody").",
      remedy: Self.remedy)
  }

  mutating func checkAttachment(of conversation: ConversationState) throws {
    guard let resource = conversation.resource else { return }
    findings.checked += 1
    if try !state.isAttached(conversation.id, to: resource) {
      findings.add(
        key: "conversations \(conversation.id)", kind: .reference, "It cannot be found from its resource \(resource).",
        remedy: Self.remedy)
    }
  }

  mutating func checkQuotes(of conversations: [ConversationID]) throws {
    var indexed: UInt64 = 0
    for id in conversations {
      try state.forEachQuote(of: id) { _ in
        indexed += 1
        return true
      }
    }
    expect(
      Int64(indexed), Int64(quotes), "replies to messages of other conversations in its messages", "quotes")
  }
}

extension ReferredTo {
  init(_ target: ReferenceTarget) {
    switch target {
    case .account(let id): self = .account(id)
    case .resource(let id): self = .resource(id)
    }
  }
}

extension ReferredTo {
  init(_ subject: Subject) {
    switch subject {
    case .account(let id): self = .account(id)
    case .conversation(let id): self = .conversation(id)
    case .message(let id): self = .message(id)
    case .resource(let id): self = .resource(id)
    }
  }
}

extension RecordState {
  fileprivate func target(of reference: String) -> ReferredTo? {
    if reference == "importedBy" { return importedBy.map(ReferredTo.importBatch) }
    return references.first { $0.name == reference }.map { ReferredTo($0.subject) }
  }
}
