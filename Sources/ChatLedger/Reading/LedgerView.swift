import ChatDomain
public import ChatProjection
package import EventLog
package import LMDB

/// The ledger at one position: what the body of ``Ledger/read(_:_:)-sync`` sees.
///
/// Valid only inside that body; later use throws ``LedgerError`` `usage`. All answers come from one position: later
/// commits are not visible. Use it on one thread.
public final class LedgerView {
  private var session: ProjectionSession?
  package let transaction: LogTransaction
  package let log: EventLog
  package let texts: any TextSource
  /// The last entry that the state shares with the log: what comes after it was only tried.
  private let lastRecorded: Position

  init(projection: Projection, log: EventLog, lastRecorded: Position = Position(.max)) throws {
    // The projection first: the log then has at least what the projection names.
    session = try projection.beginReading()
    transaction = try LogTransaction(log.environment)
    self.log = log
    self.lastRecorded = lastRecorded
    texts = LogTextSource(log: log, transaction: transaction, lastRecorded: lastRecorded)
  }

  func end() {
    session = nil
    transaction.end()
  }

  /// The projection's transaction: for the engine's own checks.
  package func state() throws -> ProjectionSession {
    guard let session else { throw LedgerError.viewEnded }
    return session
  }

  /// The log and the transaction of this view: for the engine's own checks.
  package func withLog<R>(_ body: (EventLog, borrowing ReadTransaction) throws -> R) throws -> R {
    try transaction.withTransaction { try body(log, $0) }
  }

  /// The position it shows.
  public var position: Position { session?.position ?? .start }

  /// How many things of each kind there are. O(1).
  public func totals() throws -> Totals { try state().totals }

  /// The root over the whole state at this position. O(tables).
  public func stateRoot() throws -> StateRoot { try state().stateRoot() }

  /// The settings of the ledger, from its creation.
  public func settings() throws -> LedgerSettings {
    guard let settings = try state().settings() else {
      throw LedgerError(
        .damaged, "The ledger has no settings.", remedy: "Rebuild the projection.", steps: [.rebuildProjection])
    }
    return settings
  }

  /// What operators set for the whole ledger; the default before they do.
  public func configuration() throws -> LedgerConfiguration { try state().configuration() }

  /// The declared schema of resources; empty before a declaration.
  public func schema() throws -> ResourceSchema { try state().schema() }

  /// All possible references in this ledger, and the effect of a removal on each.
  public func relations() throws -> Relations { try state().relations() }

  /// Whether nothing in the ledger can remove the account: by itself, or by one of its roles, as people
  /// mean them.
  public func isProtected(_ account: AccountState) throws -> Bool { try state().isProtected(account) }

  // MARK: Log

  /// Where a command was recorded; nil when it is not known.
  public func position(of command: CommandID) throws -> Position? { try state().command(command) }

  /// The removal by a command, and whether it applies now; nil when the command removed nothing.
  public func removal(_ position: Position) throws -> RemovalState? { try state().removal(position) }

  /// Commands that took something away, or reversed such a command, before a position, the latest first.
  ///
  /// One look-up for each, however much it took away. The body returns false to stop.
  public func forEachRemoval(before end: Position? = nil, _ body: (RemovalState) throws -> Bool) throws {
    try state().forEachRemovalBackwards(before: end, body)
  }

  /// The items of a removal in the order they were recorded. The body returns false to stop.
  public func forEachRemovalItem(_ removal: Position, _ body: (RemovalItem) throws -> Bool) throws {
    try state().forEachRemovalItem(removal, body)
  }

  /// The import or backfill that the command at this position began.
  public func importState(_ position: Position) throws -> ImportState? { try state().importState(position) }

  /// What an import or a backfill made or touched, in a stable order. The body returns false to stop.
  public func forEachImportItem(_ position: Position, _ body: (ImportItem) throws -> Bool) throws {
    try state().forEachImportItem(position, body)
  }

  /// One entry of the log; nil past the position of this view. O(log *n*).
  ///
  /// - Throws: ``LedgerError`` `damaged` when it cannot be read.
  public func entry(at position: Position) throws -> LedgerEntry? {
    guard try position <= min(state().position, lastRecorded) else { return nil }
    return try transaction.withTransaction { transaction in
      try log.withEntry(at: position.rawValue, in: transaction) { try LedgerEntry($0, log: log, in: transaction) }
    }
  }

  /// Entries in order, from a position on to that of this view. The body returns false to stop. O(entries).
  public func forEachEntry(from start: Position, _ body: (LedgerEntry) throws -> Bool) throws {
    try transaction.withTransaction { transaction in
      _ = try log.scan(from: start.rawValue, through: position.rawValue, in: transaction) { entry in
        try body(LedgerEntry(entry, log: log, in: transaction)) ? .continue : .stop
      }
    }
  }
}
