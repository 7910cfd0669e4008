import ChatDomain
import ChatLedger
import ChatWire
import Crypto
import EventLog
import LMDB
import Synchronization
import Testing

/// A copy of a golden ledger, such as `Golden/Ledger1`, unpacked into a folder that goes with the test.
///
/// The archive holds a whole ledger of one format of entries, which `Tests/scripts/make_golden_ledger.sh` made; beside
/// it stands what was printed of it then. What a later version prints besides is written by
/// `UPDATE_GOLDEN=1 swift test --filter GoldenLedgerTests`, which leaves alone what is there.
struct GoldenLedger {
  /// The formats of entries that there are golden ledgers of.
  static let formats: [UInt16] = [1, 2]

  /// The format of its entries.
  let format: UInt16
  let folder: String
  static let isUpdating = CommandRunner.environment("UPDATE_GOLDEN") != nil

  let runner: CommandRunner
  private let clock = TickingClock(Timestamp(microseconds: 1_796_169_600_000_000))
  var path: String { runner.ledger }

  init(format: UInt16) throws {
    self.format = format
    folder = String(#filePath.dropLast("Support/GoldenLedger.swift".count)) + "Golden/Ledger\(format)"
    runner = try CommandRunner()
    let unpacked = try runner.shell("tar -xzf '\(folder)/ledger.tar.gz'")
    try #require(unpacked.status == 0, "\(unpacked)")
  }

  /// Opens the copy. The clock begins a day after the last entry, and goes on by a microsecond each time it is read:
  /// what is executed is the same at every run.
  func open(_ mode: Ledger.Mode = .readWrite) throws -> Ledger {
    var options = Ledger.Options()
    options.mapSizeBytes = 64 << 20
    options.scratchDirectory = runner.folder
    options.clock = { [clock] in clock.next() }
    return try Ledger.open(at: path, mode: mode, options: options)
  }

  /// What a verb prints, which must succeed.
  func output(_ arguments: [String]) throws -> String {
    let result = try runner.run(arguments)
    try #require(result.status == 0, "\(arguments): \(result)")
    return result.output
  }

  // MARK: What is expected

  /// Holds a text against the file of that name, and names the first line that differs.
  func expect(_ text: String, in file: String, _ location: SourceLocation = #_sourceLocation) throws {
    let path = "\(folder)/Expected/\(file)"
    if Self.isUpdating, try runner.shell("test -e '\(path)'").status != 0 {
      try #require(runner.shell("mkdir -p \"$(dirname '\(path)')\"").status == 0)
      try runner.write(text, to: path)
    }
    if let difference = Self.difference(try runner.read(path), text) {
      Issue.record("\(file), \(difference)", sourceLocation: location)
    }
  }

  static func difference(_ expected: String, _ found: String) -> String? {
    // Compared by bytes: texts that look the same may differ in their Unicode form.
    if expected.utf8.elementsEqual(found.utf8) { return nil }
    let left = expected.utf8.split(separator: 10, omittingEmptySubsequences: false)
    let right = found.utf8.split(separator: 10, omittingEmptySubsequences: false)
    let same = zip(left, right).prefix { $0.elementsEqual($1) }.count
    func line(_ lines: [Substring.UTF8View]) -> String {
      same < lines.count ? String(Substring(lines[same])) : "(the end)"
    }
    return "line \(same + 1):\n  expected: \(line(left))\n  found:    \(line(right))"
  }

  // MARK: The log

  /// Every entry of the log as it is stored, one line each: its position and the SHA-256 of its bytes.
  func entryDigests(through last: Int = .max) throws -> String {
    let environment = try Environment.open(
      at: path + "/log", options: Environment.Options(mapSizeBytes: 64 << 20, maxTables: 4, readOnly: true))
    defer { environment.close() }
    let table = try environment.openTables(["entries"])[0]
    var lines = ""
    try environment.read { transaction in
      var cursor = try transaction.cursor(table)
      var position = 0
      var isFound = try cursor.first()
      while isFound, position < last {
        position += 1
        lines += "\(position) \(Self.digest(of: cursor.value.withUnsafeBytes { Array($0) }))\n"
        isFound = try cursor.next()
      }
    }
    return lines
  }

  static func digest(of bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Every entry of the log, taken apart.
  func entries() throws -> [StoredEntry] {
    let log = try EventLog.open(at: path + "/log", readOnly: true, mapSizeBytes: 64 << 20)
    defer { log.close() }
    var entries: [StoredEntry] = []
    _ = try log.environment.read { transaction in
      try log.scan(from: 1, in: transaction) { entry in
        entries.append(StoredEntry(entry))
        return .continue
      }
    }
    return entries
  }
}

/// The parts of an entry as they are stored.
struct StoredEntry {
  let position: UInt64
  let envelope: Envelope
  let command: [UInt8]
  /// None where the command implies them.
  let events: [UInt8]
  let impliesEvents: Bool
  let content: [UInt8]?
  let salt: UInt128?

  init(_ entry: borrowing Entry) {
    position = entry.position
    envelope = entry.envelope
    command = entry.command.withUnsafeBytes { Array($0) }
    events = entry.events.withUnsafeBytes { Array($0) }
    impliesEvents = entry.impliesEvents
    if let bytes = entry.content { content = bytes.withUnsafeBytes { Array($0) } } else { content = nil }
    salt = entry.salt
  }

  func decodedEvents() throws -> [Event] {
    guard impliesEvents else { return try EventCoding.decode(events.span.bytes) }
    let time = Timestamp(microseconds: envelope.time)
    return try decodedCommand().flatMap { EventCoding.implied(by: $0, at: time) } ?? []
  }

  /// The command; nil where the entry only goes on with the events of the one before.
  func decodedCommand() throws -> Command? {
    guard envelope.part == 0 else { return nil }
    let fields = EnvelopeFields(
      commandID: CommandID(rawValue: envelope.commandID),
      actor: envelope.actor == 0 ? nil : AccountID(rawValue: envelope.actor),
      correlation: envelope.correlation == 0 ? nil : CommandID(rawValue: envelope.correlation),
      causation: envelope.causation == 0 ? nil : Position(envelope.causation),
      trace: envelope.trace.map { .init(traceID: $0.traceID, spanID: $0.spanID, flags: $0.flags) })
    guard let content else {
      return try CommandCoding.decode(command: command.span.bytes, content: nil, envelope: fields)
    }
    return try CommandCoding.decode(command: command.span.bytes, content: content.span.bytes, envelope: fields)
  }
}

/// A clock that goes on by a microsecond each time it is read.
private final class TickingClock: Sendable {
  private let now: Mutex<Timestamp>

  init(_ start: Timestamp) { now = Mutex(start) }

  func next() -> Timestamp {
    now.withLock { now in
      defer { now = Timestamp(microseconds: now.microseconds + 1) }
      return now
    }
  }
}
