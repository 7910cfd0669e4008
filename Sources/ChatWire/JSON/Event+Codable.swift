public import ChatDomain

/// `{"conversationRestored":{…}}`: the name of the event with its fields.
extension Event: Codable, JSONUnion {
  static let jsonKind = "event"

  /// The name of the event in JSON, in `--json` output and in metrics.
  public var name: String { jsonName }

  /// The names of all events.
  public static var names: [String] { jsonCases.map(\.name) }

  static let jsonCases: [JSONCase<Event>] = [
    .init("ledgerCreated", Event.ledgerCreated) { if case .ledgerCreated(let value) = $0 { value } else { nil } },
    .init("accountRegistered", Event.accountRegistered) {
      if case .accountRegistered(let value) = $0 { value } else { nil }
    },
    .init("accountUpdated", Event.accountUpdated) { if case .accountUpdated(let value) = $0 { value } else { nil } },
    .init("accountDeactivated", Event.accountDeactivated) {
      if case .accountDeactivated(let value) = $0 { value } else { nil }
    },
    .init("accountReactivated", Event.accountReactivated) {
      if case .accountReactivated(let value) = $0 { value } else { nil }
    },
    .init("accountRemoved", Event.accountRemoved) { if case .accountRemoved(let value) = $0 { value } else { nil } },
    .init("accountRestored", Event.accountRestored) { if case .accountRestored(let value) = $0 { value } else { nil } },
    .init("conversationCreated", Event.conversationCreated) {
      if case .conversationCreated(let value) = $0 { value } else { nil }
    },
    .init("conversationUpdated", Event.conversationUpdated) {
      if case .conversationUpdated(let value) = $0 { value } else { nil }
    },
    .init("conversationEnded", Event.conversationEnded) {
      if case .conversationEnded(let value) = $0 { value } else { nil }
    },
    .init("conversationReopened", Event.conversationReopened) {
      if case .conversationReopened(let value) = $0 { value } else { nil }
    },
    .init("conversationRemoved", ConversationRemovedJSON.event) {
      if case .conversationRemoved(let value) = $0 { ConversationRemovedJSON(value) } else { nil }
    },
    .init("conversationRestored", ConversationRestoredJSON.event) {
      if case .conversationRestored(let value) = $0 { ConversationRestoredJSON(value) } else { nil }
    },
    .init("participantJoined", Event.participantJoined) {
      if case .participantJoined(let value) = $0 { value } else { nil }
    },
    .init("participantLeft", Event.participantLeft) { if case .participantLeft(let value) = $0 { value } else { nil } },
    .init("participantRestored", Event.participantRestored) {
      if case .participantRestored(let value) = $0 { value } else { nil }
    },
    .init("roleChanged", Event.roleChanged) { if case .roleChanged(let value) = $0 { value } else { nil } },
    .init("messageSent", Event.messageSent) { if case .messageSent(let value) = $0 { value } else { nil } },
    .init("messageEdited", Event.messageEdited) { if case .messageEdited(let value) = $0 { value } else { nil } },
    .init("messageDeleted", Event.messageDeleted) { if case .messageDeleted(let value) = $0 { value } else { nil } },
    .init("messageRestored", Event.messageRestored) { if case .messageRestored(let value) = $0 { value } else { nil } },
    .init("reactionAdded", Event.reactionAdded) { if case .reactionAdded(let value) = $0 { value } else { nil } },
    .init("reactionRemoved", Event.reactionRemoved) { if case .reactionRemoved(let value) = $0 { value } else { nil } },
    .init("readMarkerMoved", Event.readMarkerMoved) { if case .readMarkerMoved(let value) = $0 { value } else { nil } },
    .init("messagePinned", Event.messagePinned) { if case .messagePinned(let value) = $0 { value } else { nil } },
    .init("messageUnpinned", Event.messageUnpinned) { if case .messageUnpinned(let value) = $0 { value } else { nil } },
    .init("conversationCleared", Event.conversationCleared) {
      if case .conversationCleared(let value) = $0 { value } else { nil }
    },
    .init("conversationClearReverted", Event.conversationClearReverted) {
      if case .conversationClearReverted(let value) = $0 { value } else { nil }
    },
    .init("historyCleared", Event.historyCleared) { if case .historyCleared(let value) = $0 { value } else { nil } },
    .init("historyClearReverted", Event.historyClearReverted) {
      if case .historyClearReverted(let value) = $0 { value } else { nil }
    },
    .init("removalReverted", Event.removalReverted) { if case .removalReverted(let value) = $0 { value } else { nil } },
    .init("removalReapplied", Event.removalReapplied) {
      if case .removalReapplied(let value) = $0 { value } else { nil }
    },
    .init("importBegan", Event.importBegan) { if case .importBegan(let value) = $0 { value } else { nil } },
    .init("importFinished", Event.importFinished) { if case .importFinished(let value) = $0 { value } else { nil } },
    .init("importWithdrawn", Event.importWithdrawn) { if case .importWithdrawn(let value) = $0 { value } else { nil } },
    .init("importReinstated", Event.importReinstated) {
      if case .importReinstated(let value) = $0 { value } else { nil }
    },
    .init("schemaDeclared", Event.schemaDeclared) { if case .schemaDeclared(let value) = $0 { value } else { nil } },
    .init("ledgerConfigured", Event.ledgerConfigured) {
      if case .ledgerConfigured(let value) = $0 { value } else { nil }
    },
    .init("accountRolesChanged", Event.accountRolesChanged) {
      if case .accountRolesChanged(let value) = $0 { value } else { nil }
    },
    .init("accountProtectionChanged", Event.accountProtectionChanged) {
      if case .accountProtectionChanged(let value) = $0 { value } else { nil }
    },
    .init("resourceCreated", Event.resourceCreated) { if case .resourceCreated(let value) = $0 { value } else { nil } },
    .init("resourceUpdated", Event.resourceUpdated) { if case .resourceUpdated(let value) = $0 { value } else { nil } },
    .init("resourceRemoved", Event.resourceRemoved) { if case .resourceRemoved(let value) = $0 { value } else { nil } },
    .init("resourceRestored", Event.resourceRestored) {
      if case .resourceRestored(let value) = $0 { value } else { nil }
    },
    .init("referenceEmptied", Event.referenceEmptied) {
      if case .referenceEmptied(let value) = $0 { value } else { nil }
    },
    .init("referenceRestored", Event.referenceRestored) {
      if case .referenceRestored(let value) = $0 { value } else { nil }
    },
    .init("conversationDetached", Event.conversationDetached) {
      if case .conversationDetached(let value) = $0 { value } else { nil }
    },
    .init("conversationAttached", Event.conversationAttached) {
      if case .conversationAttached(let value) = $0 { value } else { nil }
    },
    .init("contactBlocked", Event.contactBlocked) { if case .contactBlocked(let value) = $0 { value } else { nil } },
    .init("sessionOpened", Event.sessionOpened) { if case .sessionOpened(let value) = $0 { value } else { nil } },
    .init("sessionClosed", Event.sessionClosed) { if case .sessionClosed(let value) = $0 { value } else { nil } },
    .init("reportFiled", Event.reportFiled) { if case .reportFiled(let value) = $0 { value } else { nil } },
    .init("reportResolved", Event.reportResolved) { if case .reportResolved(let value) = $0 { value } else { nil } },
    .init("chatSettingsChanged", Event.chatSettingsChanged) {
      if case .chatSettingsChanged(let value) = $0 { value } else { nil }
    },
    .init("twoStepVerificationChanged", Event.twoStepVerificationChanged) {
      if case .twoStepVerificationChanged(let value) = $0 { value } else { nil }
    },
    .init("recordRemoved", Event.recordRemoved) { if case .recordRemoved(let value) = $0 { value } else { nil } },
    .init("recordRestored", Event.recordRestored) { if case .recordRestored(let value) = $0 { value } else { nil } },
    .init("recordsCleared", Event.recordsCleared) { if case .recordsCleared(let value) = $0 { value } else { nil } },
    .init("recordsClearReverted", Event.recordsClearReverted) {
      if case .recordsClearReverted(let value) = $0 { value } else { nil }
    },
    .init("backfillBegan", Event.backfillBegan) { if case .backfillBegan(let value) = $0 { value } else { nil } },
  ]

  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder.container(keyedBy: JSONName.self), in: "the event")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try write(&container)
  }
}
