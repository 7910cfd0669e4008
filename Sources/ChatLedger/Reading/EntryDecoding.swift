import ChatDomain
import ChatWire
import EventLog
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
          remedy: "Find out more with `chat-ledger verify log`.")
      }
      command = first
    }
    self.init(
      position: Position(envelope.position),
      firstPosition: Position(envelope.part == 0 ? envelope.position : envelope.causation),
      time: Timestamp(microseconds: envelope.time), command: command, events: try EventCoding.decode(entry.events),
      part: Int(envelope.part), parts: Int(envelope.parts), isErased: entry.isErased, sizeBytes: entry.byteCount)
  }
}

extension Command {
  init(recordedBy entry: borrowing Entry) throws {
    let envelope = entry.envelope
    let fields = EnvelopeFields(
      commandID: CommandID(rawValue: envelope.commandID),
      actor: envelope.actor == 0 ? nil : AccountID(rawValue: envelope.actor),
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

/// Where texts come from: the log by position. The seam behind which a cache of texts can stand.
protocol TextSource {
  func messageContent(at position: Position) throws -> MessageContent?
  func profile(at position: Position) throws -> Profile?
  func details(at position: Position) throws -> ConversationDetails?
  func resourceDetails(at position: Position) throws -> ResourceDetails?
  func sessionDevice(at position: Position) throws -> String?
  func reportText(at position: Position) throws -> String?
  func chatSettings(at position: Position) throws -> [String: String]?
}

/// Texts from the log. A lookup by position takes half a microsecond while the log fits in memory.
struct LogTextSource: TextSource {
  let log: EventLog
  let transaction: LogTransaction
  /// Texts of entries after it were only tried: they are nowhere, whatever somebody has recorded there since.
  let lastRecorded: Position

  func messageContent(at position: Position) throws -> MessageContent? {
    try content(at: position) { try ContentCoding.messageContent($0) }
  }

  func profile(at position: Position) throws -> Profile? {
    try content(at: position) { try ContentCoding.profile($0) }
  }

  func details(at position: Position) throws -> ConversationDetails? {
    try content(at: position) { try ContentCoding.conversationDetails($0) }
  }

  func resourceDetails(at position: Position) throws -> ResourceDetails? {
    try content(at: position) { try ContentCoding.resourceDetails($0) }
  }

  func sessionDevice(at position: Position) throws -> String? {
    try content(at: position) { try ContentCoding.sessionDevice($0) }
  }

  func reportText(at position: Position) throws -> String? {
    try content(at: position) { try ContentCoding.reportText($0) }
  }

  func chatSettings(at position: Position) throws -> [String: String]? {
    try content(at: position) { try ContentCoding.chatSettings($0) }
  }

  /// Nil when the texts were erased, or only tried. An entry without texts has empty ones.
  private func content<R>(at position: Position, _ decode: (RawSpan) throws -> R) throws -> R? {
    guard position <= lastRecorded else { return nil }
    let found = try transaction.withEntry(at: position, of: log) { entry throws -> R? in
      if entry.isErased { return nil }
      if let content = entry.content { return try decode(content) }
      let none: [UInt8] = []
      return try decode(none.span.bytes)
    }
    guard let found else {
      throw LedgerError.missingEntry(position, in: log)
    }
    return found
  }
}

/// Holds a read transaction for as long as a view lives, or until it is ended.
final class LogTransaction {
  private var transaction: ReadTransaction?

  init(_ environment: Environment) throws { transaction = try environment.beginRead() }

  func end() { transaction = nil }

  func withEntry<R>(at position: Position, of log: EventLog, _ body: (borrowing Entry) throws -> R) throws -> R? {
    try withTransaction { try log.withEntry(at: position.rawValue, in: $0, body) }
  }

  func withTransaction<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
    guard transaction != nil else { throw LedgerError.viewEnded }
    return try body(transaction!)
  }
}

extension LedgerError {
  static var viewEnded: LedgerError {
    LedgerError(
      .usage, "A LedgerView was used after the body of `read` had returned.", remedy: "Read inside the body only.")
  }
}
