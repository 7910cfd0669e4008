import ChatDomain
import ChatProjection

/// Compares the live projection with a fresh fold, row by row, and the digests that were kept with those that follow.
struct RowComparison {
  let live: ProjectionSession
  let fresh: ProjectionSession

  func run(_ findings: inout LevelFindings, _ progress: (LedgerProgress) -> Void) throws {
    for (done, table) in ProjectionTable.all.enumerated() {
      progress(LedgerProgress(stage: "compare", done: UInt64(done), total: UInt64(ProjectionTable.all.count)))
      let faultsBefore = findings.faultCount
      try compare(table, &findings)
      guard findings.faultCount == faultsBefore else { continue }
      guard try live.digest(of: table) != fresh.digest(of: table) else { continue }
      findings.add(
        key: table.name, "The rows are right, and the digest that was kept with them is not.", remedy: Self.remedy)
    }
    if try live.settings() != fresh.settings() {
      findings.add(key: "settings", "The settings of the ledger are not what the log says.", remedy: Self.remedy)
    }
    guard live.totals != fresh.totals else { return }
    findings.add(key: "totals", "The totals are \(live.totals); a fresh fold has \(fresh.totals).", remedy: Self.remedy)
  }

  static let remedy = Remedy("Rebuild the projection from the log.", .rebuildProjection)

  private func compare(_ table: ProjectionTable, _ findings: inout LevelFindings) throws {
    findings.checked += try ProjectionSession.differences(in: table, between: live, and: fresh) { difference in
      let what =
        switch difference.kind {
        case .missing: "The row is missing."
        case .unexpected: "The row should not be there."
        case .altered: "The row is not what the log says."
        }
      findings.add(key: "\(table.name) \(difference.keyText)", what, remedy: Self.remedy)
    }
  }
}
