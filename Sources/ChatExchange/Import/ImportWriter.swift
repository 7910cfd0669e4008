package import ChatLedger
internal import Dispatch
internal import Synchronization

/// Sends batches to the ledger on a thread of its own, in order, while the caller reads on.
///
/// Bounded: at most two batches wait besides the one that is being sent; ``submit(_:)`` blocks until there is room.
package final class ImportWriter: Sendable {
  fileprivate struct State {
    var report: ImportReport
    var failure: (any Error)?
    /// The import has been begun in the ledger.
    var isBegun: Bool
    /// Whether to look at every message that is there already, and not at some of them only.
    var looksAtAll: Bool
    var hasRejected = false
  }

  private let ledger: Ledger
  private let begin: Command
  private let isStrict: Bool
  private let isDryRun: Bool
  private let queue = DispatchQueue(label: "chat-ledger.import")
  private let room = DispatchSemaphore(value: 3)
  private let state: Mutex<State>

  package init(_ ledger: Ledger, _ chain: ImportChain, options: ImportOptions) {
    self.ledger = ledger
    self.begin = chain.begin
    self.isStrict = options.isStrict
    self.isDryRun = options.isDryRun
    var report = ImportReport()
    report.withdrawn.by = chain.withdrawnBy
    self.state = Mutex(
      State(report: report, failure: nil, isBegun: chain.isBegun, looksAtAll: chain.withdrawnBy != nil))
  }

  /// Queues a batch.
  ///
  /// - Throws: what an earlier batch failed with.
  package func submit(_ batch: [PlannedCommand]) throws {
    guard !batch.isEmpty else { return }
    try rethrow()
    room.wait()
    queue.async { [self] in
      defer { room.signal() }
      process(batch)
    }
  }

  /// Waits for everything that is queued.
  ///
  /// - Returns: the counts of everything that was sent, and whether the import has been begun in the ledger.
  package func drain() throws -> (report: ImportReport, isBegun: Bool) {
    queue.sync {}
    try rethrow()
    return state.withLock { ($0.report, $0.isBegun) }
  }

  /// Messages that are in the ledger so far.
  package var messages: UInt64 {
    state.withLock { $0.report.tables.messages.added + $0.report.tables.messages.present }
  }

  /// Something could not be taken, and that ends the import.
  package var hasToStop: Bool { state.withLock { $0.failure != nil || (isStrict && $0.hasRejected) } }

  private func rethrow() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  // MARK: On the queue

  private func process(_ batch: [PlannedCommand]) {
    guard !hasToStop else { return }
    do {
      let fresh = try withoutKnown(batch)
      guard !fresh.isEmpty else { return }
      if isDryRun {
        state.withLock { state in
          for planned in fresh { state.report.tables[planned.table].added += 1 }
        }
        return
      }
      try beginIfNeeded()
      let results = try ledger.executeWaiting(fresh.map(\.command))
      state.withLock { state in
        for (planned, result) in zip(fresh, results) { state.count(planned, result) }
      }
    } catch {
      state.withLock { $0.failure = error }
    }
  }

  /// Leaves out what the ledger has already. Nothing that was there before the import is missed, as the import began
  /// with a read of the latest state; what it sent itself is answered as a duplicate at worst.
  private func withoutKnown(_ batch: [PlannedCommand]) throws -> [PlannedCommand] {
    var fresh: [PlannedCommand] = []
    fresh.reserveCapacity(batch.count)
    var present: [PlannedCommand] = []
    var withdrawn: UInt64 = 0
    var withdrawnBy: CommandID?
    var looksAtAll = state.withLock { $0.looksAtAll }
    var hasLooked = false
    var hidden = HiddenMessages()
    try ledger.read(.available) { view in
      for planned in batch {
        guard try view.position(of: planned.command.id) != nil else {
          fresh.append(planned)
          continue
        }
        // Looking costs a read of the text from the log: one message of a batch tells whether it is worth it.
        if planned.table == .message, looksAtAll || !hasLooked {
          hasLooked = true
          if let by = try Self.withdrawal(of: planned.command.id.message, in: view) {
            looksAtAll = true
            withdrawn += 1
            withdrawnBy = by
          }
        }
        try hidden.look(at: planned.command, in: view)
        present.append(planned)
      }
    }
    state.withLock { state in
      hidden.add(to: &state.report.hidden)
      for planned in present { state.report.tables[planned.table].present += 1 }
      state.report.withdrawn.messages += withdrawn
      state.report.withdrawn.by = withdrawnBy ?? state.report.withdrawn.by
      state.looksAtAll = looksAtAll
    }
    return fresh
  }

  /// The command that took a message back with its import, where one did.
  private static func withdrawal(of message: MessageID, in view: LedgerView) throws -> CommandID? {
    guard let position = try view.message(message)?.state.importedBy,
      let removal = try view.importState(position)?.withdrawnBy
    else { return nil }
    return try view.removal(removal)?.commandID
  }

  private func beginIfNeeded() throws {
    guard state.withLock({ !$0.isBegun }) else { return }
    for result in try ledger.executeWaiting([begin]) { _ = try result.get() }
    state.withLock { $0.isBegun = true }
  }
}

extension ImportWriter.State {
  fileprivate mutating func count(_ planned: PlannedCommand, _ result: Result<Receipt, Rejection>) {
    switch result {
    case .success(let receipt):
      if receipt.isDuplicate {
        report.tables[planned.table].present += 1
      } else {
        report.tables[planned.table].added += 1
      }
    case .failure(let rejection) where planned.isDone(rejection):
      report.tables[planned.table].present += 1
    case .failure(let rejection):
      hasRejected = true
      report.tables[planned.table].rejected += 1
      report.reject(planned.rejected(rejection))
    }
  }
}

extension PlannedCommand {
  /// Whether it is refused because things are as it would make them.
  fileprivate func isDone(_ rejection: Rejection) -> Bool {
    switch command.action {
    case .removeParticipant: rejection.code == .notAParticipant
    case .deactivateAccount: rejection.code == .accountInactive
    case .deleteMessage: rejection.code == .messageGone
    default: rejection.code == .alreadyExists
    }
  }

  fileprivate func rejected(_ rejection: Rejection) -> ImportReport.Rejected {
    var rejected = ImportReport.Rejected(
      place, item: item, code: rejection.code.rawValue, message: rejection.message, remedy: rejection.remedy)
    // To whoever imports, the identifiers of commands say nothing.
    if rejection.code == .commandConflict {
      let what = place.table != nil ? "row" : place.file != nil ? "element" : "line"
      rejected.message = "An earlier \(what) says something else about the same \(item)."
      rejected.remedy = "Take one of the two out of what is imported."
    }
    return rejected
  }
}
