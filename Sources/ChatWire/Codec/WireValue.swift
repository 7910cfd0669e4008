import ChatDomain

/// What can be the value of one field.
protocol WireValue {
  /// 0 for a varint, 2 for what has a length in front.
  static var wireType: UInt64 { get }
  /// Whether it is what an absent field has, and so is not written.
  var isWireDefault: Bool { get }
  /// The bytes of the value with its length, without the tag.
  var wireValueSize: Int { get }
  @_lifetime(output: copy output)
  func writeValue(to output: inout OutputRawSpan)
  /// Reads the value of a field; the tag has been read.
  @_lifetime(reader: copy reader)
  init(value reader: inout WireReader, _ field: StaticString) throws(WireFault)
}

/// A value that is a varint.
protocol WireNumber: WireValue {
  var wireBits: UInt64 { get }
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault)
}

extension WireNumber {
  static var wireType: UInt64 { 0 }
  var isWireDefault: Bool { wireBits == 0 }
  var wireValueSize: Int { Wire.varintSize(wireBits) }

  @inline(__always)
  @_lifetime(output: copy output)
  func writeValue(to output: inout OutputRawSpan) { output.appendVarint(wireBits) }

  @inline(__always)
  @_lifetime(reader: copy reader)
  init(value reader: inout WireReader, _ field: StaticString) throws(WireFault) {
    try self.init(wireBits: reader.varint(), field)
  }
}

extension UInt64: WireNumber {
  var wireBits: UInt64 { self }
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) { self = wireBits }
}

/// The field is 32 bits wide: what is beyond them is dropped, as protobuf says.
extension UInt32: WireNumber {
  var wireBits: UInt64 { UInt64(self) }
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) { self = UInt32(truncatingIfNeeded: wireBits) }
}

extension Int64: WireNumber {
  var wireBits: UInt64 { UInt64(bitPattern: self) }
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) { self = Int64(bitPattern: wireBits) }
}

/// A number that is often below zero: `sint64`.
struct ZigZag: WireNumber {
  var value: Int64

  init(_ value: Int64) { self.value = value }

  var wireBits: UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) {
    value = Int64(bitPattern: wireBits >> 1) ^ -Int64(bitPattern: wireBits & 1)
  }
}

extension Bool: WireNumber {
  var wireBits: UInt64 { self ? 1 : 0 }
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) { self = wireBits != 0 }
}

extension Position: WireNumber {
  var wireBits: UInt64 { rawValue }
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) { self.init(wireBits) }
}

extension Timestamp: WireNumber {
  var wireBits: UInt64 { UInt64(bitPattern: microseconds) }

  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) {
    self.init(microseconds: Int64(bitPattern: wireBits))
    guard self >= .earliest, self <= .latest else {
      throw .invalid(field, "has the time \(microseconds), which is not in the years 1 to 9999")
    }
  }
}

/// An enum: its zero is nothing, and a number that this version does not know is an error.
protocol WireEnum: WireNumber {
  var wireNumber: UInt64 { get }
  init?(wireNumber: UInt64)
}

extension WireEnum {
  var wireBits: UInt64 { wireNumber }

  @inline(__always)
  init(wireBits: UInt64, _ field: StaticString) throws(WireFault) {
    guard wireBits != 0 else { throw .missing(field) }
    guard let value = Self(wireNumber: wireBits) else {
      throw .invalid(field, "has the unknown value \(Int32(truncatingIfNeeded: wireBits))")
    }
    self = value
  }
}

extension String: WireValue {
  static var wireType: UInt64 { 2 }
  var isWireDefault: Bool { isEmpty }
  var wireValueSize: Int { Wire.delimitedSize(utf8.count) }

  @_lifetime(output: copy output)
  func writeValue(to output: inout OutputRawSpan) {
    var text = self
    text.withUTF8 { bytes in
      output.appendVarint(UInt64(bytes.count))
      output.append(contentsOf: bytes)
    }
  }

  @_lifetime(reader: copy reader)
  init(value reader: inout WireReader, _ field: StaticString) throws(WireFault) {
    self = try reader.text(reader.length())
  }
}

/// 16 bytes, most significant first.
extension Identifier {
  static var wireType: UInt64 { 2 }
  /// An identifier that has to be there is always written.
  var isWireDefault: Bool { false }
  var wireValueSize: Int { 17 }

  @inline(__always)
  @_lifetime(output: copy output)
  func writeValue(to output: inout OutputRawSpan) {
    let value = rawValue
    output.append(16, as: UInt8.self)
    output.append(UInt64(truncatingIfNeeded: value >> 64).bigEndian, as: UInt64.self)
    output.append(UInt64(truncatingIfNeeded: value).bigEndian, as: UInt64.self)
  }

  @inline(__always)
  @_lifetime(reader: copy reader)
  init(value reader: inout WireReader, _ field: StaticString) throws(WireFault) {
    let length = try reader.length()
    guard length == 16 else {
      throw length == 0 ? .missing(field) : .invalid(field, "has \(length) bytes instead of 16")
    }
    let high = reader.word()
    let low = reader.word()
    self.init(rawValue: UInt128(high) << 64 | UInt128(low))
  }
}
