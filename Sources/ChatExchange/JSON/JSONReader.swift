/// A strict pull parser for one JSON text (RFC 8259) in UTF-8.
///
/// The caller asks for what it expects and gets it or an error with the column; nothing is built that is not asked
/// for. Numbers are asked for as integers only. Where an object names a member twice, ``refuseTwins()`` says so; the
/// loops below see both, in order.
/// Objects and arrays are read in loops:
///
///     try reader.beginObject()
///     while let key = try reader.nextKey() { … read or skip its value … }
struct JSONReader: ~Escapable {
  /// How deep objects and arrays may stand in each other.
  static let depthLimit = 128

  let bytes: Span<UInt8>
  /// The next byte to read.
  var offset = 0
  /// Whether the object or array that was begun last has had no member yet.
  var isAtFirst = false
  /// Strings with escapes are put together here.
  var scratch: [UInt8] = []

  /// Whether the text is a whole file, so that faults name lines, and not one line of it.
  private let isFile: Bool

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, isFile: Bool = false) {
    self.bytes = bytes
    self.isFile = isFile
  }

  /// A place in a file: the line that a byte stands in, and where that line begins.
  struct Anchor: Hashable, Sendable {
    var offset = 0
    /// From 1.
    var line = 1
    var lineStart = 0
  }

  /// Where lines are counted from: set by who knows it, so that the place of a fault is not counted from the top.
  var anchor = Anchor()

  /// The 1-based place of a byte; no line where the text is one.
  func place(of offset: Int) -> (line: Int?, column: Int) {
    guard isFile else { return (nil, offset + 1) }
    let known = anchor.offset <= offset ? anchor : Anchor()
    var line = known.line
    var start = known.lineStart
    for index in known.offset..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      start = index + 1
    }
    return (line, offset - start + 1)
  }

  /// The next byte that is no white space; nil at the end.
  mutating func peek() -> UInt8? {
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return byte }
      offset += 1
    }
    return nil
  }

  /// Checks that nothing but white space follows.
  mutating func end() throws(ExchangeError) {
    if peek() != nil { throw fault("there is more after the value") }
  }

  // MARK: Objects and arrays

  mutating func beginObject() throws(ExchangeError) {
    try expect(UInt8(ascii: "{"), "an object")
    isAtFirst = true
  }

  /// The next key of the current object, with its colon read; nil once the object has ended.
  mutating func nextKey() throws(ExchangeError) -> String? {
    guard try hasNext(closing: UInt8(ascii: "}")) else { return nil }
    let key = try string()
    try expect(UInt8(ascii: ":"), "a colon")
    return key
  }

  mutating func beginArray() throws(ExchangeError) {
    try expect(UInt8(ascii: "["), "an array")
    isAtFirst = true
  }

  /// Whether another element of the current array follows.
  mutating func nextElement() throws(ExchangeError) -> Bool { try hasNext(closing: UInt8(ascii: "]")) }

  private mutating func hasNext(closing: UInt8) throws(ExchangeError) -> Bool {
    let isFirst = isAtFirst
    isAtFirst = false
    guard let byte = peek() else { throw truncated() }
    if byte == closing {
      offset += 1
      return false
    }
    if isFirst { return true }
    guard byte == UInt8(ascii: ",") else { throw fault("a comma or the end of the list should stand here") }
    offset += 1
    guard let next = peek() else { throw truncated() }
    guard next != closing else { throw fault("a comma stands before the end of the list") }
    return true
  }

  private mutating func expect(_ expected: UInt8, _ what: String) throws(ExchangeError) {
    guard let byte = peek() else { throw truncated() }
    guard byte == expected else { throw fault("\(what) should stand here") }
    offset += 1
  }

  // MARK: Faults

  func fault(_ message: String, _ code: ExchangeError.Code = .syntax) -> ExchangeError {
    let place = place(of: offset)
    return ExchangeError(
      code, "\(Self.words(place, "In")), \(message).", remedy: "Correct the \(what) and import again.",
      line: place.line, column: place.column)
  }

  func truncated() -> ExchangeError {
    let place = place(of: offset)
    return ExchangeError(
      .syntax, "The \(what) ends in the middle of a value, \(Self.words(place, "in")).",
      remedy: "The file is cut off or damaged there; get the \(what) again and import again.", line: place.line,
      column: place.column)
  }

  func encodingFault(at offset: Int) -> ExchangeError {
    let place = place(of: offset)
    return ExchangeError(
      .syntax, "The text that begins at or before \(Self.words(place, "")) is not valid UTF-8.",
      remedy: "Correct the encoding of the \(what) and import again.", line: place.line, column: place.column)
  }

  private var what: String { isFile ? "file" : "line" }

  private static func words(_ place: (line: Int?, column: Int), _ preposition: String) -> String {
    let words = place.line.map { "line \($0), column \(place.column)" } ?? "column \(place.column)"
    return preposition.isEmpty ? words : "\(preposition) \(words)"
  }
}
