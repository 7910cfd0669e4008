import CLMDB
import Files

/// LMDB's own handle of a transaction; opaque to everyone else.
public struct TransactionHandle {
  @usableFromInline let pointer: OpaquePointer

  @inlinable
  init(pointer: OpaquePointer) { self.pointer = pointer }
}

/// What read and write transactions have in common: a consistent view of every table.
///
/// Write code that only reads against this: `func f(_ transaction: borrowing some Transaction & ~Copyable)`.
public protocol Transaction: ~Copyable {
  /// LMDB's handle.
  var handle: TransactionHandle { get }
  /// The environment that the transaction belongs to.
  var environment: Environment { get }
}

/// A snapshot of the last commit at the time it began.
///
/// It ends when the value goes away. It may be used on any thread, by one at a time.
public struct ReadTransaction: ~Copyable, Transaction {
  /// The environment that the transaction belongs to.
  public let environment: Environment
  /// LMDB's handle.
  public let handle: TransactionHandle
  private var isActive = true
  private var isLive = true

  init(environment: Environment, handle: TransactionHandle) {
    self.environment = environment
    self.handle = handle
  }

  deinit {
    guard isLive, environment.gate.owner.isThisProcess else { return }
    mdb_txn_abort(handle.pointer)
    environment.leave(wasActive: isActive)
  }

  /// The number of the commit that is seen: 0 before the first, then rising by one with each. 0 after ``reset()``.
  public var id: Int { isActive ? mdb_txn_id(handle.pointer) : 0 }

  /// Lets the snapshot go and keeps the reader slot, so that ``renew()`` is cheap. About 9 ns. Idempotent.
  ///
  /// Reading before ``renew()`` throws `badTransaction` or finds nothing.
  public mutating func reset() {
    guard isActive, environment.gate.owner.isThisProcess else { return }
    mdb_txn_reset(handle.pointer)
    isActive = false
    environment.gate.pause()
  }

  /// Takes a new snapshot, of the last commit now. About 9 ns.
  ///
  /// - Throws: ``LMDBError`` with the code `closed`, `otherProcess` or `mapResized`; the transaction is then as
  ///   after ``reset()``.
  @available(*, noasync)
  public mutating func renew() throws(LMDBError) {
    reset()
    try environment.enter(environment.gate.resume(), "renew")
    let code = mdb_txn_renew(handle.pointer)
    guard code == 0 else {
      environment.gate.pause()
      throw LMDBError(returnCode: code, operation: "renew", path: environment.path)
    }
    isActive = true
  }

  /// Ends the transaction and keeps the table handles that were opened in it.
  consuming func keepTables() {
    isLive = false
    guard environment.gate.owner.isThisProcess else { return }
    mdb_txn_commit(handle.pointer)
    environment.leave(wasActive: isActive)
  }
}
