package import ChatLedger

/// What every import does around the reading of its source: finds the `beginImport` that it belongs to, sends what is
/// planned, and closes the import when all was read.
package struct ImportSession {
  /// What all commands of an import have in common.
  package struct Context: Sendable {
    package var importCommand: CommandID
    package var actor: Actor
    package var origin: String
    package var maximumBodyBytes: Int
  }

  package let ledger: Ledger
  package let options: ImportOptions
  package let context: Context
  package let writer: ImportWriter
  private let chain: ImportChain
  private let format: String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  /// Reads the latest state of a ledger that is open for writing; records nothing yet.
  ///
  /// - Parameter format: the name of what is read, for example `mattermost`; part of the import's identifier.
  @available(*, noasync)
  package init(_ ledger: Ledger, _ options: ImportOptions, format: String) throws {
    guard options.source.utf8.count <= Limits.nameBytes, !options.source.isEmpty else {
      throw ExchangeError(
        .invalid, "The name of the source has to have 1 to \(Limits.nameBytes) bytes.",
        remedy: "Give another name.")
    }
    start = clock.now
    let (chain, settings) = try ledger.read(.latest) { view in
      (try ImportChain(view, options, format: format), try view.settings())
    }
    self.ledger = ledger
    self.options = options
    self.chain = chain
    self.format = format
    context = Context(
      importCommand: chain.begin.id, actor: options.actor, origin: options.origin,
      maximumBodyBytes: settings.maximumBodyBytes)
    writer = ImportWriter(ledger, chain, options: options)
  }

  /// Since the session began.
  package var seconds: Double { (clock.now - start) / .seconds(1) }

  /// Runs the reading, and waits for what it has sent even where it fails: importing again goes on from there.
  package func read<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch {
      _ = try? writer.drain()
      throw error
    }
  }

  /// Waits for everything that was sent, closes the import where all was read, and says what came of it.
  ///
  /// - Parameter counted: what was counted while reading, added to what was counted while sending.
  @available(*, noasync)
  package func conclude(_ outcome: ImportReport.Outcome, _ counted: ImportReport) throws -> ImportReport {
    let (sent, isBegun) = try writer.drain()
    var report = counted
    report.merge(sent)
    report.source = options.source
    report.outcome = outcome
    report.isResumed = chain.isBegun
    report.importCommand = isBegun ? chain.begin.id : nil
    if options.isStrict, report.rejectionCount > 0, outcome != .interrupted {
      report.outcome = .stoppedAtFault
    } else if outcome == .finished {
      if options.isDryRun {
        report.outcome = .dryRun
      } else if isBegun {
        try finish()
      } else {
        report.outcome = .nothingNew
      }
    }
    report.seconds = seconds
    return report
  }

  private func finish() throws {
    let command = Command(
      id: ImportName.command("finish-import", chain.begin.id.rawValue, format: format), actor: options.actor,
      origin: options.origin, correlation: chain.begin.id,
      action: .finishImport(FinishImport(importCommand: chain.begin.id)))
    _ = try ledger.execute(command)
  }
}

extension ImportReport {
  /// Adds what was counted while sending.
  fileprivate mutating func merge(_ sent: ImportReport) {
    tables.merge(sent.tables)
    withdrawn = sent.withdrawn.messages > 0 ? sent.withdrawn : Withdrawn()
    hidden = sent.hidden
    rejectionCount += sent.rejectionCount
    rejections = Array(
      (rejections + sent.rejections).sorted { $0.stands(before: $1) }.prefix(ImportOptions.keptRejections))
  }
}

extension ImportReport.Tables {
  fileprivate mutating func merge(_ other: Self) {
    let all: [PlannedCommand.Table] = [
      .account, .conversation, .participant, .message, .reaction, .pin, .edit, .deletion, .change,
    ]
    for table in all {
      self[table].added += other[table].added
      self[table].present += other[table].present
      self[table].rejected += other[table].rejected
    }
  }
}

extension ImportReport.Rejected {
  /// Order by place; what cannot be compared stays as it was found.
  fileprivate func stands(before other: Self) -> Bool {
    if file != other.file { return (file ?? "") < (other.file ?? "") }
    if table != other.table { return (table ?? "") < (other.table ?? "") }
    if line != other.line { return line < other.line }
    return (index ?? 0) < (other.index ?? 0)
  }
}
