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
    switch event {
    case .ledgerCreated(let settings): try store.setSettings(settings)
    case .accountRegistered(let event): try event.fold(self, into: store)
    case .accountUpdated(let event): try event.fold(self, into: store)
    case .accountDeactivated(let event): try event.fold(self, into: store)
    case .accountReactivated(let event): try event.fold(self, into: store)
    case .accountRemoved(let event): try event.fold(self, into: store)
    case .accountRestored(let event): try event.fold(self, into: store)
    case .conversationCreated(let event): try event.fold(self, into: store)
    case .conversationUpdated(let event): try event.fold(self, into: store)
    case .conversationEnded(let event): try event.fold(self, into: store)
    case .conversationReopened(let event): try event.fold(self, into: store)
    case .conversationRemoved(let event): try event.fold(self, into: store)
    case .conversationRestored(let event): try event.fold(self, into: store)
    case .participantJoined(let event): try event.fold(self, into: store)
    case .participantLeft(let event): try event.fold(self, into: store)
    case .participantRestored(let event): try event.fold(self, into: store)
    case .roleChanged(let event): try event.fold(self, into: store)
    case .messageSent(let event): try event.fold(self, into: store)
    case .messageEdited(let event): try event.fold(self, into: store)
    case .messageDeleted(let event): try event.fold(self, into: store)
    case .messageRestored(let event): try event.fold(self, into: store)
    case .reactionAdded(let event): try event.fold(self, into: store)
    case .reactionRemoved(let event): try event.fold(self, into: store)
    case .readMarkerMoved(let event): try event.fold(self, into: store)
    case .messagePinned(let event): try event.fold(self, into: store)
    case .messageUnpinned(let event): try event.fold(self, into: store)
    case .conversationCleared(let event): try event.fold(self, into: store)
    case .conversationClearReverted(let event): try event.fold(self, into: store)
    case .historyCleared(let event): try event.fold(self, into: store)
    case .historyClearReverted(let event): try event.fold(self, into: store)
    case .removalReverted(let event): try event.fold(self, into: store)
    case .removalReapplied(let event): try event.fold(self, into: store)
    case .importBegan(let event): try event.fold(self, into: store)
    case .importFinished(let event): try event.fold(self, into: store)
    case .importWithdrawn(let event): try event.fold(self, into: store)
    case .importReinstated(let event): try event.fold(self, into: store)
    case .schemaDeclared(let event): try event.fold(self, into: store)
    case .ledgerConfigured(let event): try event.fold(self, into: store)
    case .accountRolesChanged(let event): try event.fold(self, into: store)
    case .accountProtectionChanged(let event): try event.fold(self, into: store)
    case .resourceCreated(let event): try event.fold(self, into: store)
    case .resourceUpdated(let event): try event.fold(self, into: store)
    case .resourceRemoved(let event): try event.fold(self, into: store)
    case .resourceRestored(let event): try event.fold(self, into: store)
    case .referenceEmptied(let event): try event.fold(self, into: store)
    case .referenceRestored(let event): try event.fold(self, into: store)
    case .conversationDetached(let event): try event.fold(self, into: store)
    case .conversationAttached(let event): try event.fold(self, into: store)
    case .contactBlocked(let event): try event.fold(self, into: store)
    case .sessionOpened(let event): try event.fold(self, into: store)
    case .sessionClosed(let event): try event.fold(self, into: store)
    case .reportFiled(let event): try event.fold(self, into: store)
    case .reportResolved(let event): try event.fold(self, into: store)
    case .chatSettingsChanged(let event): try event.fold(self, into: store)
    case .twoStepVerificationChanged(let event): try event.fold(self, into: store)
    case .recordRemoved(let event): try event.fold(self, into: store)
    case .recordRestored(let event): try event.fold(self, into: store)
    case .recordsCleared(let event): try event.fold(self, into: store)
    case .recordsClearReverted(let event): try event.fold(self, into: store)
    case .backfillBegan(let event): try event.fold(self, into: store)
    }
  }
}

// MARK: What folds share

extension ChatStore {
  func change(_ id: AccountID, _ change: (inout AccountState) -> Void) throws {
    guard var state = try account(id) else { throw FoldError("account \(id) is not there", at: .start) }
    change(&state)
    try put(state)
  }

  /// Changes a conversation, counts its revision, and carries the difference of what it contributes to the totals.
  @discardableResult
  func change(_ id: ConversationID, _ change: (inout ConversationState) -> Void) throws -> ConversationState {
    guard var state = try conversation(id) else { throw FoldError("conversation \(id) is not there", at: .start) }
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
      throw FoldError("account \(account) takes no part in \(conversation)", at: .start)
    }
    change(&state)
    try put(state)
  }

  func knownMessage(_ id: MessageID) throws -> MessageState {
    guard let state = try message(id) else { throw FoldError("message \(id) is not there", at: .start) }
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

extension Totals {
  mutating func add(_ other: Totals) {
    accounts += other.accounts
    conversations += other.conversations
    participants += other.participants
    messages += other.messages
    reactions += other.reactions
    readMarkers += other.readMarkers
    pins += other.pins
    whiteboardMessages += other.whiteboardMessages
    blocks += other.blocks
    sessions += other.sessions
    reports += other.reports
    chatSettings += other.chatSettings
    twoStepVerifications += other.twoStepVerifications
    resources += other.resources
  }

  mutating func subtract(_ other: Totals) {
    accounts -= other.accounts
    conversations -= other.conversations
    participants -= other.participants
    messages -= other.messages
    reactions -= other.reactions
    readMarkers -= other.readMarkers
    pins -= other.pins
    whiteboardMessages -= other.whiteboardMessages
    blocks -= other.blocks
    sessions -= other.sessions
    reports -= other.reports
    chatSettings -= other.chatSettings
    twoStepVerifications -= other.twoStepVerifications
    resources -= other.resources
  }
}
