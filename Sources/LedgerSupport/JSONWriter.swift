/// Writes JSON text (RFC 8259) into a buffer that its owner empties from time to time.
///
/// Nesting is the caller's business; commas are not: every value and key puts one where one is needed.
package struct JSONWriter: Sendable {
  /// Which characters of a text are escaped.
  package enum Escaping: Sendable {
    /// Those that RFC 8259, section 7, requires: JSON for programs.
    case required
    /// Those, and whatever else nobody sees: JSON that may come onto a terminal must not steer it either. Joiners and
    /// variation selectors stay, which texts need (see ``VisibleCharacters``).
    case hidden
  }

  package private(set) var buffer: [UInt8] = []
  private let escaping: Escaping
  private var needsComma = false

  package init(escaping: Escaping = .required) { self.escaping = escaping }

  /// Forgets what has been written and keeps the memory.
  package mutating func removeAll() { buffer.removeAll(keepingCapacity: true) }

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  package mutating func key(_ name: String) {
    string(name)
    buffer.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Ends a line of JSON Lines.
  package mutating func endLine() {
    buffer.append(0x0A)
    needsComma = false
  }

  package mutating func integer(_ value: some BinaryInteger) {
    separate()
    buffer.append(contentsOf: String(value).utf8)
  }

  package mutating func boolean(_ value: Bool) { raw(value ? "true" : "false") }

  /// Writes a value that is JSON text already.
  package mutating func raw(_ json: String) {
    separate()
    var json = json
    json.withUTF8 { buffer.append(contentsOf: $0) }
  }

  /// Writes a value that is JSON text already, as UTF-8. Beyond ASCII nothing but texts can stand in it, so that hidden
  /// characters can be escaped without reading it.
  package mutating func raw(_ json: [UInt8]) {
    separate()
    guard escaping == .hidden else { return buffer.append(contentsOf: json) }
    json.withUnsafeBufferPointer { appendVisibly($0) { _ in false } }
  }

  package mutating func string(_ text: String) {
    separate()
    var text = text
    buffer.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      switch escaping {
      case .required: appendEscaped(bytes)
      case .hidden: appendVisibly(bytes, escaping: Self.isRequired)
      }
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    buffer.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    buffer.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  // MARK: Texts

  private static func isRequired(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
    var plain = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      guard Self.isRequired(byte) else { continue }
      buffer.append(contentsOf: bytes[plain..<index])
      switch byte {
      case 0x08: buffer += "\\b".utf8
      case 0x0C: buffer += "\\f".utf8
      default: appendEscape(of: Unicode.Scalar(byte))
      }
      plain = index + 1
    }
    buffer.append(contentsOf: bytes[plain...])
  }

  /// Copies what can stay in one piece up to the next character that cannot.
  private mutating func appendVisibly(
    _ text: UnsafeBufferPointer<UInt8>, escaping isEscaped: (UInt8) -> Bool
  ) {
    var index = 0
    var start = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x7F {
        if isEscaped(byte) {
          buffer.append(contentsOf: text[start..<index])
          appendEscape(of: Unicode.Scalar(byte))
          start = index + 1
        }
        index += 1
        continue
      }
      let (scalar, length) = Self.scalar(at: index, in: text)
      if let scalar, VisibleCharacters.isAlwaysHidden(scalar) {
        buffer.append(contentsOf: text[start..<index])
        appendEscape(of: scalar)
        start = index + length
      }
      index += length
    }
    buffer.append(contentsOf: text[start...])
  }

  /// The scalar that begins at a byte beyond ASCII; nil where the bytes are no UTF-8.
  private static func scalar(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> (Unicode.Scalar?, Int) {
    let first = UInt32(text[index])
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard length > 1, index + length <= text.count else { return (Unicode.Scalar(first), 1) }
    var value = first & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return (Unicode.Scalar(value), length)
  }

  private mutating func appendEscape(of scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": buffer += "\\\"".utf8
    case "\\": buffer += "\\\\".utf8
    case "\n": buffer += "\\n".utf8
    case "\r": buffer += "\\r".utf8
    case "\t": buffer += "\\t".utf8
    default:
      for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
        buffer += "\\u\(unit.zeroPadded(to: 4, radix: 16))".utf8
      }
    }
  }
}
