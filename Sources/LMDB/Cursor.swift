public import CLMDB

/// A place in a table that moves in key order.
///
/// Moving costs about 10 ns within a page. ``key`` and ``value`` are empty while the cursor stands nowhere: before the
/// first move, and after a move that returned false. It may be used in a loop:
///
/// ```swift
/// var cursor = try transaction.cursor(table)
/// var found = try cursor.seek(prefix)
/// while found, cursor.key.hasPrefix(prefix.bytes) {
///   // cursor.key, cursor.value
///   found = try cursor.next()
/// }
/// ```
public struct Cursor: ~Copyable, ~Escapable {
  @usableFromInline let pointer: OpaquePointer
  @usableFromInline var keyStart: UnsafeRawPointer?
  @usableFromInline var keyCount = 0
  @usableFromInline var valueStart: UnsafeRawPointer?
  @usableFromInline var valueCount = 0

  @inlinable
  @_lifetime(borrow transaction)
  init<T: Transaction & ~Copyable>(pointer: OpaquePointer, in transaction: borrowing T) {
    self.pointer = pointer
  }

  @inlinable
  deinit { mdb_cursor_close(pointer) }

  /// The key at the cursor, valid until the cursor moves.
  @inlinable
  public var key: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      let bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: keyStart, count: keyCount))
      return _overrideLifetime(bytes, borrowing: self)
    }
  }

  /// The value at the cursor, valid until the cursor moves.
  @inlinable
  public var value: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      let bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: valueStart, count: valueCount))
      return _overrideLifetime(bytes, borrowing: self)
    }
  }

  /// Moves to the first entry; false when the table is empty. O(log *n*).
  @inlinable
  public mutating func first() throws(LMDBError) -> Bool { try move(MDB_FIRST) }

  /// Moves to the last entry; false when the table is empty. O(log *n*).
  @inlinable
  public mutating func last() throws(LMDBError) -> Bool { try move(MDB_LAST) }

  /// Moves to the next entry (from nowhere: the first); false when there is none. O(1) amortized.
  @inlinable
  public mutating func next() throws(LMDBError) -> Bool { try move(MDB_NEXT) }

  /// Has the processor fetch the value after this one, while this one is worked on. For walks through a table that only
  /// grows: a scan of the log is a quarter faster by it.
  @inlinable
  public func prefetchNext() { clmdb_prefetch_next(valueStart, valueCount) }

  /// Moves to the previous entry (from nowhere: the last); false when there is none. O(1) amortized.
  @inlinable
  public mutating func previous() throws(LMDBError) -> Bool { try move(MDB_PREV) }

  /// Moves to the first entry whose key is not below `key`; false when there is none. O(log *n*).
  @inlinable
  public mutating func seek(_ key: borrowing Key) throws(LMDBError) -> Bool { try seek(bytes: key.bytes) }

  /// Moves to the first entry whose key is not below these bytes; false when there is none. O(log *n*).
  ///
  /// No bytes at all means the first entry.
  @inlinable
  public mutating func seek(bytes: RawSpan) throws(LMDBError) -> Bool {
    if bytes.isEmpty { return try move(MDB_FIRST) }
    var found = MDB_val()
    var value = MDB_val()
    let code = bytes.withUnsafeBytes { sought in
      found = MDB_val(mv_size: sought.count, mv_data: UnsafeMutableRawPointer(mutating: sought.baseAddress))
      return mdb_cursor_get(pointer, &found, &value, MDB_SET_RANGE)
    }
    return try settle(code, found, value)
  }

  /// Where it was opened, for errors.
  @usableFromInline @inline(never)
  var environmentPath: String {
    var path: UnsafePointer<CChar>?
    guard mdb_env_get_path(mdb_txn_env(mdb_cursor_txn(pointer)), &path) == 0, let path else { return "" }
    return String(cString: path)
  }

  @inlinable
  mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Bool {
    var key = MDB_val()
    var value = MDB_val()
    let code = mdb_cursor_get(pointer, &key, &value, operation)
    return try settle(code, key, value)
  }

  @inlinable
  mutating func settle(_ code: CInt, _ key: MDB_val, _ value: MDB_val) throws(LMDBError) -> Bool {
    guard code == 0 else {
      keyStart = nil
      keyCount = 0
      valueStart = nil
      valueCount = 0
      if code == MDB_NOTFOUND { return false }
      throw LMDBError(returnCode: code, operation: "move cursor", path: environmentPath)
    }
    keyStart = UnsafeRawPointer(key.mv_data)
    keyCount = key.mv_size
    valueStart = UnsafeRawPointer(value.mv_data)
    valueCount = value.mv_size
    return true
  }
}
