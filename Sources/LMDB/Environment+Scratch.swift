import Files

extension Environment {
  /// An environment for the lifetime of the value that is returned: its file has no name, so nothing of it is left when
  /// the process ends, however it ends.
  ///
  /// The file is made in a directory, filled, opened and unlinked before this returns. It is not synced and has no
  /// reader table: one thread writes or any number read, never both at once.
  ///
  /// - Parameters:
  ///   - directory: Where the file takes its room; it must be there.
  ///   - options: Of these only the sizes count.
  ///   - fill: Gets the path of the new file, empty and readable by its owner alone, and may put a whole environment
  ///     into it.
  /// - Throws: What `fill` throws; ``LMDBError`` as ``open(at:options:)``.
  @available(*, noasync)
  public static func openScratch(
    in directory: String, options: Options = Options(), filledBy fill: (String) throws -> Void = { _ in }
  ) throws -> Environment {
    var options = options
    options.durability = .unsynced
    options.locking = .none
    options.readOnly = false
    let path = try FileSystem.files("make a scratch file") { () throws(FileError) in
      try Files.makeTemporaryFile(in: directory)
    }
    defer { try? Files.removeFile(path) }
    try fill(path)
    return try EnvironmentRegistry.exclusively { (registry) throws(LMDBError) in
      try MetaPages.checkFile(at: path)
      let handle = try openHandle(at: path, options: options, isSingleFile: true)
      let identity: FileSystem.Identity
      do throws(LMDBError) { identity = try settledIdentity(handle, path) } catch {
        close(unregistered: handle)
        throw error
      }
      registry.insert(identity)
      return Environment(path: path, options: options, handle: handle, identity: identity, isScratch: true)
    }
  }
}
