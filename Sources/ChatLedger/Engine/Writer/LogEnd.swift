import ChatDomain
import EventLog
import LMDB

/// The last entry of a log, or of a batch: where and when the next one begins.
struct LogEnd: Hashable, Sendable {
  var position: Position
  /// Its time; the earliest there is before the first entry.
  var time: Timestamp

  /// Before the first entry.
  static let none = LogEnd(position: .start, time: .earliest)

  /// The time of the next command, by the wall clock: strictly rising, whatever that does.
  func nextTime(at now: Timestamp) -> Timestamp { max(now, Timestamp(microseconds: time.microseconds + 1)) }
}

extension LogEnd {
  /// The end of a log, or of its part through a position. O(log *n*).
  ///
  /// - Throws: errors of the log when the entry cannot be read.
  init(of log: EventLog, through limit: Position? = nil) throws {
    self = try log.environment.read { transaction throws -> LogEnd in
      let position = try limit ?? Position(log.lastPosition(in: transaction))
      let time = try log.withEntry(at: position.rawValue, in: transaction) { Timestamp(microseconds: $0.time) }
      return LogEnd(position: position, time: time ?? .earliest)
    }
  }
}
