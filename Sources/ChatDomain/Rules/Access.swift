// What a command means to the rules of who may do what: which permissions it takes, and to what.

/// One permission that a command takes, and what it is about.
struct Access {
  var permission: Permission
  /// The account that acts, as the command names it.
  var account: AccountID?
  /// The author of the message.
  var author: AccountID?
  /// Where roles count.
  var conversation: ConversationID?
  /// Whether it brings back what such a command took away: nobody owes a reason for that.
  var isUndoing = false

  init(
    _ permission: Permission, as account: AccountID? = nil, author: AccountID? = nil,
    in conversation: ConversationID? = nil
  ) {
    self.permission = permission
    self.account = account
    self.author = author
    self.conversation = conversation
  }
}

extension WhoMay {
  private var actor: AccountID? { request.command.actor.account }

  /// The permissions that the command takes: all of them are needed. A clear and a revert can be about much.
  func forEachAccess(_ body: (Access) throws -> Void) throws {
    if try state.isInOpenImport(request) { return try body(Access(.bringThePast)) }
    switch request.command.action {
    case .clear(let it):
      if let account = it.forAccount {
        try body(Access(.clearOwnHistory, as: account))
      } else if it.everything {
        try body(Access(.clearEverything))
      } else {
        for id in it.conversations { try body(Access(.clearForEveryone, in: id)) }
      }
    case .revert(let it): try forEachAccess(reverting: it.command, body)
    default: try body(access())
    }
  }

  private func access() throws -> Access {
    switch request.command.action {
    case .createLedger, .configureLedger, .declareSchema, .createResource, .updateResource, .beginImport, .finishImport,
      .beginBackfill, .backfillRooms, .clear, .revert:
      Access(.administer)
    case .remove: Access(.takeAway)
    case .clearEverything: Access(.clearEverything)
    case .registerAccount(let it):
      it.kind == .person && it.roles.isEmpty && it.account == actor
        ? Access(.registerOneself, as: it.account) : Access(.registerAccount)
    case .updateAccount(let it): Access(.updateAccount, as: it.account)
    case .deactivateAccount(let it): Access(.deactivateAccount, as: it.account)
    case .setAccountRoles, .protectAccount: Access(.manageAccount)
    case .blockContact(let it): Access(.block, as: it.account)
    case .unblockContact(let it): Access(.block, as: it.account)
    case .openSession(let it): Access(.useSession, as: it.account)
    case .closeSession(let it): Access(.useSession, as: try owner(of: .session(it.session)))
    case .fileReport(let it): Access(.report, as: it.reporter)
    case .resolveReport: Access(.resolveReport)
    case .setChatSettings(let it): Access(.changeSettings, as: it.account)
    case .setTwoStepVerification(let it): Access(.changeSettings, as: it.account)
    case .createConversation, .updateConversation, .endConversation, .reopenConversation, .archiveConversation,
      .unarchiveConversation, .removeConversation, .addParticipant, .removeParticipant, .changeRole:
      try conversationAccess()
    case .sendMessage, .editMessage, .deleteMessage, .addReaction, .removeReaction, .markRead, .pinMessage,
      .unpinMessage, .scheduleMessage, .sendScheduledMessage, .cancelScheduledMessage:
      try messageAccess()
    }
  }

  private func conversationAccess() throws -> Access {
    switch request.command.action {
    case .createConversation(let it):
      // What stands on a resource goes with it: that is for whoever keeps the resources.
      guard it.resource == nil, let actor, it.participants.contains(actor) else { return Access(.placeConversation) }
      return Access(.startConversation, as: actor)
    case .updateConversation(let it): return try tending(it.conversation)
    case .endConversation(let it): return Access(.endConversation, in: it.conversation)
    case .reopenConversation(let it): return Access(.endConversation, in: it.conversation)
    case .archiveConversation(let it): return Access(.archive, as: it.account)
    case .unarchiveConversation(let it): return Access(.archive, as: it.account)
    case .removeConversation(let it): return Access(.removeConversation, in: it.conversation)
    case .addParticipant(let it):
      return it.role == .member ? try tending(it.conversation) : Access(.giveRole, in: it.conversation)
    case .removeParticipant(let it):
      return it.account == actor ? Access(.leave, as: it.account) : try puttingOut(it.account, of: it.conversation)
    case .changeRole(let it):
      let before = try state.participant(it.account, in: it.conversation)?.role
      let isLower = before.map { it.role.rank < $0.rank } ?? false
      return isLower && it.account == actor ? Access(.stepDown, as: actor) : Access(.giveRole, in: it.conversation)
    default: return Access(.administer)
    }
  }

  private func messageAccess() throws -> Access {
    switch request.command.action {
    case .sendMessage(let it):
      switch it.sender {
      case .user: return Access(.speak, as: it.author)
      case .system: return Access(.announce)
      case .ai:
        let isAssistant = try state.account(it.author)?.kind == .assistant
        return isAssistant ? Access(.speak, as: it.author) : Access(.speakAsAI)
      }
    case .scheduleMessage(let it): return Access(.speak, as: it.author)
    case .sendScheduledMessage(let it):
      return Access(.sendDue, as: try owner(of: .scheduledMessage(it.scheduledMessage)))
    case .cancelScheduledMessage(let it):
      return Access(.cancelScheduled, as: try owner(of: .scheduledMessage(it.scheduledMessage)))
    case .editMessage(let it): return try about(it.message, .edit)
    case .deleteMessage(let it): return try about(it.message, .delete)
    case .addReaction(let it): return Access(.react, as: it.account)
    case .removeReaction(let it):
      return it.account == actor ? Access(.react, as: it.account) : try about(it.message, .removeReaction)
    case .markRead(let it): return Access(.markRead, as: it.account)
    case .pinMessage(let it): return try tending(state.message(it.message)?.conversation)
    case .unpinMessage(let it): return try tending(state.message(it.message)?.conversation)
    default: return Access(.administer)
    }
  }

  // MARK: Undoing

  /// Bringing something back takes what taking it away takes, but for what its author deleted: nobody knows any more
  /// whether that was the author or a moderator.
  private func forEachAccess(reverting id: CommandID, _ body: (Access) throws -> Void) throws {
    guard let position = try state.command(id), let removal = try state.removal(position) else {
      return try body(Access(.administer))
    }
    let original = if case .reversal(let target) = removal.kind { target } else { position }
    var isEmpty = true
    try state.forEachRemovalItem(original) { item in
      isEmpty = false
      var access = try access(to: item)
      access.isUndoing = true
      try body(access)
      // What only operators and services may needs no further look, and there can be very many.
      return !access.permission.grant.accounts.isEmpty
    }
    if isEmpty { try body(Access(.administer)) }
  }

  private func access(to item: RemovalItem) throws -> Access {
    switch item {
    case .conversationRemoved(let id): Access(.removeConversation, in: id)
    case .conversationCleared(let id, _): Access(.clearForEveryone, in: id)
    case .historyCleared(_, let account, _): Access(.clearOwnHistory, as: account)
    case .participantLeft(let id, let account): try puttingOut(account, of: id)
    case .messageDeleted(let id, _): Access(.undelete, in: id)
    case .reactionRemoved(let id, let account, _, _):
      account == actor ? Access(.react, as: account) : try about(id, .removeReaction)
    case .messageUnpinned(let id, _): try tending(state.message(id)?.conversation)
    case .accountDeactivated, .accountRemoved, .importWithdrawn, .resourceRemoved, .referenceEmptied,
      .conversationDetached, .recordRemoved, .recordsCleared:
      Access(.administer)
    }
  }

  // MARK: Parts

  /// In a small circle everybody keeps order; in a room those who have the role.
  private func tending(_ id: ConversationID?) throws -> Access {
    guard let id, let conversation = try state.conversation(id) else { return Access(.administer) }
    switch conversation.kind {
    case .direct, .group, .assistant: return Access(.tendCircle, in: id)
    case .room: return Access(.tendRoom, in: id)
    case .whiteboard: return Access(.tendBoard, in: id)
    }
  }

  private func puttingOut(_ account: AccountID, of id: ConversationID) throws -> Access {
    let role = try state.participant(account, in: id)?.role ?? .member
    return Access(role == .member ? .putOut : .putOutAModerator, in: id)
  }

  private func about(_ id: MessageID, _ permission: Permission) throws -> Access {
    let message = try state.message(id)
    return Access(permission, author: message?.author, in: message?.conversation)
  }

  private func owner(of record: Record) throws -> AccountID? {
    switch try state.record(record)?.fields {
    case .session(let fields): fields.account
    case .scheduledMessage(let fields): fields.author
    default: nil
    }
  }
}

extension ParticipantRole {
  /// Higher decides about more.
  fileprivate var rank: Int {
    switch self {
    case .member: 0
    case .moderator: 1
    case .owner: 2
    }
  }
}
