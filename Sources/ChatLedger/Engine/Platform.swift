import ChatDomain

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the engine asks the operating system for, and nothing more.
enum Platform {
  /// The wall clock.
  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// A clock that only runs forward, in nanoseconds.
  static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func makeDirectory(_ path: String) throws {
    guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
    throw failure("make the directory", path)
  }

  /// Makes a rename or a new name in a directory durable.
  static func syncDirectory(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open the directory", path) }
    defer { _ = Self.closeFile(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync the directory", path) }
  }

  static func rename(_ old: String, to new: String) throws {
    guard systemRename(old, new) == 0 else { throw failure("rename to \(new)", old) }
  }

  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a directory of plain files; what is not there is no error.
  static func removeDirectory(_ path: String) throws {
    for name in names(in: path) { unlink("\(path)/\(name)") }
    guard rmdir(path) != 0, errno != ENOENT else { return }
    throw failure("remove the directory", path)
  }

  static func fileSize(_ path: String) -> UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_size) : 0
  }

  static func readFile(_ path: String, limitBytes: Int = 1 << 20) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("open", path)
    }
    defer { _ = closeFile(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limitBytes)
    var count = 0
    while count < limitBytes {
      let got = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress?.advanced(by: count), limitBytes - count)
      }
      guard got >= 0 else { throw failure("read", path) }
      if got == 0 { break }
      count += got
    }
    return Array(bytes[..<count])
  }

  /// Replaces a small file so that after a crash either the old or the new content is there.
  static func replaceFile(_ path: String, with bytes: [UInt8]) throws {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("create", temporary) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      guard written > 0 else {
        _ = closeFile(descriptor)
        throw failure("write", temporary)
      }
      offset += written
    }
    let isSynced = fsync(descriptor) == 0
    guard closeFile(descriptor) == 0, isSynced else { throw failure("sync", temporary) }
    try rename(temporary, to: path)
    try syncDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
  }

  static func failure(_ what: String, _ path: String) -> LedgerError {
    LedgerError(
      .io, "Cannot \(what) at \(path).", remedy: "Check the path, its permissions and the free space.",
      cause: String(cString: strerror(errno)))
  }

  /// Names the run of the operating system: another value after every boot.
  static func bootID() -> String {
    if let bytes = try? readFile("/proc/sys/kernel/random/boot_id", limitBytes: 64), bytes.count >= 36 {
      return String(decoding: bytes[..<36], as: UTF8.self)
    }
    return "unknown"
  }

  /// An exclusive lock on a file, held while the descriptor is open; nil while another process has it.
  static func lockFile(_ path: String) throws -> Int32? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("open", path) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    _ = closeFile(descriptor)
    return nil
  }

  @discardableResult
  static func closeFile(_ descriptor: Int32) -> Int32 { systemClose(descriptor) }
}

private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
