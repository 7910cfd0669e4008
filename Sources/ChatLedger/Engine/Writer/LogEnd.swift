import ChatDomain
import EventLog
import LMDB

/// The last entry of a log, or of a batch: where the next one begins, and what time it was.
struct LogEnd: Hashable, Sendable {
  var position: Position
  /// Its time; the earliest there is before the first entry.
  var time: Timestamp

  /// Before the first entry.
  static let none = LogEnd(position: .start, time: .earliest)
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
