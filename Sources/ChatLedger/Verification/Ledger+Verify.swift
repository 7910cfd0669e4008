import ChatDomain
import ChatProjection

extension Ledger {
  /// Verifies what is on disk, level by level; nothing is changed and nothing is believed.
  ///
  /// Works at one position while reading and writing go on. A long verify keeps the space of what is changed meanwhile
  /// from being reused. Levels run in the order of ``VerifyLevel``; a fault in one does not keep the others from
  /// running.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read at all.
  /// - Complexity: O(entries) and O(rows); `projection` and `decisions` fold the log anew into a scratch directory
  ///   inside the ledger's, about as large as the projection.
  @available(*, noasync)
  public func verify(
    _ levels: Set<VerifyLevel> = Set(VerifyLevel.allCases), progress: (Progress) -> Void = { _ in }
  ) throws -> VerifyReport {
    try read { view in
      var reports: [VerifyLevelReport] = []
      if levels.contains(.log) { reports.append(view.verifyLog(progress)) }
      if levels.contains(.projection) || levels.contains(.decisions) {
        let path = "\(directory.path)/verify.\(Ledger.newCommandID())"
        defer { try? Platform.removeDirectory(path) }
        let replay = ReplayVerifier(view: view, scratchPath: path, options: options)
        reports += try replay.run(levels, progress)
      }
      if levels.contains(.references) { reports.append(try ReferenceVerifier(view: view).run(progress)) }
      if levels.contains(.contents) { reports.append(view.verifyContents(progress)) }
      return VerifyReport(position: view.position, levels: reports)
    }
  }
}
