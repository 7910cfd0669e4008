// The accounts that records refer to, by the names that the table of relations has for it.

extension RecordState {
  /// The accounts that the record refers to, each with the name of the reference.
  package var accounts: [(reference: String, account: AccountID)] {
    switch (record, fields) {
    case (.block(let block), _): [("account", block.account), ("contact", block.contact)]
    case (.session, .session(let session)): [("account", session.account)]
    case (.report, .report(let report)):
      [("reporter", report.reporter)] + (report.subject.map { [("subject", $0)] } ?? [])
    case (.chatSettings(let account), _), (.twoStepVerification(let account), _): [("account", account)]
    case (.scheduledMessage, .scheduledMessage(let message)): [("author", message.author)]
    // Fields of another table's record.
    case (.session, _), (.report, _), (.scheduledMessage, _): []
    }
  }
}

extension RecordTable {
  /// What its records are in the table of relations.
  package var entityKind: EntityKind {
    switch self {
    case .blocks: .block
    case .sessions: .session
    case .reports: .report
    case .chatSettings: .chatSettings
    case .twoStepVerifications: .twoStepVerification
    case .scheduledMessages: .scheduledMessage
    }
  }
}

extension ChatState {
  /// The records that refer to an account by a reference which does not merely stay when the account goes, each with
  /// that relation; removed and cleared ones too. The body returns false to stop.
  ///
  /// O(records of the account), and O(reports) where the table of relations does not keep those.
  func forEachRecord(
    hangingOn account: AccountID, _ relations: Relations, _ body: (RecordState, Relation) throws -> Bool
  ) throws {
    var goesOn = true
    func look(_ record: RecordState) throws -> Bool {
      for (reference, target) in record.accounts where goesOn && target == account {
        guard let relation = relations[record.record.table.entityKind, reference], relation.onRemoval != .keep
        else { continue }
        goesOn = try body(record, relation)
      }
      return goesOn
    }
    try forEachRecord(of: account, look)
    // Reports are not listed by account. They stay, as the table says, and then nobody has to look through them.
    let looksForReports = relations.of(.report).contains { $0.parent == .account && $0.onRemoval != .keep }
    if goesOn, looksForReports { try forEachRecord(in: .reports, look) }
  }
}
