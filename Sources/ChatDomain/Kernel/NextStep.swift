/// Something that can be done with a ledger and helps after an error, named for programs.
///
/// A remedy says in words what to do. Whoever shows it adds how that is done where it is shown: the command line names
/// its verbs, a service its buttons.
@nonexhaustive
public enum NextStep: Hashable, Sendable {
  /// Look at one thing: what it is, and which commands made it, changed it and took it away. It is named by an
  /// identifier or a position, or in general, as in `MESSAGE`.
  case look(at: String)
  /// Find an identifier among all that there are.
  case list(Listing)
  /// Make a new ledger, with a limit of its own for texts where that is said.
  case createLedger(maximumBodyBytes: Int?)
  /// Derive the state anew from the log.
  case rebuildProjection
  /// Check levels of what is stored, all where none is named, by the raw values of `VerifyLevel`.
  case verify(levels: [String])
  /// Run the checks of the doctor on everything, however long that takes.
  case examineEverything
  /// Take a snapshot of the state.
  case takeSnapshot
  /// Take back what an entry did; in general where none is named.
  case revert(Position?)
  /// Take a conversation away.
  case removeConversation
  /// Say whether the ledger is one of production.
  case markProduction(Bool)
  /// Protect an account.
  case protectAccount
  /// Protect whoever has one of these roles; in general where none is named.
  case protectRoles([String])
  /// Make the rooms that a policy wants.
  case backfill(policy: String)
  /// Look for accounts that are made up.
  case findMadeUp
  /// See what would go with the accounts that are made up.
  case foreseeCleanup
  /// Remove the accounts that are made up.
  case cleanUp
  /// Do a cleanup again that was reverted, without somebody who was real.
  case cleanUpAgain
  /// See rules to begin with.
  case showCleanupRules
  /// Import an archive as what it is: `mattermost` or `slack`.
  case importArchive(format: String, path: String)

  /// What identifiers are looked up in.
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
    /// Entries of the log.
    case entries
    /// Entries that removed something.
    case removals
    /// Snapshots of the state.
    case snapshots
  }
}
