#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Cuts a source into lines and holds one of them at a time.
///
/// Memory is bounded by the longest line, and that by `limitBytes`: what is longer is skipped to its end and told. What
/// has no end within `endlessBytes` is no archive (`/dev/zero`, a disk image): that is an error.
struct LineReader {
  /// What ``next()`` found.
  enum Step: Hashable {
    case line
    /// A line beyond the limit, which has been skipped.
    case tooLong
    case end
  }

  static let defaultLimitBytes = 64 << 20
  static let defaultEndlessBytes: UInt64 = 1 << 30
  private static let chunkBytes = 256 << 10

  private let source: any ByteSource
  private let limitBytes: Int
  private let endlessBytes: UInt64
  private var buffer: [UInt8] = []
  /// The bytes of the buffer that are filled.
  private var filled = 0
  /// The current line without its line feed.
  private var current = 0..<0
  private var nextStart = 0
  private var hasEnded = false

  /// Lines begun so far: the number of the current one, from 1.
  private(set) var lineNumber: UInt64 = 0
  /// Bytes of the lines so far.
  private(set) var bytesRead: UInt64 = 0

  init(
    _ source: any ByteSource, limitBytes: Int = Self.defaultLimitBytes,
    endlessBytes: UInt64 = Self.defaultEndlessBytes
  ) {
    self.endlessBytes = endlessBytes
    self.source = source
    self.limitBytes = limitBytes
  }

  /// The line that ``next()`` found, without its line feed and without a byte order mark at the start of the file.
  var line: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { buffer.span.extracting(current) }
  }

  /// Goes on to the next line. O(length of the line).
  mutating func next() throws(ExchangeError) -> Step {
    var searchedTo = nextStart
    while true {
      if let end = lineFeed(from: searchedTo) {
        let isTooLong = end - nextStart > limitBytes
        take(nextStart..<end, next: end + 1)
        return isTooLong ? .tooLong : .line
      }
      searchedTo = filled
      if filled - nextStart > limitBytes { return try skipLine() }
      if hasEnded {
        guard filled > nextStart else { return .end }
        take(nextStart..<filled, next: filled)
        return .line
      }
      searchedTo -= compact()
      try fill()
    }
  }

  private func lineFeed(from start: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, start < filled else { return nil }
      return memchr(base + start, 0x0A, filled - start).map { UnsafeRawPointer($0) - base }
    }
  }

  private mutating func take(_ range: Range<Int>, next: Int) {
    lineNumber += 1
    bytesRead += UInt64(next - range.lowerBound)
    current = range
    nextStart = next
    if lineNumber == 1, range.count >= 3 {
      let start = range.lowerBound
      if buffer[start] == 0xEF, buffer[start + 1] == 0xBB, buffer[start + 2] == 0xBF {
        current = (start + 3)..<range.upperBound
      }
    }
  }

  /// Drops the rest of a line that is too long, chunk by chunk.
  private mutating func skipLine() throws(ExchangeError) -> Step {
    lineNumber += 1
    let begun = bytesRead
    while true {
      if let end = lineFeed(from: nextStart) {
        bytesRead += UInt64(end + 1 - nextStart)
        nextStart = end + 1
        break
      }
      bytesRead += UInt64(filled - nextStart)
      nextStart = filled
      if hasEnded { break }
      guard bytesRead - begun <= endlessBytes else {
        throw ExchangeError(
          .tooLarge, "Line \(lineNumber) has no end within \(endlessBytes) bytes.",
          remedy: "Check that it is the right file: an archive is lines of JSON.", line: Int(clamping: lineNumber))
      }
      _ = compact()
      try fill()
    }
    current = nextStart..<nextStart
    return .tooLong
  }

  /// Moves the unread bytes to the front; gives how far they moved.
  private mutating func compact() -> Int {
    let moved = nextStart
    guard moved > 0 else { return 0 }
    let rest = filled - moved
    buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      base.copyMemory(from: base + moved, byteCount: rest)
    }
    filled = rest
    nextStart = 0
    current = 0..<0
    return moved
  }

  private mutating func fill() throws(ExchangeError) {
    if buffer.count - filled < Self.chunkBytes {
      buffer.append(contentsOf: repeatElement(0, count: max(Self.chunkBytes, buffer.count)))
    }
    let from = filled
    let result = buffer.withUnsafeMutableBytes { bytes in
      Result { () throws(ExchangeError) in
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[from..<(from + Self.chunkBytes)]))
      }
    }
    let count = try result.get()
    filled += count
    hasEnded = count == 0
  }
}
