public import ChatDomain
import LMDB

/// One transaction of the projection, which decisions read and folds write.
///
/// It combines parts with one job each: the transaction, the digests, the pending rows in memory, the declarations. The
/// files of `Tables/` read and write the rows of each concept. Use it from one thread at a time.
///
/// Properties that every event uses are marked `@exclusivity(unchecked)`, because the run-time checks took a tenth of a
/// rebuild. No access to those properties calls back into the session.
public final class ProjectionSession {
  let tables: OpenTables
  @exclusivity(unchecked) var transaction: SessionTransaction

  /// The last entry that was folded in.
  @exclusivity(unchecked) public internal(set) var position: Position = .start
  @exclusivity(unchecked) public internal(set) var totals = Totals()
  @exclusivity(unchecked) var digests = DigestAccount()
  @exclusivity(unchecked) var cache = WriteBackCache()
  @exclusivity(unchecked) var declared = DeclaredFacts()
  /// The command that is being folded, as it is known so far.
  @exclusivity(unchecked) var current: CommandRow?

  init(reading transaction: consuming ReadTransaction, tables: OpenTables) throws {
    self.transaction = SessionTransaction(reading: transaction)
    self.tables = tables
    try loadMeta()
  }

  init(writing transaction: consuming WriteTransaction, tables: OpenTables) throws {
    self.transaction = SessionTransaction(writing: transaction)
    self.tables = tables
    try loadMeta()
  }

  /// Whether anything was folded in since the session began.
  public var hasChanges: Bool { cache.hasChanges }

  /// Writes everything out and makes it visible to those who read.
  ///
  /// - Throws: ``ProjectionError`` with the code `readOnly` in a session that reads, or that has ended; `LMDBError`.
  public func commit() throws {
    try flush()
    try transaction.commit()
  }

  /// Drops everything since the session began.
  public func abort() { transaction.abort() }

  /// Writes what is kept in memory into the transaction. O(conversations changed).
  func flush() throws {
    guard hasChanges else { return }
    try writePendingRemoval()
    for state in cache.takeConversations() { try put(state, into: .conversations) }
    for (id, change) in digests.takeConversations() { try addToStoredDigest(of: id, change) }
    try saveMeta()
  }
}

// What the protocols ask for stands with each concept in `Tables/`.
extension ProjectionSession: ChatState {}
extension ProjectionSession: ChatStore {}
