import LedgerSupport

/// A moment in microseconds since 1970-01-01T00:00:00Z, written in JSON as RFC 3339 in UTC (protobuf's mapping).
///
/// Valid from 0001-01-01 to 9999-12-31, the range of `google.protobuf.Timestamp`.
public struct Timestamp: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// What no `Int64` of microseconds can hold becomes the largest or smallest one, outside the valid range.
  public init(milliseconds: Int64) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000)
    self.microseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
  }

  // Computed: a stored static is looked up behind a check whether it is there yet, and every time that is read asks.
  /// The beginning of the year 1.
  public static var earliest: Timestamp { Timestamp(microseconds: -62_135_596_800_000_000) }
  /// The last microsecond of the year 9999.
  public static var latest: Timestamp { Timestamp(microseconds: 253_402_300_799_999_999) }

  /// Whole milliseconds, rounded towards the past.
  public var milliseconds: Int64 {
    let quotient = microseconds / 1_000
    return microseconds % 1_000 < 0 ? quotient - 1 : quotient
  }

  /// The order of values.
  public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  /// RFC 3339 in UTC, with 0, 3 or 6 digits of a second.
  public var description: String {
    let time = CivilTime(microseconds: microseconds)
    switch time.microsecond {
    case 0: return "\(time.wholeSeconds)Z"
    case let fraction where fraction % 1_000 == 0:
      return "\(time.wholeSeconds).\((fraction / 1_000).zeroPadded(to: 3))Z"
    case let fraction: return "\(time.wholeSeconds).\(fraction.zeroPadded(to: 6))Z"
    }
  }

  /// Reads RFC 3339 (`2021-03-05T17:04:59.123Z`, `2021-03-05T18:04:59+01:00`) or a date alone (midnight UTC);
  /// nil for anything else or outside the valid range.
  public init?(_ text: some StringProtocol) {
    guard let value = Array(text.utf8).withUnsafeBufferPointer(Self.parse) else { return nil }
    self.init(microseconds: value)
    guard self >= .earliest, self <= .latest else { return nil }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(text)” is not a time; write it as 2021-03-05T17:04:59.123Z")
    }
    self = value
  }

  /// Writes the text that the initializer reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Timestamp {
  /// Microseconds since 1970 of RFC 3339 or of a date alone.
  private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = DigitReader(text)
    guard let days = reader.daysSinceEpoch() else { return nil }
    let midnight = Int64(days) * 86_400_000_000
    if reader.isAtEnd { return midnight }
    guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.number(digits: 2),
      reader.take(":"), let minute = reader.number(digits: 2), reader.take(":"),
      let second = reader.number(digits: 2), hour < 24, minute < 60, second < 60
    else { return nil }
    let fraction = reader.take(".") ? reader.fractionMicroseconds(mostDigits: 9) : 0
    guard let fraction, let offset = offsetMinutes(&reader), reader.isAtEnd else { return nil }
    let seconds = Int64(hour) * 3_600 + Int64(minute - offset) * 60 + Int64(second)
    return midnight + seconds * 1_000_000 + fraction
  }

  /// `Z`, or hours and minutes ahead of UTC.
  private static func offsetMinutes(_ reader: inout DigitReader) -> Int? {
    if reader.take("Z") || reader.take("z") { return 0 }
    let sign = reader.take("+") ? 1 : reader.take("-") ? -1 : 0
    guard sign != 0, let hours = reader.number(digits: 2), reader.take(":"),
      let minutes = reader.number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
