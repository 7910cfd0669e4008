/// The answer to an accepted command: it is on disk.
public struct Receipt: Hashable, Sendable {
  /// The identifier that the command was sent under.
  public var commandID: CommandID
  /// The first entry of the command.
  public var position: Position
  /// The last one: equal to `position` unless the command was split over several entries.
  public var lastPosition: Position
  /// The ledger's time of the command.
  public var time: Timestamp
  /// The command had been accepted before; this is its first receipt again.
  public var isDuplicate: Bool
  /// How the totals of the ledger changed; nil for a duplicate.
  public var change: Totals?

  /// A receipt of the given fields.
  public init(
    commandID: CommandID, position: Position, lastPosition: Position, time: Timestamp, isDuplicate: Bool,
    change: Totals?
  ) {
    self.commandID = commandID
    self.position = position
    self.lastPosition = lastPosition
    self.time = time
    self.isDuplicate = isDuplicate
    self.change = change
  }
}

/// The effect that a command would have, found by executing and undoing it before anything is written.
public struct Preview: Sendable {
  /// The events that it would decide, in order.
  public var events: [Event]
  /// The totals before the command.
  public var before: Totals
  /// The totals it would lead to.
  public var after: Totals
}

/// An entry of the log, decoded.
public struct LedgerEntry: Sendable {
  /// Its place in the log, from 1 without gaps.
  public var position: Position
  /// The first entry of the same command; equal to `position` unless the command was split.
  public var firstPosition: Position
  /// What the clock said when the command was accepted. The order is that of the positions: see ``position``.
  public var time: Timestamp
  /// The command; in a continuation, the command of its first part. Erased texts are empty.
  public var command: Command
  /// This entry's part of the events of the command.
  public var events: [Event]
  /// Which part of a split command this is, from 0; a continuation repeats no command payload.
  public var part: Int
  /// How many entries the command has, 1 ... 65,535.
  public var parts: Int
  /// The version of the rules by which the command was decided.
  public var rules: RuleVersion
  /// The texts were erased.
  public var isErased: Bool
  /// The size of the entry in the log, in bytes.
  public var sizeBytes: Int
}
