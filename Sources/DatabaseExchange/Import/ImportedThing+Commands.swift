internal import ChatLedger

/// Where in the import a command goes: what closes something comes after everything that goes into it.
enum ImportPhase: Int, CaseIterable {
  /// With its table.
  case rows
  /// Conversations end, sessions close, reports are resolved.
  case closing
  /// Rows that were deleted go: messages, reactions, records.
  case deletions
  /// Then what they belonged to, children before their parents.
  case removals
}

/// A command of an import with the row that it comes from.
struct PlannedRowCommand: Sendable {
  /// What it does to the table's counts.
  enum Effect: Sendable { case adds, changes, deletes, closes }

  var command: Command
  var table: Int
  var key: String
  var effect: Effect
  var sizeBytes: Int
}

extension ImportedThing {
  /// What brings the thing in. A conversation with more participants than fit gets the others by commands of their own.
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

  /// What closes it, where the row says that it is closed and the ledger does not.
  func closing(after known: ImportedThing?) -> Action? {
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
  func deletion(at time: Timestamp?) -> (ImportPhase, Action)? {
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

  /// What makes the ledger's thing say what the row says.
  ///
  /// - Returns: the commands, and the name of something that differs and that no command changes.
  func changes(from known: ImportedThing, editedAt: Timestamp?) -> (actions: [Action], unchangeable: String?) {
    switch (self, known) {
    case (.account(let new), .account(let old)):
      var actions: [Action] = []
      if new.profile != old.profile {
        actions.append(.updateAccount(UpdateAccount(account: new.account, profile: new.profile)))
      }
      if new.roles.sorted() != old.roles.sorted() {
        actions.append(.setAccountRoles(SetAccountRoles(account: new.account, roles: new.roles)))
      }
      let fixed = new.kind != old.kind ? "kind" : new.createdAt != old.createdAt ? "createdAt" : nil
      return (actions, fixed)
    case (.conversation(let new, let endedAt), .conversation(let old, let endedBefore)):
      let isUpdated = new.details != old.details || new.history != old.history
      let update = UpdateConversation(conversation: new.conversation, history: new.history, details: new.details)
      return (isUpdated ? [.updateConversation(update)] : [], Self.fixed(new, endedAt, old, endedBefore))
    case (.participant(let new), .participant(let old)):
      let change = ChangeRole(conversation: new.conversation, account: new.account, role: new.role)
      return (new.role != old.role ? [.changeRole(change)] : [], nil)
    case (.message(let id, let new), .message(_, let old)):
      let edit = EditMessage(message: id, content: new.content, editedAt: editedAt)
      return (new.content != old.content ? [.editMessage(edit)] : [], Self.fixed(new, old))
    case (.resource(let new), .resource(let old)):
      return Self.changes(from: old, to: new)
    case (.chatSettings(let new), .chatSettings(let old)):
      return (new == old ? [] : [.setChatSettings(new)], nil)
    case (.twoStepVerification(let new), .twoStepVerification(let old)):
      return (new == old ? [] : [.setTwoStepVerification(new)], nil)
    case (.reaction(let new), .reaction(let old)):
      return ([], new.reactedAt != old.reactedAt ? "reactedAt" : nil)
    case (.block(let new), .block(let old)): return ([], new.blockedAt != old.blockedAt ? "blockedAt" : nil)
    case (.session(let new, _), .session(let old, let endedBefore)):
      return ([], new != old || (endedBefore != nil && self != known) ? "session" : nil)
    case (.report(let new, let status), .report(let old, let before)):
      return ([], new != old || (before != .open && before != status) ? "report" : nil)
    default:
      return ([], nil)
    }
  }

  private static func changes(from old: CreateResource, to new: CreateResource) -> ([Action], String?) {
    let references = new.references.sorted { $0.name < $1.name }
    let isChanged = new.status != old.status || references != old.references || new.details != old.details
    let update = UpdateResource(
      resource: new.resource, status: new.status != old.status ? new.status : nil,
      references: references != old.references ? references : nil,
      details: new.details != old.details ? new.details : nil)
    let fixed = new.kind != old.kind ? "kind" : new.createdAt != old.createdAt ? "createdAt" : nil
    return (isChanged ? [.updateResource(update)] : [], fixed)
  }

  private static func fixed(
    _ new: CreateConversation, _ endedAt: Timestamp?, _ old: CreateConversation, _ endedBefore: Timestamp?
  ) -> String? {
    if new.kind != old.kind { return "kind" }
    if new.startedAt != old.startedAt { return "startedAt" }
    if endedBefore != nil, endedAt != endedBefore { return "endedAt" }
    if new.resource != old.resource { return "resource" }
    return Set(new.participants) != Set(old.participants) ? "participants" : nil
  }

  private static func fixed(_ new: SendMessage, _ old: SendMessage) -> String? {
    if new.conversation != old.conversation { return "conversation" }
    if new.author != old.author { return "author" }
    if new.sender != old.sender { return "sender" }
    if new.replyTo != old.replyTo { return "replyTo" }
    return new.sentAt != old.sentAt ? "sentAt" : nil
  }
}
