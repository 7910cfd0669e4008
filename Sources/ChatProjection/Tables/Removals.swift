public import ChatDomain
import LMDB

// Removals: position, 0 -> the head of what a command took away; position, number from 1 -> one item of it.

extension RowTable<RemovalRow> {
  static var removals: Self { Self("removals", number: 13) }
}

enum RemovalRow: ProjectionRow {
  case head(RemovalState)
  case item(RemovalItem, of: Position, at: UInt64)

  static func key(_ removal: Position, _ index: UInt64) -> Key {
    var key = Key(removal)
    key.append(index)
    return key
  }

  var rowKey: Key {
    switch self {
    case .head(let state): Self.key(state.position, 0)
    case .item(_, let removal, let index): Self.key(removal, index)
    }
  }

  func write(to row: inout RowWriter) {
    switch self {
    case .head(let state): row.write(state)
    case .item(let item, _, _): row.write(item)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let removal = try key.nextPosition()
    let index = try key.nextUInt64()
    self = index == 0 ? .head(try row.removal(at: removal)) : .item(try row.removalItem(), of: removal, at: index)
  }
}

extension RowWriter {
  fileprivate mutating func write(_ state: RemovalState) {
    write(state.commandID)
    switch state.kind {
    case .original(let isApplied): write(byte: isApplied ? 1 : 0)
    case .reversal(let target):
      write(byte: 2)
      write(target)
    }
    write(state.itemCount)
    write(state.lastChange)
  }

  fileprivate mutating func write(_ item: RemovalItem) {
    switch item {
    case .accountDeactivated(let id): write(1, id)
    case .accountRemoved(let id): write(2, id)
    case .conversationRemoved(let id): write(3, id)
    case .conversationCleared(let id, let watermark):
      write(4, id)
      write(watermark)
    case .historyCleared(let id, let account, let watermark):
      write(5, id, account)
      write(watermark)
    case .participantLeft(let id, let account): write(6, id, account)
    case .messageDeleted(let id, let message): write(7, id, message)
    case .reactionRemoved(let message, let account, let emoji, let time):
      write(8, message, account)
      write(emoji)
      write(time)
    case .messageUnpinned(let message, let time):
      write(9, message)
      write(time)
    case .importWithdrawn(let position):
      write(byte: 10)
      write(position)
    case .resourceRemoved(let id): write(11, id)
    case .referenceEmptied(let id, let reference):
      write(12, id)
      write(reference)
    case .conversationDetached(let id, let resource): write(13, id, resource)
    case .recordRemoved(let record):
      write(byte: 14)
      write(Key(record))
    case .recordsCleared(let table):
      write(byte: 15)
      write(table)
    }
  }

  private mutating func write(_ kind: UInt8, _ id: some Identifier) {
    write(byte: kind)
    write(id)
  }

  private mutating func write(_ kind: UInt8, _ first: some Identifier, _ second: some Identifier) {
    write(kind, first)
    write(second)
  }
}

extension RowReader {
  fileprivate mutating func removal(at position: Position) throws -> RemovalState {
    let command = try id(CommandID.self)
    let kind: RemovalState.Kind
    switch try byte() {
    case 0: kind = .original(isApplied: false)
    case 1: kind = .original(isApplied: true)
    case 2: kind = .reversal(of: try self.position())
    case let other: throw ProjectionError(.damaged, "A removal is of the unknown kind \(other).")
    }
    return RemovalState(
      position: position, commandID: command, kind: kind, itemCount: try number(), lastChange: try self.position())
  }

  fileprivate mutating func removalItem() throws -> RemovalItem {
    switch try byte() {
    case 1: .accountDeactivated(try id())
    case 2: .accountRemoved(try id())
    case 3: .conversationRemoved(try id())
    case 4: .conversationCleared(try id(), try watermark())
    case 5: .historyCleared(try id(), try id(), try watermark())
    case 6: .participantLeft(try id(), try id())
    case 7: .messageDeleted(try id(), try id())
    case 8: .reactionRemoved(try id(), try id(), try text(), try time())
    case 9: .messageUnpinned(try id(), try time())
    case 10: .importWithdrawn(try position())
    case 11: .resourceRemoved(try id())
    case 12: .referenceEmptied(try id(), try reference())
    case 13: .conversationDetached(try id(), try id())
    case 14: .recordRemoved(try part { try $0.nextRecord() })
    case 15: .recordsCleared(try code())
    case let other: throw ProjectionError(.damaged, "A removal has an item of the unknown kind \(other).")
    }
  }
}

extension ProjectionSession {
  public func removal(_ position: Position) throws -> RemovalState? {
    if let pending = cache.removal, pending.position == position { return pending }
    guard case .head(let state) = try row(of: .removals, at: RemovalRow.key(position, 0)) else { return nil }
    return state
  }

  public func put(_ removal: RemovalState) throws {
    try transaction.requireWriting()
    if let pending = cache.removal, pending.position != removal.position { try writePendingRemoval() }
    cache.removal = removal
  }

  /// Writes the head of the removal that is being recorded.
  func writePendingRemoval() throws {
    guard let removal = cache.removal.take() else { return }
    try put(.head(removal), into: .removals)
  }

  public func append(_ item: RemovalItem, to removal: Position, at index: UInt64) throws {
    try insert(.item(item, of: removal, at: index), into: .removals)
  }

  public func forEachRemovalItem(_ removal: Position, _ body: (RemovalItem) throws -> Bool) throws {
    try forEachRow(of: .removals, from: RemovalRow.key(removal, 1), below: Key(removal)) { row in
      guard case .item(let item, _, _) = row else { return true }
      return try body(item)
    }
  }

  /// Commands that removed something or reversed such a command, below a position, the latest first.
  ///
  /// One look-up for each, however many items it has. The body returns false to stop.
  public func forEachRemovalBackwards(before end: Position?, _ body: (RemovalState) throws -> Bool) throws {
    var end = end ?? Position(.max)
    while true {
      var found: Position?
      try scanBackwards(tables[.removals], prefix: Key(), below: RemovalRow.key(end, 0)) { key, _ in
        var reader = KeyReader(key)
        found = try reader.nextPosition()
        return false
      }
      guard let found else { return }
      guard let state = try removal(found) else {
        throw ProjectionError(.damaged, "The removal at position \(found) has items and no head.")
      }
      guard try body(state) else { return }
      end = found
    }
  }
}
