import ChatDomain
import ChatProjection
import EventLog
import LMDB
import Metrics

/// The one thread that changes the ledger.
///
/// It takes whatever has queued, decides each command against its own open transaction, appends, folds, and then syncs
/// the log once for all of them before anybody is answered. The projection's transaction may stay open over several
/// commits of the log; it is published when a reader waits for it, or after a bounded count or time.
final class CommandWriter: Sendable {
  /// Bounds of one batch.
  static let batchCommands = 1_024
  static let batchBytes = 8 << 20
  /// What may wait besides the limit of commands, so that large messages do not fill the memory.
  static let queueBytes = 256 << 20
  /// The projection is published at least once in so many entries.
  static let publishEntries: UInt64 = 20_000

  struct Job: Sendable {
    enum Work: Sendable {
      /// Commands that are decided one by one, or all or none of them.
      case commands([PreparedCommand], isAtomic: Bool)
      /// What the commands would do, one after another; nothing is kept.
      case preview([PreparedCommand])
      /// Everything committed becomes visible to readers.
      case publish
      /// Something that needs the writer to stand still, with everything published and no transaction open.
      case exclusive(@Sendable () throws -> Void)
    }
    var work: Work
    /// Names the job while it waits, so that it can be cancelled.
    var id: UInt64 = 0
    var answer: @Sendable (Answer) -> Void

    /// Stands in the queue for a job that was taken, so that the queue does not keep what it holds.
    static let taken = Job(work: .publish) { _ in }
  }

  enum Answer: Sendable {
    case receipts([Result<Receipt, Rejection>])
    case preview(Preview)
    case done
    case rejected(Rejection)
    case failed(LedgerError)
    /// It was taken out of the queue before anything was done.
    case cancelled
  }

  struct Queue: Sendable {
    var jobs: [Job] = []
    var head = 0
    var commands = 0
    var bytes = 0
    var nextID: UInt64 = 0
    var isClosing = false
    var hasEnded = false
    var failure: LedgerError?
  }

  /// How far commits have come; what readers and subscribers look at.
  struct Progress: Sendable {
    var committed: Position = .start
    var published: Position = .start
    var hasEnded = false
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter: UInt64 = 0
  }

  let log: EventLog
  let projection: Monitor<Projection>
  /// Has to be told of each commit of the projection; replaced with it by a rebuild.
  let witness: Monitor<ProjectionWitness>
  let pinned: Monitor<PinnedPages?>
  let keeper: ProjectionKeeper
  let queue = Monitor(Queue())
  let progress = Monitor(Progress())
  let options: Ledger.Options
  let metrics: LedgerMetrics

  init(
    log: EventLog, live: ProjectionOpening.Live, options: Ledger.Options, metrics: LedgerMetrics
  ) throws {
    self.log = log
    projection = Monitor(live.projection)
    witness = Monitor(live.witness)
    pinned = Monitor(live.pinned)
    self.options = options
    self.metrics = metrics
    keeper = ProjectionKeeper(log: log)
  }

  /// - Throws: ``LedgerError`` and errors of the log when the last entry cannot be read; the writer has ended then.
  func start() throws {
    do { try begin() } catch {
      queue.withLockSignalling {
        $0.isClosing = true
        $0.hasEnded = true
      }
      throw error
    }
  }

  private func begin() throws {
    let stamp = try log.environment.read { transaction throws -> (Position, Timestamp) in
      let last = try log.lastPosition(in: transaction)
      let time = try log.withEntry(at: last, in: transaction) { $0.time } ?? Timestamp.earliest.microseconds
      return (Position(last), Timestamp(microseconds: time))
    }
    progress.withLock {
      $0.committed = stamp.0
      $0.published = stamp.0
    }
    try startThread(named: "ledger-writer") { [self] in
      var loop = WriterLoop(writer: self, position: stamp.0, time: stamp.1)
      loop.run()
    }
  }

  // MARK: Queue

  /// - Returns: What the job can be cancelled by.
  /// - Throws: ``LedgerError`` `overloaded` or `closed`; nothing was queued then.
  @discardableResult
  func enqueue(_ job: Job) throws -> UInt64 {
    let commands = job.commandCount
    let bytes = job.sizeBytes
    return try queue.withLockSignalling { queue in
      if let failure = queue.failure { throw failure }
      guard !queue.isClosing else { throw LedgerError.closed }
      let hasRoom = queue.commands + commands <= options.queueLimit && queue.bytes + bytes <= Self.queueBytes
      guard commands == 0 || queue.commands == 0 || hasRoom else {
        metrics.overloaded.increment()
        throw LedgerError(
          .overloaded,
          "\(queue.commands) commands of \(queue.bytes) bytes are waiting; the queue takes \(options.queueLimit) "
            + "of \(Self.queueBytes) bytes.",
          remedy: "Send again later; nothing of this was queued.")
      }
      queue.commands += commands
      queue.bytes += bytes
      queue.nextID += 1
      var job = job
      job.id = queue.nextID
      queue.jobs.append(job)
      return job.id
    }
  }

  /// Takes a job out of the queue; one that the writer has begun goes on to its end. O(queue).
  func cancel(_ id: UInt64) {
    let job = queue.withLock { queue -> Job? in
      guard let index = queue.jobs[queue.head...].firstIndex(where: { $0.id == id }) else { return nil }
      let job = queue.jobs.remove(at: index)
      queue.commands -= job.commandCount
      queue.bytes -= job.sizeBytes
      return job
    }
    job?.answer(.cancelled)
  }

  /// Answers what has queued, then ends the thread. Waits for that.
  func close() {
    queue.withLockSignalling { $0.isClosing = true }
    queue.wait { $0.hasEnded ? () : nil }
  }

  var committed: Position { progress.withLock { $0.committed } }
  var isClosed: Bool { progress.withLock { $0.hasEnded } }
}

extension CommandWriter.Job {
  var commandCount: Int {
    if case .commands(let commands, _) = work { commands.count } else { 0 }
  }

  var sizeBytes: Int {
    if case .commands(let commands, _) = work { commands.reduce(0) { $0 + $1.sizeBytes } } else { 0 }
  }
}

extension LedgerError {
  static var closed: LedgerError {
    LedgerError(.closed, "The ledger is closed.", remedy: "Open it again.")
  }
}
