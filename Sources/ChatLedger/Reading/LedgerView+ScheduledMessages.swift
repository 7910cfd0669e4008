/// A message that waits to be sent.
public struct ScheduledMessage: Hashable, Sendable {
  /// Its identifier. The message that it becomes has another.
  public var id: ScheduledMessageID
  /// Where it is to go, by whom, and from when on.
  public var fields: ScheduledMessageFields
  /// What it says; nil where its texts were erased.
  public var content: MessageContent?
  /// When it was scheduled.
  public var scheduledAt: Timestamp
  /// The entry that recorded it.
  public var position: Position
}

extension LedgerView {
  /// A message that waits to be sent; nil when it is not known, and when it was sent, cancelled or cleared.
  public func scheduledMessage(_ id: ScheduledMessageID) throws -> ScheduledMessage? {
    try state().visibleRecord(.scheduledMessage(id)).flatMap { try scheduledMessage($0) }
  }

  /// The messages that wait to be sent, in the order of identifiers: of one author, or of everybody.
  ///
  /// With `dueBy`, only those that can be sent at this time. The body returns false to stop.
  ///
  /// - Complexity: O(records of the author), or O(scheduled messages there ever were).
  public func forEachScheduledMessage(
    by author: AccountID? = nil, dueBy: Timestamp? = nil, _ body: (ScheduledMessage) throws -> Bool
  ) throws {
    try forEachRecord(in: .scheduledMessages, of: author) { record in
      guard record.isCounted, case .scheduledMessage(let fields) = record.fields,
        dueBy.map({ fields.dueAt <= $0 }) ?? true, let message = try scheduledMessage(record)
      else { return true }
      return try body(message)
    }
  }

  private func scheduledMessage(_ record: RecordState) throws -> ScheduledMessage? {
    guard case .scheduledMessage(let id) = record.record, case .scheduledMessage(let fields) = record.fields
    else { return nil }
    return ScheduledMessage(
      id: id, fields: fields, content: try texts.messageContent(at: record.recordedPosition), scheduledAt: record.time,
      position: record.recordedPosition)
  }
}
