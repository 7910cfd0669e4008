import LedgerSupport

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
    guard let (traceID, spanID, flags) = Traceparent.parse(traceparent) else { return nil }
    self.init(traceID: traceID, spanID: spanID, flags: flags)
  }

  /// The header's value.
  public var traceparent: String { Traceparent.header(traceID: traceID, spanID: spanID, flags: flags) }
}
