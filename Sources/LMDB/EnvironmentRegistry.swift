import Files

/// The data files that are open in this process, by device and inode.
///
/// LMDB forbids opening a file twice in one process, and a path does not tell: links and relative paths name the
/// same file.
enum EnvironmentRegistry {
  struct Files {
    private var open: Set<FileSystem.Identity> = []

    func contains(_ file: FileSystem.Identity) -> Bool { open.contains(file) }
    mutating func insert(_ file: FileSystem.Identity) { open.insert(file) }
    mutating func remove(_ file: FileSystem.Identity) { open.remove(file) }
  }

  /// A forked child has opened nothing yet: what its parent has open is of no use to it.
  private static let lock: Lock = {
    let lock = Lock()
    Fork.keep(lock) { files = Files() }
    return lock
  }()
  /// Touched under ``lock`` only.
  nonisolated(unsafe) private static var files = Files()

  /// Runs `body` while no other thread opens or closes an environment.
  static func exclusively<R, E: Error>(_ body: (inout Files) throws(E) -> R) throws(E) -> R {
    try lock.withLock { () throws(E) in try body(&files) }
  }
}
