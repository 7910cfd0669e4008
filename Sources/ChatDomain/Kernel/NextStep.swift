/// A next step that helps after an error, named for programs.
///
/// A remedy says in words what to do. A user interface adds how to do it there: the command line names its verbs, a
/// service its buttons.
@nonexhaustive
public enum NextStep: Hashable, Sendable {
  /// Look at one item, and at the commands that created, changed and removed it. The name is an identifier, a position,
  /// or a placeholder such as `MESSAGE`.
  case look(at: String)
  /// Find an identifier in a list.
  case list(Listing)
  /// Create a new ledger, with a limit for texts if given.
  case createLedger(maximumBodyBytes: Int?)
  /// Rebuild the state from the log.
  case rebuildProjection
  /// Verify the given levels, by the raw values of `VerifyLevel`, or all if none is given.
  case verify(levels: [String])
  /// Run the checks of the doctor on everything, however long that takes.
  case examineEverything
  /// Take a snapshot of the state.
  case takeSnapshot
  /// Revert an entry; nil stands for any entry.
  case revert(Position?)
  /// Remove a conversation.
  case removeConversation
  /// Mark the ledger as production, or not.
  case markProduction(Bool)
  /// Protect an account.
  case protectAccount
  /// Protect accounts with one of these roles; empty stands for any role.
  case protectRoles([String])
  /// Create the rooms that a policy requires.
  case backfill(policy: String)
  /// Look for accounts that are made up.
  case findMadeUp
  /// See what would be removed with the accounts that are made up.
  case foreseeCleanup
  /// Remove the accounts that are made up.
  case cleanUp
  /// Repeat a reverted cleanup, without an account that was real.
  case cleanUpAgain
  /// Print the built-in rules, to start from.
  case showCleanupRules
  /// Import an archive in its own format: `mattermost` or `slack`.
  case importArchive(format: String, path: String)

  /// The lists in which identifiers are looked up.
  @nonexhaustive
  public enum Listing: String, Hashable, Sendable, CaseIterable {
    /// Accounts.
    case accounts
    /// Conversations.
    case conversations
    /// Messages of a conversation.
    case messages
    /// Resources.
    case resources
    /// The kinds of resources that are declared.
    case kinds
    /// Who blocks whom.
    case blocks
    /// Sessions that are active.
    case sessions
    /// Privacy reports.
    case reports
    /// Messages that wait to be sent.
    case scheduledMessages
    /// Entries of the log.
    case entries
    /// Entries that removed something.
    case removals
    /// Snapshots of the state.
    case snapshots
  }
}
