internal import ChatLedger

// Under which identifier the ledger has a thing.

extension ImportEngine {
  /// What the ledger has of the thing. What was withdrawn with its import is not there any more: the thing is brought
  /// in anew, under an identifier that is made of its own and of the import that was withdrawn.
  func current(
    _ described: inout DescribedEntity, _ original: SourceEntity, in view: LedgerView
  ) throws -> LedgerEntity? {
    if isCertainlyNew(described.thing) { return nil }
    while true {
      let found = try LedgerEntity.find(
        described.thing, described.command, unsaid: described.unsaid, in: view)
      guard let known = found else { return nil }
      guard known.isGone, let withdrawn = try withdrawnImport(of: described.thing, in: view) else {
        try dropLostAnswer(&described, known, in: view)
        return known
      }
      guard let id = described.thing.identifier else {
        described.command = derived("again", described, withdrawn.rawValue)
        return nil
      }
      let next = ImportNaming.again(id, after: withdrawn)
      if let identifier = original.identifier { memory.aliases[identifier] = next }
      described.thing = described.thing.identified(by: next)
      if case .message(let message, _) = described.thing {
        described.command = message.command
      } else {
        described.command = derived("again", described)
      }
    }
  }

  /// Whatever was said in a conversation that this import has made came with it, and comes once.
  private func isCertainlyNew(_ thing: SourceEntity) -> Bool {
    guard memory.aliases.isEmpty, comparison == nil else { return false }
    if case .message(_, let command) = thing { return memory.made.contains(command.conversation) }
    return false
  }

  /// An answer whose target never came was taken without it, and is so still.
  private func dropLostAnswer(
    _ described: inout DescribedEntity, _ known: LedgerEntity, in view: LedgerView
  ) throws {
    guard case .message(let id, var command) = described.thing, case .message(_, let before) = known.thing,
      before.replyTo == nil, let target = command.replyTo, try view.messageState(target) == nil
    else { return }
    command.removeTarget()
    described.thing = .message(id, command)
    note(.lostAnswer(at: described.place, item: described.item), in: described.bucket)
  }

  /// The `beginImport` of the import that brought the thing, where that is withdrawn.
  private func withdrawnImport(of thing: SourceEntity, in view: LedgerView) throws -> CommandID? {
    let position: Position? =
      switch thing {
      case .account(let it): try view.account(it.account)?.state.importedBy
      case .conversation(let it, _): try view.conversation(it.conversation)?.state.importedBy
      case .message(let id, _): try view.messageState(id)?.importedBy
      case .resource(let it): try view.resource(it.resource)?.state.importedBy
      case .participant(let it): try view.participant(it.account, in: it.conversation)?.importedBy
      case .block, .session, .report, .chatSettings, .twoStepVerification:
        try thing.record.flatMap { try view.record($0)?.state.importedBy }
      case .reaction, .readMarker, .pin: nil
      }
    guard let position, let batch = try view.importState(position), batch.withdrawnBy != nil else { return nil }
    return batch.commandID
  }

  // MARK: Pairs

  /// Puts a direct conversation into the one that its pair has already, whoever made that.
  ///
  /// - Returns: whether there is one.
  func merge(
    _ described: DescribedEntity, _ command: CreateConversation, _ original: SourceEntity, in view: LedgerView
  ) throws -> Bool {
    guard command.kind == .direct, command.participants.count == 2, command.participants[0] != command.participants[1],
      let own = original.identifier
    else { return false }
    let pair = AccountPair(command.participants[0], command.participants[1])
    let other: ConversationID
    var details: ConversationDetails
    if let made = memory.directs[pair] {
      (other, details) = (made.id, made.details)
    } else if let found = try view.directConversation(of: pair), let known = try view.conversation(found) {
      (other, details) = (found, known.details ?? ConversationDetails())
    } else {
      memory.directs[pair] = (command.conversation, command.details)
      return false
    }
    memory.aliases[own] = other.rawValue
    if described.isDeleted { memory.deletedAliases.insert(own) }
    let text = MergedDetails.text(of: described)
    let name = MergedDetails.attribute(ConversationID(rawValue: own))
    if let text, details.attributes[name]?.hasSameBytes(as: text) != true {
      details.attributes[name] = text
      let digest = RecordDigest.of(text: text)
      plan(
        described, derived("merge", described, other.rawValue, digest, importCommand.rawValue),
        .updateConversation(UpdateConversation(conversation: other, details: details)), .changes)
    } else {
      countPresent(in: described.bucket)
    }
    memory.directs[pair] = (other, details)
    note(
      ImportFault(
        .notice, ImportWarning.pairHasConversation.rawValue,
        "The pair has the direct conversation \(other) already; what was said in this one is in that.",
        remedy: "No action is needed; what was said of it is kept as the attribute \(name).", at: described.place,
        item: described.item))
    return true
  }
}

extension SourceEntity {
  fileprivate func identified(by id: UInt128) -> SourceEntity {
    switch self {
    case .account(var it):
      it.account = AccountID(rawValue: id)
      return .account(it)
    case .conversation(var it, let endedAt):
      it.conversation = ConversationID(rawValue: id)
      return .conversation(it, endedAt: endedAt)
    case .message(_, let it): return .message(MessageID(rawValue: id), it)
    case .resource(var it):
      it.resource = ResourceID(rawValue: id)
      return .resource(it)
    case .session(var it, let endedAt):
      it.session = SessionID(rawValue: id)
      return .session(it, endedAt: endedAt)
    case .report(var it, let status):
      it.report = ReportID(rawValue: id)
      return .report(it, status: status)
    default: return self
    }
  }
}
