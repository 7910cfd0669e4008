public import ChatDomain

/// `{"sendMessage":{…}}`: the name of the action with its fields.
extension Action: Codable, JSONUnion {
  static let jsonKind = "action"

  /// The name of the action in JSON, in `--json` output and in metrics.
  public var name: String { jsonName }

  /// The names of all actions.
  public static var names: [String] { jsonCases.map(\.name) }

  static let jsonCases: [JSONCase<Action>] = [
    .init("createLedger", Action.createLedger) { if case .createLedger(let value) = $0 { value } else { nil } },
    .init("registerAccount", Action.registerAccount) {
      if case .registerAccount(let value) = $0 { value } else { nil }
    },
    .init("updateAccount", Action.updateAccount) { if case .updateAccount(let value) = $0 { value } else { nil } },
    .init("deactivateAccount", Action.deactivateAccount) {
      if case .deactivateAccount(let value) = $0 { value } else { nil }
    },
    .init("createConversation", Action.createConversation) {
      if case .createConversation(let value) = $0 { value } else { nil }
    },
    .init("updateConversation", Action.updateConversation) {
      if case .updateConversation(let value) = $0 { value } else { nil }
    },
    .init("endConversation", Action.endConversation) {
      if case .endConversation(let value) = $0 { value } else { nil }
    },
    .init("reopenConversation", Action.reopenConversation) {
      if case .reopenConversation(let value) = $0 { value } else { nil }
    },
    .init("removeConversation", Action.removeConversation) {
      if case .removeConversation(let value) = $0 { value } else { nil }
    },
    .init("addParticipant", Action.addParticipant) { if case .addParticipant(let value) = $0 { value } else { nil } },
    .init("removeParticipant", Action.removeParticipant) {
      if case .removeParticipant(let value) = $0 { value } else { nil }
    },
    .init("changeRole", Action.changeRole) { if case .changeRole(let value) = $0 { value } else { nil } },
    .init("sendMessage", Action.sendMessage) { if case .sendMessage(let value) = $0 { value } else { nil } },
    .init("editMessage", Action.editMessage) { if case .editMessage(let value) = $0 { value } else { nil } },
    .init("deleteMessage", Action.deleteMessage) { if case .deleteMessage(let value) = $0 { value } else { nil } },
    .init("addReaction", Action.addReaction) { if case .addReaction(let value) = $0 { value } else { nil } },
    .init("removeReaction", Action.removeReaction) { if case .removeReaction(let value) = $0 { value } else { nil } },
    .init("markRead", Action.markRead) { if case .markRead(let value) = $0 { value } else { nil } },
    .init("pinMessage", Action.pinMessage) { if case .pinMessage(let value) = $0 { value } else { nil } },
    .init("unpinMessage", Action.unpinMessage) { if case .unpinMessage(let value) = $0 { value } else { nil } },
    .init("clear", Action.clear) { if case .clear(let value) = $0 { value } else { nil } },
    .init("revert", Action.revert) { if case .revert(let value) = $0 { value } else { nil } },
    .init("beginImport", Action.beginImport) { if case .beginImport(let value) = $0 { value } else { nil } },
    .init("finishImport", Action.finishImport) { if case .finishImport(let value) = $0 { value } else { nil } },
    .init("setAccountRoles", Action.setAccountRoles) {
      if case .setAccountRoles(let value) = $0 { value } else { nil }
    },
    .init("protectAccount", Action.protectAccount) { if case .protectAccount(let value) = $0 { value } else { nil } },
    .init("declareSchema", Action.declareSchema) { if case .declareSchema(let value) = $0 { value } else { nil } },
    .init("createResource", Action.createResource) { if case .createResource(let value) = $0 { value } else { nil } },
    .init("updateResource", Action.updateResource) { if case .updateResource(let value) = $0 { value } else { nil } },
    .init("remove", Action.remove) { if case .remove(let value) = $0 { value } else { nil } },
    .init("clearEverything", Action.clearEverything) {
      if case .clearEverything(let value) = $0 { value } else { nil }
    },
    .init("blockContact", Action.blockContact) { if case .blockContact(let value) = $0 { value } else { nil } },
    .init("unblockContact", Action.unblockContact) { if case .unblockContact(let value) = $0 { value } else { nil } },
    .init("openSession", Action.openSession) { if case .openSession(let value) = $0 { value } else { nil } },
    .init("closeSession", Action.closeSession) { if case .closeSession(let value) = $0 { value } else { nil } },
    .init("fileReport", Action.fileReport) { if case .fileReport(let value) = $0 { value } else { nil } },
    .init("resolveReport", Action.resolveReport) { if case .resolveReport(let value) = $0 { value } else { nil } },
    .init("setChatSettings", Action.setChatSettings) {
      if case .setChatSettings(let value) = $0 { value } else { nil }
    },
    .init("setTwoStepVerification", Action.setTwoStepVerification) {
      if case .setTwoStepVerification(let value) = $0 { value } else { nil }
    },
    .init("beginBackfill", Action.beginBackfill) { if case .beginBackfill(let value) = $0 { value } else { nil } },
    .init("backfillRooms", Action.backfillRooms) { if case .backfillRooms(let value) = $0 { value } else { nil } },
    .init("configureLedger", Action.configureLedger) {
      if case .configureLedger(let value) = $0 { value } else { nil }
    },
  ]

  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder.container(keyedBy: JSONName.self), in: "the action")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try write(&container)
  }
}
