// Removals: what a command took away, kept so that it can be brought back.
//
// Clears are layers: a message shows when none covers it, and reverting one leaves the others. Everything else is there
// or away, whichever commands took it: it comes back with the first revert of any of them, and reverting another
// then finds nothing to do. A removal can be `applied` while what it took is back by another's revert.

/// One thing that a command took away.
public enum RemovalItem: Hashable, Sendable {
  case accountDeactivated(AccountID)
  case accountRemoved(AccountID)
  case conversationRemoved(ConversationID)
  case conversationCleared(ConversationID, Watermark)
  case historyCleared(ConversationID, AccountID, Watermark)
  case participantLeft(ConversationID, AccountID)
  case messageDeleted(ConversationID, MessageID)
  /// With the time of the reaction, so that it comes back as it was.
  case reactionRemoved(MessageID, AccountID, String, Timestamp)
  case messageUnpinned(MessageID, Timestamp)
  case importWithdrawn(Position)
  case resourceRemoved(ResourceID)
  case referenceEmptied(ResourceID, ResourceReference)
  case conversationDetached(ConversationID, ResourceID)
  case recordRemoved(Record)
  case recordsCleared(RecordTable)
}

/// A command that took something away, or one that undid or redid such a command.
public struct RemovalState: Hashable, Sendable {
  /// Whether a command took something away or changed whether another did.
  public enum Kind: Hashable, Sendable {
    /// The command took its items away; whether that applies now.
    case original(isApplied: Bool)
    /// The command changed whether another's items are away.
    case reversal(of: Position)
  }

  /// The first entry of the command.
  public var position: Position
  public var commandID: CommandID
  public var kind: Kind
  /// How many items there are.
  public var itemCount: UInt64
  /// The command that last applied it: itself, or the latest reversal. Only that one can be reverted.
  public var lastChange: Position

  public init(position: Position, commandID: CommandID, kind: Kind, itemCount: UInt64, lastChange: Position) {
    self.position = position
    self.commandID = commandID
    self.kind = kind
    self.itemCount = itemCount
    self.lastChange = lastChange
  }
}

extension RemovalItem {
  /// The events that bring it back; none where it is back already.
  func undone(of removal: Position, in state: any ChatState) throws -> [Event] {
    switch self {
    case .accountDeactivated(let id):
      guard try state.account(id)?.isActive == false else { return [] }
      return [.accountReactivated(AccountReactivated(account: id))]
    case .accountRemoved(let id):
      guard try state.account(id)?.isRemoved == true else { return [] }
      return [.accountRestored(AccountRestored(account: id))]
    case .conversationRemoved(let id):
      return try conversationRestored(id, in: state)
    case .conversationCleared(let id, _):
      guard let event = try state.conversation(id)?.clearReverted(removal, in: state) else { return [] }
      return [.conversationClearReverted(event)]
    case .historyCleared(let id, let account, _):
      guard let participant = try state.participant(account, in: id),
        participant.clears.contains(where: { $0.removal == removal })
      else { return [] }
      return [.historyClearReverted(HistoryClearReverted(conversation: id, account: account, removal: removal))]
    case .participantLeft(let id, let account):
      guard try state.participant(account, in: id)?.isActive == false else { return [] }
      return [.participantRestored(ParticipantRestored(conversation: id, account: account))]
    case .messageDeleted(let id, let message):
      guard try state.message(message)?.isDeleted == true else { return [] }
      return [.messageRestored(MessageRestored(conversation: id, message: message))]
    case .reactionRemoved(let id, let account, let emoji, let reactedAt):
      guard let message = try state.message(id), try state.reaction(emoji, of: account, to: message) == nil
      else { return [] }
      return [
        .reactionAdded(
          ReactionAdded(
            conversation: message.conversation, message: id, account: account, emoji: emoji, reactedAt: reactedAt))
      ]
    case .messageUnpinned(let id, let pinnedAt):
      guard let message = try state.message(id), !message.isPinned else { return [] }
      return [.messagePinned(MessagePinned(conversation: message.conversation, message: id, pinnedAt: pinnedAt))]
    case .importWithdrawn(let position):
      guard try state.importState(position)?.withdrawnBy != nil else { return [] }
      return [.importReinstated(ImportReinstated(importPosition: position))]
    case .resourceRemoved, .referenceEmptied, .conversationDetached, .recordRemoved, .recordsCleared:
      return try undoneResourceOrRecord(of: removal, in: state)
    }
  }

  /// The events that take it away, for the first time (no `removal` yet) or again; none where it is away already.
  ///
  /// - Parameter time: When it went, where that was before now.
  func done(of removal: Position?, at time: Timestamp? = nil, in state: any ChatState) throws -> [Event] {
    switch self {
    case .accountDeactivated(let id):
      guard try state.account(id)?.isActive == true else { return [] }
      return [.accountDeactivated(AccountDeactivated(account: id, removal: removal))]
    case .accountRemoved(let id):
      guard try state.account(id)?.isRemoved == false else { return [] }
      return [.accountRemoved(AccountRemoved(account: id, removal: removal, removedAt: time))]
    case .conversationRemoved(let id):
      guard let conversation = try state.conversation(id), !conversation.isRemoved else { return [] }
      return [
        .conversationRemoved(
          ConversationRemoved(
            conversation: id, removed: conversation.contribution, removal: removal, removedAt: time))
      ]
    case .conversationCleared(let id, let watermark):
      guard let removal, let conversation = try state.conversation(id),
        !conversation.marks.contains(where: { $0.removal == removal }),
        let event = try conversation.cleared(by: removal, watermark, in: state, isRedo: true)
      else { return [] }
      return [.conversationCleared(event)]
    case .historyCleared(let id, let account, let watermark):
      guard let participant = try state.participant(account, in: id),
        !participant.clears.contains(where: { $0.removal == removal })
      else { return [] }
      return [
        .historyCleared(
          HistoryCleared(conversation: id, account: account, watermark: watermark, removal: removal))
      ]
    case .participantLeft(let id, let account):
      guard try state.participant(account, in: id)?.isActive == true else { return [] }
      return [.participantLeft(ParticipantLeft(conversation: id, account: account, removal: removal))]
    case .messageDeleted(let id, let message):
      guard try state.message(message)?.isDeleted == false else { return [] }
      return [.messageDeleted(MessageDeleted(conversation: id, message: message, removal: removal))]
    case .reactionRemoved(let id, let account, let emoji, _):
      guard let message = try state.message(id), try state.reaction(emoji, of: account, to: message) != nil
      else { return [] }
      return [
        .reactionRemoved(
          ReactionRemoved(
            conversation: message.conversation, message: id, account: account, emoji: emoji, removal: removal))
      ]
    case .messageUnpinned(let id, _):
      guard let message = try state.message(id), message.isPinned else { return [] }
      return [
        .messageUnpinned(MessageUnpinned(conversation: message.conversation, message: id, removal: removal))
      ]
    case .importWithdrawn(let position):
      guard let batch = try state.importState(position) else { return [] }
      // One withdrawal applies at a time; otherwise undoing the one would leave what the other hides half hidden.
      guard batch.withdrawnBy == nil else {
        throw Rejection(
          .alreadyReverted, "The import \(batch.commandID) has been taken back by another command since.",
          remedy: "To bring it back, look at the import to find that one, and revert it.",
          steps: [.look(at: batch.commandID.description)])
      }
      return [.importWithdrawn(ImportWithdrawn(importPosition: position, removal: removal))]
    case .resourceRemoved, .referenceEmptied, .conversationDetached, .recordRemoved, .recordsCleared:
      return try doneResourceOrRecord(of: removal, at: time, in: state)
    }
  }

  private func conversationRestored(_ id: ConversationID, in state: any ChatState) throws -> [Event] {
    guard let conversation = try state.conversation(id), conversation.isRemoved else { return [] }
    return [
      .conversationRestored(ConversationRestored(conversation: id, restored: conversation.contributionIfKept))
    ]
  }
}
