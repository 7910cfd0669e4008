// What a cleanup went by: kept with the removal that it recorded.

/// How sure it is that an account is made up.
public enum CleanupCertainty: String, Hashable, Sendable, NamedValue, Comparable {
  /// A weak sign.
  case possible = "POSSIBLE"
  /// One good sign.
  case likely = "LIKELY"
  /// Several, or one that cannot be mistaken.
  case certain = "CERTAIN"

  /// Less sure comes first.
  public static func < (left: CleanupCertainty, right: CleanupCertainty) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .possible: 0
    case .likely: 1
    case .certain: 2
    }
  }
}

/// Says of a removal that it was a cleanup, and by which rules: whoever does it again, without one account that was
/// real, must come to the same accounts.
public struct CleanupRecord: Hashable, Sendable {
  /// How sure it had to be that an account is made up.
  public var atLeast: CleanupCertainty
  /// The rules as JSON, as `chat-ledger cleanup --rules` reads them; empty where the texts of the entry were erased.
  @Bytewise public var rules: String
  /// Accounts that were left alone by name.
  public var excluded: [AccountID]
  /// The earlier cleanup that was done again.
  public var again: CommandID?

  /// A record of the given parts.
  public init(
    atLeast: CleanupCertainty, rules: String = "", excluded: [AccountID] = [], again: CommandID? = nil
  ) {
    self.atLeast = atLeast
    self.rules = rules
    self.excluded = excluded
    self.again = again
  }
}

extension CleanupRecord {
  func check() throws {
    try requireLength(rules, "The rules of the cleanup", atMost: Limits.cleanupRulesBytes)
    try requireCount(excluded.count, "accounts left alone by a cleanup", atMost: Limits.cleanupExclusions)
    try requireIdentifier(again, "The cleanup that is done again")
  }
}
