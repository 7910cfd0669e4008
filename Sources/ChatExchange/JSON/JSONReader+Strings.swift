import LedgerSupport

// Strings: the bulk of every archive, so the common case is one scan, one check of the UTF-8 and one copy.

extension JSONReader {
  /// Reads a string. Escapes are resolved; half a surrogate pair is an error, as it stands for no character.
  mutating func string() throws(ExchangeError) -> String {
    try openQuote()
    let start = offset
    try scanPlain()
    if bytes[offset] == UInt8(ascii: "\"") {
      offset += 1
      return try text(start..<(offset - 1))
    }
    return try stringWithEscapes(from: start)
  }

  /// Reads over a string and checks it.
  mutating func skipString() throws(ExchangeError) {
    try openQuote()
    while true {
      try scanPlain()
      if bytes[offset] == UInt8(ascii: "\"") {
        offset += 1
        return
      }
      offset += 1
      _ = try escaped()
    }
  }

  /// The bytes of a range as text, checked to be UTF-8.
  func text(_ range: Range<Int>) throws(ExchangeError) -> String {
    do {
      return String(copying: try UTF8Span(validating: bytes.extracting(range)))
    } catch {
      throw encodingFault(at: range.lowerBound + error.byteOffsets.lowerBound)
    }
  }

  private mutating func openQuote() throws(ExchangeError) {
    guard let byte = peek() else { throw truncated() }
    guard byte == UInt8(ascii: "\"") else { throw fault("a string should stand here", .invalid) }
    offset += 1
  }

  /// Goes to the next quote or backslash.
  private mutating func scanPlain() throws(ExchangeError) {
    var at = offset
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        offset = at
        return
      }
      if byte < 0x20 {
        offset = at
        throw fault("a control character stands in a string without being escaped")
      }
      at += 1
    }
    offset = at
    throw truncated()
  }

  private mutating func stringWithEscapes(from start: Int) throws(ExchangeError) -> String {
    scratch.removeAll(keepingCapacity: true)
    var plain = start
    while true {
      bytes.extracting(plain..<offset).withUnsafeBufferPointer { scratch.append(contentsOf: $0) }
      if bytes[offset] == UInt8(ascii: "\"") { break }
      offset += 1
      append(try escaped())
      plain = offset
      try scanPlain()
    }
    offset += 1
    do {
      return String(copying: try UTF8Span(validating: scratch.span))
    } catch {
      // The escapes have moved the bytes: the string is named by its beginning.
      throw encodingFault(at: start)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      scratch.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// What an escape stands for; the backslash has been read.
  private mutating func escaped() throws(ExchangeError) -> Unicode.Scalar {
    guard offset < bytes.count else { throw truncated() }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try escapedScalar()
    default:
      offset -= 1
      throw fault("a backslash stands before something that needs none")
    }
  }

  private mutating func escapedScalar() throws(ExchangeError) -> Unicode.Scalar {
    let start = offset
    let unit = try fourDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, bytes.count - offset >= 2, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    {
      offset += 2
      let low = try fourDigits()
      if (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        return scalar
      }
    }
    offset = start
    throw fault("half a surrogate pair stands for no character")
  }

  private mutating func fourDigits() throws(ExchangeError) -> UInt32 {
    guard bytes.count - offset >= 4 else { throw truncated() }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Hexadecimal.value(bytes[offset]) else {
        throw fault("four hexadecimal digits should stand here")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
