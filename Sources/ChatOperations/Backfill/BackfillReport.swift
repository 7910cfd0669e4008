public import ChatLedger

/// How a backfill is done, and by whom.
public struct BackfillOptions: Sendable {
  /// Who does it, for the record.
  public var actor: CommandActor
  /// The program that does it, for the record.
  public var origin: String
  /// Why, for the record.
  public var reason: String?
  /// Called between two batches; true stops the backfill. Created rooms stay, and the next backfill of the policy
  /// continues the same chain.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// Options with the rest as it is by default.
  public init(actor: CommandActor, origin: String, reason: String? = nil) {
    self.actor = actor
    self.origin = origin
    self.reason = reason
  }
}

/// The result of a backfill.
public struct BackfillReport: Hashable, Sendable {
  /// How it ended.
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// What was missing has been made, and the chain is closed.
    case finished = "FINISHED"
    /// Nothing was missing, and nothing was recorded.
    case nothingMissing = "NOTHING_MISSING"
    /// It was stopped; another backfill goes on with it.
    case interrupted = "INTERRUPTED"
  }

  /// The policy that was followed.
  public var policy: String
  /// How it ended.
  public var outcome: Outcome
  /// The command to revert to undo the whole backfill; nil if nothing was recorded.
  public var chain: CommandID?
  /// It went on with one that had been stopped.
  public var isResumed = false
  /// Resources whose room was missing.
  public var candidates: UInt64 = 0
  /// Rooms that were made: one for each pair.
  public var created: UInt64 = 0
  /// How long it took.
  public var seconds: Double = 0
}
