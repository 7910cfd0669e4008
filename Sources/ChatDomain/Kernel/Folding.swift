/// An event that does not fit the state, as a fold says it: folds do not know at which position they are.
public struct FoldFault: Error, Hashable, Sendable {
  /// What does not fit, as the end of a sentence.
  public let message: String

  /// A fault in the given words.
  public init(_ message: String) { self.message = message }
}

/// An event that does not fit the state it is folded into: the log or the state is damaged.
public struct FoldError: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  public let position: Position

  public init(_ message: String, at position: Position) {
    self.message = message
    self.position = position
  }

  public var description: String { "At position \(position), \(message)." }
}

extension LoggedEvent {
  /// Folds the event into the state. Total for events that were decided on this state.
  ///
  /// - Throws: ``FoldError`` when the event does not fit; errors of the store as they come.
  public func fold(into store: any ChatStore) throws {
    do { try foldEvent(into: store) } catch let fault as FoldFault { throw FoldError(fault.message, at: position) }
  }
}

// MARK: What folds share

extension ChatStore {
  func change(_ id: AccountID, _ change: (inout AccountState) -> Void) throws {
    guard var state = try account(id) else { throw FoldFault("account \(id) is not there") }
    change(&state)
    try put(state)
  }

  /// Changes a conversation, counts its revision, and carries the difference of what it contributes to the totals.
  @discardableResult
  func change(_ id: ConversationID, _ change: (inout ConversationState) -> Void) throws -> ConversationState {
    guard var state = try conversation(id) else { throw FoldFault("conversation \(id) is not there") }
    let before = state.contribution
    change(&state)
    state.revision += 1
    try put(state)
    let after = state.contribution
    if before != after {
      try adjustTotals { totals in
        totals.add(after)
        totals.subtract(before)
      }
    }
    return state
  }

  func change(
    _ account: AccountID, in conversation: ConversationID, _ change: (inout ParticipantState) -> Void
  ) throws {
    guard var state = try participant(account, in: conversation) else {
      throw FoldFault("account \(account) takes no part in \(conversation)")
    }
    change(&state)
    try put(state)
  }

  func knownMessage(_ id: MessageID) throws -> MessageState {
    guard let state = try message(id) else { throw FoldFault("message \(id) is not there") }
    return state
  }

  /// The import that the entry belongs to; none once that is finished or withdrawn, for nothing can join it then.
  ///
  /// - Parameter orBackfill: Whether a backfill may be what it belongs to: rooms and who is in them.
  func importPosition(of recorded: LoggedEvent, orBackfill: Bool = false) throws -> Position? {
    guard let correlation = recorded.correlation, let position = try command(correlation),
      let batch = try importState(position), batch.isOpen, orBackfill || batch.kind == .archive
    else { return nil }
    return position
  }

  /// Notes what a command took away. An event of a redo names its removal, which has the item already.
  func noteRemoval(_ item: RemovalItem, of removal: Position?, by recorded: LoggedEvent) throws {
    guard removal == nil else { return }
    var header =
      try self.removal(recorded.firstPosition)
      ?? RemovalState(
        position: recorded.firstPosition, commandID: recorded.commandID, kind: .original(isApplied: true),
        itemCount: 0, lastChange: recorded.firstPosition)
    header.itemCount += 1
    try put(header)
    try append(item, to: recorded.firstPosition, at: header.itemCount)
  }
}
