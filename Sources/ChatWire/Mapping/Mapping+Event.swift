import ChatDomain
import SwiftProtobuf

extension ProtoEvent {
  init(_ event: Event) {
    self.init()
    kind =
      switch event {
      case .ledgerCreated(let event): .ledgerCreated(event.wire)
      case .accountRegistered(let event): .accountRegistered(event.wire)
      case .accountUpdated(let event): .accountUpdated(event.wire)
      case .accountDeactivated(let event): .accountDeactivated(event.wire)
      case .accountReactivated(let event): .accountReactivated(event.wire)
      case .accountRemoved(let event): .accountRemoved(event.wire)
      case .accountRestored(let event): .accountRestored(event.wire)
      case .conversationCreated(let event): .conversationCreated(event.wire)
      case .conversationUpdated(let event): .conversationUpdated(event.wire)
      case .conversationEnded(let event): .conversationEnded(event.wire)
      case .conversationRemoved(let event): .conversationRemoved(event.wire)
      case .conversationRestored(let event): .conversationRestored(event.wire)
      case .participantJoined(let event): .participantJoined(event.wire)
      case .participantLeft(let event): .participantLeft(event.wire)
      case .participantRestored(let event): .participantRestored(event.wire)
      case .roleChanged(let event): .roleChanged(event.wire)
      case .messageSent(let event): .messageSent(event.wire)
      case .messageEdited(let event): .messageEdited(event.wire)
      case .messageDeleted(let event): .messageDeleted(event.wire)
      case .messageRestored(let event): .messageRestored(event.wire)
      case .reactionAdded(let event): .reactionAdded(event.wire)
      case .reactionRemoved(let event): .reactionRemoved(event.wire)
      case .readMarkerMoved(let event): .readMarkerMoved(event.wire)
      case .messagePinned(let event): .messagePinned(event.wire)
      case .messageUnpinned(let event): .messageUnpinned(event.wire)
      case .conversationCleared(let event): .conversationCleared(event.wire)
      case .conversationClearReverted(let event): .conversationClearReverted(event.wire)
      case .historyCleared(let event): .historyCleared(event.wire)
      case .historyClearReverted(let event): .historyClearReverted(event.wire)
      case .removalReverted(let event): .removalReverted(event.wire)
      case .removalReapplied(let event): .removalReapplied(event.wire)
      case .importBegan(let event): .importBegan(event.wire)
      case .importFinished(let event): .importFinished(event.wire)
      case .importWithdrawn(let event): .importWithdrawn(event.wire)
      case .importReinstated(let event): .importReinstated(event.wire)
      }
  }
}

extension Event {
  /// - Throws: ``WireError`` naming the field that is missing or wrong.
  init(wire proto: ProtoEvent) throws(WireError) {
    switch proto.kind {
    case .ledgerCreated(let event): self = .ledgerCreated(try LedgerSettings(wire: event, "ledger_created"))
    case .accountRegistered(let event): self = .accountRegistered(try AccountRegistered(wire: event))
    case .accountUpdated(let event): self = .accountUpdated(try AccountUpdated(wire: event))
    case .accountDeactivated(let event): self = .accountDeactivated(try AccountDeactivated(wire: event))
    case .accountReactivated(let event): self = .accountReactivated(try AccountReactivated(wire: event))
    case .accountRemoved(let event): self = .accountRemoved(try AccountRemoved(wire: event))
    case .accountRestored(let event): self = .accountRestored(try AccountRestored(wire: event))
    case .conversationCreated(let event): self = .conversationCreated(try ConversationCreated(wire: event))
    case .conversationUpdated(let event): self = .conversationUpdated(try ConversationUpdated(wire: event))
    case .conversationEnded(let event): self = .conversationEnded(try ConversationEnded(wire: event))
    case .conversationRemoved(let event): self = .conversationRemoved(try ConversationRemoved(wire: event))
    case .conversationRestored(let event): self = .conversationRestored(try ConversationRestored(wire: event))
    case .participantJoined(let event): self = .participantJoined(try ParticipantJoined(wire: event))
    case .participantLeft(let event): self = .participantLeft(try ParticipantLeft(wire: event))
    case .participantRestored(let event): self = .participantRestored(try ParticipantRestored(wire: event))
    case .roleChanged(let event): self = .roleChanged(try RoleChanged(wire: event))
    case .messageSent(let event): self = .messageSent(try MessageSent(wire: event))
    case .messageEdited(let event): self = .messageEdited(try MessageEdited(wire: event))
    case .messageDeleted(let event): self = .messageDeleted(try MessageDeleted(wire: event))
    case .messageRestored(let event): self = .messageRestored(try MessageRestored(wire: event))
    case .reactionAdded(let event): self = .reactionAdded(try ReactionAdded(wire: event))
    case .reactionRemoved(let event): self = .reactionRemoved(try ReactionRemoved(wire: event))
    case .readMarkerMoved(let event): self = .readMarkerMoved(try ReadMarkerMoved(wire: event))
    case .messagePinned(let event): self = .messagePinned(try MessagePinned(wire: event))
    case .messageUnpinned(let event): self = .messageUnpinned(try MessageUnpinned(wire: event))
    case .conversationCleared(let event): self = .conversationCleared(try ConversationCleared(wire: event))
    case .conversationClearReverted(let event):
      self = .conversationClearReverted(try ConversationClearReverted(wire: event))
    case .historyCleared(let event): self = .historyCleared(try HistoryCleared(wire: event))
    case .historyClearReverted(let event): self = .historyClearReverted(try HistoryClearReverted(wire: event))
    case .removalReverted(let event): self = .removalReverted(try RemovalReverted(wire: event))
    case .removalReapplied(let event): self = .removalReapplied(try RemovalReapplied(wire: event))
    case .importBegan(let event): self = .importBegan(try ImportBegan(wire: event))
    case .importFinished(let event): self = .importFinished(try ImportFinished(wire: event))
    case .importWithdrawn(let event): self = .importWithdrawn(try ImportWithdrawn(wire: event))
    case .importReinstated(let event): self = .importReinstated(try ImportReinstated(wire: event))
    case nil: throw .unknownKind("event", hasUnknownFields: !proto.unknownFields.data.isEmpty)
    }
  }
}
