public import ChatDomain
import LMDB

// Records: table, identifiers -> what is known of it. Which go with an account, and how many of each table show.
//
// A new kind of record has its row in `RecordState`, where no switch has a default. Its key is generated.

extension RowTable<RecordState> {
  static var records: Self { Self("records", number: 19) }
}

extension RowTable<AccountRecordRow> {
  static var recordsByAccount: Self { Self("recordsByAccount", number: 20) }
}

extension RowTable<RecordTableState> {
  static var recordTables: Self { Self("recordTables", number: 21) }
}

// MARK: Which record

extension RecordTable: RowCode {
  var code: UInt8 { number }
}

extension Key {
  init(_ record: Record) {
    self.init()
    append(record)
  }

  mutating func append(_ record: Record) {
    append(record.table.code)
    append(identifiersOf: record)
  }

  fileprivate mutating func append(identifiersOf record: Record) {
    for identifier in record.key { append(identifier) }
  }
}

extension KeyReader {
  fileprivate mutating func nextRecordTable() throws -> RecordTable {
    let code = try nextUInt8()
    guard let table = RecordTable.allCases.first(where: { $0.code == code }) else {
      throw ProjectionError(.damaged, "A record is of the unknown table \(code).")
    }
    return table
  }

  mutating func nextRecord() throws -> Record {
    let table = try nextRecordTable()
    var key: [UInt128] = []
    for _ in 0..<table.keyCount { key.append(try nextID(AccountID.self).rawValue) }
    return Record(table, key: key)
  }
}

// MARK: What is known of it

extension RecordState: ProjectionRow {
  enum Flag: UInt8, RowFlag {
    case isRemoved = 0x01
    case isImported = 0x02
  }

  var rowKey: Key { Key(record) }

  func write(to row: inout RowWriter) {
    var flags = Flags<Flag>()
    flags[.isRemoved] = isRemoved
    flags[.isImported] = importedBy != nil
    row.write(flags)
    row.write(recordedPosition)
    row.write(time)
    if let position = importedBy { row.write(position) }
    switch fields {
    case .block, .chatSettings: break
    case .session(let session): row.write(session)
    case .report(let report): row.write(report)
    case .twoStepVerification(let settings):
      row.write(byte: settings.isEnabled ? 1 : 0)
      row.write(settings.method)
    case .scheduledMessage(let message): row.write(message)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let record = try key.nextRecord()
    let flags = try row.flags(Flag.self)
    let recordedPosition = try row.position()
    let time = try row.time()
    let importedBy = flags[.isImported] ? try row.position() : nil
    let fields: Fields
    switch record {
    case .block: fields = .block
    case .session: fields = .session(try row.session())
    case .report: fields = .report(try row.report())
    case .chatSettings: fields = .chatSettings
    case .twoStepVerification:
      let isEnabled = try row.byte() == 1
      fields = .twoStepVerification(TwoStepVerificationFields(isEnabled: isEnabled, method: try row.text()))
    case .scheduledMessage: fields = .scheduledMessage(try row.scheduledMessage())
    }
    self.init(record: record, recordedPosition: recordedPosition, time: time, importedBy: importedBy, fields: fields)
    isRemoved = flags[.isRemoved]
  }
}

enum SessionFlag: UInt8, RowFlag {
  case hasConversation = 0x01
  case hasEnded = 0x02
}

enum ReportFlag: UInt8, RowFlag {
  case hasSubject = 0x01
  case hasConversation = 0x02
  case hasMessage = 0x04
  case isResolved = 0x08
}

enum ScheduledMessageFlag: UInt8, RowFlag {
  case isSent = 0x01
}

extension ReportStatus: RowCode {
  var code: UInt8 {
    switch self {
    case .open: 1
    case .resolved: 2
    case .dismissed: 3
    }
  }
}

extension RowWriter {
  fileprivate mutating func write(_ session: SessionFields) {
    var flags = Flags<SessionFlag>()
    flags[.hasConversation] = session.conversation != nil
    flags[.hasEnded] = session.endedAt != nil
    write(flags)
    write(session.account)
    if let id = session.conversation { write(id) }
    if let time = session.endedAt { write(time) }
  }

  fileprivate mutating func write(_ report: ReportFields) {
    var flags = Flags<ReportFlag>()
    flags[.hasSubject] = report.subject != nil
    flags[.hasConversation] = report.conversation != nil
    flags[.hasMessage] = report.message != nil
    flags[.isResolved] = report.resolvedPosition != nil
    write(flags)
    write(report.status)
    write(report.category)
    write(report.reporter)
    if let id = report.subject { write(id) }
    if let id = report.conversation { write(id) }
    if let id = report.message { write(id) }
    if let position = report.resolvedPosition { write(position) }
  }

  fileprivate mutating func write(_ message: ScheduledMessageFields) {
    var flags = Flags<ScheduledMessageFlag>()
    flags[.isSent] = message.sentAs != nil
    write(flags)
    write(message.conversation)
    write(message.author)
    write(message.dueAt)
    if let id = message.sentAs { write(id) }
  }
}

extension RowReader {
  fileprivate mutating func scheduledMessage() throws -> ScheduledMessageFields {
    let flags = try flags(ScheduledMessageFlag.self)
    let conversation: ConversationID = try id()
    let author: AccountID = try id()
    let dueAt = try time()
    return ScheduledMessageFields(
      conversation: conversation, author: author, dueAt: dueAt, sentAs: flags[.isSent] ? try id(MessageID.self) : nil)
  }

  fileprivate mutating func session() throws -> SessionFields {
    let flags = try flags(SessionFlag.self)
    let account: AccountID = try id()
    let conversation = flags[.hasConversation] ? try id(ConversationID.self) : nil
    return SessionFields(
      account: account, conversation: conversation, endedAt: flags[.hasEnded] ? try time() : nil)
  }

  fileprivate mutating func report() throws -> ReportFields {
    let flags = try flags(ReportFlag.self)
    let status: ReportStatus = try code()
    let category = try text()
    let reporter: AccountID = try id()
    let subject = flags[.hasSubject] ? try id(AccountID.self) : nil
    let conversation = flags[.hasConversation] ? try id(ConversationID.self) : nil
    let message = flags[.hasMessage] ? try id(MessageID.self) : nil
    var report = ReportFields(
      reporter: reporter, subject: subject, conversation: conversation, message: message, category: category,
      status: status)
    report.resolvedPosition = flags[.isResolved] ? try position() : nil
    return report
  }
}

extension ProjectionSession {
  public func record(_ record: Record) throws -> RecordState? { try row(of: .records, at: Key(record)) }

  public func put(_ record: RecordState) throws {
    if try !contains(record.rowKey, in: .records) { try list(record) }
    try put(record, into: .records)
  }

  public func forEachRecord(in table: RecordTable, _ body: (RecordState) throws -> Bool) throws {
    try forEachRow(of: .records, below: Key(byte: table.code), body)
  }
}

// MARK: Which go with an account

/// A record that goes with an account, listed under that account.
struct AccountRecordRow: ProjectionRow {
  var account: AccountID
  var record: Record

  var rowKey: Key {
    var key = Key(account)
    key.append(record.table.code)
    // What is another account's has a 1 before the identifier that tells it from the others.
    if case .block(let block) = record {
      key.append(UInt8(account == block.account ? 0 : 1))
      key.append(account == block.account ? block.contact : block.account)
    } else {
      key.append(UInt8(0))
      key.append(identifiersOf: record)
    }
    return key
  }

  func write(to row: inout RowWriter) { row.write(Key(record)) }
}

extension AccountRecordRow {
  init(key: inout KeyReader, row: inout RowReader) throws {
    account = try key.nextID()
    record = try row.part { try $0.nextRecord() }
    // The rest of the key follows from these two.
    _ = key.rest()
  }
}

extension RecordTable {
  /// Whether its records are listed under the accounts that they refer to. Reports stay with what they report, and
  /// settings are found by their account.
  fileprivate var isListedByAccount: Bool { !isKeyedByAccount && self != .reports }
}

extension ProjectionSession {
  public func forEachRecord(of account: AccountID, _ body: (RecordState) throws -> Bool) throws {
    var goesOn = true
    try forEachRow(of: .recordsByAccount, below: Key(account)) { listed in
      guard let state = try record(listed.record) else {
        throw ProjectionError(.damaged, "A record of account \(account) is not there.")
      }
      goesOn = try body(state)
      return goesOn
    }
    for table in RecordTable.allCases where goesOn && table.isKeyedByAccount {
      guard let state = try record(Record(table, key: [account.rawValue])) else { continue }
      goesOn = try body(state)
    }
  }

  /// Lists a new record under the accounts that it goes with.
  private func list(_ state: RecordState) throws {
    guard state.record.table.isListedByAccount else { return }
    let accounts = state.accounts
    guard !accounts.isEmpty else {
      throw ProjectionError(.inconsistent, "\(state.record) does not say whose it is.")
    }
    for (_, account) in accounts {
      try insert(AccountRecordRow(account: account, record: state.record), into: .recordsByAccount)
    }
  }
}

// MARK: How many show

extension RecordTableState: ProjectionRow {
  var rowKey: Key { Key(byte: table.code) }

  func write(to row: inout RowWriter) {
    row.write(signed: visible)
    row.write(UInt64(marks.count))
    for mark in marks {
      row.write(mark.removal)
      row.write(signed: mark.hidden)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    self.init(table: try key.nextRecordTable())
    visible = try row.signed()
    for _ in 0..<(try row.number()) {
      let removal = try row.position()
      marks.append(RecordMark(removal: removal, hidden: try row.signed()))
    }
  }
}

extension ProjectionSession {
  public func recordTable(_ table: RecordTable) throws -> RecordTableState {
    try row(of: .recordTables, at: Key(byte: table.code)) ?? RecordTableState(table: table)
  }

  public func put(_ table: RecordTableState) throws { try put(table, into: .recordTables) }
}
