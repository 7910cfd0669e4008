import LedgerSupport

/// Times as databases write them: `2021-03-05 17:04:59.123456+01`, `2021-03-05T17:04:59Z`, `2021-03-05`.
///
/// Apart from the domain's RFC 3339 because databases leave out the zone, its minutes, or the seconds.
enum SourceTime {
  enum Parsed: Hashable {
    /// With a zone: microseconds since 1970 in UTC.
    case moment(Int64)
    /// Without: microseconds since 1970 by its own clock.
    case local(Int64)
  }

  /// Nil for anything that is no time between the years 1 and 9999.
  static func parse(_ text: String) -> Parsed? {
    var text = text
    return text.withUTF8 { parse($0) }
  }

  /// Whether there are digits beyond the sixth of a second that are not 0.
  static func isFinerThanMicroseconds(_ text: String) -> Bool {
    guard text.utf8.count > 26, let point = text.utf8.lastIndex(where: { $0 == 0x2E || $0 == 0x2C }) else {
      return false
    }
    let digits = text.utf8[text.utf8.index(after: point)...].prefix { (0x30...0x39).contains($0) }
    return digits.dropFirst(6).contains { $0 != 0x30 }
  }

  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Parsed? {
    var reader = DigitReader(bytes)
    // There is no year 0 in a database.
    guard !bytes.prefix(4).allSatisfy({ $0 == 0x30 }), let days = reader.daysSinceEpoch() else { return nil }
    let midnight = Int64(days) * 86_400_000_000
    if reader.isAtEnd { return .local(midnight) }
    guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.number(digits: 2),
      reader.take(":"),
      let minute = reader.number(digits: 2), hour < 24, minute < 60
    else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if reader.take(":") {
      guard let value = reader.number(digits: 2), value < 60 else { return nil }
      second = value
      if reader.take(".") || reader.take(",") {
        guard let value = reader.fractionMicroseconds() else { return nil }
        fraction = value
      }
    }
    let time = midnight + Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction
    if reader.isAtEnd { return .local(time) }
    _ = reader.take(" ")
    guard let offset = offsetSeconds(&reader), reader.isAtEnd else { return nil }
    return .moment(time - Int64(offset) * 1_000_000)
  }

  /// `+01:00`, `-0330`, `Z` or `UTC` in seconds ahead of UTC; nil for anything else.
  static func offset(_ text: String) -> Int64? {
    if text == "UTC" || text == "GMT" { return 0 }
    var text = text
    return text.withUTF8 { bytes in
      var reader = DigitReader(bytes)
      guard let offset = offsetSeconds(&reader), reader.isAtEnd else { return nil }
      return Int64(offset)
    }
  }

  /// The civil time of microseconds since 1970, without a zone, with 0 or 6 digits of a second.
  static func text(_ microseconds: Int64) -> String {
    let time = CivilTime(microseconds: microseconds)
    return time.microsecond == 0 ? time.wholeSeconds : "\(time.wholeSeconds).\(time.microsecond.zeroPadded(to: 6))"
  }

  /// `Z`, `UTC`, `+01`, `+0100`, `+01:00` or, as zones before the 20th century have it, `+00:53:28`.
  private static func offsetSeconds(_ reader: inout DigitReader) -> Int? {
    if reader.take("Z") || reader.take("z") { return 0 }
    if reader.take("U") { return reader.take("T") && reader.take("C") ? 0 : nil }
    let sign = reader.take("+") ? 1 : reader.take("-") ? -1 : 0
    guard sign != 0, let hours = reader.number(digits: 2), hours < 24 else { return nil }
    if reader.isAtEnd { return sign * hours * 3_600 }
    _ = reader.take(":")
    guard let minutes = reader.number(digits: 2), minutes < 60 else { return nil }
    var seconds = 0
    if reader.take(":") {
      guard let value = reader.number(digits: 2), value < 60 else { return nil }
      seconds = value
    }
    return sign * (hours * 3_600 + minutes * 60 + seconds)
  }
}
