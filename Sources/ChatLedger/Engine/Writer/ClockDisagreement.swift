import ChatDomain
import LedgerSupport

/// A wall clock that does not fit the last entry of the log. One of the two is wrong, and only people can say which.
enum ClockDisagreement: Hashable, Sendable {
  /// The clock is behind the last entry: this one is wrong, or that one was.
  case behind(LogEnd, now: Timestamp)
  /// The clock is so far ahead that it was probably set wrong.
  case ahead(LogEnd, now: Timestamp)

  /// Clocks of several machines differ, and are stepped back by a little.
  static let toleratedMicroseconds: Int64 = 5_000_000
  /// Few ledgers rest for longer than a year.
  static let restMicroseconds: Int64 = 366 * 86_400_000_000

  init?(of now: Timestamp, after end: LogEnd) {
    if end == .none { return nil }
    // Not the difference: a clock can be anywhere.
    if now.microseconds < end.time.microseconds - Self.toleratedMicroseconds {
      self = .behind(end, now: now)
    } else if now.microseconds > end.time.microseconds + Self.restMicroseconds {
      self = .ahead(end, now: now)
    } else {
      return nil
    }
  }

  /// For the log of the service.
  var warning: String {
    switch self {
    case .behind(let end, let now):
      "the clock says \(now), \(elapsed(microseconds: end.time.microseconds - now.microseconds)) before the last entry "
        + "(\(end.position), \(end.time)): one of the two is wrong; commands are recorded with the time that the clock "
        + "says, and their order stays that of their positions"
    case .ahead(let end, let now):
      "the clock says \(now), \(elapsed(microseconds: now.microseconds - end.time.microseconds)) after the last entry "
        + "(\(end.position), \(end.time)): if it is wrong, correct it, because commands keep the time that it says"
    }
  }

  /// Whether it is of the same kind, so that it has been told.
  func isSameKind(as other: ClockDisagreement) -> Bool {
    switch (self, other) {
    case (.behind, .behind), (.ahead, .ahead): true
    default: false
    }
  }
}
