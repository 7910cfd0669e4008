#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Files {
  /// Makes a directory, whose name is then durable if that is asked for; nothing happens where there is one.
  ///
  /// - Throws: ``FileError``, in words where something else stands there.
  package static func makeDirectory(
    _ path: String, _ permissions: FilePermissions = .inherited, durably: Bool = true
  ) throws(FileError) {
    let parent = parentDirectory(of: path)
    let mode = permissions.directoryMode(in: parent)
    guard SystemCalls.makeDirectory(path, mode_t(mode & 0o777)) else {
      let number = SystemCalls.error
      guard number == EEXIST else { throw FileError("make the directory", path, number: number) }
      // The path may lead through a link to a directory: `.` behind it asks for just that.
      guard let there = FileIdentity.of(path: path + "/."), there.kind == .directory else {
        let kind = FileIdentity.of(path: path)?.kind ?? .unknown
        throw FileError(
          "make the directory", path, message: "\(path) is \(kind.description), and must be a directory.",
          remedy: "Move it away, or choose another path.", number: EEXIST)
      }
      return
    }
    let made = try OpenFile(directory: path)
    try settle(made.descriptor, path, mode: mode, in: parent, permissions)
    guard durably else { return }
    try made.synchronize()
    try synchronizeDirectory(parent)
  }

  /// Makes a directory and those above it.
  package static func makeDirectories(
    _ path: String, _ permissions: FilePermissions = .inherited, durably: Bool = true
  ) throws(FileError) {
    let parent = parentDirectory(of: path)
    if parent != path, FileIdentity.of(path: parent + "/.") == nil {
      try makeDirectories(parent, permissions, durably: durably)
    }
    try makeDirectory(path, permissions, durably: durably)
  }

  /// Makes new, removed or changed names in a directory durable.
  package static func synchronizeDirectory(_ path: String) throws(FileError) {
    try OpenFile(directory: path, followsLink: true).synchronize()
  }

  /// The names in a directory, in order; none where it cannot be read.
  package static func names(in directory: String) -> [String] {
    guard let opened = try? OpenFile(directory: directory, followsLink: true),
      let names = try? entries(of: opened)
    else { return [] }
    return names.map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  /// The names in a directory at a path that may be no UTF-8, at most `limit` of them, as the bytes that they are.
  package static func entries(of path: [UInt8], limit: Int) throws(FileError) -> [[UInt8]] {
    let shown = String(decoding: path, as: UTF8.self)
    let descriptor = try open(
      path.map { CChar(bitPattern: $0) } + [0], shown, O_RDONLY | O_DIRECTORY | O_NONBLOCK, 0, "read the directory")
    return try entries(of: OpenFile(path: shown, descriptor: descriptor), limit: limit)
  }

  /// The names in an open directory, as the bytes that they are.
  private static func entries(of directory: OpenFile, limit: Int = .max) throws(FileError) -> [[UInt8]] {
    let copy = fcntl(directory.descriptor, F_DUPFD_CLOEXEC, StandardDescriptors.firstFree)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let number = errno
      if copy >= 0 { SystemCalls.close(copy) }
      throw FileError("read the directory", directory.path, number: number)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError("read the directory", directory.path, number: errno) }
        return names
      }
      // An entry may be shorter in memory than its type says: read up to its end.
      let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      let name = Array(UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self))))
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
      if names.count >= limit { return names }
    }
  }

  /// Removes a directory of plain files. Where the path is a link, the link alone goes; what is not there is no error.
  ///
  /// Inside, plain files and links go by the directory's own descriptor, so that nothing outside of it can be met;
  /// anything else stays, and is named.
  ///
  /// - Throws: ``FileError``.
  package static func removeDirectory(_ path: String) throws(FileError) {
    guard let found = try FileIdentity.find(path: path) else { return }
    switch found.kind {
    case .link: return try removeFile(path)
    case .directory: break
    default:
      throw FileError(
        "remove the directory", path, message: "\(path) is \(found.kind.description), and must be a directory.",
        remedy: "Move it away if you know what it is for.")
    }
    let directory: OpenFile
    do throws(FileError) { directory = try OpenFile(directory: path) } catch {
      throw FileError("remove the directory", path, number: error.number)
    }
    guard try directory.identity().isSameFile(as: found) else {
      throw FileError(
        "remove the directory", path, message: "\(path) was replaced while it was to be removed.",
        remedy: "See who changes the ledger's directory, then try again.")
    }
    for name in try entries(of: directory) { try removeEntry(name, of: directory) }
    guard SystemCalls.removeDirectory(path) else {
      let number = SystemCalls.error
      if number == ENOENT { return }
      throw FileError("remove the directory", path, number: number)
    }
  }

  private static func removeEntry(_ name: [UInt8], of directory: OpenFile) throws(FileError) {
    let shown = "\(directory.path)/\(String(decoding: name, as: UTF8.self))"
    let text = name.map { CChar(bitPattern: $0) } + [0]
    let kind: FileIdentity.Kind
    do throws(FileError) { kind = try FileIdentity.found(directory.descriptor, text, shown).kind } catch {
      if error.number == ENOENT { return }
      throw error
    }
    guard kind == .file || kind == .link else {
      throw FileError(
        "remove", shown, message: "\(shown) is \(kind.description); only plain files are removed.",
        remedy: "Nothing of a ledger is of that kind. Move it away if you know what it is for.")
    }
    guard SystemCalls.unlink(directory.descriptor, text) || SystemCalls.error == ENOENT else {
      throw FileError("remove", shown, number: SystemCalls.error)
    }
  }
}
