package import ChatDomain
import ChatWire
package import EventLog
import LMDB

extension LedgerEntry {
  /// Decodes an entry; a continuation is given the command of its first part.
  init(
    _ entry: borrowing Entry, log: EventLog, in transaction: borrowing some Transaction & ~Copyable
  ) throws {
    // A command that is decoded into one of two branches is copied once more, a seventh of a scan.
    if entry.part == 0 {
      let command = try Command(recordedBy: entry)
      self.init(entry, command, try Event.recorded(by: entry, command))
    } else {
      let command = try Self.command(continuedBy: entry, log, transaction)
      self.init(entry, command, try Event.recorded(by: entry, command))
    }
  }

  /// Field by field: an envelope of all of them costs more to make than it is worth.
  @inline(__always)
  private init(_ entry: borrowing Entry, _ command: consuming Command, _ events: consuming [Event]) {
    self.init(
      position: Position(entry.position), firstPosition: Position(entry.part == 0 ? entry.position : entry.causation),
      time: Timestamp(microseconds: entry.time), command: command, events: events, part: Int(entry.part),
      parts: Int(entry.parts), rules: RuleVersion(rawValue: entry.rules), isErased: entry.isErased,
      sizeBytes: entry.byteCount)
  }

  /// The command of the first part.
  private static func command(
    continuedBy entry: borrowing Entry, _ log: EventLog, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Command {
    let first = try log.withEntry(at: entry.causation, in: transaction) { try Command(recordedBy: $0) }
    if let first { return first }
    throw LedgerError(
      .damaged, "Entry \(entry.position) continues entry \(entry.causation), which is not there.",
      remedy: "Verify the log to find out more.", steps: [.verify(.log)])
  }
}

extension Event {
  /// The events of an entry: those that it stores, or those that its command implies. O(size).
  ///
  /// - Throws: `WireError` for bytes that are no events, or no command that implies any.
  package static func recorded(by entry: borrowing Entry) throws -> [Event] {
    guard entry.impliesEvents else { return try EventCoding.decode(entry.events) }
    return try EventCoding.implied(
      byCommand: entry.command, id: CommandID(rawValue: entry.commandID), by: entry.actingAccount,
      at: Timestamp(microseconds: entry.time))
  }

  /// The same where the command is decoded already.
  fileprivate static func recorded(by entry: borrowing Entry, _ command: Command) throws -> [Event] {
    if entry.impliesEvents,
      let events = EventCoding.implied(by: command, at: Timestamp(microseconds: entry.time))
    {
      return events
    }
    return try recorded(by: entry)
  }
}

extension EventSieve {
  /// The events of an entry where any of them is of a kind that matters; none otherwise.
  mutating func events(of entry: borrowing Entry) throws -> [Event] {
    guard entry.impliesEvents else { return try events(entry.events) }
    return try events(
      impliedBy: entry.command, id: CommandID(rawValue: entry.commandID), by: entry.actingAccount,
      at: Timestamp(microseconds: entry.time))
  }
}

extension Command {
  package init(recordedBy entry: borrowing Entry) throws {
    let fields = EnvelopeFields(
      commandID: CommandID(rawValue: entry.commandID), actor: entry.actingAccount,
      correlation: entry.correlation == 0 ? nil : CommandID(rawValue: entry.correlation),
      causation: entry.causation == 0 ? nil : Position(entry.causation),
      trace: entry.trace.map {
        ChatDomain.TraceContext(traceID: $0.traceID, spanID: $0.spanID, flags: $0.flags)
      })
    if let content = entry.content {
      self = try CommandCoding.decode(command: entry.command, content: content, envelope: fields)
    } else {
      self = try CommandCoding.decode(command: entry.command, content: nil, envelope: fields)
    }
  }
}

extension Entry {
  /// The account that acts; nil for an operator.
  fileprivate var actingAccount: AccountID? { actor == 0 ? nil : AccountID(rawValue: actor) }
}
