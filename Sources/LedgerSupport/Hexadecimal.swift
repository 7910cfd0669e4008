/// Digits of base 16: lower-case where they are written, of either case where they are read.
package enum Hexadecimal {
  /// Two digits for each byte.
  @inlinable
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      var index = 0
      for byte in bytes {
        buffer[index] = character(byte >> 4)
        buffer[index + 1] = character(byte & 15)
        index += 2
      }
      return index
    }
  }

  /// The digit of a value below 16, in ASCII.
  @inlinable
  package static func character(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// The value of a digit in ASCII; nil for anything else.
  @inlinable
  package static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The bytes of digits in ASCII, two for each; nil where one is left over, and where something is no digit.
  @inlinable
  package static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for character in text {
      guard let value = value(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// Whether a text has digits alone, and no upper-case ones.
  @inlinable
  package static func isLowercase(_ text: some Sequence<UInt8>) -> Bool {
    text.allSatisfy { value($0) != nil && !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }
  }
}

extension BinaryInteger {
  /// The digits with zeros before them, `width` at least.
  @inlinable
  package func zeroPadded(to width: Int, radix: Int = 10, uppercase: Bool = false) -> String {
    let digits = String(self, radix: radix, uppercase: uppercase)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
