import ChatDomain
import ChatProjection
import EventLog
import LMDB

/// The hash of one entry of the log, by which derived state is bound to the log that it was made from.
enum LogLeaf {
  /// What there is at a position.
  case entry(Digest256)
  /// The log is shorter.
  case none
  /// There is an entry, and it is damaged.
  case unreadable(EventLogError)

  /// O(log *n*), and one entry's SHA-256.
  static func read(at position: Position, of log: EventLog) throws -> LogLeaf {
    try log.environment.read { try read(at: position, of: log, in: $0) }
  }

  static func read(
    at position: Position, of log: EventLog, in transaction: borrowing some Transaction & ~Copyable
  ) throws -> LogLeaf {
    do {
      let leaf = try log.withEntry(at: position.rawValue, in: transaction) { $0.leafHash() }
      return leaf.map { .entry($0) } ?? .none
    } catch let error as EventLogError { return .unreadable(error) }
  }
}

extension ProjectionSession {
  /// Binds the projection to the log's entry at its position; before it is committed.
  ///
  /// - Throws: ``LedgerError`` `damaged` when the log has no such entry, or a damaged one.
  func bind(to log: EventLog, in transaction: borrowing some Transaction & ~Copyable) throws {
    guard hasChanges else { return }
    switch try LogLeaf.read(at: position, of: log, in: transaction) {
    case .entry(let leaf): try bind(toLeaf: [UInt8](copying: leaf.bytes))
    case .unreadable(let error): throw error
    case .none: throw LedgerError.missingEntry(position, in: log)
    }
  }

  /// The hash of the log's entry at this position when it was folded in; nil when it was not noted.
  func boundLogLeaf() throws -> Digest256? {
    guard let bytes = try boundLeaf() else { return nil }
    return Digest256(bytes.span.bytes)
  }
}
