import ChatLedgerTesting
import EventLog
import LMDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A log in a directory of its own that is removed with it.
final class TemporaryLog {
  let path: String
  let log: EventLog

  init(mapSizeBytes: Int = 64 << 20) throws {
    var template = Array("/tmp/chat-ledger-eventlog-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = mkdtemp(base) else { return "" }
      return String(cString: made)
    }
    log = try EventLog.open(at: path, readOnly: false, mapSizeBytes: mapSizeBytes)
  }

  deinit {
    log.close()
    unlink(path + "/data.mdb")
    unlink(path + "/lock.mdb")
    rmdir(path)
  }

  /// Puts bytes where an entry stands, past every check.
  func plant(_ bytes: [UInt8]?, at position: UInt64) throws {
    let table = try log.environment.openTables(["entries"])[0]
    try log.environment.write { transaction in
      if let bytes {
        try transaction.put(table, Key(position), bytes.span.bytes)
      } else {
        try transaction.delete(table, Key(position))
      }
    }
  }

  func firstFault() throws -> EventLogError? {
    try log.environment.read { try log.verify(in: $0) }
  }
}

extension SplitMix64 {
  mutating func bytes(below limit: UInt64) -> [UInt8] {
    (0..<next() % limit).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  mutating func draft() -> EntryDraft {
    let parts = UInt16(1 + next() % 4)
    return EntryDraft(
      kind: next() % 4 == 0 ? .continuation : .command, time: Int64(bitPattern: next()),
      commandID: UInt128(next()) << 64 | UInt128(next()), actor: UInt128(next()), correlation: UInt128(next() % 3),
      causation: next() % 10, part: UInt16(next() % UInt64(parts)), parts: parts, rules: UInt32(next() % 300),
      trace: next() % 2 == 0
        ? nil : TraceContext(traceID: UInt128(next()), spanID: next(), flags: UInt8(truncatingIfNeeded: next())),
      command: bytes(below: 200), events: next() % 4 == 0 ? nil : bytes(below: 300),
      content: next() % 3 == 0 ? nil : bytes(below: next() % 50 == 0 ? 9000 : 150),
      salt: UInt128(next()))
  }
}

/// A copy of everything that a view of an entry tells, for expectations.
struct EntryCopy: Equatable {
  var envelope: Envelope
  var command: [UInt8]
  var events: [UInt8]
  var impliesEvents: Bool
  var content: [UInt8]?
  var salt: UInt128?
  var isErased: Bool

  init(_ entry: borrowing Entry) {
    envelope = entry.envelope
    command = [UInt8](copying: entry.command)
    events = [UInt8](copying: entry.events)
    impliesEvents = entry.impliesEvents
    if let bytes = entry.content { content = [UInt8](copying: bytes) }
    salt = entry.salt
    isErased = entry.isErased
  }

  init(_ draft: EntryDraft, position: UInt64) {
    envelope = draft.envelope(at: position)
    command = draft.command
    events = draft.events ?? []
    impliesEvents = draft.events == nil
    content = draft.content
    salt = draft.content == nil ? nil : draft.salt
    isErased = false
  }

  /// What is left once the content is gone.
  mutating func erase() {
    content = nil
    salt = nil
    isErased = true
  }
}

/// Makes the checksum fit the bytes, of whichever version.
func setChecksum(of bytes: inout [UInt8]) {
  let checksum = CRC32C.checksum(of: Array(bytes[..<4] + bytes[8...]).span.bytes)
  for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)) }
}

/// Parses bytes and tells the fault, or nil.
func fault(in bytes: [UInt8], position: UInt64, checksum: Bool = true) -> EventLogError.Code? {
  do {
    _ = try Entry(parsing: bytes.span.bytes, position: position, checkingChecksum: checksum).position
    return nil
  } catch { return error.code }
}
