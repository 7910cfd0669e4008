/// An entry before it has a position.
///
/// Making one draws the salt on the caller's thread, so that appending is a copy and a checksum.
public struct EntryDraft: Sendable {
  /// The kind of the entry.
  public var kind: EntryKind
  /// When, in microseconds since 1970-01-01 00:00 UTC.
  public var time: Int64
  /// The command.
  @TwoWords public var commandID: UInt128
  /// Who asked for it.
  @TwoWords public var actor: UInt128
  /// What it belongs to; zero for none.
  @TwoWords public var correlation: UInt128
  /// The position of the entry that caused it; zero for none.
  public var causation: UInt64
  /// Which part of the command's entries this is, from 0.
  public var part: UInt16
  /// How many entries the command has, at least 1.
  public var parts: UInt16
  /// The version of the rules by which the command was decided.
  public var rules: UInt32
  /// Where it came from in a distributed trace.
  public var trace: TraceContext?
  /// The encoded command. With the events at most ``EntryLimits/payloadBytes``.
  public var command: [UInt8]
  /// The encoded events; nil where they are those that the command implies.
  public var events: [UInt8]?
  /// Personal and free text, encoded, which can be erased later. At most ``EntryLimits/contentBytes``.
  public let content: [UInt8]?
  /// Random bytes that keep the content from being guessed by its commitment.
  @TwoWords public private(set) var salt: UInt128

  /// A draft of the given fields. O(1).
  public init(
    kind: EntryKind = .command, time: Int64, commandID: UInt128, actor: UInt128, correlation: UInt128 = 0,
    causation: UInt64 = 0, part: UInt16 = 0, parts: UInt16 = 1, rules: UInt32 = 1,
    trace: TraceContext? = nil, command: [UInt8], events: [UInt8]?, content: [UInt8]? = nil, salt: UInt128? = nil
  ) {
    self.kind = kind
    self.time = time
    self.commandID = commandID
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.part = part
    self.parts = parts
    self.rules = rules
    self.trace = trace
    self.command = command
    self.events = events
    self.content = content
    self.salt = content == nil ? 0 : salt ?? SaltSource.shared.next()
  }

  /// The envelope that the entry will have at a position.
  public func envelope(at position: UInt64) -> Envelope {
    Envelope(
      kind: kind, position: position, time: time, commandID: commandID, actor: actor, correlation: correlation,
      causation: causation, part: part, parts: parts, rules: rules, trace: trace)
  }
}
