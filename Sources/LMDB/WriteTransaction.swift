import CLMDB
import Files

/// The one transaction that changes an environment. Nothing is seen by others before ``commit()``.
///
/// It belongs to the thread that began it. It aborts when the value goes away without a commit. After any of its
/// functions threw something else than `keyExists`, `badValueSize` or `notFound`, abort it: LMDB refuses the rest.
public struct WriteTransaction: ~Copyable, Transaction {
  /// The environment that the transaction belongs to.
  public let environment: Environment
  /// LMDB's handle.
  public let handle: TransactionHandle
  private var isLive = true

  init(environment: Environment, handle: TransactionHandle) {
    self.environment = environment
    self.handle = handle
  }

  deinit {
    guard isLive, environment.gate.owner.isThisProcess else { return }
    environment.gate.endsWriting()
    mdb_txn_abort(handle.pointer)
    environment.leave(wasActive: true)
  }

  /// The number that this commit will have.
  public var id: Int { mdb_txn_id(handle.pointer) }

  /// Makes everything durable (in a `synced` environment) and visible, in one step.
  ///
  /// When it throws, nothing has become visible. After `io` or `noSpace` the environment refuses all later writes
  /// with `panic`: a kernel drops the error of a failed flush after reporting it once, so a later flush that succeeds
  /// proves nothing. A full disk shows as `io`.
  ///
  /// - Throws: ``LMDBError`` with the code `io`, `noSpace`, `mapFull`, `badTransaction`, `panic`,
  ///   `otherProcess`.
  public consuming func commit() throws(LMDBError) {
    isLive = false
    guard environment.gate.owner.isThisProcess else {
      throw LMDBError(.otherProcess, operation: "commit", path: environment.path)
    }
    environment.gate.endsWriting()
    let code = mdb_txn_commit(handle.pointer)
    guard code == 0 else {
      let error = LMDBError(returnCode: code, operation: "commit", path: environment.path)
      if error.forbidsLaterWrites { environment.gate.fail() }
      environment.leave(wasActive: true)
      throw error
    }
    environment.leave(wasActive: true)
  }

  /// Drops everything that was changed.
  public consuming func abort() {
    // The deinitializer aborts.
  }
}

extension LMDBError {
  var forbidsLaterWrites: Bool {
    switch code {
    case .io, .noSpace, .panic, .other: true
    default: false
    }
  }
}
