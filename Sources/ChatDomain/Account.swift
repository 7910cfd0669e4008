// Accounts: people, services and assistants that take part in conversations.

public enum AccountKind: String, Hashable, Sendable, Codable, CaseIterable {
  case person = "PERSON"
  case service = "SERVICE"
  case assistant = "ASSISTANT"
}

/// The texts of an account, kept in the content of the entry that set them.
public struct Profile: Hashable, Sendable {
  public var userName: String
  public var displayName: String
  public var email: String
  /// What a source had besides, by name; kept and given back, never interpreted.
  public var attributes: [String: String]

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

public struct RegisterAccount: Hashable, Sendable {
  public var account: AccountID
  public var kind: AccountKind
  public var profile: Profile

  public init(account: AccountID, kind: AccountKind = .person, profile: Profile) {
    self.account = account
    self.kind = kind
    self.profile = profile
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

public struct DeactivateAccount: Hashable, Sendable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

// MARK: Events

public struct AccountRegistered: Hashable, Sendable {
  public var account: AccountID
  public var kind: AccountKind
  /// Registered because another command named it, without a profile.
  public var isFirstUse: Bool

  public init(account: AccountID, kind: AccountKind, isFirstUse: Bool) {
    self.account = account
    self.kind = kind
    self.isFirstUse = isFirstUse
  }
}

public struct AccountUpdated: Hashable, Sendable, Codable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

public struct AccountDeactivated: Hashable, Sendable, Codable {
  public var account: AccountID
  /// The removal this belongs to when it is done again; nil when this command is the removal.
  public var removal: Position?

  public init(account: AccountID, removal: Position? = nil) {
    self.account = account
    self.removal = removal
  }
}

public struct AccountReactivated: Hashable, Sendable, Codable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

/// The account is taken back with the import that made it.
public struct AccountRemoved: Hashable, Sendable, Codable {
  public var account: AccountID
  public var removal: Position?

  public init(account: AccountID, removal: Position? = nil) {
    self.account = account
    self.removal = removal
  }
}

public struct AccountRestored: Hashable, Sendable, Codable {
  public var account: AccountID

  public init(account: AccountID) { self.account = account }
}

// MARK: State

public struct AccountState: Hashable, Sendable {
  public var id: AccountID
  public var kind: AccountKind
  public var isActive: Bool
  public var isRemoved: Bool
  /// The entry that registered it.
  public var registeredAt: Position
  /// The entry whose content holds the profile; nil for an account registered on first use.
  public var contentPosition: Position?
  /// The import that made it.
  public var importedBy: Position?

  public init(
    id: AccountID, kind: AccountKind, isActive: Bool = true, isRemoved: Bool = false, registeredAt: Position,
    contentPosition: Position?, importedBy: Position?
  ) {
    self.id = id
    self.kind = kind
    self.isActive = isActive
    self.isRemoved = isRemoved
    self.registeredAt = registeredAt
    self.contentPosition = contentPosition
    self.importedBy = importedBy
  }

  func requireActive() throws {
    guard isActive, !isRemoved else {
      throw Rejection(
        .accountInactive, "Account \(id) is \(isRemoved ? "removed" : "deactivated").",
        remedy: "Revert the command that did it; `chat-ledger show \(id)` names it.")
    }
  }
}

// MARK: Decisions

extension RegisterAccount {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    try profile.check()
    try requireIdentifier(account, "The account's identifier")
    if let known = try state.account(account) {
      // An account that was registered on first use gets its profile; anything else exists already.
      guard known.contentPosition == nil, !known.isRemoved else {
        throw Rejection(
          .alreadyExists, "Account \(account) exists already.", remedy: "Change it with `updateAccount`.")
      }
      return [.accountUpdated(AccountUpdated(account: account))]
    }
    return [.accountRegistered(AccountRegistered(account: account, kind: kind, isFirstUse: false))]
  }
}

extension UpdateAccount {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    try profile.check()
    var events: [Event] = []
    try state.requireAccount(account, registering: &events)
    return events + [.accountUpdated(AccountUpdated(account: account))]
  }
}

extension DeactivateAccount {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    guard let known = try state.account(account) else {
      throw Rejection(.unknownAccount, "Account \(account) is not known.", remedy: "Check the identifier.")
    }
    try known.requireActive()
    return [.accountDeactivated(AccountDeactivated(account: account))]
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

/// Attributes are bounded as a whole, so that an entry's content stays bounded.
func checkAttributes(_ attributes: [String: String]) throws {
  let bytes = attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
  guard bytes <= Limits.attributesBytes else {
    throw Rejection(
      .tooLarge, "The attributes have \(bytes) bytes; at most \(Limits.attributesBytes) are allowed.",
      remedy: "Keep only what has to come back.")
  }
}

// MARK: Fold

extension AccountRegistered {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    let importedBy = try store.importPosition(of: recorded)
    try store.put(
      AccountState(
        id: account, kind: kind, registeredAt: recorded.position,
        contentPosition: isFirstUse ? nil : recorded.position, importedBy: importedBy))
    try store.adjustTotals { $0.accounts += 1 }
    if let importedBy { try store.insert(.account(account), of: importedBy) }
  }
}

extension AccountUpdated {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(account) { $0.contentPosition = recorded.position }
  }
}

extension AccountDeactivated {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(account) { $0.isActive = false }
    try store.record(.accountDeactivated(account), of: removal, by: recorded)
  }
}

extension AccountReactivated {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(account) { $0.isActive = true }
  }
}

extension AccountRemoved {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(account) { $0.isRemoved = true }
    try store.adjustTotals { $0.accounts -= 1 }
    try store.record(.accountRemoved(account), of: removal, by: recorded)
  }
}

extension AccountRestored {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(account) { $0.isRemoved = false }
    try store.adjustTotals { $0.accounts += 1 }
  }
}
