// Accounts: people, services and assistants that take part in conversations.

/// What kind of account it is.
public enum AccountKind: String, Hashable, Sendable, NamedValue {
  case person = "PERSON"
  case service = "SERVICE"
  case assistant = "ASSISTANT"
}

/// The texts of an account, kept in the content of the entry that set them.
public struct Profile: Hashable, Sendable {
  @Bytewise public var userName: String
  @Bytewise public var displayName: String
  @Bytewise public var email: String
  /// What a source had besides, by name; kept and given back, never interpreted.
  @Bytewise public var attributes: [String: String]

  public init(
    userName: String = "", displayName: String = "", email: String = "", attributes: [String: String] = [:]
  ) {
    self.userName = userName
    self.displayName = displayName
    self.email = email
    self.attributes = attributes
  }
}

// MARK: Commands

/// Makes an account.
public struct RegisterAccount: Hashable, Sendable {
  public var account: AccountID
  public var kind: AccountKind
  public var profile: Profile
  /// Words of the service's own, for example `admin`.
  public var roles: [String]
  /// When it came to be, where that was before now: for imports.
  public var createdAt: Timestamp?

  public init(
    account: AccountID, kind: AccountKind = .person, profile: Profile, roles: [String] = [],
    createdAt: Timestamp? = nil
  ) {
    self.account = account
    self.kind = kind
    self.profile = profile
    self.roles = roles
    self.createdAt = createdAt
  }
}

/// Replaces all roles of an account.
public struct SetAccountRoles: Hashable, Sendable {
  public var account: AccountID
  public var roles: [String]

  public init(account: AccountID, roles: [String]) {
    self.account = account
    self.roles = roles
  }
}

/// Says whether anything can remove or deactivate the account.
public struct ProtectAccount: Hashable, Sendable {
  public var account: AccountID
  public var isProtected: Bool

  public init(account: AccountID, isProtected: Bool) {
    self.account = account
    self.isProtected = isProtected
  }
}

/// Replaces the whole profile.
public struct UpdateAccount: Hashable, Sendable {
  public var account: AccountID
  public var profile: Profile

  public init(account: AccountID, profile: Profile) {
    self.account = account
    self.profile = profile
  }
}

/// Takes an account out of use. What it has said stays.
public struct DeactivateAccount: Hashable, Sendable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

// MARK: Events

/// An account was made.
public struct AccountRegistered: Hashable, Sendable {
  public var account: AccountID
  public var kind: AccountKind
  /// Registered because another command named it, without a profile.
  public var isFirstUse: Bool
  /// In the order of their names, each once.
  public var roles: [String]
  /// When it came to be, where that was before now: from imports.
  public var createdAt: Timestamp?

  public init(
    account: AccountID, kind: AccountKind, isFirstUse: Bool, roles: [String] = [], createdAt: Timestamp? = nil
  ) {
    self.account = account
    self.kind = kind
    self.isFirstUse = isFirstUse
    self.roles = roles
    self.createdAt = createdAt
  }
}

/// The texts of an account were replaced.
public struct AccountUpdated: Hashable, Sendable, Codable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

/// The roles of an account were replaced.
public struct AccountRolesChanged: Hashable, Sendable, Codable {
  public var account: AccountID
  /// In the order of their names, each once.
  public var roles: [String]

  public init(account: AccountID, roles: [String]) {
    self.account = account
    self.roles = roles
  }
}

/// An account became protected, or ceased to be.
public struct AccountProtectionChanged: Hashable, Sendable, Codable {
  public var account: AccountID
  public var isProtected: Bool

  public init(account: AccountID, isProtected: Bool) {
    self.account = account
    self.isProtected = isProtected
  }
}

/// An account was taken out of use.
public struct AccountDeactivated: Hashable, Sendable, Codable {
  public var account: AccountID
  /// The removal this belongs to when it is done again; nil when this command is the removal.
  public var removal: Position?

  public init(account: AccountID, removal: Position? = nil) {
    self.account = account
    self.removal = removal
  }
}

/// A deactivation was taken back.
public struct AccountReactivated: Hashable, Sendable, Codable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

/// The account went: by a removal, or with the import that made it.
public struct AccountRemoved: Hashable, Sendable, Codable {
  public var account: AccountID
  public var removal: Position?
  /// When it went, where that was before now: from imports.
  public var removedAt: Timestamp?

  public init(account: AccountID, removal: Position? = nil, removedAt: Timestamp? = nil) {
    self.removedAt = removedAt
    self.account = account
    self.removal = removal
  }
}

/// The removal of an account was taken back.
public struct AccountRestored: Hashable, Sendable, Codable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

// MARK: State

/// What is known of an account, but for its texts.
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
        remedy: "Revert the command that did it; `chat-ledger show \(id)` names it.", gone: .account(id))
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
      throw Rejection(.unknownAccount, "Account \(account) is not known.", remedy: "Check the identifier.")
    }
    try known.requireActive()
    try state.requireUnprotected(known)
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
    if try state.isProtected(known) && !state.isProtected(after) { try request.requireReason() }
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
