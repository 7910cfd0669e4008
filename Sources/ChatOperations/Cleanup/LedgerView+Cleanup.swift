public import ChatLedger

extension LedgerView {
  /// Finds accounts that look made up, with the matching rules and the certainty. Changes nothing.
  ///
  /// One pass over the accounts, whose texts come one by one from the log, and one over the conversations of the found
  /// accounts. At most the latest 20,000 messages of a conversation are checked.
  ///
  /// - Parameter leastCertainty: Accounts below this certainty are only counted. Accounts that were created together
  ///   are only possible, and after a migration these can be all accounts.
  /// - Throws: ``LedgerError`` `usage` for invalid rules.
  /// - Complexity: O(accounts + messages of the conversations of those found); memory for the times of all accounts (8
  ///   bytes each) and for the found accounts.
  public func cleanupReport(
    rules: CleanupRules = .standard, atLeast leastCertainty: CleanupCertainty = .likely,
    _ progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> CleanupReport {
    try CleanupScan(self, rules, atLeast: leastCertainty).run(progress)
  }

  /// The removal of accounts with the conversations that have no other participants; assistants do not count. The table
  /// of relations decides what else is removed.
  ///
  /// O(memberships of the accounts), and for each conversation its participants up to the first who stays.
  public func cleanupRemoval(of accounts: [AccountID]) throws -> Remove {
    let state = try state()
    let going = Set(accounts)
    var seen: Set<ConversationID> = []
    var conversations: [ConversationID] = []
    for account in accounts {
      try state.forEachMembership(of: account) { membership in
        let id = membership.conversation
        guard membership.isActive, seen.insert(id).inserted, try state.conversation(id)?.isRemoved == false
        else { return true }
        var isLeft = true
        try state.forEachParticipant(in: id) { participant in
          if participant.isActive, !going.contains(participant.account) {
            isLeft = try state.account(participant.account)?.kind == .assistant
          }
          return isLeft
        }
        if isLeft { conversations.append(id) }
        return true
      }
    }
    return Remove(accounts: accounts, conversations: conversations.sorted())
  }
}
