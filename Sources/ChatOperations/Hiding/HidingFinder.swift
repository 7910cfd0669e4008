package import ChatLedger

/// A command that keeps something from showing: who took it away, and why.
package struct Hiding {
  package enum How: String {
    case cleared = "CLEARED"
    case clearedForAccount = "CLEARED_FOR_ACCOUNT"
    case deleted = "DELETED"
    case left = "LEFT"
    case conversationRemoved = "CONVERSATION_REMOVED"
    case accountRemoved = "ACCOUNT_REMOVED"
    case accountDeactivated = "ACCOUNT_DEACTIVATED"
    case resourceRemoved = "RESOURCE_REMOVED"
    case recordRemoved = "RECORD_REMOVED"
    case recordsCleared = "RECORDS_CLEARED"

    package var words: String { rawValue.lowercased().replacing("_", with: " ") }
  }

  package let entry: LedgerEntry
  package let how: How
  /// How many messages it hides here, where that is counted.
  package var messages: Int64?
}

/// Finds what keeps things from showing.
package struct HidingFinder {
  package let view: LedgerView

  package init(view: LedgerView) { self.view = view }

  package func hidings(of conversation: ConversationState) throws -> [Hiding] {
    let removed = try conversation.isRemoved ? removal(.conversationRemoved(conversation.id), .conversationRemoved) : []
    return try removed + conversation.marks.flatMap { try hiding($0.removal, .cleared, $0.hidden.messages) }
  }

  package func hidings(of message: MessageState) throws -> [Hiding] {
    guard let conversation = try view.conversation(message.conversation)?.state else { return [] }
    let deleted = try message.isDeleted ? removal(.messageDeleted(message.conversation, message.id), .deleted) : []
    let removed = try conversation.isRemoved ? removal(.conversationRemoved(conversation.id), .conversationRemoved) : []
    let marks = conversation.marks.filter { $0.watermark.covers(message) }
    return try deleted + removed + marks.flatMap { try hiding($0.removal, .cleared) }
  }

  package func hidings(of account: AccountState) throws -> [Hiding] {
    if account.isRemoved { return try removal(.accountRemoved(account.id), .accountRemoved) }
    return try account.isActive ? [] : removal(.accountDeactivated(account.id), .accountDeactivated)
  }

  package func hidings(of resource: ResourceState) throws -> [Hiding] {
    try resource.isRemoved ? removal(.resourceRemoved(resource.id), .resourceRemoved) : []
  }

  package func hidings(of record: RecordState) throws -> [Hiding] {
    let removed = try record.isRemoved ? removal(.recordRemoved(record.record), .recordRemoved) : []
    let marks = try view.recordTable(record.record.table).marks.filter { record.recordedPosition <= $0.removal }
    return try removed + marks.flatMap { try hiding($0.removal, .recordsCleared) }
  }

  /// What cleared a table of records, the first clear first; empty where nobody has.
  package func clears(of table: RecordTable) throws -> [Hiding] {
    try view.recordTable(table).marks.flatMap { try hiding($0.removal, .recordsCleared) }
  }

  /// What one participant does not see although everyone else may.
  package func hidings(of participant: ParticipantState) throws -> [Hiding] {
    let item = RemovalItem.participantLeft(participant.conversation, participant.account)
    let left = try participant.isActive ? [] : removal(item, .left)
    return try left + participant.clears.flatMap { try hiding($0.removal, .clearedForAccount) }
  }

  private func hiding(_ position: Position, _ how: Hiding.How, _ messages: Int64? = nil) throws -> [Hiding] {
    try view.entry(at: position).map { [Hiding(entry: $0, how: how, messages: messages)] } ?? []
  }

  /// The latest command that applies and took the item away; empty where there is none, as for who just left.
  private func removal(_ item: RemovalItem, _ how: Hiding.How) throws -> [Hiding] {
    var found: Position?
    try view.forEachRemoval { removal in
      guard case .original(isApplied: true) = removal.kind else { return true }
      try view.forEachRemovalItem(removal.position) { other in
        if other == item { found = removal.position }
        return found == nil
      }
      return found == nil
    }
    return try found.map { try hiding($0, how) } ?? []
  }
}
