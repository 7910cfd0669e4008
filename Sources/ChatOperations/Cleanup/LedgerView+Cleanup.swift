public import ChatLedger

extension LedgerView {
  /// Which accounts look made up, by which rules, and how sure it is. Nothing is changed.
  ///
  /// One pass over the accounts, whose texts come one by one from the log, and one over the conversations of those that
  /// are found; of a conversation at most the latest 20,000 messages are looked at.
  ///
  /// - Parameter leastCertainty: Accounts that are less sure are counted only. Being made together is no more than
  ///   possible, and a migration leaves as many of those as there are accounts.
  /// - Throws: ``LedgerError`` `usage` for rules that make no sense.
  /// - Complexity: O(accounts + messages of the conversations of those found); memory for the times of all accounts
  ///   (8 bytes each) and for what is found.
  public func cleanupReport(
    rules: CleanupRules = .standard, atLeast leastCertainty: CleanupCertainty = .likely,
    _ progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> CleanupReport {
    try CleanupScan(self, rules, atLeast: leastCertainty).run(progress)
  }

  /// The removal of accounts with the conversations in which nobody else takes part; assistants do not count as
  /// somebody. What else hangs on the accounts follows from the table of relations.
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
