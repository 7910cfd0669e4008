import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Something to read an archive from, once, from its beginning to its end.
public protocol ByteSource: AnyObject {
  /// How many bytes there are in all, where that is known: for the estimate of the progress.
  var totalBytes: UInt64? { get }

  /// Reads at most as many bytes as the buffer holds, and at least one unless the source has ended.
  ///
  /// - Returns: the number of bytes read; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int
}

extension ByteSource {
  /// The next bytes: so many, or as many as there are.
  func bytes(atMost count: Int) throws(ExchangeError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let from = filled
      let received = bytes.withUnsafeMutableBytes { buffer in
        Result { () throws(ExchangeError) in
          try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[from...]))
        }
      }
      let more = try received.get()
      if more == 0 { break }
      filled += more
    }
    bytes.removeLast(count - filled)
    return bytes
  }
}

/// Reads from a file descriptor: a file, a pipe, or something else.
public final class DescriptorSource: ByteSource {
  private let descriptor: Int32
  /// Nil where whoever opened the descriptor closes it.
  private let file: OpenFile?
  private let name: String
  /// The size of a regular file; nil for anything else.
  public let totalBytes: UInt64?

  /// Reads an open descriptor, which stays open afterwards.
  ///
  /// - Parameter name: what errors call it.
  public init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    file = nil
    self.name = name
    self.totalBytes = Self.size(of: descriptor)
  }

  /// Reads a file that has been opened.
  init(_ file: OpenFile, name: String) {
    descriptor = file.descriptor
    self.file = file
    self.name = name
    totalBytes = Self.size(of: file.descriptor)
  }

  /// Opens a file, which is closed when the source goes.
  public init(path: String) throws(ExchangeError) {
    let opened: OpenFile
    do throws(FileError) { opened = try OpenFile(input: path) } catch { throw ExchangeError(error) }
    descriptor = opened.descriptor
    file = opened
    name = path
    totalBytes = Self.size(of: opened.descriptor)
  }

  /// Waits until something can be read, or the end has come; false when nothing did in that time.
  public func waitUntilReadable(milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // A signal ends the waiting, so that whoever asked can look what it wanted.
    return poll(&request, 1, milliseconds) > 0
  }

  /// The first bytes of a regular file, wherever reading has come to, and without moving it; none of anything else.
  func beginning(bytes count: Int) -> [UInt8] {
    guard totalBytes != nil else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let received = pread(descriptor, &bytes, count, 0)
    bytes.removeLast(count - max(0, received))
    return bytes
  }

  /// Reads what there is; a signal in between does no harm.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      guard errno == EINTR else { throw .system("read", name) }
    }
  }

  /// Only a regular file knows its size.
  private static func size(of descriptor: Int32) -> UInt64? {
    guard let found = FileIdentity.of(descriptor: descriptor), found.kind == .file else { return nil }
    return found.sizeBytes
  }
}

/// Reads bytes that are in memory.
public final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var offset = 0
  /// At most this many bytes are given at once, so that tests can cut lines anywhere.
  private let chunkBytes: Int

  /// Reads these bytes, at most `chunkBytes` of them at once.
  public init(_ bytes: [UInt8], chunkBytes: Int = 1 << 20) {
    self.bytes = bytes
    self.chunkBytes = max(1, chunkBytes)
  }

  /// Reads the UTF-8 of a text, at most `chunkBytes` of it at once.
  public convenience init(_ text: String, chunkBytes: Int = 1 << 20) {
    self.init(Array(text.utf8), chunkBytes: chunkBytes)
  }

  /// How many bytes there are.
  public var totalBytes: UInt64? { UInt64(bytes.count) }

  /// Copies the next bytes.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    let count = min(buffer.count, bytes.count - offset, chunkBytes)
    bytes.withUnsafeBytes { all in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<(offset + count)]))
    }
    offset += count
    return count
  }
}

extension ExchangeError {
  /// An error of files, with its words. A path that is wrong is for whoever named it.
  init(_ error: FileError) {
    self.init(error.isNamedWrong ? .invalid : .io, error.message, remedy: error.remedy)
  }

  /// The error of a system call that has just failed.
  static func system(_ operation: String, _ name: String) -> ExchangeError {
    let number = errno
    let cause = String(cString: strerror(number))
    if number == EPIPE {
      return ExchangeError(
        .brokenPipe, "Nobody reads \(name) any more.", remedy: "No action is needed.", cause: cause)
    }
    return ExchangeError(
      .io, "Could not \(operation) \(name).", remedy: "Check the path, the permissions and the free space.",
      cause: cause)
  }
}
