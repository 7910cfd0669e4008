import CLMDB
import Files

extension Environment {
  /// Flushes everything that was committed to the device; needed only in an `unsynced` environment.
  ///
  /// - Throws: ``LMDBError`` with the code `io`, `noSpace`, `closed`. Later writes are then refused with `panic`.
  @available(*, noasync)
  public func sync() throws(LMDBError) {
    try inside("sync") { () throws(LMDBError) in
      let code = mdb_env_sync(handle, 1)
      guard code == 0 else {
        gate.fail()
        throw LMDBError(returnCode: code, operation: "sync", path: path)
      }
    }
  }

  /// Creates a directory, writes a compacted copy of the last commit into it, and flushes it to the device.
  ///
  /// Writers can continue; the copy holds a snapshot, so the file grows with their writes. O(pages).
  ///
  /// - Throws: ``LMDBError`` with the code `io`, `noSpace`, `closed`, `alreadyOpen` (the directory has a data file).
  @available(*, noasync)
  public func copyCompacted(to directory: String) throws(LMDBError) {
    let target = directory + "/data.mdb"
    guard !Files.exists(target) else {
      throw LMDBError(
        .keyExists, operation: "copy", path: directory, message: "The directory has a data.mdb already.",
        remedy: "Copy into a new directory.")
    }
    let file = try FileSystem.files("copy") { () throws(FileError) in
      try Files.makeDirectories(directory)
      return try OpenFile(plain: target, .make(.inherited))
    }
    do throws(LMDBError) {
      try inside("copy") { () throws(LMDBError) in
        let code = mdb_env_copyfd2(handle, file.descriptor, UInt32(MDB_CP_COMPACT))
        guard code == 0 else { throw LMDBError(returnCode: code, operation: "copy", path: target) }
      }
      try FileSystem.files("copy") { () throws(FileError) in
        try file.synchronize()
        try file.close()
        try Files.synchronizeDirectory(directory)
      }
    } catch {
      try? Files.removeFile(target)
      throw error
    }
  }

  /// Writes a compacted copy of the last commit into one file, which must be new or empty. Nothing is flushed.
  ///
  /// - Throws: ``LMDBError`` with the code `io`, `noSpace`, `closed`.
  @available(*, noasync)
  public func copyCompacted(toDescriptor descriptor: CInt) throws(LMDBError) {
    try inside("copy") { () throws(LMDBError) in
      let code = mdb_env_copyfd2(handle, descriptor, UInt32(MDB_CP_COMPACT))
      guard code == 0 else { throw LMDBError(returnCode: code, operation: "copy", path: path) }
    }
  }

  /// Makes the map larger, when no transaction of this process is active: new ones wait meanwhile.
  ///
  /// The calling thread must not have a transaction. A smaller size than the present one changes nothing.
  ///
  /// - Parameters:
  ///   - bytes: The new size, rounded up to pages.
  ///   - waitSeconds: How long to wait for the transactions that are active.
  /// - Throws: ``LMDBError`` with the code `busy` (they did not end in time), `closed`, or that of the system when
  ///   the address space is not to be had.
  @available(*, noasync)
  public func growMap(toBytes bytes: Int, waitingAtMostSeconds waitSeconds: Int = 30) throws(LMDBError) {
    try withMapUnused("grow map", waitSeconds) { () throws(LMDBError) in
      var now = MDB_envinfo()
      mdb_env_info(handle, &now)
      let size = Environment.pageRounded(bytes)
      guard size > now.me_mapsize else { return }
      try setMapSize(size)
    }
  }

  /// Takes over the map size that another process has set.
  func adoptMapSize() throws(LMDBError) {
    try withMapUnused("adopt map size", 30) { () throws(LMDBError) in try setMapSize(0) }
  }

  private func setMapSize(_ bytes: Int) throws(LMDBError) {
    let code = mdb_env_set_mapsize(handle, bytes)
    guard code == 0 else {
      if LMDBError.Code(returnCode: code) == .noAddressSpace {
        throw LMDBError(reserving: bytes, at: path, operation: "grow map")
      }
      throw LMDBError(returnCode: code, operation: "set map size", path: path)
    }
  }

  private func withMapUnused(
    _ operation: String, _ seconds: Int, _ body: () throws(LMDBError) -> Void
  ) throws(LMDBError) {
    switch gate.shut(waitingAtMostSeconds: seconds) {
    case .shut: break
    case .closed: throw LMDBError(.closed, operation: operation, path: path)
    case .foreign: throw LMDBError(.otherProcess, operation: operation, path: path)
    case .timedOut:
      throw LMDBError(
        .busy, operation: operation, path: path, message: "Transactions were still open after \(seconds) s.")
    }
    defer { if gate.reopen() { release() } }
    try body()
  }

  /// Looks at the structure of every page that is in use, as of the last commit: also where reading does not look.
  ///
  /// Writers go on meanwhile; the pages that are looked at are not used again until it is done. O(pages).
  ///
  /// - Returns: The first fault; nil when there is none.
  /// - Throws: ``LMDBError`` as ``beginRead()``; `busy` when another process commits faster than this can look.
  public func firstPageFault() throws -> LMDBError? {
    var attempts = 100
    while true {
      attempts -= 1
      do {
        return try read { transaction throws(LMDBError) in
          try MetaPages.firstFault(at: path + "/data.mdb", transactionID: UInt64(transaction.id))
        }
      } catch let error as LMDBError where error.code == .busy && attempts > 0 {}
    }
  }

  /// Whether the path leads to the data file that is open: nobody has moved it or put another in its place. About a
  /// microsecond.
  public var isAtItsPath: Bool { FileSystem.identity(of: path + "/data.mdb") == identity }

  /// Whether the path leads to another data file now: somebody has put another environment in its place.
  ///
  /// False while there is no file at the path. One look at the file system.
  public var isReplaced: Bool {
    guard let present = FileSystem.identity(of: path + "/data.mdb") else { return false }
    return present != identity
  }

  /// Frees the slots of readers whose processes have died. Run it now and then: their snapshots keep pages from reuse.
  ///
  /// - Returns: How many were freed.
  public func checkReaders() throws(LMDBError) -> Int {
    try inside("check readers") { () throws(LMDBError) in
      var dead: CInt = 0
      let code = mdb_reader_check(handle, &dead)
      guard code == 0 else { throw LMDBError(returnCode: code, operation: "check readers", path: path) }
      return Int(dead)
    }
  }

  /// Runs `body` while the map stays where it is and the environment stays open.
  func inside<R>(_ operation: String, _ body: () throws(LMDBError) -> R) throws(LMDBError) -> R {
    try enter(gate.enter(), operation)
    defer { leave(wasActive: true) }
    return try body()
  }
}
