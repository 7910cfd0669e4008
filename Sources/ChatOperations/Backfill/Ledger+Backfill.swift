public import ChatLedger

extension Ledger {
  /// Creates the missing rooms that a policy requires, in bounded batches under one chain.
  ///
  /// If nothing is missing, nothing is recorded, so a second run has no effect. A backfill that was stopped, by
  /// `isCancelled` or with its process, is continued by the next one. `revert` of ``BackfillReport/chain`` removes the
  /// rooms that have no messages. Others may write at the same time.
  ///
  /// ```swift
  /// let report = try await ledger.offload { try $0.backfill(policy: "booking-room", options) }
  /// ```
  ///
  /// - Throws: ``LedgerError`` `usage` when no such policy is declared or the ledger is open for reading only, and as
  ///   executing does; ``Rejection`` when the schema has changed during the backfill.
  /// - Complexity: O(resources + created rooms).
  @available(*, noasync)
  public func backfill(
    policy name: String, _ options: BackfillOptions, progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> BackfillReport {
    let run = BackfillRun(ledger: self, policy: name, options: options)
    return try run.run(progress)
  }
}

/// One backfill, from the look at what is missing to the end of its chain.
private final class BackfillRun {
  /// Resources of one command. Its events then fit into one entry, and nobody else waits long for the writer.
  private static let resourcesPerCommand = 250
  /// Commands that are queued together, and so share a sync.
  private static let commandsPerGroup = 4
  /// Candidates that are kept in memory at once; more are looked for in another pass.
  private static let candidatesPerPass = 1_000_000

  private let ledger: Ledger
  private let policy: String
  private let options: BackfillOptions
  private let began = Platform.monotonicNanoseconds()
  private var report: BackfillReport

  init(ledger: Ledger, policy: String, options: BackfillOptions) {
    self.ledger = ledger
    self.policy = policy
    self.options = options
    report = BackfillReport(policy: policy, outcome: .nothingMissing)
  }

  func run(_ progress: (LedgerProgress) -> Void) throws -> BackfillReport {
    try ledger.requireWritable()
    var (missing, chain) = try look(progress)
    // One that was stopped after its last batch is closed, though nothing is missing.
    guard !missing.isEmpty || chain.isBegun else { return timed(report) }
    report.chain = chain.id
    report.isResumed = chain.isBegun
    report.outcome = .finished
    if !chain.isBegun {
      let begin = BeginBackfill(policy: policy)
      _ = try ledger.execute(command(.beginBackfill(begin), id: chain.id, under: chain.id))
    }
    while !missing.isEmpty {
      let created = report.created
      let isWhole = try make(missing, under: chain, progress)
      if !isWhole {
        report.outcome = .interrupted
        return timed(report)
      }
      // A pass that was not full found all there was. One that made nothing would find the same again.
      if missing.count < Self.candidatesPerPass || report.created == created { break }
      (missing, _) = try look(progress)
    }
    _ = try ledger.execute(
      command(.finishImport(FinishImport(importCommand: chain.id)), id: chain.finish, under: chain.id))
    return timed(report)
  }

  private func timed(_ report: BackfillReport) -> BackfillReport {
    var report = report
    report.seconds = Platform.seconds(since: began)
    return report
  }

  /// Reads and lets go: the writer cannot give its files more room while somebody reads.
  private func look(_ progress: (LedgerProgress) -> Void) throws -> (missing: [ResourceID], chain: BackfillChain) {
    try ledger.read { view in
      let scan = try BackfillScan(policy: policy, state: view.state(), position: view.position)
      let missing = try scan.missing(limit: Self.candidatesPerPass, progress: progress)
      return (missing, try BackfillChain(policy: policy, in: view))
    }
  }

  /// - Returns: false when it was asked to stop.
  private func make(
    _ resources: [ResourceID], under chain: BackfillChain, _ progress: (LedgerProgress) -> Void
  ) throws -> Bool {
    let pipeline = try CommandPipeline(ledger) { [self] receipt in
      report.created += UInt64(max(0, receipt.change?.conversations ?? 0))
    }
    var sent = 0
    while sent < resources.count {
      if options.isCancelled() {
        try pipeline.drain()
        return false
      }
      var group: [Command] = []
      while group.count < Self.commandsPerGroup, sent < resources.count {
        let end = min(sent + Self.resourcesPerCommand, resources.count)
        let rooms = BackfillRooms(policy: policy, resources: Array(resources[sent..<end]))
        group.append(command(.backfillRooms(rooms), under: chain.id))
        report.candidates += UInt64(end - sent)
        sent = end
      }
      try pipeline.send(group)
      progress(LedgerProgress(stage: "backfill", done: report.created, total: UInt64(resources.count)))
    }
    try pipeline.drain()
    progress(LedgerProgress(stage: "backfill", done: UInt64(resources.count), total: UInt64(resources.count)))
    return true
  }

  private func command(
    _ action: Action, id: CommandID = Ledger.newCommandID(), under chain: CommandID? = nil
  ) -> Command {
    Command(
      id: id, actor: options.actor, origin: options.origin, reason: options.reason, correlation: chain,
      action: action)
  }
}
