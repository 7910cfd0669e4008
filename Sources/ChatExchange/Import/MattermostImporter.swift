public import ChatLedger

/// Imports a Mattermost bulk JSONL archive into a ledger.
///
/// The archive is read once, line by line, and never held. Every thing in it has an identifier that is made of its
/// name (see ``ImportIdentifier``), so an import may be stopped in any way, a `kill -9` included, and run again: it
/// takes what is missing. A second import of the same archive records nothing. Everything that an import adds hangs
/// on one `beginImport`; reverting that takes all of it back.
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
  ///   ledger cannot be written. What was taken until then stays, and importing again goes on.
  @available(*, noasync)
  public func run(_ source: any ByteSource) throws -> ImportReport {
    let session = try ImportSession(ledger, options, format: MattermostNaming.format)
    let planner = MattermostPlanner(session.context, known: LedgerKnownThings(ledger))
    var run = ImportRun(planner: planner, session: session, source: source)
    let outcome = try session.read { try run.readAll() }
    let report = try session.conclude(outcome, run.counted())
    run.reportProgress(force: true)
    return report
  }
}
