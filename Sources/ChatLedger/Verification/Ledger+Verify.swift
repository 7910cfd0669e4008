import ChatDomain
import ChatProjection
import EventLog
import LedgerSupport

extension Ledger {
  /// Verifies the files of the ledger, level by level, without changing or trusting them.
  ///
  /// It works at one position while reading and writing continue. During a long verify, the space of replaced pages
  /// cannot be reused. Levels run in the order of ``VerifyLevel``; a fault in one does not stop the others.
  /// ``VerifyReport/notes`` lists what could not be checked.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read at all.
  /// - Complexity: O(entries) and O(rows); `projection` and `decisions` fold the log again into a file without a name
  ///   in ``Options/scratchDirectory``, about as large as the projection.
  @available(*, noasync)
  public func verify(
    _ levels: Set<VerifyLevel> = Set(VerifyLevel.allCases), progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> VerifyReport {
    try read { view in
      // A damaged tree spoils the transaction in which it was met: so the end is looked for first.
      let last = try? view.withLog { log, transaction in Position(try log.lastPosition(in: transaction)) }
      var reports: [VerifyLevelReport] = []
      if levels.contains(.log) { reports.append(try view.verifyLog(progress)) }
      if levels.contains(.projection) || levels.contains(.decisions) {
        reports += try ReplayVerifier(view: view, options: options).run(levels, progress)
      }
      if levels.contains(.references) { reports.append(try ReferenceVerifier(view: view).run(progress)) }
      if levels.contains(.contents) { reports.append(try view.verifyContents(progress)) }
      return VerifyReport(
        position: max(last ?? .start, view.position), levels: reports, notes: verifyNotes(levels) + notes(of: reports))
    }
  }

  private func notes(of reports: [VerifyLevelReport]) -> [String] {
    let count = reports.reduce(0) { $0 + $1.uncommitted }
    guard count > 0 else { return [] }
    return [
      "\(counted(count, "text")) of format version 2: no commitment is stored beside them. Their entries' checksums "
        + "(level log) tell accidents, and not a text that was changed together with its checksum."
    ]
  }

  /// Parts that were not checked although their level ran.
  private func verifyNotes(_ levels: Set<VerifyLevel>) -> [String] {
    guard !levels.isDisjoint(with: [.projection, .references]), let reason = reading?.doubt else { return [] }
    return [
      "The projection on disk was not checked, because it is not trusted: \(reason). The check used a projection "
        + "folded from the log. Opening the ledger for writing rebuilds the projection."
    ]
  }
}
