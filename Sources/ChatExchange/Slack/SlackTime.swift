internal import ChatLedger
import LedgerSupport

/// A time as Slack writes it: seconds since 1970, a point, and six digits. It also names a message of a conversation.
struct SlackTime: Hashable, Comparable, Sendable {
  let microseconds: Int64

  var timestamp: Timestamp { Timestamp(microseconds: microseconds) }

  static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  init(microseconds: Int64) { self.microseconds = microseconds }

  /// Reads `1355517523.000005`, exactly; nil for what is no time of the years 1 to 9999, or finer than a microsecond.
  init?(_ text: String) {
    var seconds: Int64 = 0
    var fraction: Int64 = 0
    var scale: Int64 = 1_000_000
    var hasDigits = false
    var isFraction = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), !isFraction, hasDigits {
        isFraction = true
        hasDigits = false
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let digit = Int64(byte - UInt8(ascii: "0"))
      hasDigits = true
      if isFraction {
        guard scale > 1 else { return nil }
        scale /= 10
        fraction += digit * scale
      } else {
        seconds = seconds * 10 + digit
        guard seconds <= Self.latestSeconds else { return nil }
      }
    }
    guard hasDigits else { return nil }
    microseconds = seconds * 1_000_000 + fraction
  }

  /// As Slack writes it.
  var text: String { "\(microseconds / 1_000_000).\((microseconds % 1_000_000).zeroPadded(to: 6))" }

  private static let latestSeconds: Int64 = 253_402_300_799
}
