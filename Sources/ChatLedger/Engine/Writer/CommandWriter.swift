import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB
import Metrics

/// The one writer of a ledger, as everybody else sees it: work is queued here, and a thread does it (``WriterLoop``).
///
/// That thread takes whatever has queued, decides it into a ``Batch``, writes the batch, and then answers. The
/// projection's transaction may stay open over several commits of the log; when it is published ``PublishPolicy`` says.
final class CommandWriter: Sendable {
  let log: EventLog
  let projection: Monitor<Projection>
  /// Has to be told of each commit of the projection; replaced with it by a rebuild.
  let witness: Monitor<ProjectionWitness>
  let pinned: Monitor<PinnedPages?>
  let keeper: ProjectionKeeper
  let state = Monitor(WriterState())
  let options: Ledger.Options
  let metrics: LedgerMetrics

  init(log: EventLog, live: ProjectionOpening.Live, options: Ledger.Options, metrics: LedgerMetrics) {
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
    let end = try LogEnd(of: log)
    state.withLock { $0.begin(at: end) }
    do {
      try startThread(named: "ledger-writer") { [self] in
        var loop = WriterLoop(writer: self)
        loop.run()
      }
    } catch {
      _ = state.withLockSignalling { $0.end() }
      throw error
    }
  }

  /// Does what has queued, then ends the thread. Waits for that.
  func close() {
    state.withLockSignalling { $0.close() }
    state.wait { $0.isOver ? () : nil }
  }

  /// Whether readers do not see yet what is on disk.
  var needsPublishing: Bool { state.withLock(\.unpublishedEntries) > 0 }

  // MARK: Work

  /// - Returns: What the work can be cancelled by.
  /// - Throws: ``LedgerError`` `overloaded` or `closed`, or what stopped the ledger; nothing was queued then, and
  ///   nothing answered.
  @discardableResult
  func enqueue(_ work: Work) throws -> UInt64 {
    let job = Job(work)
    do {
      return try state.withLockSignalling { try $0.enqueue(job, limit: options.queueLimit) }
    } catch let error as LedgerError where error.code == .overloaded {
      metrics.overloaded.increment()
      throw error
    }
  }

  /// Takes work out of the queue; what the writer has begun goes on to its end. O(queue).
  func cancel(_ id: UInt64) {
    state.withLock { $0.cancel(id) }?.fail(CancellationError())
  }

  /// Queues work and blocks until it is answered.
  ///
  /// - Throws: as ``enqueue(_:)``, and what the work fails with.
  func wait<Value: Sendable>(for work: (Reply<Value>) -> Work) throws -> Value {
    let pending = PendingReply<Value>()
    try enqueue(work(pending.reply()))
    return try pending.wait()
  }

  /// Queues work and suspends until it is answered.
  ///
  /// - Parameter queued: Called with what it can be cancelled by.
  /// - Throws: as ``enqueue(_:)``, and what the work fails with.
  func value<Value: Sendable>(
    of work: (Reply<Value>) -> Work, queued: (UInt64) -> Void = { _ in }
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let reply = Reply<Value> { continuation.resume(with: $0) }
      do { queued(try enqueue(work(reply))) } catch { reply.fail(error) }
    }
  }
}

extension LedgerError {
  static var closed: LedgerError {
    LedgerError(.closed, "The ledger is closed.", remedy: "Open it again.")
  }
}
