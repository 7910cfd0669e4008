import LedgerSupport

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

  private let source: any ByteSource
  private let limitBytes: Int
  private let endlessBytes: UInt64
  private var buffer = LineBuffer()
  /// The current line without its line feed.
  private var current = 0..<0
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
    borrowing get { buffer.bytes.span.extracting(current) }
  }

  /// Goes on to the next line. O(length of the line).
  mutating func next() throws(ExchangeError) -> Step {
    while true {
      if let line = buffer.nextLine() {
        take(line, bytes: line.count + 1)
        return line.count > limitBytes ? .tooLong : .line
      }
      if buffer.unread > limitBytes { return try skipLine() }
      if hasEnded {
        let line = buffer.rest()
        guard !line.isEmpty else { return .end }
        take(line, bytes: line.count)
        return .line
      }
      try fill()
    }
  }

  private mutating func take(_ range: Range<Int>, bytes: Int) {
    lineNumber += 1
    bytesRead += UInt64(bytes)
    current = range
    if lineNumber == 1, buffer.bytes[range].starts(with: [0xEF, 0xBB, 0xBF]) {
      current = (range.lowerBound + 3)..<range.upperBound
    }
  }

  /// Drops the rest of a line that is too long, chunk by chunk.
  private mutating func skipLine() throws(ExchangeError) -> Step {
    lineNumber += 1
    let begun = bytesRead
    current = 0..<0
    while true {
      if let rest = buffer.nextLine() {
        bytesRead += UInt64(rest.count + 1)
        return .tooLong
      }
      bytesRead += UInt64(buffer.rest().count)
      if hasEnded { return .tooLong }
      guard bytesRead - begun <= endlessBytes else {
        throw ExchangeError(
          .tooLarge, "Line \(lineNumber) has no end within \(endlessBytes) bytes.",
          remedy: "Check that it is the right file: an archive is lines of JSON.", line: Int(clamping: lineNumber))
      }
      try fill()
    }
  }

  private mutating func fill() throws(ExchangeError) {
    let source = source
    hasEnded = try !buffer.fill { (memory) throws(ExchangeError) in try source.read(into: memory) }
  }
}
