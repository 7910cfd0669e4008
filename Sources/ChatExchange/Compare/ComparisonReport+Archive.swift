internal import ChatLedger

extension ImportEngine {
  /// The report of a comparison of an archive.
  func comparisonOfArchive(_ outcome: ImportReport.Outcome, source: String) throws -> ComparisonReport {
    let tables = ArchiveTable.allCases.map { (name: "\($0)", becomes: $0.becomes) }
    var report = try comparisonReport(outcome, tables: tables)
    report.source = source
    report.notCompared = [
      "accounts and conversations of the ledger that the archive does not name",
      "when somebody joined, was deactivated or pinned a message, and when a channel was archived",
    ]
    return report
  }

  /// The report of a comparison.
  ///
  /// - Parameter tables: what the buckets are called, in their order.
  package func comparisonReport(
    _ outcome: ImportReport.Outcome, tables: [(name: String, becomes: String)]
  ) throws -> ComparisonReport {
    try decidePending()
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
