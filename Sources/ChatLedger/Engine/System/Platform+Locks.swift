import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Platform {
  /// A shared lock on a file, held while it is open; nil while somebody has it for himself. It changes nothing.
  static func lockShared(_ path: String) throws -> OpenFile? {
    try files { () throws(FileError) in
      let file = try OpenFile(plain: path, .read)
      return try file.tryLock(.shared) ? file : nil
    }
  }

  /// A lock on a directory, held while it is open; nil while somebody is in its way. It changes nothing.
  static func lockDirectory(_ path: String, _ locking: OpenFile.Locking) throws -> OpenFile? {
    try files { () throws(FileError) in
      let directory = try OpenFile(directory: path)
      return try directory.tryLock(locking) ? directory : nil
    }
  }

  static func openToUpdate(_ path: String) throws -> OpenFile {
    try files { () throws(FileError) in try OpenFile(plain: path, .readWrite) }
  }

  static func removeFile(_ path: String) throws {
    try files { () throws(FileError) in try Files.removeFile(path) }
  }

  /// The directory that holds a path.
  static func parent(of path: String) -> String { Files.parentDirectory(of: path) }

  /// The directory for what nobody needs to keep: `TMPDIR`, or `/tmp`.
  static func temporaryDirectory() -> String {
    guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
    return String(cString: value)
  }
}
