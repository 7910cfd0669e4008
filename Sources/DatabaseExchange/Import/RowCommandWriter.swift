internal import ChatExchange
internal import ChatLedger
internal import Dispatch
internal import Synchronization

/// Sends batches to the ledger on a thread of its own, in order, while the caller reads on.
///
/// Bounded: at most two batches wait besides the one that is being sent.
final class RowCommandWriter: Sendable {
  static let batchCommands = 2_000
  static let batchBytes = 8 << 20
  /// Deleted messages lie all over the ledger: fewer at once keep fewer pages in view.
  static let batchDeletions = 500
  /// Answers to messages that have not come yet wait in memory; beyond this they go without what they answer.
  static let deferredLimit = 200_000

  struct State {
    var report: DatabaseImportReport
    var failure: (any Error)?
    /// The import has been begun in the ledger.
    var isBegun: Bool
    var deferred: [PlannedRowCommand] = []
    var hasFault = false
  }

  private let ledger: Ledger
  private let begin: Command
  private let isDryRun: Bool
  private let stopsAtFault: Bool
  private let queue = DispatchQueue(label: "chat-ledger.import.sql")
  private let room = DispatchSemaphore(value: 3)
  private let state: Mutex<State>

  init(
    _ ledger: Ledger, begin: Command, isBegun: Bool, _ report: DatabaseImportReport, _ options: DatabaseImportOptions
  ) {
    self.ledger = ledger
    self.begin = begin
    isDryRun = options.isDryRun
    stopsAtFault = options.stopsAtFault
    state = Mutex(State(report: report, failure: nil, isBegun: isBegun))
  }

  /// Queues a batch.
  ///
  /// - Throws: what an earlier batch failed with.
  func submit(_ batch: [PlannedRowCommand]) throws {
    guard !batch.isEmpty else { return }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    room.wait()
    queue.async { [self] in
      defer { room.signal() }
      guard !hasToStop else { return }
      do { try process(batch) } catch { state.withLock { $0.failure = error } }
    }
  }

  /// Waits for everything that is queued, and sends what waited for messages that have come since.
  func drain() throws {
    queue.sync {
      guard !hasToStop else { return }
      do { try sendDeferred() } catch { state.withLock { $0.failure = error } }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  var hasToStop: Bool { state.withLock { $0.failure != nil || (stopsAtFault && $0.hasFault) } }

  /// Changes the report, in turn with what is being sent.
  func update<R: Sendable>(_ body: (inout sending DatabaseImportReport) -> sending R) -> R {
    state.withLock { body(&$0.report) }
  }

  /// Counts a fault that was found while reading.
  func note(_ fault: RowFault, table: Int?) {
    state.withLock { state in
      state.report.note(fault)
      state.hasFault = true
      if !fault.isTaken, let table { state.report.tables[table].rejected += 1 }
    }
  }

  func finish() -> (report: DatabaseImportReport, isBegun: Bool) { state.withLock { ($0.report, $0.isBegun) } }

  // MARK: On the queue

  private func process(_ batch: [PlannedRowCommand]) throws {
    if isDryRun {
      return state.withLock { state in
        for planned in batch { state.count(planned) }
      }
    }
    try beginIfNeeded()
    let results = try ledger.executeWaiting(batch.map(\.command))
    MappedMemory.keepSmall()
    state.withLock { state in
      for (planned, result) in zip(batch, results) { state.take(planned, result, limit: Self.deferredLimit) }
    }
  }

  private func sendDeferred() throws {
    while true {
      let waiting = state.withLock { state in
        defer { state.deferred = [] }
        return state.deferred
      }
      if waiting.isEmpty { return }
      for start in stride(from: 0, to: waiting.count, by: Self.batchCommands) {
        try process(Array(waiting[start..<min(start + Self.batchCommands, waiting.count)]))
      }
      let left = state.withLock { $0.deferred.count }
      if left < waiting.count { continue }
      // Nothing more will come: they go without what they answer.
      let orphans = state.withLock { state in
        defer { state.deferred = [] }
        return state.deferred
      }
      for orphan in orphans {
        note(orphan.orphanedReply(in: state.withLock { $0.report.tables[orphan.table].table }), table: nil)
      }
      return try process(orphans.map(\.withoutReply))
    }
  }

  private func beginIfNeeded() throws {
    guard state.withLock({ !$0.isBegun }) else { return }
    for result in try ledger.executeWaiting([begin]) { _ = try result.get() }
    state.withLock { $0.isBegun = true }
  }
}

extension RowCommandWriter.State {
  fileprivate mutating func take(_ planned: PlannedRowCommand, _ result: Result<Receipt, Rejection>, limit: Int) {
    switch result {
    case .success(let receipt) where receipt.isDuplicate:
      if planned.effect == .adds { report.tables[planned.table].present += 1 }
    case .success:
      count(planned)
    case .failure(let rejection) where planned.isDone(rejection):
      break
    case .failure(let rejection) where planned.answersUnknown(rejection) && deferred.count < limit:
      deferred.append(planned)
    case .failure(let rejection):
      hasFault = true
      if planned.effect == .adds { report.tables[planned.table].rejected += 1 }
      report.note(planned.fault(rejection, in: report.tables[planned.table].table))
    }
  }

  fileprivate mutating func count(_ planned: PlannedRowCommand) {
    switch planned.effect {
    case .adds: report.tables[planned.table].added += 1
    case .changes: report.tables[planned.table].changed += 1
    case .deletes: report.tables[planned.table].deleted += 1
    case .closes: break
    }
  }
}

extension PlannedRowCommand {
  /// Whether it is refused because things are as it would make them.
  fileprivate func isDone(_ rejection: Rejection) -> Bool {
    // What could not be taken has been told, and need not be closed or deleted.
    let isUnknown = [.unknownMessage, .unknownConversation, .unknownResource, .unknownAccount].contains(rejection.code)
    if isUnknown, effect == .deletes || effect == .closes { return true }
    return switch command.action {
    case .removeParticipant: rejection.code == .notAParticipant
    case .deleteMessage: rejection.code == .messageGone
    case .removeConversation: rejection.code == .conversationRemoved
    case .remove: rejection.code == .resourceRemoved || rejection.code == .accountInactive
    case .closeSession, .resolveReport, .unblockContact: rejection.code == .unknownRecord
    case .addParticipant: effect == .closes && rejection.code == .alreadyExists
    default: false
    }
  }

  fileprivate func answersUnknown(_ rejection: Rejection) -> Bool {
    guard case .sendMessage(let message) = command.action else { return false }
    return message.replyTo != nil && rejection.code == .unknownMessage
  }

  fileprivate var withoutReply: PlannedRowCommand {
    var result = self
    if case .sendMessage(var message) = command.action {
      message.replyTo = nil
      result.command.action = .sendMessage(message)
    }
    return result
  }

  fileprivate func orphanedReply(in table: String) -> RowFault {
    RowFault(
      table: table, key: key, code: RowFault.Code.orphan, message: "The message that it answers is not there.",
      remedy: "The row was taken without it. Correct it in the source and import again.", isTaken: true)
  }

  /// To whoever imports, identifiers say little; the table and key stand beside it.
  fileprivate func fault(_ rejection: Rejection, in table: String) -> RowFault {
    let isDuplicate = rejection.code == .alreadyExists
    return RowFault(
      table: table, key: key, code: isDuplicate ? RowFault.Code.duplicate : rejection.code.rawValue,
      message: rejection.message, remedy: rejection.remedy)
  }
}
