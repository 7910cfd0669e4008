internal import ChatLedger

extension ImportEngine {
  /// The report of a comparison of an archive.
  ///
  /// - Parameter notRead: how many lines or elements there were of each type that is not read.
  func comparisonOfArchive(
    _ outcome: ImportReport.Outcome, source: String, notRead: [String: UInt64]
  ) throws -> ComparisonReport {
    if outcome == .finished {
      try noteExtraEntities(
        accounts: ArchiveTable.accounts.rawValue, conversations: ArchiveTable.conversations.rawValue)
    }
    let tables = ArchiveTable.allCases.map { (name: "\($0)", becomes: $0.becomes) }
    var report = try comparisonReport(outcome, tables: tables)
    report.source = source
    report.notCompared = [
      NotCompared("accounts and conversations that other sources brought and the archive does not describe"),
      NotCompared("when somebody joined, was deactivated or pinned a message, and when a channel was archived"),
    ]
    if let comparison, comparison.repeatedCount > 0 {
      report.notCompared.append(NotCompared("what is said again in the same words", count: comparison.repeatedCount))
    }
    let deleted = (comparison?.deletedCount ?? 0) + report.tables.reduce(0) { $0 + $1.sourceDeleted }
    if deleted > 0 {
      report.notCompared.append(
        NotCompared("what deleted messages said, and whether they are still in the archive", count: deleted))
    }
    for (type, count) in notRead.sorted(by: { $0.key.precedesBytewise($1.key) }) {
      report.notCompared.append(NotCompared(NotCompared.unreadTypes, names: [type], count: count))
    }
    return report
  }

  /// The report of a comparison.
  ///
  /// - Parameter tables: what the buckets are called, in their order.
  package func comparisonReport(
    _ outcome: ImportReport.Outcome, tables: [(name: String, becomes: String)]
  ) throws -> ComparisonReport {
    try decidePending()
    try compareUntoldEdits()
    noteUntoldDeletions()
    var report = ComparisonReport()
    for (index, table) in tables.enumerated() {
      guard let bucket = comparison?.buckets[index] else { continue }
      report.tables.append(ComparisonReport.Table(bucket, table.name, table.becomes))
    }
    report.warnings = sender.result.findings.warnings
    let isSame = report.tables.allSatisfy(\.isSame)
    report.verdict = outcome == .interrupted ? .interrupted : isSame ? .same : .different
    report.seconds = seconds
    return report
  }
}

extension ComparisonReport.Table {
  fileprivate init(_ bucket: ComparisonState.Bucket, _ table: String, _ becomes: String) {
    self.table = table
    self.becomes = becomes
    sourceRows = bucket.source.count
    sourceDeleted = bucket.source.deleted
    ledgerRows = bucket.ledger.count
    ledgerDeleted = bucket.ledger.deleted
    sourceDigest = RecordDigest.hexadecimal(bucket.source.digest)
    ledgerDigest = RecordDigest.hexadecimal(bucket.ledger.digest)
    differences = bucket.differences
    differenceCount = bucket.differenceCount
    acceptedCount = bucket.acceptedCount
  }
}

extension ArchiveTable {
  fileprivate var becomes: String {
    switch self {
    case .accounts: "account"
    case .conversations: "conversation"
    case .participants: "participant"
    case .messages: "message"
    case .reactions: "reaction"
    case .pins: "pin"
    }
  }
}
