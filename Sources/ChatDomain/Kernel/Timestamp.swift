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

  public static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
  public static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// Whole milliseconds, rounded towards the past.
  public var milliseconds: Int64 {
    let quotient = microseconds / 1_000
    return microseconds % 1_000 < 0 ? quotient - 1 : quotient
  }

  /// The order of values.
  public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  /// RFC 3339 in UTC, with 0, 3 or 6 digits of a second.
  public var description: String {
    let date = CivilTime(microseconds: microseconds)
    let head =
      "\(CivilTime.pad(date.year, 4))-\(CivilTime.pad(date.month, 2))-\(CivilTime.pad(date.day, 2))"
      + "T\(CivilTime.pad(date.hour, 2)):\(CivilTime.pad(date.minute, 2)):\(CivilTime.pad(date.second, 2))"
    switch date.microsecond {
    case 0: return head + "Z"
    case let fraction where fraction % 1_000 == 0: return "\(head).\(CivilTime.pad(fraction / 1_000, 3))Z"
    case let fraction: return "\(head).\(CivilTime.pad(fraction, 6))Z"
    }
  }

  /// Reads RFC 3339 (`2021-03-05T17:04:59.123Z`, `2021-03-05T18:04:59+01:00`) or a date alone (midnight UTC);
  /// nil for anything else or outside the valid range.
  public init?(_ text: some StringProtocol) {
    guard let value = CivilTime.parse(Array(text.utf8)) else { return nil }
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

/// The proleptic Gregorian calendar in UTC.
///
/// Day arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
struct CivilTime {
  var year: Int
  var month: Int
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int
  var microsecond: Int

  init(microseconds: Int64) {
    var seconds = microseconds / 1_000_000
    var fraction = microseconds % 1_000_000
    if fraction < 0 {
      fraction += 1_000_000
      seconds -= 1
    }
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    (year, month, day) = Self.date(daysSinceEpoch: Int(days))
    hour = Int(rest / 3_600)
    minute = Int(rest / 60 % 60)
    second = Int(rest % 60)
    microsecond = Int(fraction)
  }

  static func date(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  static func parse(_ text: [UInt8]) -> Int64? {
    var reader = DigitReader(bytes: text)
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
      reader.take("-"), let day = reader.number(digits: 2), (1...12).contains(month),
      (1...daysIn(month: month, year: year)).contains(day)
    else { return nil }
    let midnight = Int64(daysSinceEpoch(year: year, month: month, day: day)) * 86_400_000_000
    if reader.isAtEnd { return midnight }
    guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.number(digits: 2),
      reader.take(":"), let minute = reader.number(digits: 2), reader.take(":"),
      let second = reader.number(digits: 2), hour < 24, minute < 60, second < 60
    else { return nil }
    let fraction = reader.take(".") ? reader.fractionMicroseconds() : 0
    guard let fraction, let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
    let seconds = Int64(hour) * 3_600 + Int64(minute - offset) * 60 + Int64(second)
    return midnight + seconds * 1_000_000 + fraction
  }

  private static func daysIn(month: Int, year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Reads the fixed-width fields of RFC 3339.
private struct DigitReader {
  var bytes: [UInt8]
  var at = 0

  var isAtEnd: Bool { at == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  mutating func digit() -> Int? {
    guard at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") else { return nil }
    at += 1
    return Int(bytes[at - 1] - UInt8(ascii: "0"))
  }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let next = digit() else { return nil }
      value = value * 10 + next
    }
    return value
  }

  /// One to nine digits after the point; what is finer than a microsecond is cut.
  mutating func fractionMicroseconds() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while count < 9, let next = digit() {
      if count < 6 { value = value * 10 + Int64(next) }
      count += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  mutating func offsetMinutes() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(digits: 2), take(":"), let minutes = number(digits: 2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
