public import ChatDomain
import Crypto
import LMDB

/// The digests of all tables: for each the sum, modulo 2^128, of the keyed hashes of its rows.
///
/// A sum does not depend on the order of rows, so a change costs the hash of the old row and that of the new one.
/// After Mihir Bellare and Daniele Micciancio, "A New Paradigm for Collision-free Hashing" (AdHASH); the key stands
/// against chosen collisions, and `verify` compares the rows themselves.
struct TableDigests {
  var key: UInt128 = 0
  var values = [UInt128](repeating: 0, count: ProjectionTable.allCases.count)

  func hash(_ table: ProjectionTable, _ rowKey: RawSpan, _ row: RawSpan) -> UInt128 {
    var hash = SipHash128(key: key)
    hash.update(table.digestNumber)
    hash.update(UInt8(truncatingIfNeeded: rowKey.byteCount))
    hash.update(rowKey)
    hash.update(row)
    return hash.finish()
  }
}

extension ProjectionSession {
  /// The root over everything that the projection holds: see `Docs/Format.md`, "State root".
  ///
  /// Complexity: O(tables); in a writing session also what is not flushed yet.
  public func stateRoot() throws -> StateRoot {
    try flush()
    var row = RowWriter()
    row.write("chat-ledger/state-root/v2")
    row.write(UInt64(foldVersion))
    row.write(position)
    for count in totals.inOrder { row.write(signed: count) }
    for table in ProjectionTable.inDigestOrder {
      row.write(byte: table.digestNumber)
      row.write(UInt64(try view.count(tables[table])))
      row.write(digests.values[table.index])
    }
    let digest = row.bytes.withUnsafeBytes { SHA256.hash(data: $0) }
    guard let root = StateRoot(bytes: Array(digest)) else {
      throw ProjectionError(.inconsistent, "A state root has not 32 bytes.")
    }
    return root
  }

  /// The digest of one table: equal digests (of ledgers with one key) mean equal rows.
  public func digest(of table: ProjectionTable) throws -> UInt128 {
    try flush()
    return digests.values[table.index]
  }

  /// The digest of the rows that belong to a conversation.
  public func digest(of conversation: ConversationID) throws -> UInt128 {
    try flush()
    return try storedDigest(Key(conversation))
  }

  func storedDigest(_ key: borrowing Key) throws -> UInt128 {
    let view = view
    guard let row = try view.get(tables.digests, key) else { return 0 }
    var reader = RowReader(row)
    return try reader.id(DigestKey.self).rawValue
  }

  // MARK: Rows under a digest

  /// Stores the row in `scratch`, new or instead of the one there is.
  func put(_ table: ProjectionTable, _ key: borrowing Key, of conversation: ConversationID? = nil) throws {
    var change = digests.hash(table, key.bytes, scratch.bytes.span.bytes)
    let view = view
    if let before = try view.get(tables[table], key) {
      change = change &- digests.hash(table, key.bytes, before)
    }
    try writer?.put(tables[table], key, scratch.bytes.span.bytes)
    note(change, table, conversation)
  }

  /// Stores the row in `scratch`, which must be new.
  func insert(_ table: ProjectionTable, _ key: borrowing Key, of conversation: ConversationID? = nil) throws {
    let change = digests.hash(table, key.bytes, scratch.bytes.span.bytes)
    try writer?.put(tables[table], key, scratch.bytes.span.bytes, .insert)
    note(change, table, conversation)
  }

  func delete(_ table: ProjectionTable, _ key: borrowing Key, of conversation: ConversationID? = nil) throws {
    let view = view
    guard let before = try view.get(tables[table], key) else {
      throw ProjectionError(.inconsistent, "A row of the table \(table.rawValue) is deleted that is not there.")
    }
    let change = 0 &- digests.hash(table, key.bytes, before)
    _ = try writer?.delete(tables[table], key)
    note(change, table, conversation)
  }

  private func note(_ change: UInt128, _ table: ProjectionTable, _ conversation: ConversationID?) {
    digests.values[table.index] &+= change
    if let conversation, table.belongsToConversation { conversationDigests[conversation, default: 0] &+= change }
  }
}
