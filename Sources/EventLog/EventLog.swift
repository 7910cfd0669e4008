public import LMDB

/// An append-only log of entries with dense positions, beginning with 1, in a separate LMDB environment.
///
/// It knows envelopes and bytes, but not their meaning. Transactions belong to the caller, so that many entries can
/// share a commit and a reader can see one state throughout.
public final class EventLog: Sendable {
  /// The version of the log's layout that this program writes.
  ///
  /// It is that of the newest entry that there may be. A log of version 1 stays one, which older programs open, until
  /// the first entry of version 2 is appended.
  public static let formatVersion = UInt32(EntryFormat.currentVersion)
  /// The oldest version that this program reads.
  public static let oldestFormatVersion: UInt32 = 1

  /// The environment: begin transactions here.
  public let environment: Environment

  let entries: Table
  private let meta: Table

  private init(environment: Environment, entries: Table, meta: Table) {
    self.environment = environment
    self.entries = entries
    self.meta = meta
  }

  /// Opens the log in a directory, and makes it when it is missing (unless `readOnly`).
  ///
  /// Every commit is flushed to the device before it returns.
  ///
  /// - Parameters:
  ///   - directory: The directory of the environment.
  ///   - readOnly: Writes nothing; for programs beside the one that writes.
  ///   - mapSizeBytes: The most that the log may hold before the map is grown. It costs address space only.
  ///   - locking: How it keeps out of the way of other processes.
  /// - Throws: `LMDBError`, or ``EventLogError`` with the code `unsupportedVersion` or `notALog`.
  @available(*, noasync)
  public static func open(
    at directory: String, readOnly: Bool = false, mapSizeBytes: Int = 64 << 30,
    locking: Environment.Locking = .readerTable
  ) throws -> EventLog {
    let options = Environment.Options(
      mapSizeBytes: mapSizeBytes, maxTables: 4, durability: .synced, readOnly: readOnly, create: !readOnly,
      locking: locking)
    let environment = try Environment.open(at: directory, options: options)
    do {
      let tables = try environment.openTables(["entries", "meta"])
      let log = EventLog(environment: environment, entries: tables[0], meta: tables[1])
      try log.settleFormat(readOnly: readOnly)
      return log
    } catch {
      environment.close()
      throw error
    }
  }

  /// Closes the environment; see `Environment.close()`.
  public func close() { environment.close() }

  private static let formatKey: Key = {
    var key = Key()
    key.append(Array("format".utf8))
    return key
  }()

  /// Checks the version, and writes it into a new log.
  private func settleFormat(readOnly: Bool) throws {
    if let found = try environment.read({ try format(in: $0) }) {
      guard found >= EventLog.oldestFormatVersion, found <= EventLog.formatVersion else {
        throw EventLogError(
          .unsupportedVersion,
          message: "The log has format version \(found); this program reads \(EventLog.oldestFormatVersion) to "
            + "\(EventLog.formatVersion).",
          remedy: "Use the version of the program that wrote it.")
      }
      return
    }
    let isEmpty = try environment.read { try $0.count(entries) } == 0
    guard isEmpty, !readOnly else {
      throw EventLogError(
        .notALog, message: "The log does not say which format it has.", remedy: "Check the directory's path.")
    }
    try environment.write { try noteFormat(in: &$0) }
  }

  /// The newest format version that entries of the log have, or will have in a new log. O(log *n*).
  public func storedFormatVersion() throws -> UInt32 {
    try environment.read { try format(in: $0) } ?? EventLog.formatVersion
  }

  private func format(in transaction: borrowing some Transaction & ~Copyable) throws -> UInt32? {
    guard let bytes = try transaction.get(meta, EventLog.formatKey), bytes.byteCount == 4 else { return nil }
    return bytes.loadLittleEndian(at: 0)
  }

  /// Says that there are entries of the current version, so that an older program refuses the log in words.
  func noteFormat(in transaction: inout WriteTransaction) throws {
    if try format(in: transaction) == EventLog.formatVersion { return }
    let version: [UInt8] = withUnsafeBytes(of: EventLog.formatVersion.littleEndian) { Array($0) }
    try transaction.put(meta, EventLog.formatKey, version.span.bytes)
  }

  /// The position of the newest entry in the transaction's view; 0 when there is none. O(log *n*).
  public func lastPosition(in transaction: borrowing some Transaction & ~Copyable) throws -> UInt64 {
    var cursor = try transaction.cursor(entries)
    guard try cursor.last() else { return 0 }
    do throws(EventLogError) { return try EventLog.position(ofKey: cursor.key) } catch {
      throw error.of(environment.path)
    }
  }

  /// The same in a transaction of its own. O(log *n*).
  public func lastPosition() throws -> UInt64 { try environment.read { try lastPosition(in: $0) } }

  static func position(ofKey key: RawSpan) throws(EventLogError) -> UInt64 {
    guard key.byteCount == 8 else {
      throw EventLogError(
        .notALog, message: "A key of the log has \(key.byteCount) bytes instead of 8.",
        remedy: "Restore the log from a backup.")
    }
    return key.loadBigEndian(at: 0)
  }
}
