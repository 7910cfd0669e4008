import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB
import Logging
import Metrics

extension WriterLoop {
  /// Decides the commands of all jobs into one batch, writes it, and answers in order. Readers that waited among them
  /// see all of them: one publishing serves them all.
  mutating func executeTogether(_ jobs: inout [Job]) throws {
    if let outcome = try record(jobs) {
      let senders = jobs.compactMap(\.sender)
      // Before the answers: each caller still holds its commands, and so gives their memory back itself. Freed here at
      // the same time as the caller encodes the next ones, they had the two wait for each other at every piece.
      jobs.removeAll { $0.sender != nil }
      announce(outcome.end) { answer(senders, outcome.answers) }
    }
    try answerReaders(among: jobs)
  }

  /// Records the commands of all jobs; nil when they have none.
  private mutating func record(_ jobs: [Job]) throws -> Batch.Outcome? {
    let commands = jobs.flatMap(\.sharedCommands)
    if commands.isEmpty { return nil }
    let began = Platform.monotonicNanoseconds()
    let batch = try decide(commands)
    try write(batch)
    writer.metrics.batchSize.record(commands.count)
    writer.metrics.executeTime.recordNanoseconds(Platform.monotonicNanoseconds() - began)
    return batch.outcome
  }

  private func answer(
    _ senders: [(commands: Int, reply: Reply<[Result<Receipt, Rejection>]>)], _ answers: [Result<Receipt, Rejection>]
  ) {
    count(answers)
    var rest = answers[...]
    for (commands, reply) in senders {
      // A large call is mostly alone, and gets them without a copy.
      let isAlone = commands == answers.count
      reply.succeed(isAlone ? answers : Array(rest.prefix(commands)))
      rest = rest.dropFirst(commands)
    }
  }

  private mutating func answerReaders(among jobs: [Job]) throws {
    for case .publish(let reply) in jobs.lazy.map(\.work) {
      if writer.needsPublishing { try publish() }
      reply.succeed(())
    }
  }

  /// All or none: the projection's transaction holds nothing else, so that a rejection can drop it.
  mutating func executeAtomically(_ commands: [PreparedCommand], _ reply: Reply<[Receipt]>) throws {
    try publish()
    let batch = try decide(commands, untilRejected: true)
    let receipts: [Receipt]
    do { receipts = try batch.receipts() } catch {
      dropSession()
      count([.failure(error)])
      return reply.fail(error)
    }
    try write(batch)
    count(batch.answers)
    announce(batch.end) { reply.succeed(receipts) }
  }

  mutating func preview(_ commands: [PreparedCommand], _ reply: Reply<Preview>) throws {
    try publish()
    let end = committed
    let (time, rules) = (writer.options.time, writer.options.rules)
    let preview = try inSession { session throws -> Result<Preview, Rejection> in
      let rehearsal = Rehearsal(session: session, position: end.position, time: time, rules: rules)
      do { return .success(try rehearsal.run(commands.map(\.command))) } catch let rejection as Rejection {
        return .failure(rejection)
      }
    }
    dropSession()
    switch preview {
    case .success(let preview): reply.succeed(preview)
    case .failure(let rejection): reply.fail(rejection)
    }
  }

  // MARK: A batch

  /// Decides commands, one after another, on the state that is folded through the end of the log. Nothing is written.
  ///
  /// The projection's transaction has the batch afterwards: either that is written as well, or the session is dropped.
  private mutating func decide(_ commands: [PreparedCommand], untilRejected: Bool = false) throws -> Batch {
    let end = committed
    let (log, options) = (writer.log, writer.options)
    let (batch, disagreement) = try inSession { session throws -> (Batch, ClockDisagreement?) in
      var builder = BatchBuilder(after: end, on: session, log, options, commandCount: commands.count)
      for command in commands {
        let isAccepted = try builder.decide(command)
        if untilRejected, !isAccepted { break }
      }
      return (builder.batch, builder.disagreement)
    }
    if !batch.entries.isEmpty { tell(disagreement) }
    if unpublishedSince == nil, !batch.entries.isEmpty { unpublishedSince = Platform.monotonicNanoseconds() }
    return batch
  }

  /// Warns of a clock that does not fit the log, once as long as that stays so.
  private mutating func tell(_ disagreement: ClockDisagreement?) {
    if let disagreement, toldDisagreement.map(disagreement.isSameKind) != true {
      writer.options.logger.warning("\(disagreement.warning)")
    }
    toldDisagreement = disagreement
  }

  /// Writes a batch to the log. When this returns, it is on disk; when it throws, nobody knows.
  ///
  /// A full map leaves its transaction unusable: the same batch is written again into a larger one.
  private mutating func write(_ batch: Batch) throws {
    // With nothing to append there is no reason to touch the disk.
    if batch.entries.isEmpty { return }
    while true {
      do {
        var transaction = try writer.log.environment.beginWrite()
        try writer.log.append(batch.entries, in: &transaction)
        let began = Platform.monotonicNanoseconds()
        try transaction.commit()
        try requireLogInItsPlace()
        writer.metrics.commitTime.recordNanoseconds(Platform.monotonicNanoseconds() - began)
        return
      } catch let error as LMDBError where error.code == .mapFull {
        try grow(writer.log.environment)
      }
    }
  }

  /// Nobody is told of what was written into a file that has another name by now, or none.
  ///
  /// Looks once in two milliseconds: at each commit it would take a twentieth of a lone one.
  private mutating func requireLogInItsPlace() throws {
    let now = Platform.monotonicNanoseconds()
    guard now - logSeenAt >= Self.logIntervalNanoseconds else { return }
    logSeenAt = now
    let environment = writer.log.environment
    if environment.isAtItsPath { return }
    throw LedgerError(
      .io, "\(environment.path)/data.mdb is not the file any more that this process writes to.",
      remedy: "Somebody moved or replaced it while it was in use. All that was answered is in the file that it was: "
        + "put that one back, or open the ledger again to go on with the new one.")
  }

  /// Notes what was committed, answers the callers, and wakes the followers after them.
  ///
  /// Noted first: a caller that reads as soon as it is answered must find that there is something to publish.
  private func announce(_ end: LogEnd, answering answer: () -> Void) {
    let (followers, lag) = writer.state.withLock { ($0.commit(through: end), $0.unpublishedEntries) }
    answer()
    for follower in followers { follower.resume() }
    writer.metrics.projectionLag.record(lag)
  }

  private func count(_ answers: [Result<Receipt, Rejection>]) {
    var accepted = 0
    var duplicates = 0
    for case .success(let receipt) in answers {
      if receipt.isDuplicate { duplicates += 1 } else { accepted += 1 }
    }
    let rejected = answers.count - accepted - duplicates
    if accepted > 0 { writer.metrics.accepted.increment(by: accepted) }
    if duplicates > 0 { writer.metrics.duplicates.increment(by: duplicates) }
    if rejected > 0 { writer.metrics.rejected.increment(by: rejected) }
  }
}
