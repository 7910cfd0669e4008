#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few file system calls that durable files need.
package enum FileSystem {
  /// A file's identity on this machine: two paths with the same identity are the same file.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
  }

  /// The identity of a file, or nil when there is none.
  package static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
  }

  /// The size of a file in bytes, or nil when there is none.
  package static func sizeBytes(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Int(status.st_size)
  }

  /// Makes a directory and those above it, and makes each new name durable.
  package static func createDirectories(_ path: String) throws(LMDBError) {
    if sizeBytes(of: path) != nil { return }
    let parent = parentDirectory(of: path)
    if parent != path { try createDirectories(parent) }
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw LMDBError.system("make directory", path: path) }
    try synchronize(parent)
  }

  /// Flushes a file, or the names in a directory, to the device.
  package static func synchronize(_ path: String) throws(LMDBError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError.system("open to flush", path: path) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0 { throw LMDBError.system("flush", path: path) }
  }

  /// Makes a file of zeros that has its room on the device; nothing happens where it is there already, or where the
  /// file system cannot reserve room.
  ///
  /// - Throws: ``LMDBError`` `noSpace`, and the file is gone again.
  static func reserve(_ bytes: Int, at path: String) throws(LMDBError) {
    #if os(Linux)
      let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      if posix_fallocate(descriptor, 0, off_t(bytes)) == ENOSPC {
        unlink(path)
        throw LMDBError(.noSpace, operation: "open", path: path)
      }
    #endif
  }

  /// Removes a file; nothing happens when there is none.
  package static func remove(_ path: String) { unlink(path) }

  /// The directory that holds a path; `.` for a plain name.
  package static func parentDirectory(of path: String) -> String {
    var end = path.utf8.endIndex
    while end > path.utf8.startIndex, path.utf8[path.utf8.index(before: end)] == UInt8(ascii: "/"),
      end != path.utf8.index(after: path.utf8.startIndex)
    {
      end = path.utf8.index(before: end)
    }
    guard let slash = path.utf8[..<end].lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }
}
