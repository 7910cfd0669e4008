public import ChatLedger

/// Imports a Mattermost bulk JSONL archive into a ledger.
///
/// The archive is read once, line by line, and is never held in memory. Every item has an identifier that is derived
/// from its name (see ``MattermostIdentifier``), so an import may be stopped in any way, even by `kill -9`, and run
/// again: it then imports the missing items. A second import of the same archive records nothing. Everything that an
/// import adds belongs to one `beginImport`; reverting that undoes the import.
///
/// Memory: a few batches (see ``ImportOptions``), the longest line, and the identifiers of the archive's accounts and
/// conversations.
public struct MattermostImporter {
  private let ledger: Ledger
  private let options: ImportOptions

  /// Imports into a ledger that is open for writing.
  public init(ledger: Ledger, options: ImportOptions) {
    self.ledger = ledger
    self.options = options
  }

  /// Reads the archive to its end, or until it is cancelled, or, if strict, to the first line that cannot be taken.
  /// Blocks the calling thread.
  ///
  /// - Throws: ``ExchangeError`` when the archive cannot be read or is of an unknown version, ``LedgerError`` when the
  ///   ledger cannot be written. Items imported until then stay, and importing again continues.
  @available(*, noasync)
  public func run(_ source: any ByteSource) throws -> ImportReport {
    let naming = ImportNaming(format: MattermostNaming.format)
    let engine = try ImportEngine(ledger, options, naming: naming, buckets: ArchiveTable.allCases.count)
    var run = MattermostRun(engine, source: source)
    let outcome = try engine.reading { try run.readAll() }
    let report = ImportReport(try engine.conclude(outcome), source: options.source, counted: run.counted())
    run.reportProgress(force: true)
    return report
  }

  /// Compares the archive with the ledger, which may be open for reading only; records nothing.
  ///
  /// - Throws: as ``run(_:)``.
  @available(*, noasync)
  public func compare(_ source: any ByteSource) throws -> ComparisonReport {
    var options = options
    options.isComparison = true
    let naming = ImportNaming(format: MattermostNaming.format)
    let engine = try ImportEngine(ledger, options, naming: naming, buckets: ArchiveTable.allCases.count)
    var run = MattermostRun(engine, source: source)
    let outcome = try engine.reading { try run.readAll() }
    if outcome == .finished { try run.noteExtra() }
    run.reportProgress(force: true)
    var report = try engine.comparisonOfArchive(
      outcome, source: options.source, notRead: run.report.unknownLinesByType)
    report.notCompared += [
      NotCompared("teams without channels"),
      NotCompared(
        "the order of members of a direct channel, and whether one is named twice",
        names: ["members", "channel_members"]),
    ]
    return report
  }
}
