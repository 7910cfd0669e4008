extension JSON {
  /// A text with its quotation marks. Control characters are escaped, and whatever else nobody sees: JSON on a terminal
  /// must not steer it either. Joiners and variation selectors stay, which texts need (see ``VisibleCharacters``).
  static func appendQuoted(_ value: String, to bytes: inout [UInt8]) {
    var value = value
    bytes.append(UInt8(ascii: "\""))
    value.withUTF8 { text in
      appendRuns(of: text, to: &bytes) { byte in byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// JSON text that somebody else made: beyond ASCII nothing but texts can stand in it, so that the same characters can
  /// be escaped without reading it.
  static func append(escaped text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    appendRuns(of: text, to: &bytes) { _ in false }
  }

  /// Copies what can stay in one piece up to the next character that cannot.
  private static func appendRuns(
    of text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8], escaping isEscaped: (UInt8) -> Bool
  ) {
    var index = 0
    var start = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x7F {
        if isEscaped(byte) {
          bytes.append(contentsOf: text[start..<index])
          appendEscape(of: Unicode.Scalar(byte), to: &bytes)
          start = index + 1
        }
        index += 1
        continue
      }
      let (scalar, length) = scalar(at: index, in: text)
      if let scalar, VisibleCharacters.isAlwaysHidden(scalar) {
        bytes.append(contentsOf: text[start..<index])
        appendEscape(of: scalar, to: &bytes)
        start = index + length
      }
      index += length
    }
    bytes.append(contentsOf: text[start...])
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

  private static func appendEscape(of scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar {
    case "\"": bytes += "\\\"".utf8
    case "\\": bytes += "\\\\".utf8
    case "\n": bytes += "\\n".utf8
    case "\r": bytes += "\\r".utf8
    case "\t": bytes += "\\t".utf8
    default:
      for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
        let digits = String(unit, radix: 16)
        bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      }
    }
  }
}
