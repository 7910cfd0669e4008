// The records that go with an account.

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
