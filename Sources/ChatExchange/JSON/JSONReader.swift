/// A strict pull parser for one JSON text (RFC 8259) in UTF-8.
///
/// The caller asks for what it expects and gets it or an error with the column; nothing is built that is not asked
/// for. Numbers are asked for as integers only. Where an object names a member twice, the caller sees both, in order.
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
  private var isAtFirst = false
  /// Strings with escapes are put together here.
  var scratch: [UInt8] = []

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  /// The 1-based place of the next byte.
  var column: Int { offset + 1 }

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
    ExchangeError(
      code, "In column \(column), \(message).", remedy: "Correct the line and import again.", column: column)
  }

  func truncated() -> ExchangeError {
    ExchangeError(
      .syntax, "The line ends in the middle of a value, in column \(column).",
      remedy: "The file is cut off or damaged there; get the line again and import again.", column: column)
  }
}
