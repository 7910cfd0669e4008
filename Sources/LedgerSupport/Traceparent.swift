/// The header of W3C Trace Context (level 1), version 00: `00-<32 digits>-<16 digits>-<2 digits>`, hexadecimal and in
/// lower case.
package enum Traceparent {
  /// What a header names; nil for anything else than such a header, and for a trace or a span of zero.
  package static func parse(_ header: some StringProtocol) -> (traceID: UInt128, spanID: UInt64, flags: UInt8)? {
    let fields = header.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.map(\.utf8.count) == [2, 32, 16, 2], fields[0] == "00",
      fields.allSatisfy({ Hexadecimal.isLowercase($0.utf8) }),
      let traceID = UInt128(fields[1], radix: 16), let spanID = UInt64(fields[2], radix: 16),
      let flags = UInt8(fields[3], radix: 16), traceID != 0, spanID != 0
    else { return nil }
    return (traceID, spanID, flags)
  }

  /// The header that names them.
  package static func header(traceID: UInt128, spanID: UInt64, flags: UInt8) -> String {
    let fields = [
      traceID.zeroPadded(to: 32, radix: 16), spanID.zeroPadded(to: 16, radix: 16), flags.zeroPadded(to: 2, radix: 16),
    ]
    return "00-" + fields.joined(separator: "-")
  }
}
