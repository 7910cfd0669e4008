import ChatDomain
import SwiftProtobuf

extension ProtoCommand {
  /// The command without its texts.
  init(_ command: Command) {
    self.init()
    origin = command.origin
    if let revision = command.expectedRevision { expectedRevision = revision }
    if case .operator = command.actor { isOperator = true }
    action = command.action.wire
  }
}

extension Action {
  fileprivate var wire: ProtoCommand.OneOf_Action {
    switch self {
    case .createLedger(let action): .createLedger(action.wire)
    case .registerAccount(let action): .registerAccount(action.wire)
    case .updateAccount(let action): .updateAccount(action.wire)
    case .deactivateAccount(let action): .deactivateAccount(action.wire)
    case .createConversation(let action): .createConversation(action.wire)
    case .updateConversation(let action): .updateConversation(action.wire)
    case .endConversation(let action): .endConversation(action.wire)
    case .removeConversation(let action): .removeConversation(action.wire)
    case .addParticipant(let action): .addParticipant(action.wire)
    case .removeParticipant(let action): .removeParticipant(action.wire)
    case .changeRole(let action): .changeRole(action.wire)
    case .sendMessage(let action): .sendMessage(action.wire)
    case .editMessage(let action): .editMessage(action.wire)
    case .deleteMessage(let action): .deleteMessage(action.wire)
    case .addReaction(let action): .addReaction(action.wire)
    case .removeReaction(let action): .removeReaction(action.wire)
    case .markRead(let action): .markRead(action.wire)
    case .pinMessage(let action): .pinMessage(action.wire)
    case .unpinMessage(let action): .unpinMessage(action.wire)
    case .clear(let action): .clear(action.wire)
    case .revert(let action): .revert(action.wire)
    case .beginImport(let action): .beginImport(action.wire)
    case .finishImport(let action): .finishImport(action.wire)
    }
  }

  /// The action with its texts, which are empty where the content is erased.
  ///
  /// - Throws: ``WireError`` naming the field that is missing or wrong.
  init(wire proto: ProtoCommand, _ content: ProtoContent) throws(WireError) {
    switch proto.action {
    case .createLedger(let action): self = .createLedger(try CreateLedger(wire: action))
    case .registerAccount(let action):
      self = .registerAccount(try RegisterAccount(wire: action, profile: try Profile(wire: content.profile)))
    case .updateAccount(let action):
      self = .updateAccount(try UpdateAccount(wire: action, profile: try Profile(wire: content.profile)))
    case .deactivateAccount(let action): self = .deactivateAccount(try DeactivateAccount(wire: action))
    case .createConversation(let action):
      self = .createConversation(
        try CreateConversation(wire: action, details: try ConversationDetails(wire: content.details)))
    case .updateConversation(let action):
      self = .updateConversation(
        try UpdateConversation(wire: action, details: try ConversationDetails(wire: content.details)))
    case .endConversation(let action): self = .endConversation(try EndConversation(wire: action))
    case .removeConversation(let action): self = .removeConversation(try RemoveConversation(wire: action))
    case .addParticipant(let action): self = .addParticipant(try AddParticipant(wire: action))
    case .removeParticipant(let action): self = .removeParticipant(try RemoveParticipant(wire: action))
    case .changeRole(let action): self = .changeRole(try ChangeRole(wire: action))
    case .sendMessage(let action):
      self = .sendMessage(try SendMessage(wire: action, content: try MessageContent(wire: content.message)))
    case .editMessage(let action):
      self = .editMessage(try EditMessage(wire: action, content: try MessageContent(wire: content.message)))
    case .deleteMessage(let action): self = .deleteMessage(try DeleteMessage(wire: action))
    case .addReaction(let action): self = .addReaction(try AddReaction(wire: action))
    case .removeReaction(let action): self = .removeReaction(try RemoveReaction(wire: action))
    case .markRead(let action): self = .markRead(try MarkRead(wire: action))
    case .pinMessage(let action): self = .pinMessage(try PinMessage(wire: action))
    case .unpinMessage(let action): self = .unpinMessage(try UnpinMessage(wire: action))
    case .clear(let action): self = .clear(try Clear(wire: action))
    case .revert(let action): self = .revert(try Revert(wire: action))
    case .beginImport(let action):
      self = .beginImport(try BeginImport(wire: action, source: content.importSource))
    case .finishImport(let action): self = .finishImport(try FinishImport(wire: action))
    case nil: throw .unknownKind("command", hasUnknownFields: !proto.unknownFields.data.isEmpty)
    }
  }
}
