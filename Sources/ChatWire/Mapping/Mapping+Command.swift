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
    case .reopenConversation(let action): .reopenConversation(action.wire)
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
    case .setAccountRoles(let action): .setAccountRoles(action.wire)
    case .protectAccount(let action): .protectAccount(action.wire)
    case .declareSchema(let action): .declareSchema(action.wire)
    case .createResource(let action): .createResource(action.wire)
    case .updateResource(let action): .updateResource(action.wire)
    case .remove(let action): .remove(action.wire)
    case .clearEverything: .clearEverything_p(ProtoClearEverything())
    case .blockContact(let action): .blockContact(action.wire)
    case .unblockContact(let action): .unblockContact(action.wire)
    case .openSession(let action): .openSession(action.wire)
    case .closeSession(let action): .closeSession(action.wire)
    case .fileReport(let action): .fileReport(action.wire)
    case .resolveReport(let action): .resolveReport(action.wire)
    case .setChatSettings(let action): .setChatSettings(action.wire)
    case .setTwoStepVerification(let action): .setTwoStepVerification(action.wire)
    case .beginBackfill(let action): .beginBackfill(action.wire)
    case .backfillRooms(let action): .backfillRooms(action.wire)
    case .configureLedger(let action): .configureLedger(action.wire)
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
    case .reopenConversation(let action): self = .reopenConversation(try ReopenConversation(wire: action))
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
      self = .beginImport(
        try BeginImport(wire: action, source: content.importSource, identity: content.importIdentity))
    case .finishImport(let action): self = .finishImport(try FinishImport(wire: action))
    case .setAccountRoles(let action): self = .setAccountRoles(try SetAccountRoles(wire: action))
    case .protectAccount(let action): self = .protectAccount(try ProtectAccount(wire: action))
    case .declareSchema(let action): self = .declareSchema(try DeclareSchema(wire: action))
    case .createResource(let action):
      self = .createResource(try CreateResource(wire: action, details: try ResourceDetails(wire: content.resource)))
    case .updateResource(let action):
      self = .updateResource(try UpdateResource(wire: action, details: try ResourceDetails(wire: content.resource)))
    case .remove(let action): self = .remove(try Remove(wire: action, rules: content.cleanupRules))
    case .clearEverything_p: self = .clearEverything(ClearEverything())
    case .blockContact(let action): self = .blockContact(try BlockContact(wire: action))
    case .unblockContact(let action): self = .unblockContact(try UnblockContact(wire: action))
    case .openSession(let action): self = .openSession(try OpenSession(wire: action, device: content.device))
    case .closeSession(let action): self = .closeSession(try CloseSession(wire: action))
    case .fileReport(let action): self = .fileReport(try FileReport(wire: action, text: content.report))
    case .resolveReport(let action): self = .resolveReport(try ResolveReport(wire: action, text: content.report))
    case .setChatSettings(let action):
      self = .setChatSettings(
        try SetChatSettings(wire: action, values: try attributes(wire: content.chatSettings, "chat_settings")))
    case .setTwoStepVerification(let action): self = .setTwoStepVerification(try SetTwoStepVerification(wire: action))
    case .beginBackfill(let action): self = .beginBackfill(BeginBackfill(wire: action))
    case .backfillRooms(let action): self = .backfillRooms(try BackfillRooms(wire: action))
    case .configureLedger(let action): self = .configureLedger(ConfigureLedger(wire: action))
    case nil: throw .unknownKind("command", hasUnknownFields: !proto.unknownFields.data.isEmpty)
    }
  }
}
