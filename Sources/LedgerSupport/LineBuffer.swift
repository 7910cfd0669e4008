#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that come in pieces and are taken out in lines, of which it holds as little as it can.
///
/// Whoever owns it says where bytes come from and how long a line may get. A range that was given out is valid until
/// the next call.
package struct LineBuffer: Sendable {
  private static let chunkBytes = 256 << 10

  /// What was read, behind which there is room.
  package private(set) var bytes: [UInt8] = []
  private var filled = 0
  private var start = 0
  /// Before it no line feed stands that was not taken.
  private var searched = 0

  package init() {}

  /// Bytes that were read and not taken.
  package var unread: Int { filled - start }

  /// The next line without its line feed; nil where its end has not come.
  package mutating func nextLine() -> Range<Int>? {
    guard let end = lineFeed() else {
      searched = filled
      return nil
    }
    defer {
      start = end + 1
      searched = start
    }
    return start..<end
  }

  /// Whether the end of the next line has come.
  package var hasLine: Bool { lineFeed() != nil }

  /// Everything that is left.
  package mutating func rest() -> Range<Int> {
    defer {
      start = filled
      searched = filled
    }
    return start..<filled
  }

  private func lineFeed() -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, searched < filled else { return nil }
      return memchr(base + searched, 0x0A, filled - searched).map { UnsafeRawPointer($0) - base }
    }
  }

  /// Reads a piece, at least one byte where there are more.
  ///
  /// - Parameter read: Writes the first bytes of the memory and gives their number; 0 at the end.
  /// - Returns: Whether something came.
  package mutating func fill<Failure: Error>(
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Bool {
    compact()
    if bytes.count - filled < Self.chunkBytes {
      bytes.append(contentsOf: repeatElement(0, count: max(Self.chunkBytes, bytes.count)))
    }
    let from = filled
    let result = bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(Failure) in
        try read(UnsafeMutableRawBufferPointer(rebasing: bytes[from..<(from + Self.chunkBytes)]))
      }
    }
    let count = try result.get()
    filled += count
    return count > 0
  }

  /// Moves what was not taken to the front.
  private mutating func compact() {
    guard start > 0 else { return }
    let (from, rest) = (start, filled - start)
    bytes.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      base.copyMemory(from: base + from, byteCount: rest)
    }
    filled = rest
    searched -= start
    start = 0
  }
}
