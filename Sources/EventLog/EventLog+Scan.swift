public import LMDB

/// Whether a scan goes on.
public enum ScanControl: Sendable, Hashable {
  /// On to the next entry.
  case `continue`
  /// No further.
  case stop
}

extension EventLog {
  /// Calls `body` with the entry at a position, or returns nil when there is none. O(log *n*).
  ///
  /// The entry is valid during the call only.
  ///
  /// - Parameter checksum: Whether the checksum is checked, which reads every byte.
  /// - Throws: ``EventLogError`` when the entry is damaged, `LMDBError`, and what `body` throws.
  public func withEntry<R>(
    at position: UInt64, in transaction: borrowing some Transaction & ~Copyable, checksum: Bool = true,
    _ body: (borrowing Entry) throws -> R
  ) throws -> R? {
    guard let bytes = try transaction.get(entries, Key(position)) else { return nil }
    do { return try body(Entry(parsing: bytes, position: position, checkingChecksum: checksum)) } catch let error
      as EventLogError
    { throw error.of(environment.path) }
  }

  /// Calls `body` with each entry from a position on, in order.
  ///
  /// The cursor is in the caller's transaction. An entry is valid during its call only. About 60 ns for each entry
  /// without checksums.
  ///
  /// - Parameters:
  ///   - from: The first position; 0 is taken for 1.
  ///   - through: The last position, or nil for all there are.
  ///   - checksum: Whether checksums are checked, which reads every byte.
  /// - Returns: The last position that `body` has seen; `from - 1` when it has seen none.
  /// - Throws: ``EventLogError`` at the first gap or damaged entry, `LMDBError`, and what `body` throws.
  @discardableResult
  public func scan(
    from: UInt64, through: UInt64? = nil, in transaction: borrowing some Transaction & ~Copyable,
    checksum: Bool = true, _ body: (borrowing Entry) throws -> ScanControl
  ) throws -> UInt64 {
    do { return try walk(from: from, through: through, in: transaction, checksum, body) } catch let error
      as EventLogError
    { throw error.of(environment.path) }
  }

  private func walk(
    from: UInt64, through: UInt64?, in transaction: borrowing some Transaction & ~Copyable, _ checksum: Bool,
    _ body: (borrowing Entry) throws -> ScanControl
  ) throws -> UInt64 {
    let last = through ?? .max
    var expected = max(from, 1)
    var cursor = try transaction.cursor(entries)
    var isFound = try cursor.seek(Key(expected))
    while isFound, expected <= last {
      let position = try EventLog.position(ofKey: cursor.key)
      if position != expected { throw EventLogError.gap(expected, next: position) }
      cursor.prefetchNext()
      let control = try body(Entry(parsing: cursor.value, position: position, checkingChecksum: checksum))
      if control == .stop { return expected }
      expected += 1
      isFound = try cursor.next()
    }
    return expected - 1
  }

  /// Looks for the first fault: in versions, lengths, checksums, density, and the position of each entry.
  ///
  /// Contents are not checked against their commitments here; see ``Entry/verifyContent()``. Reads every byte.
  ///
  /// - Parameter progress: Called every 4,096 entries with the position just checked.
  /// - Returns: The first fault, with its position; nil when there is none.
  /// - Throws: `LMDBError` when the transaction cannot be used.
  public func verify(
    in transaction: borrowing some Transaction & ~Copyable, from: UInt64 = 1, through: UInt64? = nil,
    progress: ((UInt64) -> Void)? = nil
  ) throws -> EventLogError? {
    var last = max(from, 1) - 1
    do {
      try scan(from: from, through: through, in: transaction) { entry in
        last += 1
        if last & 4095 == 0 { progress?(last) }
        return .continue
      }
    } catch let fault as EventLogError {
      return fault
    } catch let fault as LMDBError where fault.code == .corrupted {
      return EventLogError(
        .storage, position: last + 1, message: "The log's tree is damaged here.",
        remedy: "Stop writing. Restore the log from a backup.", cause: fault)
    }
    return nil
  }
}
