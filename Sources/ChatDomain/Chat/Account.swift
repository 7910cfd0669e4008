// Accounts: people, services and assistants that take part in conversations.

// MARK: State

/// The state of an account, without its texts.
public struct AccountState: Hashable, Sendable {
  public var id: AccountID
  public var kind: AccountKind
  public var isActive: Bool
  public var isRemoved: Bool
  /// The first entry of the command that removed it, while it is removed.
  public var removedPosition: Position?
  /// The entry that registered it.
  public var registeredPosition: Position
  /// When it came to be.
  public var registeredTime: Timestamp
  /// In the order of their names, each once.
  public var roles: [String]
  /// Whether nothing can remove it; its roles may protect it, too.
  public var isProtected = false
  /// The entry whose content holds the profile; nil for an account registered on first use.
  public var contentPosition: Position?
  /// The import that made it.
  public var importedBy: Position?

  public init(
    id: AccountID, kind: AccountKind, isActive: Bool = true, isRemoved: Bool = false, registeredPosition: Position,
    registeredTime: Timestamp, roles: [String] = [], contentPosition: Position?, importedBy: Position?
  ) {
    self.registeredTime = registeredTime
    self.roles = roles
    self.id = id
    self.kind = kind
    self.isActive = isActive
    self.isRemoved = isRemoved
    self.registeredPosition = registeredPosition
    self.contentPosition = contentPosition
    self.importedBy = importedBy
  }

  func requireActive() throws {
    guard isActive, !isRemoved else {
      throw Rejection(
        .accountInactive, "Account \(id) is \(isRemoved ? "removed" : "deactivated").",
        remedy: "Revert the command that did it.", gone: .account(id))
    }
  }
}

// MARK: Decisions

extension RegisterAccount {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try profile.check()
    try requireIdentifier(account, "The account's identifier")
    try checkRoles(roles)
    try state.requirePast(createdAt, "createdAt", request)
    if let known = try state.account(account) {
      // An account that was registered on first use gets its profile; anything else exists already.
      guard known.contentPosition == nil, !known.isRemoved else {
        throw Rejection(
          .alreadyExists, "Account \(account) exists already.", remedy: "Change it with `updateAccount`.")
      }
      return try [.accountUpdated(AccountUpdated(account: account))] + rolesChanged(known, request, in: state)
    }
    return [
      .accountRegistered(
        AccountRegistered(
          account: account, kind: kind, isFirstUse: false, roles: roles.sorted(), createdAt: createdAt))
    ]
  }
}

extension RegisterAccount {
  /// No roles in the command leave those that there are.
  private func rolesChanged(_ known: AccountState, _ request: CommandRequest, in state: any ChatState) throws -> [Event]
  {
    guard !roles.isEmpty else { return [] }
    return try SetAccountRoles(account: account, roles: roles).changed(known, request, in: state)
  }
}

extension UpdateAccount {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try profile.check()
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    return events + [.accountUpdated(AccountUpdated(account: account))]
  }
}

extension DeactivateAccount {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    guard let known = try state.account(account) else {
      throw Rejection(
        .unknownAccount, "Account \(account) is not known.", remedy: "List the accounts to find it.",
        steps: [.list(.accounts)])
    }
    try known.requireActive()
    return [.accountDeactivated(AccountDeactivated(account: account))]
  }
}

extension SetAccountRoles {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try checkRoles(roles)
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    if let known = try state.account(account) { return try changed(known, request, in: state) }
    return events + [.accountRolesChanged(AccountRolesChanged(account: account, roles: roles.sorted()))]
  }

  /// An account that loses its protection with a role needs a reason for that.
  fileprivate func changed(_ known: AccountState, _ request: CommandRequest, in state: any ChatState) throws -> [Event]
  {
    var after = known
    after.roles = roles.sorted()
    if after.roles == known.roles { return [] }
    return [.accountRolesChanged(AccountRolesChanged(account: account, roles: after.roles))]
  }
}

extension ProtectAccount {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    if !isProtected { try request.requireReason() }
    var events: [Event] = []
    try state.requireAccount(account, registering: &events)
    if try state.account(account)?.isProtected == isProtected { return [] }
    return events + [
      .accountProtectionChanged(AccountProtectionChanged(account: account, isProtected: isProtected))
    ]
  }
}

extension Profile {
  func check() throws {
    try requireLength(userName, "The user name", atMost: Limits.nameBytes)
    try requireLength(displayName, "The display name", atMost: Limits.nameBytes)
    try requireLength(email, "The e-mail address", atMost: Limits.nameBytes)
    try checkAttributes(attributes)
  }
}

// MARK: Fold

extension AccountRegistered {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let importedBy = try store.importPosition(of: recorded)
    try store.put(
      AccountState(
        id: account, kind: kind, registeredPosition: recorded.position, registeredTime: createdAt ?? recorded.time,
        roles: roles, contentPosition: isFirstUse ? nil : recorded.position, importedBy: importedBy))
    try store.adjustTotals { $0.accounts += 1 }
    if let importedBy { try store.insert(.account(account), of: importedBy) }
  }
}

extension AccountUpdated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) { $0.contentPosition = recorded.position }
  }
}

extension AccountRolesChanged {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) { $0.roles = roles }
  }
}

extension AccountProtectionChanged {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) { $0.isProtected = isProtected }
  }
}

extension AccountDeactivated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) { $0.isActive = false }
    try store.noteRemoval(.accountDeactivated(account), of: removal, by: recorded)
  }
}

extension AccountReactivated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) { $0.isActive = true }
  }
}

extension AccountRemoved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) {
      $0.isRemoved = true
      $0.removedPosition = recorded.firstPosition
    }
    try store.adjustTotals { $0.accounts -= 1 }
    try store.noteRemoval(.accountRemoved(account), of: removal, by: recorded)
  }
}

extension AccountRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account) {
      $0.isRemoved = false
      $0.removedPosition = nil
    }
    try store.adjustTotals { $0.accounts += 1 }
  }
}
