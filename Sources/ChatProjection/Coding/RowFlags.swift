/// The flags of a kind of row, each case being its bit: `case isRemoved = 0x01`.
///
/// The compiler refuses one that does not fit into the raw type, and two that are the same: no flag can be lost. A
/// ninth takes a wider raw type, hence a wider row, hence another `foldVersion`.
protocol RowFlag: RawRepresentable, CaseIterable where RawValue: FixedWidthInteger & UnsignedInteger {}

/// The flags of one row.
struct Flags<Flag: RowFlag> {
  var bits: Flag.RawValue = 0

  subscript(flag: Flag) -> Bool {
    get { bits & Self.bit(flag) != 0 }
    set { if newValue { bits |= Self.bit(flag) } else { bits &= ~Self.bit(flag) } }
  }

  private static func bit(_ flag: Flag) -> Flag.RawValue {
    // A case without a value of its own is numbered after the one before, which is several bits or another's.
    precondition(flag.rawValue.nonzeroBitCount == 1, "a flag is one bit")
    return flag.rawValue
  }
}

extension RowWriter {
  /// As many bytes as the raw type has, the lowest flags first.
  mutating func write<Flag>(_ flags: Flags<Flag>) {
    for index in 0..<Flag.RawValue.bitWidth / 8 { write(byte: UInt8(truncatingIfNeeded: flags.bits >> (8 * index))) }
  }
}

extension RowReader {
  mutating func flags<Flag>(_ type: Flag.Type = Flag.self) throws -> Flags<Flag> {
    var flags = Flags<Flag>()
    for index in 0..<Flag.RawValue.bitWidth / 8 { flags.bits |= Flag.RawValue(try byte()) << (8 * index) }
    return flags
  }
}
