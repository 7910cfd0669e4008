/// The ids of a distributed trace, as in the `traceparent` header of W3C Trace Context (level 1).
public struct TraceContext: Sendable, Hashable {
  /// The trace; never zero in a valid context.
  @TwoWords public var traceID: UInt128
  /// The span that sent the command; never zero in a valid context.
  public var spanID: UInt64
  /// Bit 0: sampled.
  public var flags: UInt8

  /// A context of the given ids.
  public init(traceID: UInt128, spanID: UInt64, flags: UInt8) {
    self.traceID = traceID
    self.spanID = spanID
    self.flags = flags
  }

  /// Reads a header of version 00: `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`, lower case.
  public init?(traceparent: String) {
    let fields = traceparent.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 4, fields[0] == "00", fields[1].utf8.count == 32, fields[2].utf8.count == 16,
      fields[3].utf8.count == 2, traceparent.utf8.allSatisfy(TraceContext.isAllowed),
      let traceID = UInt128(fields[1], radix: 16), let spanID = UInt64(fields[2], radix: 16),
      let flags = UInt8(fields[3], radix: 16), traceID != 0, spanID != 0
    else { return nil }
    self.init(traceID: traceID, spanID: spanID, flags: flags)
  }

  /// The header's value.
  public var traceparent: String {
    "00-\(TraceContext.hex(traceID, 32))-\(TraceContext.hex(spanID, 16))-\(TraceContext.hex(flags, 2))"
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func hex(_ value: some BinaryInteger, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }
}
