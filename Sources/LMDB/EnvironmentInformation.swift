import CLMDB
import Files

/// What an environment's file, map and reader table look like at one moment.
public struct EnvironmentInformation: Sendable, Hashable {
  /// The size of the map: the most that the file may hold.
  public var mapSizeBytes = 0
  /// Bytes of the file that have ever been used, free pages included.
  public var usedBytes = 0
  /// The size of the data file. It can be a little below ``usedBytes``: free pages at the end may never be written.
  public var fileBytes = 0
  /// The number of the last commit.
  public var lastTransactionID = 0
  /// Reader slots that have ever been used at the same time.
  public var readers = 0
  /// Reader slots there are.
  public var maxReaders = 0
  /// How many commits the oldest snapshot of any process lies behind; 0 when there is none.
  public var oldestReaderLag = 0
  /// The process that has this snapshot.
  public var oldestReaderProcess: Int?

  /// All zeros, which is also what a closed environment reports.
  public init() {}
}

extension Environment {
  /// What file, map and reader table look like now. O(readers).
  public var information: EnvironmentInformation {
    (try? inside("information") { () throws(LMDBError) in collectInformation() }) ?? EnvironmentInformation()
  }

  private func collectInformation() -> EnvironmentInformation {
    var environment = MDB_envinfo()
    var statistics = MDB_stat()
    mdb_env_info(handle, &environment)
    mdb_env_stat(handle, &statistics)
    var result = EnvironmentInformation()
    result.mapSizeBytes = environment.me_mapsize
    result.usedBytes = (environment.me_last_pgno + 1) * Int(statistics.ms_psize)
    result.fileBytes = Int(clamping: Files.sizeBytes(of: path + "/data.mdb") ?? 0)
    result.lastTransactionID = environment.me_last_txnid
    result.readers = Int(environment.me_numreaders)
    result.maxReaders = Int(environment.me_maxreaders)
    if let oldest = oldestReader() {
      result.oldestReaderLag = max(0, environment.me_last_txnid - oldest.transaction)
      result.oldestReaderProcess = oldest.process
    }
    return result
  }

  /// The oldest snapshot in the reader table. LMDB offers the table as text only: a head line, then lines of process,
  /// thread and transaction number, the last being `-` for a slot without a snapshot.
  private func oldestReader() -> OldestReader? {
    var oldest: OldestReader?
    withUnsafeMutablePointer(to: &oldest) { context in
      _ = mdb_reader_list(
        handle,
        { line, context in
          guard let line, let context else { return 0 }
          let fields = String(cString: line).split(whereSeparator: { $0 == " " || $0 == "\n" })
          if fields.count == 3, let process = Int(fields[0]), let id = Int(fields[2]) {
            let oldest = context.assumingMemoryBound(to: OldestReader?.self)
            if id < oldest.pointee?.transaction ?? .max {
              oldest.pointee = OldestReader(process: process, transaction: id)
            }
          }
          return 0
        }, context)
    }
    return oldest
  }
}

private struct OldestReader {
  var process: Int
  var transaction: Int
}
