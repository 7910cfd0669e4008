internal import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The one place that opens, makes, replaces and removes files.
///
/// No link is followed out of a ledger, nothing waits for the other end of a pipe, no descriptor is below 3, and what
/// holds messages is its owner's alone unless the directory around it is a group's.
package enum Files {
  /// Opens with these flags, never below 3 and closed on exec.
  static func open(
    _ path: String, _ flags: Int32, _ mode: UInt32, _ operation: String
  ) throws(FileError) -> Int32 {
    try open(path, path, flags, mode, operation)
  }

  /// As ``open(_:_:_:_:)``, at a path that may be no UTF-8.
  static func open(
    _ bytes: UnsafePointer<CChar>, _ path: String, _ flags: Int32, _ mode: UInt32, _ operation: String
  ) throws(FileError) -> Int32 {
    StandardDescriptors.occupy()
    let opened = SystemCalls.open(AT_FDCWD, bytes, flags | O_CLOEXEC | O_NOCTTY, mode_t(mode))
    let descriptor = StandardDescriptors.lifted(opened)
    guard descriptor >= 0 else {
      let number = SystemCalls.error
      // A link where no link may be: Linux says ELOOP for files and ENOTDIR for directories.
      if number == ENOTDIR || number == ELOOP, let found = FileIdentity.of(path: path), found.kind == .link {
        throw FileError(operation, path, number: ELOOP)
      }
      throw FileError(operation, path, number: number)
    }
    return descriptor
  }

  /// Opens what must be a plain file.
  static func openPlain(_ path: String, _ flags: Int32) throws(FileError) -> Int32 {
    try openPlain(path, path, flags)
  }

  /// As ``openPlain(_:_:)``, at a path that may be no UTF-8.
  static func openPlain(_ bytes: UnsafePointer<CChar>, _ path: String, _ flags: Int32) throws(FileError) -> Int32 {
    // Opening a device may do something, and a socket cannot be opened: look first.
    if let found = try? FileIdentity.found(AT_FDCWD, bytes, path), found.kind != .file {
      throw notPlain(path, found.kind)
    }
    let descriptor = try open(bytes, path, flags | O_NOFOLLOW | O_NONBLOCK, 0, "open")
    guard let found = FileIdentity.of(descriptor: descriptor), found.kind == .file else {
      SystemCalls.close(descriptor)
      throw notPlain(path, .unknown)
    }
    return descriptor
  }

  /// Makes a plain file that is not there yet, with exactly these permissions, whatever the umask.
  static func makePlain(_ path: String, _ flags: Int32, _ permissions: FilePermissions) throws(FileError) -> Int32 {
    let parent = parentDirectory(of: path)
    let mode = permissions.fileMode(in: parent)
    let descriptor = try open(path, flags | O_CREAT | O_EXCL | O_NOFOLLOW | O_NONBLOCK, mode, "make")
    do throws(FileError) { try settle(descriptor, path, mode: mode, in: parent, permissions) } catch {
      SystemCalls.close(descriptor)
      throw error
    }
    return descriptor
  }

  /// As ``makePlain(_:_:_:)``; nil where there is something at the path already.
  static func madePlainUnlessThere(_ path: String, _ permissions: FilePermissions) throws(FileError) -> Int32? {
    do throws(FileError) { return try makePlain(path, O_RDWR, permissions) } catch {
      if error.number == EEXIST { return nil }
      throw error
    }
  }

  /// Gives what was just made its mode, and, where the superuser made it in somebody's directory, that owner: looking
  /// at a service's ledger as root must not lock the service out.
  static func settle(
    _ descriptor: Int32, _ path: String, mode: UInt32, in parent: String, _ permissions: FilePermissions
  ) throws(FileError) {
    if permissions != .onlyOwner, geteuid() == 0, let around = FileIdentity.of(path: parent + "/."),
      let own = FileIdentity.of(descriptor: descriptor), around.permissions & 0o002 == 0,
      around.owner != own.owner || around.group != own.group
    {
      // Where the system forbids it, as in a container, it stays root's.
      _ = fchown(descriptor, around.owner, around.group)
    }
    guard let made = FileIdentity.of(descriptor: descriptor), made.permissions != mode else { return }
    guard fchmod(descriptor, mode_t(mode)) == 0 else {
      throw FileError("set the mode of", path, number: errno)
    }
  }

  static func notPlain(_ path: String, _ kind: FileIdentity.Kind) -> FileError {
    FileError(
      "open", path, message: "\(path) is \(kind.description), and must be a plain file.",
      remedy: kind == .link
        ? "Put the file itself in the place of the link." : "Move it away if you know what it is for.")
  }

  /// Lets a descriptor go that was got as a number.
  @discardableResult
  package static func close(_ descriptor: Int32) -> Bool { SystemCalls.close(descriptor) }

  /// A pipe whose two ends are closed on exec and stand at 3 or above: where to read, and where to write.
  package static func pipe() throws(FileError) -> (reading: OpenFile, writing: OpenFile) {
    StandardDescriptors.occupy()
    var ends: [Int32] = [-1, -1]
    let code = cfiles_pipe(&ends)
    guard code == 0 else { throw FileError("make", "a pipe", number: code) }
    for index in ends.indices { ends[index] = StandardDescriptors.lifted(ends[index]) }
    let number = errno
    let reading = OpenFile(path: "a pipe", descriptor: ends[0])
    let writing = OpenFile(path: "a pipe", descriptor: ends[1])
    guard ends.allSatisfy({ $0 >= 0 }) else { throw FileError("make", "a pipe", number: number) }
    return (reading, writing)
  }

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
