import ChatDomain
import ChatProjection
import Files
import LMDB
import Logging
import Metrics

/// What the writer thread does and owns. It never leaves that thread.
struct WriterLoop {
  let writer: CommandWriter
  let policy: PublishPolicy
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
  /// What the last batch showed of the clock, which has been told.
  var toldDisagreement: ClockDisagreement?

  init(writer: CommandWriter) {
    self.writer = writer
    policy = writer.options.publishing
  }

  /// The end of the log. Only this thread moves it.
  var committed: LogEnd { writer.state.withLock(\.committed) }

  mutating func run() {
    while true {
      var jobs: [Job]
      switch nextStep() {
      case .work(let taken): jobs = taken
      case .idle: jobs = []
      case .end: return end()
      }
      do {
        let isIdle = jobs.isEmpty
        try process(&jobs)
        if isPublishingDue(isIdle: isIdle) { try publish() }
      } catch { return stop(jobs, because: error) }
    }
  }

  /// Waits for work; where something is not published yet, only as long as that may wait.
  private func nextStep() -> WriterState.Step {
    guard let age = unpublishedMilliseconds else { return writer.state.wait { $0.next(hasUnpublished: false) } }
    let deadline = Deadline(afterMilliseconds: policy.waitMilliseconds(age: age))
    return writer.state.wait(before: deadline) { $0.next(hasUnpublished: true) } ?? .idle
  }

  /// Does all jobs and answers them, or throws and leaves some without an answer: those are still among them.
  private mutating func process(_ jobs: inout [Job]) throws {
    if jobs.isEmpty { return }
    writer.metrics.queueDepth.record(writer.state.withLock(\.queue.commands))
    if jobs[0].isShared { return try executeTogether(&jobs) }
    switch jobs[0].work {
    case .each, .publish: break
    case .atomic(let commands, let reply): try executeAtomically(commands, reply)
    case .preview(let commands, let reply): try preview(commands, reply)
    case .exclusive(let work):
      try publish()
      work.run()
    }
  }

  // MARK: The end

  private mutating func end() {
    dropSession()
    for follower in writer.state.withLockSignalling({ $0.end() }) { follower.resume() }
  }

  /// Fail-stop: what cannot be believed any more is not written to. Whoever has his answer already keeps it.
  private mutating func stop(_ jobs: [Job], because error: any Error) {
    dropSession()
    let failure = LedgerError(wrapping: error)
    writer.options.logger.critical("the ledger stops", metadata: ["cause": "\(failure)"])
    let waiting = writer.state.withLockSignalling { $0.stop(because: failure) }
    for job in jobs + waiting.jobs { job.fail(failure) }
    for follower in waiting.followers { follower.resume() }
  }
}
