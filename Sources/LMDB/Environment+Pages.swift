import CLMDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Environment {
  /// Lets go of the pages of its file that this process holds in view.
  ///
  /// LMDB maps the whole file. Whatever was looked at counts as resident until memory is scarce, though it is the
  /// system's cache and nobody's own. The pages stay in that cache and come back when they are looked at, in whatever
  /// thread: nothing is lost, for nothing is ever written through the map, and nobody has to wait.
  ///
  /// Does nothing but on Linux, nor in an environment that was closed or has no table.
  package func releasePages() {
    #if os(Linux)
      try? inside("release pages") { () throws(LMDBError) in
        var information = MDB_envinfo()
        var statistics = MDB_stat()
        mdb_env_info(handle, &information)
        mdb_env_stat(handle, &statistics)
        let (page, own) = (Int(getpagesize()), Int(statistics.ms_psize))
        // A file of another machine can have larger pages, which stand anywhere.
        guard own <= page, let map = mapAddress(pageSize: own, last: information.me_last_pgno) else { return }
        let used = ((information.me_last_pgno + 1) * own + page - 1) / page * page
        _ = madvise(map, min(used, information.me_mapsize), MADV_DONTNEED)
      }
    #endif
  }

  /// Where the file is mapped, which LMDB does not tell: a key lies on a page, and a page begins with its number.
  private func mapAddress(pageSize: Int, last: Int) -> UnsafeMutableRawPointer? {
    var transaction: OpaquePointer?
    guard mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction) == 0 else { return nil }
    defer { mdb_txn_abort(transaction) }
    /// `MAIN_DBI` of mdb.c: the table of tables, which needs no opening.
    let tables: MDB_dbi = 1
    var cursor: OpaquePointer?
    guard mdb_cursor_open(transaction, tables, &cursor) == 0 else { return nil }
    defer { mdb_cursor_close(cursor) }
    var (key, value) = (MDB_val(), MDB_val())
    guard mdb_cursor_get(cursor, &key, &value, MDB_FIRST) == 0,
      let page = UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: key.mv_data) & ~UInt(pageSize - 1))
    else { return nil }
    let number = page.loadUnaligned(as: UInt.self)
    return number <= last ? page - Int(number) * pageSize : nil
  }
}
