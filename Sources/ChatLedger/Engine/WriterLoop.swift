import ChatDomain
import ChatProjection
import EventLog
import LMDB
import Logging
import Metrics

/// What the writer thread does and owns. It never leaves that thread.
struct WriterLoop {
  /// When so long nothing has queued, what is not published yet is.
  private static let idleMilliseconds = 20

  let writer: CommandWriter
  /// The last entry and its time.
  var position: Position
  var time: Timestamp
  /// The projection's transaction, which stays open over several commits of the log.
  var session: ProjectionSession?
  /// When the first entry that is not published was folded in.
  var unpublishedSince: UInt64?
  /// When readers were looked after last; see `lookAfterReaders()`.
  var readersSeenAt: UInt64 = 0
  static let readersIntervalNanoseconds: UInt64 = 2_000_000_000
  /// When it was last seen that the log is where it was; see `requireLogInItsPlace()`.
  var logSeenAt: UInt64 = 0
  static let logIntervalNanoseconds: UInt64 = 2_000_000

  init(writer: CommandWriter, position: Position, time: Timestamp) {
    self.writer = writer
    self.position = position
    self.time = time
  }

  mutating func run() {
    while let batch = takeBatch() {
      // Nobody is answered twice: what fails is told to those only that wait for an answer still.
      var unanswered = batch
      do {
        if !batch.isEmpty { try process(&unanswered) }
        if mustPublish(isIdle: batch.isEmpty) { try publish() }
      } catch {
        stop(unanswered, because: error)
        break
      }
    }
    session?.abort()
    session = nil
    writer.queue.withLockSignalling { $0.hasEnded = true }
    let waiters = writer.progress.withLockSignalling { progress in
      progress.hasEnded = true
      defer { progress.waiters.removeAll() }
      return progress.waiters.values.map(\.self)
    }
    for waiter in waiters { waiter.resume() }
  }

  // MARK: Batches

  /// Whatever has queued, within bounds; empty when it is time to publish; nil when the ledger closes.
  private func takeBatch() -> [CommandWriter.Job]? {
    let wait = unpublishedSince.map { since in
      let elapsed = Int((Platform.monotonicNanoseconds() - since) / 1_000_000)
      // With nothing to do there is no reason to let readers wait.
      return max(1, min(Self.idleMilliseconds, writer.options.projectionDelayMilliseconds - elapsed))
    }
    enum Taken {
      case batch([CommandWriter.Job])
      case closing
    }
    let taken = writer.queue.wait(atMostMilliseconds: wait) { queue -> Taken? in
      guard queue.head < queue.jobs.count else {
        // What is not published yet is published before the thread ends.
        return queue.isClosing ? (unpublishedSince == nil ? .closing : .batch([])) : nil
      }
      return .batch(Self.take(from: &queue))
    }
    switch taken {
    case .batch(let batch)?: return batch
    case .closing?: return nil
    case nil: return []
    }
  }

  /// Takes a batch off the queue, in its order. O(batch) amortized.
  static func take(from queue: inout CommandWriter.Queue) -> [CommandWriter.Job] {
    var batch: [CommandWriter.Job] = []
    var commands = 0
    var bytes = 0
    while queue.head < queue.jobs.count {
      let job = queue.jobs[queue.head]
      // Jobs that need a transaction of their own come alone.
      if !job.isPlain, !batch.isEmpty { break }
      if !batch.isEmpty, commands + job.commandCount > CommandWriter.batchCommands { break }
      if !batch.isEmpty, bytes + job.sizeBytes > CommandWriter.batchBytes { break }
      queue.jobs[queue.head] = .taken
      queue.head += 1
      commands += job.commandCount
      bytes += job.sizeBytes
      batch.append(job)
      if !job.isPlain { break }
    }
    queue.commands -= commands
    queue.bytes -= bytes
    if queue.head == queue.jobs.count {
      queue.jobs.removeAll(keepingCapacity: true)
      queue.head = 0
    } else if queue.head > 4_096 {
      queue.jobs.removeFirst(queue.head)
      queue.head = 0
    }
    return batch
  }

  /// Answers all jobs and removes them, or throws and leaves those that have no answer yet.
  private mutating func process(_ batch: inout [CommandWriter.Job]) throws {
    writer.metrics.queueDepth.record(writer.queue.withLock { $0.commands })
    guard let first = batch.first, !first.isPlain else {
      try execute(batch.filter { $0.commandCount > 0 })
      // Readers that waited among the commands see all of them: one publishing serves them all.
      batch.removeAll { $0.commandCount > 0 }
      if !batch.isEmpty, position > writer.progress.withLock({ $0.published }) { try publish() }
      for job in batch { job.answer(.done) }
      return batch.removeAll()
    }
    switch first.work {
    case .exclusive(let body):
      try publish()
      do {
        try body()
        first.answer(.done)
      } catch {
        first.answer(.failed(LedgerError(wrapping: error)))
      }
    case .preview(let commands):
      try preview(commands, first)
    case .commands(let commands, _):
      try executeAtomically(commands, first)
    case .publish:
      try publish()
      first.answer(.done)
    }
    batch.removeAll()
  }

  /// Fail-stop: what cannot be believed any more is not written to.
  private func stop(_ batch: [CommandWriter.Job], because error: any Error) {
    let failure = LedgerError(wrapping: error)
    writer.options.logger.critical("the ledger stops", metadata: ["cause": "\(failure)"])
    let rest = writer.queue.withLockSignalling { queue in
      queue.failure = failure
      queue.isClosing = true
      defer {
        queue.jobs.removeAll()
        queue.head = 0
        queue.commands = 0
        queue.bytes = 0
      }
      return Array(queue.jobs[queue.head...])
    }
    for job in batch + rest { job.answer(.failed(failure)) }
  }
}

extension CommandWriter.Job {
  /// What can share a transaction with others: commands that stand alone, and readers that wait for them.
  var isPlain: Bool {
    switch work {
    case .commands(let commands, let isAtomic): !isAtomic || commands.count == 1
    case .publish: true
    case .preview, .exclusive: false
    }
  }
}
