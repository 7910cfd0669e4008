public import ChatDomain
import LMDB

// Imports and backfills: position -> what is known of it; position, kind, identifier: what it made or touched.

extension RowTable<ImportRow> {
  static var imports: Self { Self("imports", number: 11) }
}

enum ImportRow: ProjectionRow {
  case state(ImportState)
  case item(ImportItem, of: Position)

  enum Flag: UInt8, RowFlag {
    case isFinished = 0x01
    case isWithdrawn = 0x02
    case isBackfill = 0x04
  }

  var rowKey: Key {
    switch self {
    case .state(let state): return Key(state.position)
    case .item(let item, let importPosition):
      var key = Key(importPosition)
      key.append(item)
      return key
    }
  }

  func write(to row: inout RowWriter) {
    switch self {
    case .state(let state): row.write(state)
    // The key says all of it.
    case .item: break
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let position = try key.nextPosition()
    guard key.remaining == 0 else {
      self = .item(try key.nextImportItem(), of: position)
      return
    }
    let flags = try row.flags(Flag.self)
    let command: CommandID = try row.id()
    let withdrawnBy = flags[.isWithdrawn] ? try row.position() : nil
    self = .state(
      ImportState(
        position: position, commandID: command, kind: flags[.isBackfill] ? .backfill : .archive,
        isFinished: flags[.isFinished], withdrawnBy: withdrawnBy))
  }
}

extension RowWriter {
  fileprivate mutating func write(_ state: ImportState) {
    var flags = Flags<ImportRow.Flag>()
    flags[.isFinished] = state.isFinished
    flags[.isWithdrawn] = state.withdrawnBy != nil
    flags[.isBackfill] = state.kind == .backfill
    write(flags)
    write(state.commandID)
    if let position = state.withdrawnBy { write(position) }
  }
}

extension Key {
  fileprivate mutating func append(_ item: ImportItem) {
    switch item {
    case .account(let account):
      append(UInt8(1))
      append(account)
    case .conversation(let conversation):
      append(UInt8(2))
      append(conversation)
    case .resource(let resource):
      append(UInt8(3))
      append(resource)
    case .record(let record):
      append(UInt8(4))
      append(record)
    }
  }
}

extension KeyReader {
  fileprivate mutating func nextImportItem() throws -> ImportItem {
    switch try nextUInt8() {
    case 1: return .account(try nextID())
    case 2: return .conversation(try nextID())
    case 3: return .resource(try nextID())
    case 4: return .record(try nextRecord())
    case let other: throw ProjectionError(.damaged, "An import has an item of the unknown kind \(other).")
    }
  }
}

extension ProjectionSession {
  public func importState(_ position: Position) throws -> ImportState? {
    guard case .state(let state) = try row(of: .imports, at: Key(position)) else { return nil }
    return state
  }

  public func put(_ state: ImportState) throws { try put(.state(state), into: .imports) }

  public func insert(_ item: ImportItem, of importPosition: Position) throws {
    guard cache.note(item, of: importPosition) else { return }
    let row = ImportRow.item(item, of: importPosition)
    if try !contains(row.rowKey, in: .imports) { try insert(row, into: .imports) }
  }

  public func forEachImportItem(_ importPosition: Position, _ body: (ImportItem) throws -> Bool) throws {
    var start = Key(importPosition)
    start.append(UInt8(1))
    try forEachRow(of: .imports, from: start, below: Key(importPosition)) { row in
      guard case .item(let item, _) = row else { return true }
      return try body(item)
    }
  }
}
