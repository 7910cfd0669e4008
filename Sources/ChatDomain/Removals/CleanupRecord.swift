// What a cleanup went by: kept with the removal that it recorded.

extension CleanupCertainty: Comparable {
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

extension CleanupRecord {
  func check() throws {
    try requireLength(rules, "The rules of the cleanup", atMost: Limits.cleanupRulesBytes)
    try requireCount(excluded.count, "accounts left alone by a cleanup", atMost: Limits.cleanupExclusions)
    try requireIdentifier(again, "The cleanup that is done again")
  }
}
