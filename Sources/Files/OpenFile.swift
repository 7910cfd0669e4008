import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file or directory. Its descriptor is never below 3 and is closed when another program takes this one's
/// place; it is let go with the value.
package final class OpenFile: Sendable {
  /// How it is opened. Whatever is opened so must be a plain file: no link is followed, and a FIFO does not wait.
  package enum Access: Hashable, Sendable {
    case read
    case readWrite
    /// Makes it where it is not there.
    case readWriteOrMake(FilePermissions)
    /// Makes it, and fails where it is there.
    case make(FilePermissions)
  }

  package let path: String
  package let descriptor: Int32
  private let isClosed = Atomic<Bool>(false)
  private let holdsLock = Atomic<Bool>(false)
  private let owner = ProcessOwner()

  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    if !isClosed.load(ordering: .relaxed) { letGo() }
  }

  /// False when the system had something to tell.
  @discardableResult
  private func letGo() -> Bool {
    if holdsLock.load(ordering: .relaxed) {
      // The fork closed it; the number may be another file's by now.
      guard owner.isThisProcess else { return true }
      Fork.forget(descriptor)
    }
    return SystemCalls.close(descriptor)
  }

  /// Opens a plain file.
  ///
  /// - Throws: ``FileError``; its number is `ENOENT` where there is none, 0 where it is something else than a file.
  package convenience init(plain path: String, _ access: Access) throws(FileError) {
    let descriptor =
      switch access {
      case .read: try Files.openPlain(path, O_RDONLY)
      case .readWrite: try Files.openPlain(path, O_RDWR)
      case .make(let permissions): try Files.makePlain(path, O_RDWR, permissions)
      case .readWriteOrMake(let permissions):
        if let made = try Files.madePlainUnlessThere(path, permissions) {
          made
        } else {
          try Files.openPlain(path, O_RDWR)
        }
      }
    self.init(path: path, descriptor: descriptor)
  }

  /// Opens a plain file for reading at a path that may be no UTF-8.
  package convenience init(plainBytes path: [UInt8]) throws(FileError) {
    let shown = String(decoding: path, as: UTF8.self)
    let bytes = path.map { CChar(bitPattern: $0) } + [0]
    self.init(path: shown, descriptor: try Files.openPlain(bytes, shown, O_RDONLY))
  }

  /// Opens a directory; with `followsLink` the path itself may be a link.
  package convenience init(directory path: String, followsLink: Bool = false) throws(FileError) {
    let descriptor = try Files.open(
      path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW), 0, "open the directory")
    self.init(path: path, descriptor: descriptor)
  }

  /// Opens whatever somebody named as input: a file, a pipe, a device; a link is followed, since it was named.
  ///
  /// Opening a pipe waits for its other end.
  ///
  /// - Throws: ``FileError``; for a directory in words.
  package convenience init(input path: String) throws(FileError) {
    let descriptor = try Files.open(path, O_RDONLY, 0, "open")
    self.init(path: path, descriptor: descriptor)
    if FileIdentity.of(descriptor: descriptor)?.kind == .directory {
      throw FileError("read", path, number: EISDIR)
    }
  }

  /// What it is now.
  package func identity() throws(FileError) -> FileIdentity {
    do throws(FileError) { return try FileIdentity.found(descriptor, "", path) } catch {
      throw FileError("look at", path, number: error.number)
    }
  }

  /// Reads at most as many bytes as the buffer holds; 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let count = SystemCalls.read(descriptor, buffer)
    guard count >= 0 else { throw FileError("read", path, number: SystemCalls.error) }
    return count
  }

  /// Writes all the bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = SystemCalls.write(descriptor, rest)
      guard count > 0 else { throw FileError("write to", path, number: count == 0 ? EIO : SystemCalls.error) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Flushes the bytes of a file, or the names in a directory, to the device.
  package func synchronize() throws(FileError) {
    guard SystemCalls.synchronize(descriptor) else { throw FileError("flush", path, number: SystemCalls.error) }
  }

  /// Writes all the bytes at an offset.
  package func overwrite(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
      }
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw FileError("write to", path, number: count == 0 ? EIO : errno)
      }
    }
  }

  /// How a lock is held.
  package enum Locking: Hashable, Sendable {
    /// By nobody else at all.
    case exclusive
    /// By any number, and by nobody exclusively. Reading is enough for it, on a read-only mount, too.
    case shared
  }

  /// Takes the lock of the file or directory, held while it is open; false while somebody else is in its way.
  ///
  /// The lock is one of the open file, which forked children share: they close theirs at once, so it ends with this
  /// process.
  package func tryLock(_ locking: Locking = .exclusive) throws(FileError) -> Bool {
    while flock(descriptor, (locking == .exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
      let number = errno
      if number == EWOULDBLOCK { return false }
      if number != EINTR { throw FileError("lock", path, number: number) }
    }
    holdsLock.store(true, ordering: .relaxed)
    Fork.closeInChild(descriptor)
    return true
  }

  /// Closes it now and says whether the system had something to tell. Closing again does nothing.
  package func close() throws(FileError) {
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    guard letGo() else { throw FileError("close", path, number: SystemCalls.error) }
  }
}
