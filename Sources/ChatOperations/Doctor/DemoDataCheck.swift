import ChatLedger
import LedgerSupport

extension Examination {
  /// Accounts that a cleanup would propose. Elsewhere than in production they are nothing worse than worth knowing.
  func demoData(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    try ledger.read { view in
      let accounts = try view.totals().accounts
      guard options.isFull || accounts <= Int64(clamping: options.boundEntries) else {
        return DoctorFinding(
          .demoData, .skipped, "There are \(accounts) accounts, more than \(options.boundEntries).",
          advice: "Look at all of them.", steps: [.examineEverything, .findMadeUp])
      }
      let report = try view.cleanupReport(progress)
      let proposed = report.proposed()
      guard !proposed.isEmpty else {
        let text =
          report.scanned == 0 ? "There are no accounts" : "None of \(counted(accounts, "account")) looks made up"
        return DoctorFinding(.demoData, .ok, "\(text).")
      }
      let certain = proposed.count { $0.certainty == .certain }
      let isProduction = try view.state().configuration().isProduction
      return DoctorFinding(
        .demoData, isProduction ? .failed : .warning,
        "\(proposed.count) of \(counted(accounts, "account")) look made up, \(certain) of them certainly"
          + (isProduction ? ", in a production ledger." : "; the ledger is not marked as production."),
        details: proposed.prefix(DoctorFinding.detailLimit).map { finding in
          let rules = finding.matches.map { "\($0.rule): \($0.detail)" }.joined(separator: "; ")
          return "\(finding.userName.isEmpty ? "account \(finding.id)" : "@\(finding.userName)") (\(rules))"
        },
        advice: isProduction
          ? "Look at them, then at what would be removed with them, and remove them; this can be reverted. If you "
            + "reverted a cleanup because an account was real, the last way proposes no other accounts."
          : "If real people use this ledger, mark it as production, then look at them.",
        steps: isProduction
          ? [.findMadeUp, .foreseeCleanup, .cleanUp, .cleanUpAgain] : [.markProduction(true), .findMadeUp])
    }
  }
}
