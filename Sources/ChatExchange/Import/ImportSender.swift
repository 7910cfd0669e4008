internal import ChatLedger
internal import Dispatch
internal import Synchronization

/// A command of an import with the thing that it comes from.
package struct SentCommand: Sendable {
  /// What it does to the counts of its bucket.
  package enum Effect: Sendable {
    case adds, changes, deletes
    /// A further command about a thing that is counted already.
    case completes
  }

  var command: Command
  var effect: Effect
  var bucket: Int
  var place: ImportLocation
  var item: String
  /// What other things call the thing; nil where nothing refers to it.
  var identifier: UInt128?
  var sizeBytes: Int
}

/// Sends batches to the ledger on a thread of its own, in order, while the caller reads on.
///
/// Bounded: at most two batches wait besides the one that is being sent. What answers a message that is not there yet
/// waits until everything has been sent; what then still has nothing to answer goes without.
package final class ImportSender: Sendable {
  static let batchCommands = ImportOptions.batchCommands
  static let batchBytes = ImportOptions.batchBytes
  /// Deleted messages lie all over the ledger: fewer at once keep fewer pages in view.
  static let batchDeletions = 500
  /// Answers to messages that have not come yet wait in memory; beyond this they go without what they answer.
  static let deferredLimit = 200_000

  struct State {
    var counts: [ImportCounts]
    var findings: ImportFindings
    var failure: (any Error)?
    /// The import has been begun in the ledger.
    var isBegun: Bool
    /// The ledger refused something, and that ends the import.
    var isStopped = false
    var deferred: [SentCommand] = []
    /// Things that the ledger did not take.
    var refused: Set<UInt128> = []
  }

  let target: ImportTarget
  private let begin: Command
  private let isStrict: Bool
  private let queue = DispatchQueue(label: "chat-ledger.import")
  private let room = DispatchSemaphore(value: 3)
  private let state: Mutex<State>
  private let memory: MemoryWatch

  init(_ target: ImportTarget, _ chain: ImportChain, buckets: Int, _ options: ImportOptions) {
    self.target = target
    memory = MemoryWatch(target)
    begin = chain.begin
    isStrict = options.isStrict
    state = Mutex(
      State(
        counts: Array(repeating: ImportCounts(), count: buckets),
        findings: ImportFindings(baseline: options.baseline, rejected: options.rejected),
        failure: nil, isBegun: chain.isBegun))
  }

  /// Queues a batch.
  ///
  /// - Throws: what an earlier batch failed with.
  func submit(_ batch: [SentCommand]) throws {
    guard !batch.isEmpty else { return }
    try rethrow()
    room.wait()
    queue.async { [self] in
      defer { room.signal() }
      guard !isStopped else { return }
      do { try send(batch) } catch { state.withLock { $0.failure = error } }
    }
  }

  /// Waits for everything that is queued, and sends what waited for messages that have come since.
  func drain() throws {
    queue.sync {
      guard !isStopped else { return }
      do { try sendDeferred() } catch { state.withLock { $0.failure = error } }
    }
    try rethrow()
  }

  private func rethrow() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Something failed, or could not be taken and that ends the import.
  package var hasToStop: Bool { state.withLock { $0.failure != nil || (isStrict && $0.findings.openCount > 0) } }

  /// Nothing is sent any more. What was read before a fault of the source was found still is.
  private var isStopped: Bool { state.withLock { $0.failure != nil || $0.isStopped } }

  /// Messages of a bucket that are in the ledger so far.
  func sent(in bucket: Int) -> UInt64 {
    state.withLock { $0.counts[bucket].added + $0.counts[bucket].present }
  }

  /// Changes what is counted, in turn with what is being sent.
  func update(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

  func note(_ fault: ImportFault, in bucket: Int?) {
    state.withLock { state in
      state.findings.note(fault)
      if fault.weight == .refused, let bucket { state.counts[bucket].rejected += max(1, fault.lostMessages) }
    }
  }

  /// What the ledger has not taken since this was asked last.
  func takeRefused() -> Set<UInt128> {
    state.withLock { state in
      defer { state.refused = [] }
      return state.refused
    }
  }

  var result: (counts: [ImportCounts], findings: ImportFindings, isBegun: Bool) {
    state.withLock { ($0.counts, $0.findings, $0.isBegun) }
  }

  // MARK: On the queue

  private func send(_ batch: [SentCommand]) throws {
    try beginIfNeeded()
    let results = try target.execute(batch.map(\.command))
    state.withLock { state in
      for (sent, result) in zip(batch, results) { state.take(sent, result, isStrict: isStrict) }
    }
  }

  private func beginIfNeeded() throws {
    guard state.withLock({ !$0.isBegun }) else { return }
    for result in try target.execute([begin]) { _ = try result.get() }
    state.withLock { $0.isBegun = true }
  }

  /// Only what answers something that will never be there goes without it; what answers that in turn keeps its answer.
  private func sendDeferred() throws {
    let first = WaitingAnswers(takeDeferred())
    guard !first.isEmpty else { return }
    try sendInPieces(first.inOrder)
    var second = WaitingAnswers(takeDeferred())
    guard !second.isEmpty else { return }
    for orphan in second.removeTargetsOfRoots() {
      state.withLock { $0.findings.note(orphan) }
    }
    try sendInPieces(second.inOrder)
    // Nothing of this can wait for anything any more.
    for left in takeDeferred() { state.withLock { $0.refuse(left, left.unknownTarget) } }
  }

  private func takeDeferred() -> [SentCommand] {
    state.withLock { state in
      defer { state.deferred = [] }
      return state.deferred
    }
  }

  private func sendInPieces(_ commands: [SentCommand]) throws {
    for start in stride(from: 0, to: commands.count, by: Self.batchCommands) {
      try send(Array(commands[start..<min(start + Self.batchCommands, commands.count)]))
    }
  }
}

extension ImportSender.State {
  fileprivate mutating func take(_ sent: SentCommand, _ result: Result<Receipt, Rejection>, isStrict: Bool) {
    switch result {
    case .success(let receipt) where receipt.isDuplicate:
      if sent.effect == .adds { counts[sent.bucket].present += 1 }
    case .success:
      count(sent)
    case .failure(let rejection) where sent.isDone(rejection):
      if sent.effect == .adds { counts[sent.bucket].present += 1 }
    case .failure(let rejection) where sent.waits(rejection) && deferred.count < ImportSender.deferredLimit:
      deferred.append(sent)
    case .failure(let rejection):
      refuse(sent, rejection)
      if isStrict { isStopped = true }
    }
  }

  private mutating func count(_ sent: SentCommand) {
    switch sent.effect {
    case .adds: counts[sent.bucket].added += 1
    case .changes: counts[sent.bucket].changed += 1
    case .deletes: counts[sent.bucket].deleted += 1
    case .completes: break
    }
  }

  fileprivate mutating func refuse(_ sent: SentCommand, _ rejection: Rejection) {
    if sent.effect == .adds {
      counts[sent.bucket].rejected += 1
      if let identifier = sent.identifier { refused.insert(identifier) }
    }
    findings.note(sent.fault(rejection))
  }
}

extension SentCommand {
  /// Whether it is refused because things are as it would make them.
  fileprivate func isDone(_ rejection: Rejection) -> Bool {
    // What could not be taken has been told, and need not be closed or deleted.
    let isUnknown = [.unknownMessage, .unknownConversation, .unknownResource, .unknownAccount].contains(rejection.code)
    if isUnknown, effect == .deletes || effect == .completes { return true }
    return switch command.action {
    case .removeParticipant: rejection.code == .notAParticipant
    case .deactivateAccount: rejection.code == .accountInactive
    case .deleteMessage: rejection.code == .messageGone
    case .removeConversation: rejection.code == .conversationRemoved
    case .remove: rejection.code == .resourceRemoved || rejection.code == .accountInactive
    case .closeSession, .resolveReport, .unblockContact: rejection.code == .unknownRecord
    case .endConversation: rejection.code == .conversationEnded
    case .revert: rejection.code == .alreadyReverted
    case .addParticipant, .addReaction, .pinMessage: rejection.code == .alreadyExists
    default: false
    }
  }

  /// Whether what it answers may still come.
  fileprivate func waits(_ rejection: Rejection) -> Bool {
    guard case .sendMessage(let message) = command.action else { return false }
    return message.replyTo != nil && rejection.code == .unknownMessage
  }

  fileprivate var unknownTarget: Rejection {
    Rejection(
      .unknownMessage, "The message that it answers is not there.", remedy: "Correct it in the source.")
  }

  /// To whoever imports, identifiers say little; the place stands beside it.
  fileprivate func fault(_ rejection: Rejection) -> ImportFault {
    let isTaken = effect != .adds
    var fault = ImportFault(
      isTaken ? .partial : .refused, rejection.code.rawValue, rejection.message, remedy: rejection.remedy, at: place,
      item: item)
    fault.steps = rejection.steps
    if case .sendMessage = command.action { fault.lostMessages = 1 }
    switch rejection.code {
    case .commandConflict:
      fault.message = "Something earlier says something else about the same \(item)."
      (fault.remedy, fault.steps) = ("Take one of the two out of what is imported.", [])
    case .alreadyExists: fault.code = ImportFault.Code.duplicate
    case .unknownMessage:
      fault.code = ImportFault.Code.orphan
      fault.field = "message"
      fault.message = "It refers to a message that does not exist, or could not be imported."
      (fault.remedy, fault.steps) = ("Correct the reference in the source, or take it out.", [])
    case .tooLarge:
      if case .sendMessage(let message) = command.action {
        fault.remedy =
          "A ledger's limit is set at its creation: create another ledger with a limit of "
          + "\(message.content.body.utf8.count) or more, and import again."
        fault.steps = [.createLedger(maximumBodyBytes: message.content.body.utf8.count)]
      }
    default: break
    }
    return fault
  }
}
