#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Something to write an archive to.
public protocol ByteSink: AnyObject {
  /// Writes all the bytes, or throws.
  func write(_ bytes: RawSpan) throws(ExchangeError)
}

/// Writes to an open file descriptor, which stays open afterwards.
public final class DescriptorSink: ByteSink {
  private let descriptor: Int32
  private let name: String

  /// - Parameter name: what errors call it.
  public init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Writes all the bytes; a signal in between does no harm.
  public func write(_ bytes: RawSpan) throws(ExchangeError) {
    var written = 0
    while written < bytes.byteCount {
      let count = bytes.extracting(written..<bytes.byteCount).withUnsafeBytes { rest in
        #if canImport(Glibc)
          Glibc.write(descriptor, rest.baseAddress, rest.count)
        #elseif canImport(Musl)
          Musl.write(descriptor, rest.baseAddress, rest.count)
        #else
          Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw .system("write", name)
      }
    }
  }
}

/// Keeps the written bytes in memory, for tests and small exports.
public final class MemorySink: ByteSink {
  /// Everything that was written.
  public private(set) var bytes: [UInt8] = []

  /// Begins with nothing.
  public init() {}

  /// Appends the bytes.
  public func write(_ bytes: RawSpan) throws(ExchangeError) {
    bytes.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
  }
}
