/// Reads the protobuf wire format from borrowed bytes, message in message.
///
/// Wire format: <https://protobuf.dev/programming-guides/encoding/>. Groups, which proto3 does not have, are no part of
/// it. Every read is checked against the end of the message that it is in.
struct WireReader: ~Escapable {
  private let bytes: RawSpan
  private var offset = 0
  /// Where the message ends that is being read.
  private var end: Int

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
    end = bytes.byteCount
  }

  /// The next field number and wire type; nil at the end of the message.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func nextTag() throws(WireFault) -> UInt64? {
    guard offset < end else { return nil }
    let tag = try varint()
    guard tag >= 8 else { throw .malformed("a field has the number 0") }
    return tag
  }

  /// A base-128 varint of at most 64 bits.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func varint() throws(WireFault) -> UInt64 {
    guard offset < end else { throw .endsEarly }
    let first = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    offset += 1
    if first < 0x80 { return UInt64(first) }
    return try longVarint(first)
  }

  @_lifetime(self: copy self)
  private mutating func longVarint(_ first: UInt8) throws(WireFault) -> UInt64 {
    // Up to 8 bytes at once, where so many lie within: seven bits of each are pushed together.
    if end - offset >= 7 {
      let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset - 1, as: UInt64.self))
      let ends = ~word & 0x8080_8080_8080_8080
      if ends != 0 {
        let count = ends.trailingZeroBitCount / 8 + 1
        offset += count - 1
        var bits = word & 0x7F7F_7F7F_7F7F_7F7F & (~0 >> UInt64(64 - 8 * count))
        bits = (bits & 0x007F_007F_007F_007F) | (bits & 0x7F00_7F00_7F00_7F00) >> 1
        bits = (bits & 0x0000_3FFF_0000_3FFF) | (bits & 0x3FFF_0000_3FFF_0000) >> 2
        return (bits & 0x0000_0000_0FFF_FFFF) | (bits & 0x0FFF_FFFF_0000_0000) >> 4
      }
    }
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while offset < end {
      let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      // The tenth byte has room for one bit only.
      guard shift < 63 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw offset < end ? .malformed("a number has more than 64 bits") : .endsEarly
  }

  /// The length of a delimited field that lies within the message.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func length() throws(WireFault) -> Int {
    let length = try varint()
    guard length <= UInt64(end - offset) else { throw .endsEarly }
    return Int(length)
  }

  /// Begins the message that comes next, and gives what ``leave(_:)`` needs to go on after it.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func enter() throws(WireFault) -> Int {
    let length = try length()
    let outer = end
    end = offset + length
    return outer
  }

  /// Goes on in the message around the one that was read.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func leave(_ outer: Int) { end = outer }

  /// The next 8 bytes, most significant first; they lie within.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func word() -> UInt64 {
    let word = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    offset += 8
    return word
  }

  /// A text of so many bytes, which lie within.
  @_lifetime(self: copy self)
  mutating func text(_ length: Int) throws(WireFault) -> String {
    let start = offset
    offset += length
    // Not `String(validating:as:)`: that is generic, and looks its types up at each text.
    return try bytes.extracting(start..<start + length).withUnsafeBytes { buffer throws(WireFault) in
      do { return String(copying: try UTF8Span(validating: buffer.bindMemory(to: UInt8.self).span)) } catch {
        throw .malformed("a text is no UTF-8")
      }
    }
  }

  /// Steps over a field that is not known.
  @_lifetime(self: copy self)
  mutating func skip(_ tag: UInt64) throws(WireFault) {
    // Numbers of fields have 29 bits. A known one is none of these, so only here they have to be looked at.
    guard tag <= UInt64(UInt32.max) else { throw .malformed("a field has a number of more than 29 bits") }
    let count: Int
    switch tag & 7 {
    case 0:
      _ = try varint()
      return
    case 1: count = 8
    case 2: count = try length()
    case 5: count = 4
    default: throw .malformed("a field has the wire type \(tag & 7)")
    }
    guard count <= end - offset else { throw .endsEarly }
    offset += count
  }

  /// Steps over what follows the one alternative of a message; a second one is an error.
  @_lifetime(self: copy self)
  mutating func skipRest(but tags: ClosedRange<UInt64>, _ field: StaticString) throws(WireFault) {
    while let tag = try nextTag() {
      guard !tags.contains(tag) else { throw .twice(field) }
      try skip(tag)
    }
  }

  /// A name with its value, of which there are several.
  @_lifetime(self: copy self)
  mutating func entry(_ field: StaticString, into entries: inout [String: String]) throws(WireFault) {
    let outer = try enter()
    var name = ""
    var value = ""
    while let tag = try nextTag() {
      switch tag {
      case 0x0A: name = try text(length())
      case 0x12: value = try text(length())
      default: try skip(tag)
      }
    }
    leave(outer)
    guard entries.updateValue(value, forKey: name) == nil else { throw .invalid(field, "has a name twice") }
  }
}

extension WireFault {
  static var endsEarly: WireFault { .malformed("they end in the middle of a field") }
}
