package import ChatDomain
import ChatWire
package import EventLog
import LMDB

extension LedgerEntry {
  /// Decodes an entry; a continuation is given the command of its first part.
  init(
    _ entry: borrowing Entry, log: EventLog, in transaction: borrowing some Transaction & ~Copyable
  ) throws {
    let envelope = entry.envelope
    let command: Command
    if envelope.part == 0 {
      command = try Command(recordedBy: entry)
    } else {
      let first = try log.withEntry(at: envelope.causation, in: transaction) { try Command(recordedBy: $0) }
      guard let first else {
        throw LedgerError(
          .damaged, "Entry \(envelope.position) continues entry \(envelope.causation), which is not there.",
          remedy: "Verify the log to find out more.", steps: [.verify(.log)])
      }
      command = first
    }
    self.init(
      position: Position(envelope.position),
      firstPosition: Position(envelope.part == 0 ? envelope.position : envelope.causation),
      time: Timestamp(microseconds: envelope.time), command: command,
      events: try Event.recorded(by: entry, command), part: Int(envelope.part), parts: Int(envelope.parts),
      rules: RuleVersion(rawValue: envelope.rules), isErased: entry.isErased, sizeBytes: entry.byteCount)
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
    let envelope = entry.envelope
    let fields = EnvelopeFields(
      commandID: CommandID(rawValue: envelope.commandID),
      actor: entry.actingAccount,
      correlation: envelope.correlation == 0 ? nil : CommandID(rawValue: envelope.correlation),
      causation: envelope.causation == 0 ? nil : Position(envelope.causation),
      trace: envelope.trace.map {
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
