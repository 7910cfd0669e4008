import CLMDB
import Files

extension Environment {
  /// Opens tables by name and makes those that are missing, unless the environment is read-only.
  ///
  /// Open all tables right after the environment: a transaction that began before does not know them. It waits for
  /// the write transaction that another thread or process may have.
  ///
  /// - Returns: The tables, in the order of the names.
  /// - Throws: ``LMDBError`` with the code `notFound` (read-only and missing), `tablesFull`, `mapFull`, `closed`.
  @available(*, noasync)
  public func openTables(_ names: [String]) throws(LMDBError) -> [Table] {
    if options.readOnly {
      // Handles opened in a read transaction outlive it only if it is committed. LMDB demands that no other thread
      // opens tables meanwhile; in a write transaction its own lock sees to that.
      return try tablesLock.withLock { () throws(LMDBError) in
        let transaction = try beginRead()
        let tables = try openTables(names, flags: 0, in: transaction.handle)
        transaction.keepTables()
        return tables
      }
    }
    let transaction = try beginWrite()
    let tables = try openTables(names, flags: UInt32(MDB_CREATE), in: transaction.handle)
    try transaction.commit()
    return tables
  }

  private func openTables(
    _ names: [String], flags: UInt32, in transaction: TransactionHandle
  ) throws(LMDBError) -> [Table] {
    var tables: [Table] = []
    tables.reserveCapacity(names.count)
    for name in names {
      precondition(!name.isEmpty, "a table has a name")
      var id: MDB_dbi = 0
      let code = mdb_dbi_open(transaction.pointer, name, flags, &id)
      if code == MDB_NOTFOUND {
        throw LMDBError(.notFound, operation: "open table", path: path, message: "There is no table \"\(name)\".")
      }
      guard code == 0 else { throw LMDBError(returnCode: code, operation: "open table", path: path) }
      tables.append(Table(name: name, id: id))
    }
    return tables
  }
}
