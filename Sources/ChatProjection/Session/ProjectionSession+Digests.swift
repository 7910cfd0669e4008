public import ChatDomain
import Crypto
import LMDB

extension ProjectionSession {
  /// The root over everything that the projection holds: see `Docs/Format.md`, "State root".
  ///
  /// Complexity: O(tables); in a writing session, plus the pending rows.
  public func stateRoot() throws -> StateRoot {
    try flush()
    var row = RowWriter()
    row.write("chat-ledger/state-root/v2")
    row.write(UInt64(foldVersion))
    row.write(position)
    for counter in Totals.Counter.alwaysStored { row.write(signed: totals[counter]) }
    for table in ProjectionTable.all {
      row.write(byte: table.number)
      row.write(UInt64(try rowCount(of: table)))
      row.write(digests.tables[table.index])
    }
    row.write(laterCountsOf: totals)
    let digest = row.bytes.withUnsafeBytes { SHA256.hash(data: $0) }
    guard let root = StateRoot(bytes: Array(digest)) else {
      throw ProjectionError(.inconsistent, "A state root has not 32 bytes.")
    }
    return root
  }

  /// The digest of one table: equal digests (of ledgers with one key) mean equal rows.
  public func digest(of table: ProjectionTable) throws -> UInt128 {
    try flush()
    return digests.tables[table.index]
  }

  /// The digest of the rows that belong to a conversation.
  public func digest(of conversation: ConversationID) throws -> UInt128 {
    try flush()
    return try storedDigest(Key(conversation))
  }

  /// Writes the digest of a conversation, changed by so much.
  func addToStoredDigest(of conversation: ConversationID, _ change: UInt128) throws {
    let key = Key(conversation)
    transaction.row.reset()
    transaction.row.write(try storedDigest(key) &+ change)
    try transaction.put(tables.digests, key)
  }

  private func storedDigest(_ key: borrowing Key) throws -> UInt128 {
    let view = transaction.view
    guard let row = try view.get(tables.digests, key) else { return 0 }
    var reader = RowReader(row)
    return try reader.id(DigestKey.self).rawValue
  }
}
