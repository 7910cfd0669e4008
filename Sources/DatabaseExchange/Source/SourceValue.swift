public import ChatLedger
import LedgerSupport

/// One cell of a table, as the database has it.
public enum SourceValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case text(String)
  /// A text that is no UTF-8, byte for byte.
  case invalidText([UInt8])
  case bytes([UInt8])
  /// Microseconds since 1970-01-01T00:00:00Z.
  case time(Int64)
  /// A time without a zone, in microseconds since 1970-01-01T00:00:00 by its own clock.
  case localTime(Int64)

  /// Whether there is no value.
  public var isNull: Bool { self == .null }

  /// The value as a key or a text has it; nil for none.
  ///
  /// A key has the same text for every column type: 5 and `"5"` are one key. Bytes are lower-case hexadecimal.
  public var text: String? {
    switch self {
    case .null: nil
    case .integer(let value): String(value)
    case .real(let value): Self.text(of: value)
    case .boolean(let value): value ? "true" : "false"
    case .text(let value): value
    case .invalidText(let value): String(decoding: value, as: UTF8.self)
    case .bytes(let value): Hexadecimal.text(value)
    case .time(let value): SourceTime.text(value) + "Z"
    case .localTime(let value): SourceTime.text(value)
    }
  }

  /// The value as a part of a key; nil for none.
  ///
  /// Invalid UTF-8 is written byte for byte, because two such keys could be equal as texts.
  public var keyText: String? {
    if case .invalidText(let bytes) = self { return "\u{FFFD}" + Hexadecimal.text(bytes) }
    return text
  }

  /// A text as it is, where it is one.
  init(text bytes: UnsafeBufferPointer<UInt8>) {
    self = String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .invalidText(Array(bytes))
  }

  /// The value as a truth; nil where it is none.
  public var boolean: Bool? {
    switch self {
    case .boolean(let value): value
    case .integer(0): false
    case .integer(1): true
    case .real(0): false
    case .real(1): true
    case .text(let value):
      switch value.lowercased() {
      case "true", "t", "yes", "y", "on", "1": true
      case "false", "f", "no", "n", "off", "0": false
      default: nil
      }
    default: nil
    }
  }

  /// 12.0 reads as 12, so that a number keeps its text whichever numeric type a column has.
  private static func text(of value: Double) -> String {
    if value.isFinite, value == value.rounded(), abs(value) < 9e15 { return String(Int64(value)) }
    return String(value)
  }
}

extension SourceValue {
  /// Whether the value says more than a microsecond, which is the finest that a ledger keeps.
  func isFinerThanMicroseconds(_ unit: TimeUnit) -> Bool {
    switch self {
    case .text(let text): SourceTime.isFinerThanMicroseconds(text)
    case .integer(let value):
      (unit == .nanoseconds || (unit == .automatic && abs(Double(value)) >= 1e17)) && value % 1_000 != 0
    default: false
    }
  }
}

/// The unit of times in a column without a timestamp type.
public enum TimeUnit: String, Hashable, Sendable, NamedValue {
  /// Whatever the value looks like: a text is ISO 8601; a number is seconds, milliseconds or microseconds by its size.
  case automatic
  case seconds, milliseconds, microseconds, nanoseconds
  /// Days since noon of 1 January 4713 BC, as SQLite's `julianday` gives them.
  case julian
}

extension SourceValue {
  /// The value as a moment in microseconds since 1970 in UTC; nil where it is none, and for none.
  ///
  /// - Parameter offsetSeconds: how far a time without a zone is ahead of UTC.
  public func time(_ unit: TimeUnit, offsetSeconds: Int64) -> Int64? {
    switch self {
    case .null, .boolean, .bytes, .invalidText: nil
    case .time(let value): value
    case .localTime(let value): value - offsetSeconds * 1_000_000
    case .integer(let value): Self.microseconds(Double(value), exactly: value, unit)
    case .real(let value): Self.microseconds(value, exactly: nil, unit)
    case .text(let value):
      switch SourceTime.parse(value) {
      case .moment(let time): time
      case .local(let time): time - offsetSeconds * 1_000_000
      case nil:
        if let number = Int64(value) {
          Self.microseconds(Double(number), exactly: number, unit)
        } else {
          Self.number(value).flatMap { Self.microseconds($0, exactly: nil, unit) }
        }
      }
    }
  }

  /// The number that a text is, from its first byte to its last: the library stops at NUL.
  private static func number(_ text: String) -> Double? { text.utf8.contains(0) ? nil : Double(text) }

  /// Which unit a bare number is in, by its size: up to the year 5138 in seconds, beyond 1973 in milliseconds, and so
  /// on.
  private static func unit(of value: Double) -> TimeUnit {
    switch abs(value) {
    case ..<1e11: .seconds
    case ..<1e14: .milliseconds
    case ..<1e17: .microseconds
    default: .nanoseconds
    }
  }

  private static func microseconds(_ value: Double, exactly integer: Int64?, _ unit: TimeUnit) -> Int64? {
    let unit = unit == .automatic ? Self.unit(of: value) : unit
    let scale: Int64
    switch unit {
    case .automatic: return nil
    case .seconds: scale = 1_000_000
    case .milliseconds: scale = 1_000
    case .microseconds: scale = 1
    case .nanoseconds:
      if let integer { return integer / 1_000 - (integer % 1_000 < 0 ? 1 : 0) }
      return abs(value) < 9e18 ? Int64((value / 1_000).rounded(.down)) : nil
    case .julian:
      // 2440587.5 is 1970-01-01T00:00:00Z. SQLite itself counts in milliseconds, and a Double holds no more than that.
      let milliseconds = ((value - 2_440_587.5) * 86_400_000).rounded()
      guard abs(milliseconds) < 9e15 else { return nil }
      return Int64(milliseconds) * 1_000
    }
    if let integer {
      let (product, overflow) = integer.multipliedReportingOverflow(by: scale)
      return overflow ? nil : product
    }
    let product = (value * Double(scale)).rounded()
    return abs(product) < 9e18 ? Int64(product) : nil
  }
}
