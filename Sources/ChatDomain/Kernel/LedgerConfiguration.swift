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
