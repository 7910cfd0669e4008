import ChatDomain
import LMDB

// The table `meta`: where the projection stands, and what binds it to the log that it was folded from. A position
// alone does not: two logs have one in common.

extension Key {
  fileprivate init(meta name: StaticString) {
    self.init()
    name.withUTF8Buffer { append(Array($0)) }
  }
}

extension ProjectionSession {
  private static var stateKey: Key { Key(meta: "state") }
  private static var leafKey: Key { Key(meta: "leaf") }
  private static let leafBytes = 32
  private static let registersFlag: UInt8 = 1
  private static let membersFlag: UInt8 = 2

  func loadMeta() throws {
    let view = transaction.view
    guard let row = try view.get(tables.meta, Self.stateKey) else { return }
    var reader = RowReader(row)
    let version = try reader.number()
    // A projection of another version is refused when it is opened; nothing of it can be read here.
    guard version == UInt64(foldVersion) else { return }
    position = try reader.position()
    for counter in Totals.Counter.alwaysStored { totals[counter] = try reader.signed() }
    if try reader.byte() == 1 {
      let body = try reader.number()
      let flags = try reader.byte()
      declared.settings = LedgerSettings(
        maximumBodyBytes: Int(body), registersUnknownAccounts: flags & Self.registersFlag != 0,
        authorization: flags & Self.membersFlag != 0 ? .members : .trusted, digestKey: try reader.id())
    }
    for index in digests.tables.indices { digests.tables[index] = try reader.id(DigestKey.self).rawValue }
    while !reader.isAtEnd { try readLaterCount(from: &reader) }
    digests.key = declared.settings?.digestKey.rawValue ?? 0
  }

  private func readLaterCount(from reader: inout RowReader) throws {
    let number = try reader.number()
    guard let counter = Totals.Counter.later.first(where: { $0.rawValue == number }) else {
      throw ProjectionError(.damaged, "The state has a count with the unknown number \(number).")
    }
    totals[counter] = try reader.signed()
  }

  func storedVersion() throws -> UInt32? {
    let view = transaction.view
    guard let row = try view.get(tables.meta, Self.stateKey) else { return nil }
    var reader = RowReader(row)
    return UInt32(clamping: try reader.number())
  }

  func saveMeta() throws {
    transaction.row.reset()
    transaction.row.write(UInt64(foldVersion))
    transaction.row.write(position)
    for counter in Totals.Counter.alwaysStored { transaction.row.write(signed: totals[counter]) }
    if let settings = declared.settings {
      transaction.row.write(byte: 1)
      transaction.row.write(UInt64(settings.maximumBodyBytes))
      transaction.row.write(
        byte: (settings.registersUnknownAccounts ? Self.registersFlag : 0)
          | (settings.authorization == .members ? Self.membersFlag : 0))
      transaction.row.write(settings.digestKey)
    } else {
      transaction.row.write(byte: 0)
    }
    for value in digests.tables { transaction.row.write(value) }
    transaction.row.write(laterCountsOf: totals)
    try transaction.put(tables.meta, Self.stateKey)
  }

  /// Notes the hash of the log's entry at ``position``; before ``commit()``.
  ///
  /// - Parameter leaf: The leaf hash of RFC 6962, 32 bytes: see `Docs/Format.md`.
  /// - Throws: ``ProjectionError`` when it has another length or the session cannot write, `LMDBError`.
  public func bind(toLeaf leaf: [UInt8]) throws {
    guard leaf.count == Self.leafBytes else {
      throw ProjectionError(.inconsistent, "A leaf hash has \(leaf.count) bytes instead of \(Self.leafBytes).")
    }
    transaction.row.reset()
    transaction.row.write(position)
    for byte in leaf { transaction.row.write(byte: byte) }
    try transaction.put(tables.meta, Self.leafKey)
  }

  /// The hash of the log's entry at ``position`` as it was when that was folded in.
  ///
  /// Nil when it was not noted: then nothing shows to which log the projection belongs.
  public func boundLeaf() throws -> [UInt8]? {
    let view = transaction.view
    guard let row = try view.get(tables.meta, Self.leafKey) else { return nil }
    var reader = RowReader(row)
    guard try reader.position() == position else { return nil }
    var leaf: [UInt8] = []
    for _ in 0..<Self.leafBytes { leaf.append(try reader.byte()) }
    try reader.finish()
    return leaf
  }
}

extension Totals.Counter {
  /// Those that fold version 2 began with: every state has a number for each.
  static let alwaysStored = allCases.filter { $0.rawValue <= resources.rawValue }
  /// Those that came since. One stands at the end of a state, with its number, where it is not zero: a ledger that has
  /// none of what it counts keeps its state root and its snapshots.
  static let later = allCases.filter { $0.rawValue > resources.rawValue }
}

extension RowWriter {
  mutating func write(laterCountsOf totals: Totals) {
    for counter in Totals.Counter.later where totals[counter] != 0 {
      write(UInt64(counter.rawValue))
      write(signed: totals[counter])
    }
  }
}
