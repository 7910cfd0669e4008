internal import ChatLedger

/// Where in an import a command goes: what closes something comes after everything that goes into it.
package enum ImportPhase: Int, CaseIterable, Sendable {
  /// As it was described.
  case described
  /// Conversations end, sessions close, reports are resolved, accounts go out of use.
  case closing
  /// What was deleted goes: messages, reactions, records.
  case deletions
  /// Then what that belonged to, children before their parents.
  case removals
}

extension SourceEntity {
  /// What brings the thing in. A conversation with more participants than fit gets the others by commands of their own.
  ///
  /// - Parameter conversation: that of the message that a read marker is about.
  func additions(in conversation: ConversationID?) -> [Action] {
    switch self {
    case .account(let command): return [.registerAccount(command)]
    case .conversation(var command, _):
      let rest = command.participants.dropFirst(Limits.initialParticipants)
      command.participants = Array(command.participants.prefix(Limits.initialParticipants))
      return [.createConversation(command)]
        + rest.map { .addParticipant(AddParticipant(conversation: command.conversation, account: $0)) }
    case .participant(let command): return [.addParticipant(command)]
    case .message(_, let command): return [.sendMessage(command)]
    case .reaction(let command): return [.addReaction(command)]
    case .readMarker(let message, let account):
      guard let conversation else { return [] }
      return [.markRead(MarkRead(conversation: conversation, account: account, message: message))]
    case .pin(let message): return [.pinMessage(PinMessage(message: message))]
    case .block(let command): return [.blockContact(command)]
    case .session(let command, _): return [.openSession(command)]
    case .report(let command, _): return [.fileReport(command)]
    case .chatSettings(let command): return [.setChatSettings(command)]
    case .twoStepVerification(let command): return [.setTwoStepVerification(command)]
    case .resource(let command): return [.createResource(command)]
    }
  }

  /// What closes it, where the source says that it is closed and the ledger does not.
  func closing(after known: SourceEntity?) -> Action? {
    switch (self, known) {
    case (.conversation(let command, let endedAt?), let known):
      if case .conversation(_, endedAt: _?)? = known { return nil }
      return .endConversation(EndConversation(conversation: command.conversation, endedAt: endedAt))
    case (.session(let command, let endedAt?), let known):
      if case .session(_, endedAt: _?)? = known { return nil }
      return .closeSession(CloseSession(session: command.session, endedAt: endedAt))
    case (.report(let command, let status), let known) where status != .open:
      if case .report(_, let before)? = known, before != .open { return nil }
      return .resolveReport(ResolveReport(report: command.report, status: status))
    default:
      return nil
    }
  }

  /// What takes the thing away, and when in the import; nil for what has no way to go by itself.
  func deletion(at time: Timestamp?) -> (phase: ImportPhase, action: Action)? {
    switch self {
    case .account(let command): (.removals, .remove(Remove(accounts: [command.account], removedAt: time)))
    case .conversation(let command, _):
      (.removals, .removeConversation(RemoveConversation(conversation: command.conversation, removedAt: time)))
    case .resource(let command): (.removals, .remove(Remove(resources: [command.resource], removedAt: time)))
    case .participant(let command):
      (.deletions, .removeParticipant(RemoveParticipant(conversation: command.conversation, account: command.account)))
    case .message(let id, _): (.deletions, .deleteMessage(DeleteMessage(message: id, deletedAt: time)))
    case .reaction(let command):
      (
        .deletions,
        .removeReaction(RemoveReaction(message: command.message, account: command.account, emoji: command.emoji))
      )
    case .pin(let message): (.deletions, .unpinMessage(UnpinMessage(message: message)))
    case .block(let command):
      (.deletions, .unblockContact(UnblockContact(account: command.account, contact: command.contact)))
    case .session(let command, _):
      (.deletions, .closeSession(CloseSession(session: command.session, endedAt: time)))
    case .readMarker, .report, .chatSettings, .twoStepVerification: nil
    }
  }
}
