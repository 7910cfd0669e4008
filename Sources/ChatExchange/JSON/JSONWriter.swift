/// Writes JSON text into a buffer that its owner empties from time to time.
///
/// Nesting is the caller's business; commas are not: every value and key puts one where one is needed.
struct JSONWriter {
  private(set) var buffer: [UInt8] = []
  private var needsComma = false

  /// Forgets what has been written and keeps the memory.
  mutating func removeAll() { buffer.removeAll(keepingCapacity: true) }

  mutating func beginObject() { open(UInt8(ascii: "{")) }
  mutating func endObject() { close(UInt8(ascii: "}")) }
  mutating func beginArray() { open(UInt8(ascii: "[")) }
  mutating func endArray() { close(UInt8(ascii: "]")) }

  mutating func key(_ name: String) {
    string(name)
    buffer.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Ends a line of JSON Lines.
  mutating func endLine() {
    buffer.append(0x0A)
    needsComma = false
  }

  mutating func integer(_ value: Int64) {
    separate()
    buffer.append(contentsOf: String(value).utf8)
  }

  mutating func boolean(_ value: Bool) { raw(value ? "true" : "false") }

  /// Writes a value that is JSON text already.
  mutating func raw(_ json: String) {
    separate()
    append(json)
  }

  mutating func string(_ text: String) {
    separate()
    buffer.append(UInt8(ascii: "\""))
    appendEscaped(text)
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

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { buffer.append(contentsOf: $0) }
  }

  /// Escapes only what RFC 8259, section 7, requires.
  private mutating func appendEscaped(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var plain = 0
      for index in 0..<bytes.count {
        let byte = bytes[index]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        buffer.append(contentsOf: bytes[plain..<index])
        appendEscape(byte)
        plain = index + 1
      }
      buffer.append(contentsOf: bytes[plain...])
    }
  }

  private mutating func appendEscape(_ byte: UInt8) {
    buffer.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer.append(byte)
    case 0x08: buffer.append(UInt8(ascii: "b"))
    case 0x09: buffer.append(UInt8(ascii: "t"))
    case 0x0A: buffer.append(UInt8(ascii: "n"))
    case 0x0C: buffer.append(UInt8(ascii: "f"))
    case 0x0D: buffer.append(UInt8(ascii: "r"))
    default:
      let digits = Array("0123456789abcdef".utf8)
      buffer.append(contentsOf: "u00".utf8)
      buffer.append(digits[Int(byte >> 4)])
      buffer.append(digits[Int(byte & 15)])
    }
  }
}
