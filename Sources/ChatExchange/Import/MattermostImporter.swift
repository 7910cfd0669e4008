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
    guard options.source.utf8.count <= Limits.nameBytes, !options.source.isEmpty else {
      throw ExchangeError(
        .invalid, "The name of the source has to have 1 to \(Limits.nameBytes) bytes.",
        remedy: "Give another name.")
    }
    let (chain, settings) = try ledger.read(.latest) { view in
      (try ImportChain(view, options), try view.settings())
    }
    let context = MattermostPlanner.Context(
      importCommand: chain.begin.id, actor: options.actor, origin: options.origin,
      maximumBodyBytes: settings.maximumBodyBytes)
    let planner = MattermostPlanner(context, known: LedgerKnownThings(ledger))
    var run = ImportRun(
      planner: planner, writer: ImportWriter(ledger, chain, options: options), options: options, source: source)
    let outcome: ImportReport.Outcome
    do {
      outcome = try run.readAll()
    } catch {
      // What is queued goes in before the error is told: importing again goes on from there.
      _ = try? run.writer.drain()
      throw error
    }
    let (sent, isBegun) = try run.writer.drain()
    run.reportProgress(force: true)
    return try report(run, outcome, chain, sent: sent, isBegun: isBegun)
  }

  private func report(
    _ run: ImportRun, _ outcome: ImportReport.Outcome, _ chain: ImportChain, sent: ImportReport, isBegun: Bool
  ) throws -> ImportReport {
    var report = run.report(with: sent)
    report.source = options.source
    report.outcome = outcome
    report.isResumed = chain.isBegun
    report.importCommand = isBegun ? chain.begin.id : nil
    if outcome == .finished {
      if options.isStrict, sent.rejectionCount > 0 {
        report.outcome = .stoppedAtFault
      } else if isBegun {
        try finish(chain.begin.id)
      } else {
        report.outcome = .nothingNew
      }
    }
    report.seconds = run.seconds
    return report
  }

  private func finish(_ importCommand: CommandID) throws {
    let command = Command(
      id: ImportIdentifier.command("finish-import", importCommand.rawValue), actor: options.actor,
      origin: options.origin, correlation: importCommand,
      action: .finishImport(FinishImport(importCommand: importCommand)))
    _ = try ledger.execute(command)
  }
}
