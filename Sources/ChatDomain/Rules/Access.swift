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
    let access: Access
    switch request.command.action {
    case .clear(let it): return try forEachAccess(clearing: it, body)
    case .revert(let it): return try forEachAccess(reverting: it.command, body)
    case .createLedger, .configureLedger, .declareSchema, .createResource, .updateResource, .beginImport, .finishImport,
      .beginBackfill, .backfillRooms:
      access = Access(.administer)
    case .remove: access = Access(.takeAway)
    case .clearEverything: access = Access(.clearEverything)
    case .registerAccount(let it): access = registering(it)
    case .updateAccount(let it): access = Access(.updateAccount, as: it.account)
    case .deactivateAccount(let it): access = Access(.deactivateAccount, as: it.account)
    case .setAccountRoles, .protectAccount: access = Access(.manageAccount)
    case .createConversation(let it): access = starting(it)
    case .updateConversation(let it): access = try tending(it.conversation)
    case .endConversation(let it): access = Access(.endConversation, in: it.conversation)
    case .reopenConversation(let it): access = Access(.endConversation, in: it.conversation)
    case .archiveConversation(let it): access = Access(.archive, as: it.account)
    case .unarchiveConversation(let it): access = Access(.archive, as: it.account)
    case .removeConversation(let it): access = Access(.removeConversation, in: it.conversation)
    case .addParticipant(let it):
      access = it.role == .member ? try tending(it.conversation) : Access(.giveRole, in: it.conversation)
    case .removeParticipant(let it):
      access = it.account == actor ? Access(.leave, as: actor) : try puttingOut(it.account, of: it.conversation)
    case .changeRole(let it): access = try changing(it)
    case .sendMessage(let it): access = try speaking(it)
    case .scheduleMessage(let it): access = Access(.speak, as: it.author)
    case .sendScheduledMessage(let it):
      access = Access(.sendDue, as: try owner(of: .scheduledMessage(it.scheduledMessage)))
    case .cancelScheduledMessage(let it):
      access = Access(.cancelScheduled, as: try owner(of: .scheduledMessage(it.scheduledMessage)))
    case .editMessage(let it): access = try about(it.message, .edit)
    case .deleteMessage(let it): access = try about(it.message, .delete)
    case .addReaction(let it): access = Access(.react, as: it.account)
    case .removeReaction(let it): access = try unreacting(it.account, it.message)
    case .markRead(let it): access = Access(.markRead, as: it.account)
    case .pinMessage(let it): access = try tending(state.message(it.message)?.conversation)
    case .unpinMessage(let it): access = try tending(state.message(it.message)?.conversation)
    case .blockContact(let it): access = Access(.block, as: it.account)
    case .unblockContact(let it): access = Access(.block, as: it.account)
    case .openSession(let it): access = Access(.useSession, as: it.account)
    case .closeSession(let it): access = Access(.useSession, as: try owner(of: .session(it.session)))
    case .fileReport(let it): access = Access(.report, as: it.reporter)
    case .resolveReport: access = Access(.resolveReport)
    case .setChatSettings(let it): access = Access(.changeSettings, as: it.account)
    case .setTwoStepVerification(let it): access = Access(.changeSettings, as: it.account)
    }
    try body(access)
  }

  private func forEachAccess(clearing clear: Clear, _ body: (Access) throws -> Void) throws {
    if let account = clear.forAccount { return try body(Access(.clearOwnHistory, as: account)) }
    if clear.everything { return try body(Access(.clearEverything)) }
    for id in clear.conversations { try body(Access(.clearForEveryone, in: id)) }
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
    case .reactionRemoved(let id, let account, _, _): try unreacting(account, id)
    case .messageUnpinned(let id, _): try tending(state.message(id)?.conversation)
    case .accountDeactivated, .accountRemoved, .importWithdrawn, .resourceRemoved, .referenceEmptied,
      .conversationDetached, .recordRemoved, .recordsCleared:
      Access(.administer)
    }
  }

  // MARK: Parts

  private func registering(_ action: RegisterAccount) -> Access {
    let isOneself = action.account == actor && action.kind == .person && action.roles.isEmpty
    return isOneself ? Access(.registerOneself, as: actor) : Access(.registerAccount)
  }

  /// What stands on a resource goes with it: that is for whoever keeps the resources.
  private func starting(_ action: CreateConversation) -> Access {
    guard action.resource == nil, let actor, action.participants.contains(actor) else {
      return Access(.placeConversation)
    }
    return Access(.startConversation, as: actor)
  }

  private func changing(_ action: ChangeRole) throws -> Access {
    let before = try state.participant(action.account, in: action.conversation)?.role
    let isLower = before.map { action.role.rank < $0.rank } ?? false
    return isLower && action.account == actor
      ? Access(.stepDown, as: actor) : Access(.giveRole, in: action.conversation)
  }

  private func speaking(_ action: SendMessage) throws -> Access {
    switch action.sender {
    case .user: return Access(.speak, as: action.author)
    case .system: return Access(.announce)
    case .ai:
      let isAssistant = try state.account(action.author)?.kind == .assistant
      return isAssistant ? Access(.speak, as: action.author) : Access(.speakAsAI)
    }
  }

  /// Somebody's own reaction is theirs to give and to take off.
  private func unreacting(_ account: AccountID, _ message: MessageID) throws -> Access {
    account == actor ? Access(.react, as: account) : try about(message, .removeReaction)
  }

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
