import ChatDomain
import LMDB

/// The digests of all tables: for each the sum, modulo 2^128, of the keyed hashes of its rows.
///
/// A sum does not depend on the order of rows, so a change costs the hash of the old row and that of the new one.
/// After Mihir Bellare and Daniele Micciancio, "A New Paradigm for Collision-free Hashing" (AdHASH); the key stands
/// against chosen collisions, and `verify` compares the rows themselves.
struct DigestAccount {
  var key: UInt128 = 0
  /// In the order of the tables' numbers.
  var tables = [UInt128](repeating: 0, count: ProjectionTable.all.count)
  /// What the digests of conversations have changed by since they were written.
  private var conversations: [ConversationID: UInt128] = [:]

  /// The hash of a row of the table with the number.
  func hash(_ table: UInt8, _ rowKey: RawSpan, _ row: RawSpan) -> UInt128 {
    var hash = SipHash128(key: key)
    hash.update(table)
    hash.update(UInt8(truncatingIfNeeded: rowKey.byteCount))
    hash.update(rowKey)
    hash.update(row)
    return hash.finish()
  }

  /// Adds what a row of the table changes the sums by.
  mutating func add<Row>(_ change: UInt128, of table: RowTable<Row>, _ rowKey: RawSpan) throws {
    tables[table.index] &+= change
    guard table.belongsToConversation else { return }
    var reader = KeyReader(rowKey)
    conversations[try reader.nextID(), default: 0] &+= change
  }

  /// Hands over the changes of conversations in the order of their keys, and keeps none.
  mutating func takeConversations() -> [(id: ConversationID, change: UInt128)] {
    defer { conversations.removeAll(keepingCapacity: true) }
    return conversations.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
