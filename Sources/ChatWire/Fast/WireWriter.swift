import ChatDomain

/// Writes the protobuf wire format, for the few messages that are nearly all of the traffic.
///
/// Wire format: <https://protobuf.dev/programming-guides/encoding/>. Tests hold every user of it to the bytes of the
/// generated code.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

  /// A tag of one byte: field number times 8 plus the wire type.
  mutating func tag(_ tag: UInt8) { bytes.append(tag) }

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func identifier(_ tag: UInt8, _ id: some Identifier) {
    bytes.append(tag)
    bytes.append(16)
    withUnsafeBytes(of: id.rawValue.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func string(_ tag: UInt8, _ text: String) {
    bytes.append(tag)
    var text = text
    text.withUTF8 {
      varint(UInt64($0.count))
      bytes.append(contentsOf: $0)
    }
  }

  /// How many bytes a varint takes.
  static func size(_ value: UInt64) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }

  /// How many bytes a delimited field with a tag of one byte takes.
  static func delimitedSize(_ count: Int) -> Int { 1 + size(UInt64(count)) + count }
}
