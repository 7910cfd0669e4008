/// Which sessions to list.
public enum SessionSelection: Hashable, Sendable {
  /// Those that have not ended.
  case active
  /// Those that have ended, too.
  case all
}

extension LedgerView {
  // MARK: Block list

  /// Whom the account blocks, and who blocks it, in the order of identifiers; of everybody unless one is named.
  ///
  /// The body returns false to stop. O(records of the account), or O(blocks).
  public func forEachBlock(of account: AccountID? = nil, _ body: (Block) throws -> Bool) throws {
    try forEachRecord(in: .blocks, of: account) { state in
      guard case .block(let block) = state.record else { return true }
      return try body(
        Block(
          account: block.account, contact: block.contact, blockedAt: state.time, position: state.recordedPosition,
          importedBy: state.importedBy))
    }
  }

  /// Whether one account blocks another. O(log *n*).
  public func blocks(_ account: AccountID, _ contact: AccountID) throws -> Bool {
    try state().visibleRecord(.block(account, contact: contact)) != nil
  }

  // MARK: Sessions

  /// A session, ended or not; nil when it is not known, and unless asked for, when it was cleared or went with its
  /// account.
  public func session(_ id: SessionID, includingHidden: Bool = false) throws -> Session? {
    try known(.session(id), includingHidden).flatMap { try session($0) }
  }

  /// Sessions in the order of identifiers, of everybody unless one is named. The body returns false to stop.
  ///
  /// O(records of the account), or O(sessions).
  public func forEachSession(
    of account: AccountID? = nil, _ selection: SessionSelection = .active, _ body: (Session) throws -> Bool
  ) throws {
    try forEachRecord(in: .sessions, of: account) { state in
      if selection == .active, !state.isCounted { return true }
      guard let session = try session(state) else { return true }
      return try body(session)
    }
  }

  private func session(_ record: RecordState) throws -> Session? {
    guard case .session(let id) = record.record, case .session(let fields) = record.fields else { return nil }
    return Session(
      id: id, account: fields.account, conversation: try state().conversation(of: fields),
      device: try texts.sessionDevice(at: record.recordedPosition), startedAt: record.time, endedAt: fields.endedAt,
      position: record.recordedPosition, importedBy: record.importedBy)
  }

  // MARK: Privacy reports

  /// A report; nil when it is not known, and unless asked for, when it was cleared.
  public func report(_ id: ReportID, includingHidden: Bool = false) throws -> PrivacyReport? {
    try known(.report(id), includingHidden).flatMap { try report($0) }
  }

  /// Reports in the order of identifiers, in any status unless one is named. The body returns false to stop.
  /// O(reports).
  public func forEachReport(_ status: ReportStatus? = nil, _ body: (PrivacyReport) throws -> Bool) throws {
    try forEachRecord(in: .reports, of: nil) { state in
      guard case .report(let fields) = state.fields, status == nil || fields.status == status,
        let report = try report(state)
      else { return true }
      return try body(report)
    }
  }

  private func report(_ record: RecordState) throws -> PrivacyReport? {
    guard case .report(let id) = record.record, case .report(let fields) = record.fields else { return nil }
    return PrivacyReport(
      id: id, fields: fields, text: try texts.reportText(at: record.recordedPosition), filedAt: record.time,
      position: record.recordedPosition, importedBy: record.importedBy)
  }

  // MARK: Settings

  /// The chat settings of an account; nil where it has none.
  public func chatSettings(of account: AccountID) throws -> ChatSettings? {
    guard let state = try known(.chatSettings(account)) else { return nil }
    return ChatSettings(
      account: account, values: try texts.chatSettings(at: state.recordedPosition), changedAt: state.time,
      position: state.recordedPosition)
  }

  /// The setting of two-step verification of an account; nil where it has none.
  public func twoStepVerification(of account: AccountID) throws -> TwoStepVerification? {
    guard let state = try known(.twoStepVerification(account)),
      case .twoStepVerification(let settings) = state.fields
    else { return nil }
    return TwoStepVerification(
      account: account, isEnabled: settings.isEnabled, method: settings.method, changedAt: state.time,
      position: state.recordedPosition)
  }

  /// The accounts that have settings of either sort, in the order of identifiers. O(accounts with settings).
  public func accountsWithSettings() throws -> [AccountID] {
    var accounts: Set<AccountID> = []
    for table in RecordTable.allCases where table.isKeyedByAccount {
      try forEachRecord(in: table, of: nil) { state in
        accounts.formUnion(state.accounts.map(\.account))
        return true
      }
    }
    return accounts.sorted()
  }

  // MARK: All of them

  /// A record with its texts, whether it shows or not; ``isVisible(_:)`` tells. Nil when it is not known.
  public func record(_ record: Record) throws -> RecordEntry? { try state().record(record).map(entry) }

  /// Every record of a table with its texts in the order of keys, removed and cleared ones, too. The body returns
  /// false to stop. O(records of the table).
  public func forEachRecord(in table: RecordTable, _ body: (RecordEntry) throws -> Bool) throws {
    try state().forEachRecord(in: table) { try body(entry($0)) }
  }

  private func entry(_ state: RecordState) throws -> RecordEntry {
    var entry = RecordEntry(state: state)
    if case .chatSettings = state.record { entry.values = try texts.chatSettings(at: state.recordedPosition) }
    if let described = state.fields.described, let text = type(of: described).text {
      entry.text =
        switch text {
        case .device: try texts.sessionDevice(at: state.recordedPosition)
        case .report: try texts.reportText(at: state.recordedPosition)
        case .message: try texts.messageContent(at: state.recordedPosition)?.body
        }
    }
    return entry
  }

  /// Whether a record is there: not removed, and not cleared with its table. A session that has ended is there.
  public func isVisible(_ record: RecordState) throws -> Bool {
    try !record.isRemoved && state().recordTable(record.record.table).shows(record.recordedPosition)
  }

  /// The counts of a table of records, and the clears that apply to it. O(log *n*).
  public func recordTable(_ table: RecordTable) throws -> RecordTableState { try state().recordTable(table) }

  private func known(_ record: Record, _ includingHidden: Bool = false) throws -> RecordState? {
    guard let state = try state().record(record), try includingHidden || isVisible(state) else { return nil }
    return state
  }

  /// Records of a table that are there, in the order of their keys. The body returns false to stop.
  func forEachRecord(
    in table: RecordTable, of account: AccountID?, _ body: (RecordState) throws -> Bool
  ) throws {
    let marks = try state().recordTable(table)
    func consider(_ state: RecordState) throws -> Bool {
      guard state.record.table == table, !state.isRemoved, marks.shows(state.recordedPosition) else { return true }
      return try body(state)
    }
    if let account {
      try state().forEachRecord(of: account, consider)
    } else {
      try state().forEachRecord(in: table, consider)
    }
  }
}
