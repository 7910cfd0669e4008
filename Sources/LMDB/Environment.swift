import CLMDB
import Files

/// An LMDB environment: one data file, one writer at a time, any number of readers that never wait.
///
/// - One environment per data file and process: ``open(at:options:)`` refuses a second one, because LMDB's locks and
///   reader table break when a process opens a file twice. Other processes may open the same directory.
/// - Never open `data.mdb` or `lock.mdb` by other means in the same process: closing such a descriptor drops the
///   POSIX locks of this environment.
/// - A read transaction keeps the pages of its snapshot from being reused, and the file grows as long as it lives:
///   keep `read` bodies short and synchronous.
public final class Environment: Sendable {
  /// How an environment is opened.
  public struct Options: Sendable {
    /// Address space reserved for the file, in bytes, and the most that it may hold. It costs no memory or disk.
    public var mapSizeBytes = 64 << 30
    /// The most tables that can be open (1 ... 1,024).
    public var maxTables = 32
    /// The most read transactions of all processes together. Taken from the process that opens first.
    public var maxReaders = 512
    /// What a commit waits for before it returns.
    public var durability = Durability.synced
    /// Opens without writing to the data file. (The lock file is still written to, for the reader table.)
    public var readOnly = false
    /// Makes the directory and the files when they are missing.
    public var create = true
    /// Turns the system's read-ahead off, which helps random reads of files larger than memory.
    public var avoidsReadAhead = false
    /// How processes that use the file keep out of each other's way.
    public var locking = Locking.readerTable

    /// The defaults.
    public init() {}

    /// The given options, and the defaults for the rest.
    public init(
      mapSizeBytes: Int = 64 << 30, maxTables: Int = 32, maxReaders: Int = 512, durability: Durability = .synced,
      readOnly: Bool = false, create: Bool = true, locking: Locking = .readerTable
    ) {
      self.mapSizeBytes = mapSizeBytes
      self.maxTables = maxTables
      self.maxReaders = maxReaders
      self.durability = durability
      self.readOnly = readOnly
      self.create = create
      self.locking = locking
    }
  }

  /// What a commit waits for before it returns.
  public enum Durability: Sendable, Hashable {
    /// The device has the pages and then the meta page: two flushes. A failed flush forbids all later writes.
    case synced
    /// Nothing. A crash of the process loses nothing; a crash of the system can leave the file damaged.
    case unsynced
  }

  /// How processes that use the file keep out of each other's way.
  public enum Locking: Sendable, Hashable {
    /// By `lock.mdb`: one writer at a time, and pages that a reader sees are not reused.
    case readerTable
    /// Not at all: `lock.mdb` is neither made nor touched. Whoever opens so must see to it that nobody writes while a
    /// snapshot is read, or that the writer keeps the pages of that snapshot by a reader of its own.
    case none
  }

  /// The directory of the environment, as it was given to ``open(at:options:)``.
  public let path: String
  /// The options it was opened with.
  public let options: Options

  nonisolated(unsafe) let handle: OpaquePointer
  let gate = Gate()
  let tablesLock = Lock()
  let identity: FileSystem.Identity
  /// Whether its file has no name: see ``openScratch(in:options:filledBy:)``.
  public let isScratch: Bool

  init(
    path: String, options: Options, handle: OpaquePointer, identity: FileSystem.Identity, isScratch: Bool = false
  ) {
    self.isScratch = isScratch
    self.path = path
    self.options = options
    self.handle = handle
    self.identity = identity
  }

  deinit { close() }

  /// Opens the environment in a directory.
  ///
  /// Before anything is mapped, the meta pages are read and the file's size is checked against them, because LMDB
  /// itself would kill the process with SIGBUS at the first missing page. Slots of readers that died are cleared.
  ///
  /// Only the owner can access the created files, or also the group of the parent directory, regardless of the umask.
  /// No file has a descriptor below 3.
  ///
  /// - Throws: ``LMDBError`` with the code `alreadyOpen`, `truncated`, `corrupted`, `versionMismatch`, `notFound`
  ///   (missing and not to be created), `unfinished`, `notPlain`, `notPermitted`, `noAddressSpace`, `tooManyFiles`,
  ///   `io`, `noSpace`.
  public static func open(at directory: String, options: Options = Options()) throws(LMDBError) -> Environment {
    try EnvironmentRegistry.exclusively { (registry) throws(LMDBError) in
      let dataPath = directory + "/data.mdb"
      if let present = try FileSystem.dataFile(at: dataPath, operation: "open") {
        if registry.contains(FileSystem.Identity(present)) {
          throw LMDBError(.alreadyOpen, operation: "open", path: directory)
        }
        if present.sizeBytes == 0, options.readOnly {
          // LMDB would try to begin it, through a descriptor that cannot write.
          throw LMDBError(.unfinished, operation: "open", path: directory)
        }
        try MetaPages.checkFile(at: dataPath)
        // Where it cannot be made, LMDB says why, or reads without it.
        if options.locking == .readerTable {
          do throws(FileError) { try FileSystem.reserveLock(at: directory, options, durably: false) } catch {}
        }
      } else if options.create, !options.readOnly {
        try FileSystem.makeEnvironment(at: directory, options)
      } else {
        throw LMDBError(.notFound, operation: "open", path: directory, message: "There is no data.mdb.")
      }
      if options.locking == .readerTable {
        _ = try FileSystem.dataFile(at: directory + "/lock.mdb", operation: "open")
      }
      let handle = try openHandle(at: directory, options: options)
      let identity: FileSystem.Identity
      do throws(LMDBError) { identity = try settledIdentity(handle, dataPath) } catch {
        mdb_env_close(handle)
        throw error
      }
      registry.insert(identity)
      let environment = Environment(path: directory, options: options, handle: handle, identity: identity)
      _ = try? environment.checkReaders()
      return environment
    }
  }

  /// Makes sure that LMDB has opened the file that was looked at, and under a number that nobody takes for a standard
  /// one.
  static func settledIdentity(
    _ handle: OpaquePointer, _ dataPath: String
  ) throws(LMDBError) -> FileSystem.Identity {
    var descriptor: CInt = -1
    guard mdb_env_get_fd(handle, &descriptor) == 0, let opened = FileIdentity.of(descriptor: descriptor) else {
      throw LMDBError(.notFound, operation: "open", path: dataPath)
    }
    // LMDB opens its data file without the flag.
    StandardDescriptors.closeOnExec(descriptor)
    guard descriptor >= StandardDescriptors.firstFree else {
      throw LMDBError(
        .busy, operation: "open", path: dataPath,
        message: "\(dataPath) was opened as standard input, output or error, which this process closed meanwhile.",
        remedy: "Close 0, 1 and 2 before anything of the ledger is opened, or never.")
    }
    guard let present = try FileSystem.dataFile(at: dataPath, operation: "open"), present.isSameFile(as: opened) else {
      throw LMDBError(
        .notPlain, operation: "open", path: dataPath, message: "\(dataPath) was replaced while it was opened.",
        remedy: "See who changes the directory, then try again.")
    }
    return FileSystem.Identity(opened)
  }

  static func openHandle(
    at directory: String, options: Options, isSingleFile: Bool = false
  ) throws(LMDBError) -> OpaquePointer {
    precondition((1...1024).contains(options.maxTables), "maxTables is between 1 and 1,024")
    var created: OpaquePointer?
    var code = mdb_env_create(&created)
    guard code == 0, let handle = created else {
      throw LMDBError(returnCode: code, operation: "open", path: directory)
    }
    // NOTLS ties reader slots to transactions, not threads. Never WRITEMAP: a stray write would reach the file.
    var flags = MDB_NOTLS
    if options.readOnly { flags |= MDB_RDONLY }
    if options.durability == .unsynced { flags |= MDB_NOSYNC }
    if options.avoidsReadAhead { flags |= MDB_NORDAHEAD }
    if options.locking == .none { flags |= MDB_NOLOCK }
    if isSingleFile { flags |= MDB_NOSUBDIR }
    code = mdb_env_set_mapsize(handle, pageRounded(options.mapSizeBytes))
    if code == 0 { code = mdb_env_set_maxdbs(handle, UInt32(options.maxTables)) }
    if code == 0 { code = mdb_env_set_maxreaders(handle, UInt32(clamping: options.maxReaders)) }
    // LMDB ends the process afterwards: it does so where a page holds what cannot be.
    mdb_env_set_assert(handle) { environment, _ in
      var path: UnsafePointer<CChar>?
      guard mdb_env_get_path(environment, &path) == 0, let path else { return }
      DamageReports.impossible(in: path)
    }
    // LMDB takes the lowest numbers that are free.
    StandardDescriptors.occupy()
    if code == 0 { code = mdb_env_open(handle, directory, UInt32(flags), 0o600) }
    guard code == 0 else {
      mdb_env_close(handle)
      throw LMDBError(opening: directory, returnCode: code, options: options)
    }
    return handle
  }

  /// Closes a handle that no environment owns yet.
  static func close(unregistered handle: OpaquePointer) { mdb_env_close(handle) }

  static func pageRounded(_ bytes: Int) -> Int { (max(bytes, 1 << 20) + 65_535) & ~65_535 }

  /// Closes the environment.
  ///
  /// New transactions are refused from now on. Those that live go on; the files are let go when the last of them ends.
  /// Closing twice does nothing. The tables and everything borrowed from transactions must not be used afterwards.
  ///
  /// In a process that was forked since it was opened, this does nothing.
  ///
  /// - Returns: True when the files have been let go, false while transactions still hold them.
  @discardableResult
  public func close() -> Bool {
    if gate.close() { release() }
    return gate.isReleasedNow
  }

  /// Lets the files go: called exactly once, by whoever left last.
  func release() {
    EnvironmentRegistry.exclusively { registry in
      mdb_env_close(handle)
      registry.remove(identity)
    }
  }

  /// Ends a holder's stay; the last one of a closed environment releases it.
  func leave(wasActive: Bool) {
    if gate.leave(wasActive: wasActive) { release() }
  }
}
