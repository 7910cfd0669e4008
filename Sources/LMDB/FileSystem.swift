import Files

/// What this module asks of the file system; all of it goes through ``Files``, and fails as ``LMDBError``.
enum FileSystem {
  /// Two paths with the same identity are the same file.
  struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64

    fileprivate init(_ place: (device: UInt64, inode: UInt64)) {
      device = place.device
      inode = place.inode
    }

    init(_ file: FileIdentity) {
      device = file.device
      inode = file.inode
    }
  }

  /// The identity of a data file, or nil when there is none.
  static func identity(of path: String) -> Identity? { FileIdentity.place(of: path).map { Identity($0) } }

  /// Looks for a data file, which must be a plain file: a link would lead out of the environment's directory.
  static func dataFile(at path: String, operation: String) throws(LMDBError) -> FileIdentity? {
    let found = try files(operation) { () throws(FileError) in try FileIdentity.find(path: path) }
    guard let found, found.kind != .file else { return found }
    throw LMDBError(
      .notPlain, operation: operation, path: path,
      message: "\(path) is \(found.kind.description), and must be a plain file.")
  }

  /// Makes the directory and the two files of a new environment, for exactly those who may use its directory.
  static func makeEnvironment(at directory: String, _ options: Environment.Options) throws(LMDBError) {
    let isSynced = options.durability == .synced
    try files("open") { () throws(FileError) in
      try Files.makeDirectories(directory, durably: isSynced)
      try reserveLock(at: directory, options, durably: isSynced)
      // LMDB takes an empty file for a new one.
      try Files.reserve(directory + "/data.mdb", bytes: 0, durably: isSynced)
    }
  }

  /// LMDB maps the table of readers, and writing to it on a full disk would end the process with SIGBUS. A slot takes
  /// 64 bytes and the head of the table 128; what is missing LMDB adds, what is too much makes more slots.
  static func reserveLock(
    at directory: String, _ options: Environment.Options, durably: Bool
  ) throws(FileError) {
    try Files.reserve(directory + "/lock.mdb", bytes: options.maxReaders * 64 + 128, durably: durably)
  }

  /// Runs something that fails with an error of files.
  static func files<R>(_ operation: String, _ body: () throws(FileError) -> R) throws(LMDBError) -> R {
    do throws(FileError) { return try body() } catch { throw LMDBError(error, operation: operation) }
  }
}

extension LMDBError {
  /// Gives an error of files a code of this module, and keeps its words.
  init(_ error: FileError, operation: String) {
    let code: Code = error.number == 0 ? .notPlain : Code(returnCode: error.number)
    self.init(code, operation: operation, path: error.path, message: error.message, remedy: error.remedy)
  }
}
