internal import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which file stands at a path, and in what state: enough to tell it from any other that was ever there.
package struct FileIdentity: Hashable, Sendable {
  /// What kind of thing it is.
  package enum Kind: String, Hashable, Sendable {
    case file
    case directory
    case link
    case fifo
    case socket
    case characterDevice
    case blockDevice
    case unknown

    /// For people: `a symbolic link`.
    package var description: String {
      switch self {
      case .file: "a file"
      case .directory: "a directory"
      case .link: "a symbolic link"
      case .fifo: "a named pipe (FIFO)"
      case .socket: "a socket"
      case .characterDevice, .blockDevice: "a device"
      case .unknown: "something unknown"
      }
    }
  }

  package var device: UInt64
  package var inode: UInt64
  /// When it was made, since 1970; 0 where the file system does not keep it.
  package var birthNanoseconds: Int64
  package var changeNanoseconds: Int64
  package var modificationNanoseconds: Int64
  package var sizeBytes: UInt64
  /// The number of the mount that it is on; 0 where the system does not say.
  package var mountID: UInt64
  /// Whether no other mount gets this number while the system runs (Linux 6.8); otherwise it may be given again.
  package var isMountIDUnique: Bool
  package var kind: Kind
  /// The twelve bits of `chmod`.
  package var permissions: UInt32
  package var owner: UInt32
  package var group: UInt32

  /// What stands at a path; a link itself, not what it leads to. Nil where there is nothing or it cannot be seen.
  package static func of(path: String) -> FileIdentity? { try? found(AT_FDCWD, path, path) }

  /// What stands at a path; a link itself, not what it leads to. Nil only where there is nothing.
  ///
  /// - Throws: ``FileError`` where it cannot be seen.
  package static func find(path: String) throws(FileError) -> FileIdentity? {
    do throws(FileError) { return try found(AT_FDCWD, path, path) } catch {
      if error.number == ENOENT || error.number == ENOTDIR { return nil }
      throw error
    }
  }

  /// What stands at a path that may be no UTF-8; a link itself, not what it leads to.
  package static func find(bytes path: [UInt8]) throws(FileError) -> FileIdentity {
    try found(AT_FDCWD, path.map { CChar(bitPattern: $0) } + [0], String(decoding: path, as: UTF8.self))
  }

  /// What a path leads to, links followed.
  package static func following(path: String) throws(FileError) -> FileIdentity {
    var raw = cfiles_identity()
    let code = cfiles_identify_target(path, &raw)
    guard code == 0 else { throw FileError("open", path, number: code) }
    return FileIdentity(raw)
  }

  /// What a descriptor stands for.
  package static func of(descriptor: Int32) -> FileIdentity? { try? found(descriptor, "", "") }

  static func found(
    _ directory: Int32, _ name: UnsafePointer<CChar>, _ shown: String
  ) throws(FileError) -> FileIdentity {
    var raw = cfiles_identity()
    let code = cfiles_identify(directory, name, &raw)
    guard code == 0 else { throw FileError("look at", shown, number: code) }
    return FileIdentity(raw)
  }

  private init(_ raw: cfiles_identity) {
    device = raw.device
    inode = raw.inode
    birthNanoseconds = raw.birth_nanoseconds
    changeNanoseconds = raw.change_nanoseconds
    modificationNanoseconds = raw.modification_nanoseconds
    sizeBytes = raw.size_bytes
    mountID = raw.mount_id
    isMountIDUnique = raw.mount_id_is_unique
    kind = Self.kind(mode_t(raw.mode))
    permissions = raw.mode & 0o7777
    owner = raw.owner
    group = raw.group
  }

  private static func kind(_ mode: mode_t) -> Kind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    case S_IFLNK: .link
    case S_IFIFO: .fifo
    case S_IFSOCK: .socket
    case S_IFCHR: .characterDevice
    case S_IFBLK: .blockDevice
    default: .unknown
    }
  }

  /// Which file a path leads to, without asking for its times; nil where there is none. For a look that is often made.
  ///
  /// Whoever asks Linux for the times of a file makes its next change dearer: a tenth of a lone commit was measured.
  package static func place(of path: String) -> (device: UInt64, inode: UInt64)? {
    var found: (device: UInt64, inode: UInt64) = (0, 0)
    return cfiles_locate(path, &found.device, &found.inode) == 0 ? found : nil
  }

  /// Whether it is the same file, whatever has been written to it since.
  package func isSameFile(as other: FileIdentity) -> Bool { device == other.device && inode == other.inode }
}
