public import CLMDB

extension Transaction where Self: ~Copyable {
  /// The value of a key, or nil. O(log *n*), no allocation.
  ///
  /// The bytes are those in the map: valid until the transaction ends or, in a write transaction, is next changed.
  ///
  /// - Throws: ``LMDBError`` with the code `badTransaction`, `badValueSize`, `corrupted`.
  @inlinable
  @_lifetime(borrow self)
  public borrowing func get(_ table: Table, _ key: borrowing Key) throws(LMDBError) -> RawSpan? {
    try get(table, bytes: key.bytes)
  }

  /// The value of a key given as bytes, or nil. As ``get(_:_:)``.
  @inlinable
  @_lifetime(borrow self)
  public borrowing func get(_ table: Table, bytes key: RawSpan) throws(LMDBError) -> RawSpan? {
    var value = MDB_val()
    let code = lookUp(table, key, &value)
    if code == MDB_NOTFOUND { return nil }
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "get", path: environment.path) }
    let bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    return _overrideLifetime(bytes, borrowing: self)
  }

  /// Whether a key is there. O(log *n*), no allocation.
  @inlinable
  public borrowing func contains(_ table: Table, _ key: borrowing Key) throws(LMDBError) -> Bool {
    var value = MDB_val()
    let code = lookUp(table, key.bytes, &value)
    if code == MDB_NOTFOUND { return false }
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "get", path: environment.path) }
    return true
  }

  /// The number of entries. O(1).
  public borrowing func count(_ table: Table) throws(LMDBError) -> Int {
    var statistics = MDB_stat()
    let code = mdb_stat(handle.pointer, table.id, &statistics)
    guard code == 0 else { throw LMDBError(returnCode: code, operation: "count", path: environment.path) }
    return statistics.ms_entries
  }

  /// The shape of the table's tree; all zeros when it cannot be read. O(1).
  public borrowing func statistics(_ table: Table) -> TableStatistics {
    var statistics = MDB_stat()
    var result = TableStatistics()
    guard mdb_stat(handle.pointer, table.id, &statistics) == 0 else { return result }
    result.entries = statistics.ms_entries
    result.depth = Int(statistics.ms_depth)
    result.branchPages = statistics.ms_branch_pages
    result.leafPages = statistics.ms_leaf_pages
    result.overflowPages = statistics.ms_overflow_pages
    result.pageSizeBytes = Int(statistics.ms_psize)
    return result
  }

  /// A cursor that stands nowhere yet. It borrows the transaction, which cannot change while the cursor lives.
  ///
  /// - Throws: ``LMDBError`` with the code `badTransaction`.
  @inlinable
  @_lifetime(borrow self)
  public borrowing func cursor(_ table: Table) throws(LMDBError) -> Cursor {
    var pointer: OpaquePointer?
    let code = mdb_cursor_open(handle.pointer, table.id, &pointer)
    guard code == 0, let pointer else {
      throw LMDBError(returnCode: code, operation: "open cursor", path: environment.path)
    }
    return Cursor(pointer: pointer, in: self)
  }

  @inlinable
  borrowing func lookUp(_ table: Table, _ key: RawSpan, _ value: inout MDB_val) -> CInt {
    key.withUnsafeBytes { bytes in
      var key = MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return mdb_get(handle.pointer, table.id, &key, &value)
    }
  }
}
