// Records: what is kept about an account beside its conversations. Blocks, sessions and reports can be cleared as whole
// tables; settings stay.

extension Record {
  /// One line of a block list.
  public static func block(_ account: AccountID, contact: AccountID) -> Record {
    .block(BlockKey(account: account, contact: contact))
  }
}

extension Record: CustomStringConvertible {
  public var description: String {
    switch self {
    case .block(let block): "Block of \(block.contact) by \(block.account)"
    default:
      "\(table.noun.prefix(1).uppercased())\(table.noun.dropFirst())\(table.isKeyedByAccount ? " of" : "") \(keyText)"
    }
  }

  /// The identifiers of its key.
  package var keyText: String { key.map { AccountID(rawValue: $0).description }.joined(separator: ", ") }
}

extension RecordTable {
  /// What one record of it is called in sentences.
  fileprivate var noun: String {
    switch self {
    case .twoStepVerifications: "two-step verification"
    default: entityKind.words
    }
  }
}

extension RecordTable {
  /// Those that clearing everything empties: all but the settings of accounts.
  public static let cleared: [RecordTable] = allCases.filter { !$0.isKeyedByAccount }
}

/// A clear of a whole table. It covers records at or before the position of the removal.
public struct RecordMark: Hashable, Sendable {
  /// The removal it belongs to: the first entry of the command that cleared.
  public var removal: Position
  /// The number of records that it hides and no earlier mark hides.
  public var hidden: Int64

  public init(removal: Position, hidden: Int64) {
    self.removal = removal
    self.hidden = hidden
  }
}

/// How many records of a table show, and the clears that apply to it, from low to high.
public struct RecordTableState: Hashable, Sendable {
  public var table: RecordTable
  public var visible: Int64 = 0
  public var marks: [RecordMark] = []

  public init(table: RecordTable) { self.table = table }

  /// Whether a record of the table shows, if it is there and was recorded at the position.
  public func shows(_ recordedPosition: Position) -> Bool { !marks.contains { recordedPosition <= $0.removal } }

  /// Sets all counts to zero; then call ``recount(_:)`` for every record.
  public mutating func beginRecount() {
    visible = 0
    for index in marks.indices { marks[index].hidden = 0 }
  }

  /// Counts a record where it belongs, after ``beginRecount()``.
  public mutating func recount(_ record: RecordState) {
    if record.isCounted { count(record.recordedPosition, adding: 1) }
  }

  /// Counts a record where it belongs: in what shows, or in the first mark that covers it.
  mutating func count(_ recordedPosition: Position, adding change: Int64) {
    if let index = marks.firstIndex(where: { recordedPosition <= $0.removal }) {
      marks[index].hidden += change
    } else {
      visible += change
    }
  }
}

// MARK: State

/// What every record has: where it was recorded, and whether it is there.
public struct RecordState: Hashable, Sendable {
  public var record: Record
  /// The entry whose content holds its texts; clears of the table compare against this position.
  public var recordedPosition: Position
  /// When it came to be.
  public var time: Timestamp
  public var isRemoved = false
  public var importedBy: Position?
  public var fields: Fields

  public init(
    record: Record, recordedPosition: Position, time: Timestamp, importedBy: Position?, fields: Fields
  ) {
    self.record = record
    self.recordedPosition = recordedPosition
    self.time = time
    self.importedBy = importedBy
    self.fields = fields
  }

  /// Whether it counts: it is there, a session has not ended, and a scheduled message is not sent.
  public var isCounted: Bool { !isRemoved && fields.described?.isOpen ?? true }
}

extension ChatState {
  /// The record, if it is visible: not removed, not cleared with its table, and of an existing account.
  public func visibleRecord(_ record: Record) throws -> RecordState? {
    guard let state = try self.record(record), state.isCounted,
      try recordTable(record.table).shows(state.recordedPosition)
    else { return nil }
    return state
  }
}

// MARK: What a clear of a table does

extension RecordTable {
  /// Nil when there is nothing to clear.
  func cleared(in state: any ChatState) throws -> RecordsCleared? {
    let visible = try state.recordTable(self).visible
    return visible == 0 ? nil : RecordsCleared(table: self, cleared: visible)
  }

  /// Clearing again what was there then: what came since stays. O(records of the table).
  func clearedAgain(by removal: Position, in state: any ChatState) throws -> RecordsCleared? {
    let current = try state.recordTable(self)
    guard !current.marks.contains(where: { $0.removal == removal }) else { return nil }
    var cleared: Int64 = 0
    try state.forEachRecord(in: self) { record in
      if record.isCounted, record.recordedPosition <= removal, current.shows(record.recordedPosition) { cleared += 1 }
      return true
    }
    return RecordsCleared(table: self, cleared: cleared, removal: removal)
  }
}

// MARK: Fold

extension RecordRemoved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(record) { $0.isRemoved = true }
    try store.noteRemoval(.recordRemoved(record), of: removal, by: recorded)
  }
}

extension RecordRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(record) { $0.isRemoved = false }
  }
}

extension RecordsCleared {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let mark = removal ?? recorded.firstPosition
    try store.change(table) { state in
      // As for conversations: beyond the limit the clear furthest back is joined with the next one.
      if state.marks.count >= Limits.clearsPerConversation, state.marks.count > 1 {
        state.marks[1].hidden += state.marks[0].hidden
        state.marks.removeFirst()
      }
      state.visible -= cleared
      let index = state.marks.firstIndex { $0.removal > mark } ?? state.marks.count
      state.marks.insert(RecordMark(removal: mark, hidden: cleared), at: index)
    }
    // One that goes in below others takes over from them what it covers, too.
    if removal != nil { try store.recount(table) }
    try store.noteRemoval(.recordsCleared(table), of: removal, by: recorded)
  }
}

extension RecordsClearReverted {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(table) { state in
      guard let index = state.marks.firstIndex(where: { $0.removal == removal }) else { return }
      let mark = state.marks.remove(at: index)
      if index < state.marks.count {
        state.marks[index].hidden += mark.hidden
      } else {
        state.visible += mark.hidden
      }
    }
  }
}

extension ChatStore {
  /// Puts a record, instead of the one there is, and counts it where it belongs.
  func put(counting after: RecordState) throws {
    let before = try record(after.record)
    try change(after.record.table) { table in
      if let before, before.isCounted { table.count(before.recordedPosition, adding: -1) }
      if after.isCounted { table.count(after.recordedPosition, adding: 1) }
    }
    try put(after)
    if let importedBy = after.importedBy, before?.importedBy != importedBy {
      try insert(.record(after.record), of: importedBy)
    }
  }

  func change(_ record: Record, _ change: (inout RecordState) -> Void) throws {
    guard var state = try self.record(record) else { throw FoldFault("\(record) is not there") }
    change(&state)
    try put(counting: state)
  }

  /// Counts anew what each mark of a table hides. O(records of the table).
  fileprivate func recount(_ table: RecordTable) throws {
    var state = try recordTable(table)
    state.beginRecount()
    try forEachRecord(in: table) { record in
      state.recount(record)
      return true
    }
    try put(state)
  }

  /// Changes a table's counts and marks, and the totals with them.
  func change(_ table: RecordTable, _ change: (inout RecordTableState) -> Void) throws {
    var state = try recordTable(table)
    let before = state.visible
    change(&state)
    try put(state)
    let difference = state.visible - before
    if difference != 0 { try adjustTotals { $0[table] += difference } }
  }
}

extension Totals {
  /// The count of a table of records.
  public subscript(table: RecordTable) -> Int64 {
    get { self[table.counter] }
    set { self[table.counter] = newValue }
  }
}
