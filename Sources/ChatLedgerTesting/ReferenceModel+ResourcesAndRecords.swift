public import ChatDomain

// Resources and records: what there is and what shows.
extension ReferenceModel {
  mutating func applyResources(_ event: Event) {
    switch event {
    case .resourceCreated(let event):
      resources[event.resource] = ModelResource(
        kind: event.kind, status: event.status, references: Self.named(event.references))
    case .resourceUpdated(let event):
      resources[event.resource]?.status = event.status
      resources[event.resource]?.references = Self.named(event.references)
    case .resourceRemoved(let event): removedResources.insert(event.resource)
    case .resourceRestored(let event): removedResources.remove(event.resource)
    case .referenceEmptied(let event): resources[event.resource]?.references[event.reference.name] = nil
    case .referenceRestored(let event):
      resources[event.resource]?.references[event.reference.name] = event.reference.target
    default: break
    }
  }

  private static func named(_ references: [ResourceReference]) -> [String: ReferenceTarget] {
    Dictionary(references.map { ($0.name, $0.target) }, uniquingKeysWith: { $1 })
  }

  mutating func applyRecords(_ event: Event, _ entry: RecordedCommand) {
    let recording = Recording(position: entry.position)
    switch event {
    case .contactBlocked(let event): records[.block(event.account, contact: event.contact)] = recording
    case .sessionOpened(let event): records[.session(event.session)] = recording
    case .sessionClosed(let event): records[.session(event.session)]?.hasEnded = true
    case .reportFiled(let event): records[.report(event.report)] = recording
    case .messageScheduled(let event): records[.scheduledMessage(event.scheduledMessage)] = recording
    case .scheduledMessageSent(let event): records[.scheduledMessage(event.scheduledMessage)]?.hasEnded = true
    case .chatSettingsChanged(let event): records[.chatSettings(event.account)] = recording
    case .twoStepVerificationChanged(let event): records[.twoStepVerification(event.account)] = recording
    case .recordRemoved(let event): records[event.record]?.isRemoved = true
    case .recordRestored(let event): records[event.record]?.isRemoved = false
    default: break
    }
  }

  /// The records of a table that show.
  public func records(in table: RecordTable) -> Set<Record> {
    let applied = clearings.values.filter { $0.isApplied && $0.tables.contains(table) }
    let shown = records.filter { record, recording in
      record.table == table && !recording.isRemoved && !recording.hasEnded
        && !applied.contains { $0.records[record] == recording.position }
    }
    return Set(shown.keys)
  }

  /// How many resources of each kind there are.
  public var resourceCounts: [String: Int64] {
    var counts: [String: Int64] = [:]
    for (id, thing) in resources where !removedResources.contains(id) { counts[thing.kind, default: 0] += 1 }
    return counts
  }

  /// The direct conversation of a pair: the newest one that is not removed.
  public func room(of pair: AccountPair) -> ConversationID? {
    let there = (pairs[pair] ?? [:]).filter { !removedConversations.contains($0.key) }
    return there.max { $0.value < $1.value }?.key
  }
}
