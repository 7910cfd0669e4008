// Who may do what: the one place that every decided command passes before it counts.
//
// Three guards hold in every ledger: production takes nothing made up, nothing removes a protected account, and whoever
// is blocked does not reach the other of a direct conversation. In a ledger with `Authorization.members` the table of
// `Permission` holds as well. A hold, or an approval that a command needs, would be one more guard here.

/// Asks for one command whether its actor may.
struct WhoMay {
  let request: CommandRequest
  let state: any ChatState

  /// Refuses a decided command that is not to be.
  ///
  /// It comes after deciding: everything that the command names is there then, and what is not there speaks for nobody.
  ///
  /// - Throws: ``Rejection`` `seedingRefused`, `protected`, `blocked`, `forbidden` or `reasonRequired`.
  func check(_ events: [Event]) throws {
    try requireSeedingAllowed()
    for event in events {
      try requireUnprotected(event)
      try requireNotBlocked(event)
    }
    guard try request.checksMembers(in: state) else { return }
    try requireNotBlockedAmongMembers()
    try forEachAccess(require)
  }

  // MARK: Production

  /// The seeding guard: made-up data has no place in production.
  private func requireSeedingAllowed() throws {
    guard request.command.origin == LedgerConfiguration.seedOrigin, try state.configuration().isProduction else {
      return
    }
    throw Rejection(
      .seedingRefused, "This is a production ledger; it takes no commands of the origin `seed`.",
      remedy: "Seed another ledger. If this one is not for production, say so.", steps: [.markProduction(false)])
  }

  // MARK: Protected accounts

  /// Nothing removes or deactivates a protected account, and to take a protection away needs a reason.
  private func requireUnprotected(_ event: Event) throws {
    switch event {
    case .accountRemoved(let it): try state.requireUnprotected(it.account, by: request.rules)
    case .accountDeactivated(let it): try state.requireUnprotected(it.account, by: request.rules)
    case .accountRolesChanged(let it):
      guard let known = try state.account(it.account) else { return }
      var after = known
      after.roles = it.roles
      // The second rules asked by both spellings.
      let ways: [RuleVersion] = request.rules == .second ? [.first, .second] : [request.rules]
      for rules in ways where try state.isProtected(known, by: rules) && !state.isProtected(after, by: rules) {
        try request.requireReason()
      }
    default: return
    }
  }

  // MARK: Blocked accounts

  /// Somebody who is blocked cannot reach the other of the pair; everybody can write in rooms.
  private func requireNotBlocked(_ event: Event) throws {
    switch event {
    case .messageSent(let it):
      // What an import brings was said before there was a block.
      if case .sendMessage(let action) = request.command.action, action.sentAt != nil { return }
      try requireNotBlocked(it.author, in: it.conversation)
    case .messageScheduled(let it): try requireNotBlocked(it.author, in: it.conversation)
    default: return
    }
  }

  /// In a ledger that checks, the same holds for all that reaches the other. What a revert brings back was there.
  private func requireNotBlockedAmongMembers() throws {
    if try state.isInOpenImport(request) { return }
    switch request.command.action {
    case .editMessage(let it):
      if let message = try state.message(it.message) {
        try requireNotBlocked(message.author, in: message.conversation)
      }
    case .addReaction(let it):
      if let message = try state.message(it.message) { try requireNotBlocked(it.account, in: message.conversation) }
    case .createConversation(let it) where it.kind == .direct:
      guard let actor = request.command.actor.account, it.participants.contains(actor) else { return }
      for other in it.participants where other != actor { try requireNotBlocked(actor, by: other) }
    default: return
    }
  }

  private func requireNotBlocked(_ author: AccountID, in conversation: ConversationID) throws {
    guard let conversation = try state.conversation(conversation), conversation.kind == .direct,
      let pair = conversation.pair
    else { return }
    try requireNotBlocked(author, by: pair.low == author ? pair.high : pair.low)
  }

  private func requireNotBlocked(_ author: AccountID, by other: AccountID) throws {
    guard try state.visibleRecord(.block(other, contact: author)) != nil else { return }
    throw Rejection(
      .blocked, "Account \(other) has blocked \(author).",
      remedy: "Only \(other) can change that, with `unblockContact`.")
  }

  // MARK: Members

  private func require(_ access: Access) throws {
    let grant = access.permission.grant
    let isGranted = try request.command.actor.account.map { actor in
      try !standings(of: actor, to: access).isDisjoint(with: grant.accounts)
    }
    guard try isGranted == true || isFromOutside else { throw forbidden(access.permission) }
    if access.isUndoing { return }
    switch grant.reason {
    case .none: return
    case .everybody: try request.requireReason()
    case .outside:
      guard isGranted != true, request.command.reason?.isEmpty != false else { return }
      throw Rejection(
        .reasonRequired, "An operator or a service needs a reason to \(access.permission.row.words).",
        remedy: "Say why in `reason` (on the command line: --reason \"…\"), or send it as the account itself.")
    }
  }

  /// Operators, and accounts of services.
  private var isFromOutside: Bool {
    get throws {
      guard let account = request.command.actor.account else { return true }
      return try state.account(account)?.kind == .service
    }
  }

  /// What the account is to what it acts on.
  private func standings(of actor: AccountID, to access: Access) throws -> Standings {
    var standings = Standings(.anybody)
    if access.account == actor { standings.insert(Standings(.itself)) }
    guard let id = access.conversation, let conversation = try state.conversation(id) else { return standings }
    let participant = try state.participant(actor, in: id)
    if let participant, participant.isActive {
      standings.insert(Standings(.member))
      switch participant.role {
      case .member: break
      case .moderator: standings.insert(Standings(.moderator))
      case .owner: standings.insert(Standings(.owner))
      }
    }
    // On a whiteboard nobody takes part.
    if access.author == actor, conversation.kind == .whiteboard || participant?.isActive == true {
      standings.insert(Standings(.author))
    }
    return standings
  }

  private func forbidden(_ permission: Permission) -> Rejection {
    let row = permission.row
    let who = request.command.actor.account.map { "Account \($0)" } ?? "The actor"
    let those = row.grant.accounts.all.map(\.words)
    let others = those.isEmpty ? "" : "Among accounts, only \(those.joined(separator: " or ")) may. "
    return Rejection(
      .forbidden, "\(who) may not \(row.words).",
      remedy: others + "An operator or a service may\(row.grant.reason == .none ? "" : ", with a reason").")
  }
}

extension Standing {
  /// In a sentence.
  package var words: String {
    switch self {
    case .anybody: "anybody"
    case .itself: "the account itself"
    case .author: "its author, who still takes part"
    case .member: "a member"
    case .moderator: "a moderator"
    case .owner: "an owner"
    }
  }
}

extension CommandRequest {
  /// Whether the ledger checks who may do what, and the rules are those that know of it.
  func checksMembers(in state: any ChatState) throws -> Bool {
    try rules >= .third && state.settings()?.authorization == .members
  }
}

// MARK: - What protects an account

extension ChatState {
  /// Whether nothing in the ledger can remove the account: by itself, or by a role.
  ///
  /// The first rules compared roles exactly, and there are logs with removals of accounts with the role `Owner` under
  /// a protected `owner`.
  public func isProtected(_ account: AccountState, by rules: RuleVersion = .current) throws -> Bool {
    if account.isProtected { return true }
    return try protectedRole(of: account, by: rules) != nil
  }

  /// The role that protects the account, with the protected one that it is.
  private func protectedRole(
    of account: AccountState, by rules: RuleVersion
  ) throws -> (role: String, protected: String)? {
    if account.roles.isEmpty { return nil }
    for protected in try configuration().protectedRoles {
      let role = account.roles.first {
        rules >= .second ? $0.asMeant == protected.asMeant : $0 == protected
      }
      if let role { return (role, protected) }
    }
    return nil
  }

  /// Refuses to let a protected account go.
  package func requireUnprotected(_ id: AccountID, by rules: RuleVersion = .current) throws {
    guard let account = try account(id), try isProtected(account, by: rules) else { return }
    var because = ""
    if !account.isProtected, let (role, protected) = try protectedRole(of: account, by: rules), role != protected {
      because = ": its role “\(role)” is the protected role “\(protected)” in another spelling"
    }
    throw Rejection(
      .protected, "Account \(id) is protected\(because); nothing can remove or deactivate it.",
      remedy:
        "If you must remove it, remove its protection first: `protectAccount`, `setAccountRoles` or `configure`.")
  }
}
