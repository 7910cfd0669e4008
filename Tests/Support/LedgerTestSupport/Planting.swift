package import ChatLedger
package import EventLog
import LMDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Changes a ledger's files behind its back, while it is closed.
package struct Planting {
  package let ledger: String

  package init(ledger: String) { self.ledger = ledger }

  /// Changes the bytes of an entry as they are, past every check.
  package func changeEntry(_ position: Position, _ change: (inout [UInt8]) throws -> Void) throws {
    try inTable("entries", of: "log") { table, transaction in
      var bytes: [UInt8] = []
      if let found = try transaction.get(table, Key(position.rawValue)) { bytes = [UInt8](copying: found) }
      if bytes.isEmpty { throw TestFailure("there is no entry \(position)") }
      try change(&bytes)
      try transaction.put(table, Key(position.rawValue), bytes.span.bytes)
    }
  }

  package func deleteEntry(_ position: Position) throws {
    try inTable("entries", of: "log") { table, transaction in
      guard try transaction.delete(table, Key(position.rawValue)) else { throw TestFailure("no such entry") }
    }
  }

  /// Replaces a text within an entry by another of the same length.
  package func changeText(_ old: String, to new: String, at position: Position, withGoodChecksum: Bool) throws {
    let old = Array(old.utf8)
    let new = Array(new.utf8)
    try changeEntry(position) { bytes in
      let start = (0...(bytes.count - old.count)).first { bytes[$0...].starts(with: old) }
      guard let start, old.count == new.count else { throw TestFailure("the entry has no such text") }
      bytes.replaceSubrange(start..<(start + old.count), with: new)
      guard withGoodChecksum else { return }
      let covered = Array(bytes[0..<4] + bytes[8...])
      let checksum = CRC32C.checksum(of: covered.span.bytes)
      for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)) }
    }
  }

  /// Replaces the entry at a position by a draft, with a checksum that is right.
  package func replaceEntry(_ position: Position, with draft: EntryDraft) throws {
    let bytes = try draft.encoded(at: position.rawValue)
    try changeEntry(position) { $0 = bytes }
  }

  /// Writes an entry of format version 2 again with other fields, and a checksum that is right.
  package func changeDraft(_ position: Position, _ change: (inout EntryDraft) -> Void) throws {
    try changeEntry(position) { bytes in
      let stored = bytes
      var draft = EntryDraft(try Entry(parsing: stored.span.bytes, position: position.rawValue))
      change(&draft)
      bytes = try draft.encoded(at: position.rawValue)
    }
  }

  /// Deletes or changes a row of a table of the projection: the first one, or that with a key.
  package func changeRow(of name: String, at wanted: String? = nil, _ change: ([UInt8]) -> [UInt8]?) throws {
    try inTable(name, of: "projection") { table, transaction in
      var (key, row): ([UInt8], [UInt8]) = ([], [])
      do {
        var cursor = try transaction.cursor(table)
        guard try wanted.map({ try cursor.seek(bytes: Array($0.utf8).span.bytes) }) ?? cursor.first() else {
          throw TestFailure("the table \(name) is empty")
        }
        (key, row) = ([UInt8](copying: cursor.key), [UInt8](copying: cursor.value))
      }
      if let changed = change(row) {
        try transaction.put(table, bytes: key.span.bytes, changed.span.bytes)
      } else {
        try transaction.delete(table, bytes: key.span.bytes)
      }
    }
  }

  /// Notes in the projection the hash that the log's entry has now, as if it had been folded from it.
  package func bindProjection(at position: Position) throws {
    precondition(position.rawValue < 128, "the position takes one byte")
    let log = try EventLog.open(at: "\(ledger)/log", readOnly: true)
    defer { log.close() }
    let leaf = try log.environment.read { transaction throws -> [UInt8]? in
      try log.withEntry(at: position.rawValue, in: transaction) { [UInt8](copying: $0.leafHash().bytes) }
    }
    guard let leaf else { throw TestFailure("there is no entry \(position)") }
    let row = [UInt8(position.rawValue)] + leaf
    try inTable("meta", of: "projection") { table, transaction in
      try transaction.put(table, bytes: Array("leaf".utf8).span.bytes, row.span.bytes)
    }
  }

  private func inTable(
    _ name: String, of folder: String, _ body: (Table, inout WriteTransaction) throws -> Void
  ) throws {
    let options = Environment.Options(durability: .unsynced, create: false)
    do {
      let environment = try Environment.open(at: "\(ledger)/\(folder)", options: options)
      defer { environment.close() }
      let table = try environment.openTables([name])[0]
      try environment.write { try body(table, &$0) }
    }
    if folder == "projection" { try vouchForProjection() }
  }

  /// Makes the marker fit the projection's file again: a fault that the file system knows nothing of is believed, and
  /// `verify` has to find it.
  package func vouchForProjection() throws {
    var status = stat()
    guard stat("\(ledger)/projection/data.mdb", &status) == 0 else { throw TestFailure("there is no projection") }
    #if canImport(Darwin)
      let changed = status.st_ctimespec
    #else
      let changed = status.st_ctim
    #endif
    let time = String(Int64(changed.tv_sec) * 1_000_000_000 + Int64(changed.tv_nsec))
    let size = String(status.st_size)
    let line =
      "changed " + String(repeating: " ", count: 21 - time.count) + time + " "
      + String(repeating: " ", count: 20 - size.count) + size + "\n"
    let marker = "\(ledger)/projection.state"
    try Files.write(Array(try Files.read(marker).dropLast(51)) + Array(line.utf8), to: marker)
  }
}

extension EntryDraft {
  /// The draft that an entry was made of.
  fileprivate init(_ entry: borrowing Entry) {
    let envelope = entry.envelope
    var content: [UInt8]?
    if let bytes = entry.content { content = [UInt8](copying: bytes) }
    self.init(
      kind: envelope.kind, time: envelope.time, commandID: envelope.commandID, actor: envelope.actor,
      correlation: envelope.correlation, causation: envelope.causation, part: envelope.part, parts: envelope.parts,
      rules: envelope.rules, trace: envelope.trace, command: [UInt8](copying: entry.command),
      events: entry.impliesEvents ? nil : [UInt8](copying: entry.events), content: content, salt: entry.salt)
  }
}
