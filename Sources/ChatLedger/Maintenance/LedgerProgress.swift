/// How far long work has come.
public struct LedgerProgress: Sendable, Hashable {
  /// The current stage, for people: `fold`, `compare` …
  public var stage: String
  /// How much of `total` is done, in units of the stage: entries, tables, conversations.
  public var done: UInt64
  /// How much there is; it may rise while the ledger is written to.
  public var total: UInt64

  package init(stage: String, done: UInt64, total: UInt64) {
    self.stage = stage
    self.done = done
    self.total = total
  }
}
