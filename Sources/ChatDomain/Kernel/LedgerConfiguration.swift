// What guards a ledger: whether it serves production, and which accounts nothing can remove.

extension LedgerConfiguration {
  /// The origin that says: made up, to fill an empty system.
  public static let seedOrigin = "seed"
}

extension ConfigureLedger {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let before = try state.configuration()
    var after = before
    if let isProduction { after.isProduction = isProduction }
    if let protectedRoles {
      try checkRoles(protectedRoles)
      after.protectedRoles = protectedRoles.sorted()
    }
    // Taking protection away is what opens the way to a loss.
    let weakens =
      before.isProduction && !after.isProduction
      || !Set(before.protectedRoles).isSubset(of: after.protectedRoles)
    if weakens { try request.requireReason() }
    return before == after ? [] : [.ledgerConfigured(LedgerConfigured(configuration: after))]
  }
}

extension LedgerConfigured {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws { try store.setConfiguration(configuration) }
}

/// The roles of an account, or the protected ones: short words, each once.
func checkRoles(_ roles: [String]) throws {
  try requireCount(roles.count, "roles", atMost: Limits.roles)
  try requireDistinct(roles, "role")
  for role in roles { try requireCode(role, "A role") }
}

extension ChatState {
  /// The seeding guard: made-up data has no place in production.
  func requireOriginAllowed(_ origin: String) throws {
    guard origin == LedgerConfiguration.seedOrigin, try configuration().isProduction else { return }
    throw Rejection(
      .seedingRefused, "This is a production ledger; it takes no commands of the origin `seed`.",
      remedy: "Seed another ledger. If this one is not for production, say so.", steps: [.markProduction(false)])
  }

  /// Whether nothing in the ledger can remove the account.
  public func isProtected(_ account: AccountState) throws -> Bool {
    if account.isProtected { return true }
    guard !account.roles.isEmpty else { return false }
    return try !configuration().protectedRoles.filter(account.roles.contains).isEmpty
  }

  func requireUnprotected(_ account: AccountState) throws {
    guard try isProtected(account) else { return }
    throw Rejection(
      .protected, "Account \(account.id) is protected; nothing can remove or deactivate it.",
      remedy:
        "If you must remove it, remove its protection first: `protectAccount`, `setAccountRoles` or `configure`.")
  }
}
