import CLMDB

extension Environment {
  /// Begins a read transaction: a snapshot of the last commit. About 60 ns.
  ///
  /// It never waits for a writer. Keep it short: the file cannot reuse pages that it might see.
  ///
  /// - Throws: ``LMDBError`` with the code `closed`, `readersFull`, `mapResized`, `panic`.
  @available(*, noasync)
  public func beginRead() throws(LMDBError) -> ReadTransaction {
    try enter(gate.enter(), "begin read")
    var (code, transaction) = begin(UInt32(MDB_RDONLY))
    if code == MDB_MAP_RESIZED {
      // Another process grew the map: take its size over when nobody is inside, then try once more.
      leave(wasActive: true)
      try adoptMapSize()
      try enter(gate.enter(), "begin read")
      (code, transaction) = begin(UInt32(MDB_RDONLY))
    }
    guard code == 0, let transaction else {
      leave(wasActive: true)
      throw LMDBError(beginningToRead: path, returnCode: code)
    }
    return ReadTransaction(environment: self, handle: TransactionHandle(pointer: transaction))
  }

  /// Begins the write transaction, after waiting for the one that another thread or process may have.
  ///
  /// It belongs to the calling thread: use, commit and abort it there.
  ///
  /// - Throws: ``LMDBError`` with the code `busy` (this thread has it already), `closed`, `notPermitted` (read-only),
  ///   `panic` (an earlier flush failed), `mapResized`.
  @available(*, noasync)
  public func beginWrite() throws(LMDBError) -> WriteTransaction {
    if options.readOnly {
      throw LMDBError(
        .notPermitted, operation: "begin write", path: path, message: "The environment was opened read-only.")
    }
    try enter(gate.enterToWrite(), "begin write")
    var (code, transaction) = begin(0)
    if code == MDB_MAP_RESIZED {
      leave(wasActive: true)
      try adoptMapSize()
      try enter(gate.enterToWrite(), "begin write")
      (code, transaction) = begin(0)
    }
    guard code == 0, let transaction else {
      leave(wasActive: true)
      throw LMDBError(returnCode: code, operation: "begin write", path: path)
    }
    gate.becameWriter()
    return WriteTransaction(environment: self, handle: TransactionHandle(pointer: transaction))
  }

  /// Runs `body` on a snapshot and ends the snapshot after it.
  ///
  /// - Throws: What ``beginRead()`` throws, and what `body` throws.
  @available(*, noasync)
  @inlinable
  public func read<R: ~Copyable, E: Error>(_ body: (borrowing ReadTransaction) throws(E) -> R) throws -> R {
    let transaction = try beginRead()
    return try body(transaction)
  }

  /// Runs `body` in the write transaction, commits when it returns and aborts when it throws.
  ///
  /// - Throws: What ``beginWrite()`` and ``WriteTransaction/commit()`` throw, and what `body` throws.
  @available(*, noasync)
  @inlinable
  public func write<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
    var transaction = try beginWrite()
    let result = try body(&transaction)
    try transaction.commit()
    return result
  }

  private func begin(_ flags: UInt32) -> (CInt, OpaquePointer?) {
    var transaction: OpaquePointer?
    let code = mdb_txn_begin(handle, nil, flags, &transaction)
    return (code, transaction)
  }

  func enter(_ entry: Gate.Entry, _ operation: String) throws(LMDBError) {
    switch entry {
    case .entered: return
    case .closed: throw LMDBError(.closed, operation: operation, path: path)
    case .foreign: throw LMDBError(.otherProcess, operation: operation, path: path)
    case .failed: throw LMDBError(.panic, operation: operation, path: path)
    case .sameThread:
      throw LMDBError(
        .busy, operation: operation, path: path, message: "This thread already has the write transaction.")
    }
  }
}
