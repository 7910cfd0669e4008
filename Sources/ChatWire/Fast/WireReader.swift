import ChatDomain

/// Reads the protobuf wire format from borrowed bytes, for the few messages that are nearly all of the traffic.
///
/// Every method answers nil (or false) for whatever is not exactly what it expects; the caller then leaves the message
/// to the generated code, which knows every case and every error.
/// Wire format: <https://protobuf.dev/programming-guides/encoding/>.
struct WireReader: ~Escapable {
  private let bytes: RawSpan
  private(set) var offset = 0

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.byteCount }

  /// Steps over a tag of one byte when it comes next.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func take(_ tag: UInt8) -> Bool {
    guard offset < bytes.byteCount, bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == tag else {
      return false
    }
    offset += 1
    return true
  }

  /// A base-128 varint of at most 64 bits.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.byteCount, shift < 64 {
      let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      // The tenth byte has room for one bit only.
      guard shift < 63 || byte <= 1 else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  /// The length of a delimited field that lies within the bytes.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func length() -> Int? {
    guard let length = varint(), length <= UInt64(bytes.byteCount - offset) else { return nil }
    return Int(length)
  }

  /// An identifier: a delimited field of 16 bytes.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func identifier<ID: Identifier>(_ type: ID.Type = ID.self) -> ID? {
    guard bytes.byteCount - offset >= 17, bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == 16 else {
      return nil
    }
    let high = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 1, as: UInt64.self))
    let low = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 9, as: UInt64.self))
    offset += 17
    return ID(rawValue: UInt128(high) << 64 | UInt128(low))
  }

  /// A delimited field of UTF-8; nil when it is not valid.
  @_lifetime(self: copy self)
  mutating func string() -> String? {
    guard let length = length() else { return nil }
    let start = offset
    offset += length
    return bytes.extracting(start..<start + length).withUnsafeBytes { buffer in
      buffer.withMemoryRebound(to: UInt8.self) { String(validating: $0, as: UTF8.self) }
    }
  }

  /// The next bytes; `count` lies within.
  @_lifetime(copy self)
  mutating func take(count: Int) -> RawSpan {
    let result = bytes.extracting(offset..<offset + count)
    offset += count
    return result
  }
}
