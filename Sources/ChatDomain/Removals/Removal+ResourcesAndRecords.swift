// Resources, references and records, taken away and brought back.

extension RemovalItem {
  /// The part of ``undone(of:in:)`` for what is no chat.
  func undoneResourceOrRecord(of removal: Position, in state: any ChatState) throws -> [Event] {
    switch self {
    case .resourceRemoved(let id):
      guard try state.resource(id)?.isRemoved == true else { return [] }
      return [.resourceRestored(ResourceRestored(resource: id))]
    case .referenceEmptied(let id, let reference):
      // Somebody may have given it another target since; that stays.
      guard let resource = try state.resource(id), resource.target(of: reference.name) == nil else { return [] }
      return [.referenceRestored(ReferenceRestored(resource: id, reference: reference))]
    case .conversationDetached(let id, let resource):
      guard let conversation = try state.conversation(id), conversation.resource == nil else { return [] }
      return [.conversationAttached(ConversationAttached(conversation: id, resource: resource))]
    case .recordRemoved(let record):
      guard try state.record(record)?.isRemoved == true else { return [] }
      return [.recordRestored(RecordRestored(record: record))]
    case .recordsCleared(let table):
      guard try state.recordTable(table).marks.contains(where: { $0.removal == removal }) else { return [] }
      return [.recordsClearReverted(RecordsClearReverted(table: table, removal: removal))]
    default:
      return []
    }
  }

  /// The part of ``done(of:at:in:)`` for what is no chat.
  func doneResourceOrRecord(of removal: Position?, at time: Timestamp?, in state: any ChatState) throws -> [Event] {
    switch self {
    case .resourceRemoved(let id):
      guard try state.resource(id)?.isRemoved == false else { return [] }
      return [.resourceRemoved(ResourceRemoved(resource: id, removedAt: time, removal: removal))]
    case .referenceEmptied(let id, let reference):
      guard try state.resource(id)?.target(of: reference.name) == reference.target else { return [] }
      return [.referenceEmptied(ReferenceEmptied(resource: id, reference: reference, removal: removal))]
    case .conversationDetached(let id, let resource):
      guard try state.conversation(id)?.resource == resource else { return [] }
      return [
        .conversationDetached(ConversationDetached(conversation: id, resource: resource, removal: removal))
      ]
    case .recordRemoved(let record):
      guard try state.record(record)?.isRemoved == false else { return [] }
      return [.recordRemoved(RecordRemoved(record: record, removal: removal))]
    case .recordsCleared(let table):
      guard let removal, let event = try table.clearedAgain(by: removal, in: state) else { return [] }
      return [.recordsCleared(event)]
    default:
      return []
    }
  }
}
