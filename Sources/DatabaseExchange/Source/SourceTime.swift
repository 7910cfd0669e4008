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
    var reader = Reader(bytes: bytes)
    guard let year = reader.number(4), year > 0, reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), (1...12).contains(month), (1...length(ofMonth: month, year)).contains(day)
    else { return nil }
    let midnight = Int64(days(year, month, day)) * 86_400_000_000
    if reader.isAtEnd { return .local(midnight) }
    guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.number(2), reader.take(":"),
      let minute = reader.number(2), hour < 24, minute < 60
    else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if reader.take(":") {
      guard let value = reader.number(2), value < 60 else { return nil }
      second = value
      if reader.take(".") || reader.take(",") {
        guard let value = reader.fraction() else { return nil }
        fraction = value
      }
    }
    let time = midnight + Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction
    if reader.isAtEnd { return .local(time) }
    _ = reader.take(" ")
    guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
    return .moment(time - Int64(offset) * 1_000_000)
  }

  /// `+01:00`, `-0330`, `Z` or `UTC` in seconds ahead of UTC; nil for anything else.
  static func offset(_ text: String) -> Int64? {
    if text == "UTC" || text == "GMT" { return 0 }
    var text = text
    return text.withUTF8 { bytes in
      var reader = Reader(bytes: bytes)
      guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
      return Int64(offset)
    }
  }

  /// The civil time of microseconds since 1970, without a zone, with 0 or 6 digits of a second.
  static func text(_ microseconds: Int64) -> String {
    let (seconds, fraction) = floorDivide(microseconds, by: 1_000_000)
    let (days, rest) = floorDivide(seconds, by: 86_400)
    let date = civil(days: Int(days))
    let head =
      "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
      + "T\(pad(Int(rest / 3_600), 2)):\(pad(Int(rest / 60 % 60), 2)):\(pad(Int(rest % 60), 2))"
    return fraction == 0 ? head : "\(head).\(pad(Int(fraction), 6))"
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let rest = value % divisor
    return rest < 0 ? (value / divisor - 1, rest + divisor) : (value / divisor, rest)
  }

  private static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Days since 1970 of a date; after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1)
  }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
      at += 1
      return true
    }

    mutating func digit() -> Int? {
      guard at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) else { return nil }
      at += 1
      return Int(bytes[at - 1] - UInt8(ascii: "0"))
    }

    mutating func number(_ digits: Int) -> Int? {
      var value = 0
      for _ in 0..<digits {
        guard let next = digit() else { return nil }
        value = value * 10 + next
      }
      return value
    }

    /// Any number of digits; what is finer than a microsecond is cut (see ``isFinerThanMicroseconds(_:)``).
    mutating func fraction() -> Int64? {
      var value: Int64 = 0
      var count = 0
      while let next = digit() {
        if count < 6 { value = value * 10 + Int64(next) }
        count += 1
      }
      guard count > 0 else { return nil }
      for _ in count..<max(count, 6) { value *= 10 }
      return value
    }

    /// `Z`, `UTC`, `+01`, `+0100`, `+01:00` or, as zones before the 20th century have it, `+00:53:28`.
    mutating func offsetSeconds() -> Int? {
      if take("Z") || take("z") { return 0 }
      if take("U") { return take("T") && take("C") ? 0 : nil }
      let sign = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let hours = number(2), hours < 24 else { return nil }
      if isAtEnd { return sign * hours * 3_600 }
      _ = take(":")
      guard let minutes = number(2), minutes < 60 else { return nil }
      var seconds = 0
      if take(":") {
        guard let value = number(2), value < 60 else { return nil }
        seconds = value
      }
      return sign * (hours * 3_600 + minutes * 60 + seconds)
    }
  }
}
