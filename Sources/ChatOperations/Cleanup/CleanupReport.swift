public import ChatLedger

/// What one rule says about one account.
public struct CleanupMatch: Hashable, Sendable {
  /// The name of the rule.
  public var rule: String
  /// The match, for people: the pattern, the origin, or the number of accounts created together.
  public var detail: String
}

/// An account that at least one rule found.
public struct CleanupFinding: Hashable, Sendable {
  /// With its profile as it is now.
  public var account: Account
  /// In the order of the rules.
  public var matches: [CleanupMatch]
  /// The weights of the rules that found it, with that of real activity; never below 0.
  public var score: Int
  /// How sure it is that the account is made up.
  public var certainty: CleanupCertainty
  /// Whether nothing in the ledger can remove it: such an account is never proposed.
  public var isProtected: Bool
  /// How many of its messages show in conversations in which real people have said something, too.
  public var realMessages: Int64
  /// How many such conversations there are.
  public var realConversations: Int64

  /// Its identifier.
  public var id: AccountID { account.id }
  /// Empty where none is known.
  public var userName: String { account.profile?.userName ?? "" }
  /// Empty where none is known.
  public var email: String { account.profile?.email ?? "" }
  /// When it was made.
  public var registeredTime: Timestamp { account.state.registeredTime }
  /// Whether it has talked with real people.
  public var hasRealActivity: Bool { realMessages > 0 }
}

/// A sign that nearly all accounts of one import have, and that so tells nothing of any of them: an archive whose
/// addresses were all replaced by `…@example.invalid` is not an archive of demo accounts.
public struct CleanupSharedSign: Hashable, Sendable {
  /// The name of the rule.
  public var rule: String
  /// The pattern of it that fits them.
  public var pattern: String
  /// The import's first entry.
  public var importPosition: Position
  /// How many of its accounts have the sign.
  public var accounts: Int64
  /// How many accounts of it there are.
  public var total: Int64
}

/// Which accounts look made up, by which rules, and how sure it is.
public struct CleanupReport: Hashable, Sendable {
  /// The rules that it was made by.
  public var rules: CleanupRules
  /// The position it was made at.
  public var position: Position
  /// How many accounts were looked at: all that are not removed.
  public var scanned: Int64
  /// Accounts at or above the requested certainty, before or after their messages among real people were counted: the
  /// surest first, then the earliest made; protected ones among them.
  public var findings: [CleanupFinding]
  /// How many others a rule found that are less sure, and not protected.
  public var weaker: Int64
  /// What nearly all accounts of an import have in common, and what therefore counts for none of them.
  public var shared: [CleanupSharedSign]
  /// How many accounts each rule found, those that are less sure among them.
  var countsByRule: [Int64]

  /// Those that nothing can remove.
  public var protected: [CleanupFinding] { findings.filter(\.isProtected) }

  /// Those that a cleanup takes: sure enough, not protected, not excluded.
  public func proposed(
    atLeast certainty: CleanupCertainty = .likely, excluding excluded: Set<AccountID> = []
  ) -> [CleanupFinding] {
    findings.filter { !$0.isProtected && $0.certainty >= certainty && !excluded.contains($0.id) }
  }

  /// The rules with how many accounts each found, those that are less sure among them.
  public var found: [(rule: CleanupRule, count: Int64)] { Array(zip(rules.rules, countsByRule)) }
}
