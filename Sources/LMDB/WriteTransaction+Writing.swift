public import CLMDB

extension WriteTransaction {
  /// What a put does if the key exists already.
  public enum PutMode: Sendable, Hashable {
    /// Replaces the value.
    case upsert
    /// Throws `keyExists`.
    case insert
    /// The key must come after the last one of the table, else throws `keyExists`. Fills pages completely: ten to
    /// twenty times faster than random puts.
    case append

    @inlinable
    var flags: UInt32 {
      switch self {
      case .upsert: 0
      case .insert: UInt32(MDB_NOOVERWRITE)
      case .append: UInt32(MDB_APPEND)
      }
    }
  }

  /// Stores a value under a key. O(log *n*).
  ///
  /// - Throws: ``LMDBError`` with the code `keyExists`, `badValueSize`, `mapFull`, `transactionFull`, `badTransaction`.
  @inlinable
  public mutating func put(
    _ table: Table, _ key: borrowing Key, _ value: RawSpan, _ mode: PutMode = .upsert
  ) throws(LMDBError) {
    try put(table, bytes: key.bytes, value, mode)
  }

  /// Stores a value under a key given as bytes. As ``put(_:_:_:_:)``.
  @inlinable
  public mutating func put(
    _ table: Table, bytes key: RawSpan, _ value: RawSpan, _ mode: PutMode = .upsert
  ) throws(LMDBError) {
    let code = key.withUnsafeBytes { key in
      value.withUnsafeBytes { value in
        var key = MDB_val(mv_size: key.count, mv_data: UnsafeMutableRawPointer(mutating: key.baseAddress))
        var value = MDB_val(mv_size: value.count, mv_data: UnsafeMutableRawPointer(mutating: value.baseAddress))
        return mdb_put(handle.pointer, table.id, &key, &value, mode.flags)
      }
    }
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "put", path: environment.path) }
  }

  /// Makes room for a value of `count` bytes and lets `body` write it in place.
  ///
  /// The bytes are not zeroed before: `body` writes all of them.
  ///
  /// - Throws: As ``put(_:_:_:_:)``.
  @inlinable
  public mutating func reserve(
    _ table: Table, _ key: borrowing Key, count: Int, _ mode: PutMode = .upsert,
    _ body: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    var value = MDB_val(mv_size: count, mv_data: nil)
    let code = key.withUnsafeBytes { bytes in
      var key = MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return mdb_put(handle.pointer, table.id, &key, &value, mode.flags | UInt32(MDB_RESERVE))
    }
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "reserve", path: environment.path) }
    body(UnsafeMutableRawBufferPointer(start: value.mv_data, count: count))
  }

  /// Removes a key; false when it was not there. O(log *n*).
  @inlinable
  @discardableResult
  public mutating func delete(_ table: Table, _ key: borrowing Key) throws(LMDBError) -> Bool {
    try delete(table, bytes: key.bytes)
  }

  /// Removes a key given as bytes; false when it was not there. O(log *n*).
  @inlinable
  @discardableResult
  public mutating func delete(_ table: Table, bytes key: RawSpan) throws(LMDBError) -> Bool {
    let code = key.withUnsafeBytes { bytes in
      var key = MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return mdb_del(handle.pointer, table.id, &key, nil)
    }
    if code == MDB_NOTFOUND { return false }
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "delete", path: environment.path) }
    return true
  }

  /// Removes every entry of a table, and keeps the table. O(pages).
  ///
  /// A large table makes a large transaction, and its pages are free for reuse only after the commit.
  public mutating func removeAll(_ table: Table) throws(LMDBError) {
    let code = mdb_drop(handle.pointer, table.id, 0)
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "remove all", path: environment.path) }
  }

  /// Removes the entries whose keys begin with `prefix`, at most `limit` of them, in key order. O(removed * log *n*).
  ///
  /// - Returns: How many were removed; less than `limit` when none are left.
  public mutating func removeAll(
    _ table: Table, withPrefix prefix: borrowing Key, limit: Int
  ) throws(LMDBError) -> Int {
    var pointer: OpaquePointer?
    var code = mdb_cursor_open(handle.pointer, table.id, &pointer)
    guard code == 0, let pointer else {
      throw LMDBError(returnCode: code, operation: "remove all", path: environment.path)
    }
    defer { mdb_cursor_close(pointer) }
    var removed = 0
    while removed < limit {
      // Sought anew each time: the place of a cursor after a deletion at a page's end is a subtle thing in LMDB.
      var isInside = false
      code = prefix.withUnsafeBytes { bytes in
        var key = MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        let code = mdb_cursor_get(pointer, &key, nil, bytes.isEmpty ? MDB_FIRST : MDB_SET_RANGE)
        guard code == 0 else { return code }
        let found = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size))
        isInside = found.hasPrefix(RawSpan(_unsafeBytes: bytes))
        return isInside ? mdb_cursor_del(pointer, 0) : 0
      }
      if code == MDB_NOTFOUND || (code == 0 && !isInside) { return removed }
      guard code == 0 else { throw LMDBError(returnCode: code, operation: "remove all", path: environment.path) }
      removed += 1
    }
    return removed
  }
}
