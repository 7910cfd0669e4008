extension Command {
  /// Decides: the events that accepting this command means, given the state before it.
  ///
  /// Pure and deterministic: the same request on the same state decides the same events, which is what
  /// `chat-ledger verify decisions` checks. An accepted command may decide no event at all (a read marker that is
  /// further on already, a clear of what is empty).
  ///
  /// - Throws: ``Rejection`` when the command is not accepted; errors of the state's storage as they come.
  /// - Complexity: independent of how many messages there are, but for clears up to a point (one pass over the
  ///   conversation) and reverts of imports (one pass over the conversations that it touched).
  public static func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let command = request.command
    try command.checkEnvelope()
    if case .createLedger = command.action {} else { _ = try state.requireSettings() }
    try state.requireOriginAllowed(command.origin)
    var events: [Event] = []
    if let actor = command.actor.account, !command.action.registers(actor) {
      try state.requireAccount(actor, isImport: state.isInOpenImport(request), registering: &events)
    }
    // An actor that is registered on first use may be named by the action, too.
    let decided = try command.action.decide(request, in: state)
    guard let registration = events.first else { return decided }
    return events + decided.filter { $0 != registration }
  }

  private func checkEnvelope() throws {
    try requireIdentifier(id, "The command's identifier")
    try requireIdentifier(actor.account, "The actor's identifier")
    try requireIdentifier(correlation, "The correlation")
    try requireText(origin, "The origin")
    try requireLength(origin, "The origin", atMost: Limits.originBytes)
    try requireLength(reason, "The reason", atMost: Limits.reasonBytes)
    if case .operator(let name) = actor {
      try requireText(name, "The operator's name")
      try requireLength(name, "The operator's name", atMost: Limits.operatorBytes)
    }
    guard expectedRevision == nil || action.concernsOneConversation else {
      throw Rejection(
        .invalid, "`expectedRevision` is for commands on a conversation, and this is none.", remedy: "Leave it out.")
    }
  }
}

extension Action {
  /// Whether the command works on a conversation that is there, whose revision it can insist on.
  fileprivate var concernsOneConversation: Bool {
    switch self {
    case .updateConversation, .endConversation, .reopenConversation, .removeConversation, .addParticipant,
      .removeParticipant, .changeRole, .sendMessage, .editMessage, .deleteMessage, .addReaction, .removeReaction,
      .markRead, .pinMessage, .unpinMessage:
      true
    case .clear(let clear): clear.conversations.count == 1
    case .createLedger, .registerAccount, .updateAccount, .deactivateAccount, .setAccountRoles, .protectAccount,
      .createConversation, .clearEverything, .revert, .beginImport, .finishImport, .declareSchema, .createResource,
      .updateResource, .remove, .blockContact, .unblockContact, .openSession, .closeSession, .fileReport,
      .resolveReport, .setChatSettings, .setTwoStepVerification, .beginBackfill, .backfillRooms, .configureLedger:
      false
    }
  }

  /// An account may register itself.
  fileprivate func registers(_ account: AccountID) -> Bool {
    if case .registerAccount(let action) = self { action.account == account } else { false }
  }

  fileprivate func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    switch self {
    case .createLedger(let action): try action.decide(request, in: state)
    case .registerAccount(let action): try action.decide(request, in: state)
    case .updateAccount(let action): try action.decide(request, in: state)
    case .deactivateAccount(let action): try action.decide(request, in: state)
    case .createConversation(let action): try action.decide(request, in: state)
    case .updateConversation(let action): try action.decide(request, in: state)
    case .endConversation(let action): try action.decide(request, in: state)
    case .reopenConversation(let action): try action.decide(request, in: state)
    case .removeConversation(let action): try action.decide(request, in: state)
    case .addParticipant(let action): try action.decide(request, in: state)
    case .removeParticipant(let action): try action.decide(request, in: state)
    case .changeRole(let action): try action.decide(request, in: state)
    case .sendMessage(let action): try action.decide(request, in: state)
    case .editMessage(let action): try action.decide(request, in: state)
    case .deleteMessage(let action): try action.decide(request, in: state)
    case .addReaction(let action): try action.decide(request, in: state)
    case .removeReaction(let action): try action.decide(request, in: state)
    case .markRead(let action): try action.decide(request, in: state)
    case .pinMessage(let action): try action.decide(request, in: state)
    case .unpinMessage(let action): try action.decide(request, in: state)
    case .clear(let action): try action.decide(request, in: state)
    case .revert(let action): try action.decide(request, in: state)
    case .beginImport(let action): try action.decide(request, in: state)
    case .finishImport(let action): try action.decide(request, in: state)
    case .setAccountRoles(let action): try action.decide(request, in: state)
    case .protectAccount(let action): try action.decide(request, in: state)
    case .declareSchema(let action): try action.decide(request, in: state)
    case .createResource(let action): try action.decide(request, in: state)
    case .updateResource(let action): try action.decide(request, in: state)
    case .remove(let action): try action.decide(request, in: state)
    case .clearEverything(let action): try action.decide(request, in: state)
    case .blockContact(let action): try action.decide(request, in: state)
    case .unblockContact(let action): try action.decide(request, in: state)
    case .openSession(let action): try action.decide(request, in: state)
    case .closeSession(let action): try action.decide(request, in: state)
    case .fileReport(let action): try action.decide(request, in: state)
    case .resolveReport(let action): try action.decide(request, in: state)
    case .setChatSettings(let action): try action.decide(request, in: state)
    case .setTwoStepVerification(let action): try action.decide(request, in: state)
    case .beginBackfill(let action): try action.decide(request, in: state)
    case .backfillRooms(let action): try action.decide(request, in: state)
    case .configureLedger(let action): try action.decide(request, in: state)
    }
  }
}
