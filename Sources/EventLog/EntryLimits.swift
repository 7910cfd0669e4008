/// The bounds of an entry. Appending and parsing both hold to them.
public enum EntryLimits {
  /// Command and events together: 64 KiB. What decides more is split over consecutive entries of one transaction.
  public static let payloadBytes = 64 << 10
  /// The content: 16 MiB.
  public static let contentBytes = 16 << 20
  /// The entries that one command may be split into.
  public static let parts = 65_535
}
