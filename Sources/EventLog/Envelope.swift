/// What an entry is a record of.
public enum EntryKind: UInt8, Sendable, Hashable {
  /// A command and the events it decided.
  case command = 1
  /// More events of the command in the entry before.
  case continuation = 2
}

/// Who, when and why: the part of an entry that has the same shape in all of them.
///
/// Identifiers are 128-bit values, zero meaning none.
public struct Envelope: Sendable, Hashable {
  /// The kind of the entry.
  public var kind: EntryKind
  /// The entry's place in the log: dense, beginning with 1.
  public var position: UInt64
  /// When, in microseconds since 1970-01-01 00:00 UTC.
  public var time: Int64
  /// The command. Entries that continue a command have its id, too.
  @TwoWords public var commandID: UInt128
  /// Who asked for it.
  @TwoWords public var actor: UInt128
  /// What it belongs to: a request, a job, an import.
  @TwoWords public var correlation: UInt128
  /// The position of the entry that caused it; zero for none.
  public var causation: UInt64
  /// Which part of the command's entries this is, from 0.
  public var part: UInt16
  /// How many entries the command has, at least 1.
  public var parts: UInt16
  /// The version of the rules by which the command was decided: a number to this floor.
  public var rules: UInt32
  /// Where it came from in a distributed trace.
  public var trace: TraceContext?

  /// An envelope of the given fields.
  public init(
    kind: EntryKind = .command, position: UInt64, time: Int64, commandID: UInt128, actor: UInt128,
    correlation: UInt128 = 0, causation: UInt64 = 0, part: UInt16 = 0, parts: UInt16 = 1, rules: UInt32 = 1,
    trace: TraceContext? = nil
  ) {
    self.kind = kind
    self.position = position
    self.time = time
    self.commandID = commandID
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.part = part
    self.parts = parts
    self.rules = rules
    self.trace = trace
  }
}
