import ChatDomain
public import ChatProjection
import EventLog
import Files
import LMDB

/// The figures of `chat-ledger stats`.
public struct Statistics: Sendable, Hashable, Codable {
  /// The last entry that the figures know of.
  public var position: Position
  /// Entries in the log. (The position counts the same; both are here for those who look for either.)
  public var events: UInt64
  /// The root over the state.
  public var stateRoot: StateRoot
  /// What there is of each kind.
  public var tables: Totals
  /// The size of the log on disk in bytes, including pages that are free for reuse.
  public var logBytes: UInt64
  /// The size of the projection on disk in bytes.
  public var projectionBytes: UInt64
  /// How many snapshots there are.
  public var snapshots: Int
}

extension Ledger {
  /// Figures of the ledger, everything acknowledged included. O(tables), and a small file for each snapshot.
  ///
  /// - Throws: ``LedgerError``.
  @available(*, noasync)
  public func statistics() throws -> Statistics {
    try read { view in
      Statistics(
        position: view.position, events: view.position.rawValue, stateRoot: try view.stateRoot(),
        tables: try view.totals(), logBytes: UInt64(log.environment.information.usedBytes),
        projectionBytes: UInt64(projection.withLock(\.self).environment.information.usedBytes),
        snapshots: SnapshotStore(directory).all().count)
    }
  }
}
