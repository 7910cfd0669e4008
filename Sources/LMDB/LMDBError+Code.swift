import CLMDB
import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension LMDBError {
  /// Makes an error of a return code of LMDB (negative) or an `errno` value (positive).
  ///
  /// Kept out of line so that the inlined fast paths stay small.
  @usableFromInline @inline(never)
  init(returnCode: CInt, operation: StaticString, path: String) {
    let returnCode = returnCode == EIO && Self.isFull(around: path) ? ENOSPC : returnCode
    let code = Code(returnCode: returnCode)
    // Positive codes are the system's, which has its own words for them.
    if returnCode > 0, code != .busy, !path.isEmpty {
      self.init(FileError(operation.description, path, number: returnCode), operation: operation.description)
      return
    }
    var message = code.message
    if case .other(let number) = code { message = "Code \(number): " + String(cString: mdb_strerror(number)) + "." }
    self.init(code, operation: operation.description, path: path, message: message)
  }

  /// LMDB takes a write that was cut short for a failure of the device, which it is on a full file system.
  private static func isFull(around path: String) -> Bool {
    // A scratch file has no name any more; its directory has.
    guard let free = Files.freeBytes(at: path) ?? Files.freeBytes(at: Files.parentDirectory(of: path)) else {
      return false
    }
    // LMDB writes up to 64 pages at once.
    return free < 1 << 20
  }

  /// Makes an error of LMDB's return code when an environment did not open, naming the file that was in the way.
  init(opening directory: String, returnCode: CInt, options: Environment.Options) {
    if returnCode == ENOMEM {
      self.init(reserving: options.mapSizeBytes, at: directory, operation: "open")
      return
    }
    var path = directory
    if [EACCES, EPERM, EROFS].contains(returnCode) {
      let files = [directory + "/data.mdb", directory + "/lock.mdb"]
      path = files.first { FileIdentity.of(path: $0) != nil && !Files.allows($0, writing: true) } ?? files[1]
    }
    self.init(returnCode: returnCode, operation: "open", path: path)
  }

  /// LMDB marks a process that reads by a lock at its number: two processes with one number are in each other's way.
  init(beginningToRead directory: String, returnCode: CInt) {
    guard returnCode == EAGAIN || returnCode == EACCES else {
      self.init(returnCode: returnCode, operation: "begin read", path: directory)
      return
    }
    self.init(
      .busy, operation: "begin read", path: directory,
      message: "Another process with the number of this one, \(getpid()), has \(directory) open: in another container, "
        + "or another PID namespace.",
      remedy: "LMDB tells processes apart by their numbers. Run both in one PID namespace (`docker run --pid`, "
        + "`nsenter --pid`), or give one of them another number (`docker run --init`).")
  }

  /// The address space for a map is not to be had.
  init(reserving bytes: Int, at directory: String, operation: String) {
    self.init(
      .noAddressSpace, operation: operation, path: directory,
      message: "The address space for \(directory) is not to be had: "
        + "\(Self.binary(bytes)) are reserved for what the file may grow to.",
      remedy: Self.addressSpaceRemedy())
  }

  private static func addressSpaceRemedy() -> String {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let resource = RLIMIT_AS
    #endif
    let has = getrlimit(resource, &limit) == 0 && limit.rlim_cur != rlim_t.max
    let now = has ? " (it is \(binary(Int(clamping: limit.rlim_cur))) now)" : ""
    return "Reserve less (--map-size, `mapSizeBytes`), more than the file has now, or raise the limit of the address "
      + "space (`ulimit -v`)\(now). Reserving takes no memory and no disk."
  }

  private static func binary(_ bytes: Int) -> String {
    for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20)] where bytes >= size && bytes.isMultiple(of: size) {
      return "\(bytes / size) \(unit)"
    }
    return bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
  }
}

extension LMDBError.Code {
  init(returnCode: CInt) {
    switch returnCode {
    case MDB_MAP_FULL: self = .mapFull
    case MDB_MAP_RESIZED: self = .mapResized
    case MDB_READERS_FULL: self = .readersFull
    case MDB_DBS_FULL: self = .tablesFull
    case MDB_TXN_FULL: self = .transactionFull
    case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_INVALID: self = .corrupted
    case MDB_PANIC: self = .panic
    case MDB_VERSION_MISMATCH: self = .versionMismatch
    case MDB_BAD_TXN, MDB_BAD_RSLOT, MDB_BAD_DBI: self = .badTransaction
    case MDB_KEYEXIST: self = .keyExists
    case MDB_BAD_VALSIZE: self = .badValueSize
    case MDB_NOTFOUND, ENOENT: self = .notFound
    case EIO: self = .io
    case ENOSPC, EDQUOT, EFBIG: self = .noSpace
    case EACCES, EPERM, EROFS: self = .notPermitted
    case EBUSY, EAGAIN: self = .busy
    case ENOMEM: self = .noAddressSpace
    case EMFILE, ENFILE: self = .tooManyFiles
    default: self = .other(returnCode)
    }
  }

  var message: String {
    switch self {
    case .mapFull: "The memory map is full."
    case .mapResized: "Another process has grown the map."
    case .readersFull: "Every reader slot is taken."
    case .tablesFull: "There are more tables than the environment was opened for."
    case .transactionFull: "The transaction has touched too many pages."
    case .corrupted: "The data file is damaged."
    case .truncated: "The data file is shorter than its contents."
    case .panic: "A write failed earlier; nothing more is written by this process."
    case .versionMismatch: "The data file has another format version."
    case .badTransaction: "The transaction cannot be used any more, or the table is not known to it."
    case .keyExists: "The key exists already, or is not after the last one."
    case .badValueSize: "The key is empty or longer than 511 bytes, or the value is too large."
    case .notFound: "There is no such file or table."
    case .io: "Writing or reading failed on the device (a full disk shows as EIO)."
    case .noSpace: "No space is left."
    case .notPermitted: "The file system refuses it."
    case .busy: "It is in use."
    case .alreadyOpen: "The environment is already open in this process."
    case .closed: "The environment has been closed."
    case .otherProcess: "The environment belongs to the process that this one was forked from."
    case .unfinished: "The data file is empty: its creation has not finished, or was interrupted."
    case .notPlain: "A link or something else stands where a plain file must be."
    case .noAddressSpace: "The address space cannot be reserved."
    case .tooManyFiles: "There are as many files open as there may be."
    case .other(let number): "Code \(number)."
    }
  }

  var remedy: String {
    switch self {
    case .mapFull: "Abort the transaction, grow the map, run it again."
    case .mapResized: "End this process's transactions and begin again."
    case .readersFull: "End readers that were left open, check for dead ones, or open with a larger maxReaders."
    case .tablesFull: "Open with a larger maxTables."
    case .transactionFull: "Commit in smaller batches."
    case .corrupted, .truncated:
      "Do not write to it. Restore a backup, or rebuild it if it is derived from another file."
    case .panic: "Close the environment, look at the device and its free space, open again and verify."
    case .versionMismatch: "Use the version of LMDB that wrote it, or dump and load it."
    case .badTransaction: "Abort it and begin again; open tables before the transaction begins."
    case .keyExists: "Use upsert to replace it, or append in ascending order."
    case .badValueSize: "Keep keys between 1 and 511 bytes."
    case .notFound: "Check the path and the name, or open with create."
    case .io, .noSpace: "Look at the free space and the health of the device, open again and verify."
    case .notPermitted: "Check owner and mode of the directory, data.mdb and lock.mdb."
    case .busy: "End the transaction that is in the way, then try again."
    case .alreadyOpen: "Use the environment that is open; LMDB allows one per file and process."
    case .closed: "Open it again."
    case .otherProcess: "Open it again in this process."
    case .unfinished: "Wait a moment; if no process is creating it, create it again."
    case .notPlain: "Put the file itself there, move the whole directory, or mount (bind) it there."
    case .noAddressSpace: "Reserve less, or raise the limit of the address space (`ulimit -v`)."
    case .tooManyFiles: "Raise the limit (`ulimit -n`, LimitNOFILE= of systemd), or close files, then try again."
    case .other: "See the message."
    }
  }
}
