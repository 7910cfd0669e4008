import ChatDomain
import ChatProjection
import ChatWire
import EventLog
import LMDB
import Metrics

extension WriterLoop {
  /// Decides, appends and folds all commands of a batch, commits the log once, and answers in order.
  mutating func execute(_ batch: [CommandWriter.Job]) throws {
    if batch.isEmpty { return }
    let began = Platform.monotonicNanoseconds()
    var answers: [[Result<Receipt, Rejection>]] = []
    try withRoomToGrow {
      answers = []
      try $0.inLogTransaction { loop, transaction in
        for job in batch {
          guard case .commands(let commands, _) = job.work else { continue }
          answers.append(try commands.map { try loop.accept($0, in: &transaction) })
        }
        return true
      }
    }
    announce {
      for (job, results) in zip(batch, answers) {
        count(results)
        job.answer(.receipts(results))
      }
    }
    writer.metrics.batchSize.record(answers.reduce(0) { $0 + $1.count })
    writer.metrics.executeTime.recordNanoseconds(Platform.monotonicNanoseconds() - began)
  }

  /// All or none: the transactions hold nothing else, so that a rejection can drop them.
  mutating func executeAtomically(_ commands: [PreparedCommand], _ job: CommandWriter.Job) throws {
    try publish()
    var receipts: [Result<Receipt, Rejection>] = []
    var rejection: Rejection?
    try withRoomToGrow { loop in
      receipts = []
      try loop.inLogTransaction { loop, transaction in
        for command in commands {
          let result = try loop.accept(command, in: &transaction)
          if case .failure(let reason) = result {
            rejection = reason
            rejection?.index = receipts.count
            return false
          }
          receipts.append(result)
        }
        return true
      }
    }
    if let rejection {
      count([.failure(rejection)])
      return job.answer(.rejected(rejection))
    }
    count(receipts)
    announce { job.answer(.receipts(receipts)) }
  }

  mutating func preview(_ commands: [PreparedCommand], _ job: CommandWriter.Job) throws {
    try publish()
    var preview: Preview?
    var rejection: Rejection?
    try withRoomToGrow { loop in
      try loop.inLogTransaction { loop, _ in
        let session = try loop.openSession()
        let rehearsal = Rehearsal(session: session, position: loop.position, time: loop.nextTime())
        do { preview = try rehearsal.run(commands.map(\.command)) } catch let reason as Rejection { rejection = reason }
        return false
      }
    }
    if let preview { return job.answer(.preview(preview)) }
    if let rejection { job.answer(.rejected(rejection)) }
  }

  // MARK: One command

  /// Decides one command and, when it is accepted, appends and folds it.
  private mutating func accept(
    _ prepared: PreparedCommand, in transaction: inout WriteTransaction
  ) throws -> Result<Receipt, Rejection> {
    let session = try openSession()
    if let known = try session.command(prepared.command.id) {
      return try answerKnown(prepared, at: known, in: transaction)
    }
    let request = CommandRequest(command: prepared.command, time: nextTime(), position: position.next)
    let events: [Event]
    do {
      events = try Command.decideAsNew(request, in: session)
    } catch let rejection as Rejection {
      return .failure(rejection)
    }
    let before = session.totals
    let last: Position
    do {
      last = try append(prepared, events, request, session, in: &transaction)
    } catch let rejection as Rejection {
      return .failure(rejection)
    }
    time = request.time
    position = last
    if unpublishedSince == nil { unpublishedSince = Platform.monotonicNanoseconds() }
    return .success(
      Receipt(
        commandID: prepared.command.id, position: request.position, lastPosition: last, time: request.time,
        isDuplicate: false, change: session.totals - before))
  }

  /// Appends the command's entries, more than one when its events are large, and folds each.
  ///
  /// - Throws: ``Rejection`` before anything was appended when they are too many; whatever the log and the fold throw.
  private func append(
    _ prepared: PreparedCommand, _ events: [Event], _ request: CommandRequest, _ session: ProjectionSession,
    in transaction: inout WriteTransaction
  ) throws -> Position {
    var draft = prepared.draft
    draft.time = request.time.microseconds
    let room = EntryLimits.payloadBytes - draft.command.count
    let parts = EventCoding.encodeParts(events, limitBytes: room)
    guard parts.count > 1 else {
      draft.events = parts.first ?? []
      let position = Position(try writer.log.append(draft, in: &transaction))
      try session.fold(events, of: EntryStamp(request))
      return position
    }
    guard let count = UInt16(exactly: parts.count) else {
      throw Rejection(
        .tooLarge, "The command decides more events than \(EntryLimits.parts) entries hold.",
        remedy: "Name fewer conversations in one command.")
    }
    var last = request.position
    for (index, part) in parts.enumerated() {
      var entry =
        index == 0
        ? draft
        : EntryDraft(
          kind: .continuation, time: draft.time, commandID: draft.commandID, actor: draft.actor,
          correlation: draft.correlation, causation: request.position.rawValue, command: [], events: [])
      entry.part = UInt16(index)
      entry.parts = count
      entry.events = part
      last = Position(try writer.log.append(entry, in: &transaction))
      var stamp = EntryStamp(request)
      stamp.position = last
      try session.fold(EventCoding.decode(part.span.bytes), of: stamp)
    }
    return last
  }

  /// A command that is known is answered with its first receipt, unless it says something else now.
  private func answerKnown(
    _ prepared: PreparedCommand, at known: Position, in transaction: borrowing WriteTransaction
  ) throws -> Result<Receipt, Rejection> {
    let receipt = try writer.log.withEntry(at: known.rawValue, in: transaction) { entry -> Receipt? in
      guard prepared.isRecorded(by: entry) else { return nil }
      let envelope = entry.envelope
      return Receipt(
        commandID: prepared.command.id, position: known,
        lastPosition: Position(known.rawValue + UInt64(envelope.parts) - 1),
        time: Timestamp(microseconds: envelope.time), isDuplicate: true, change: nil)
    }
    guard let known = receipt else {
      throw LedgerError(
        .damaged, "The projection knows command \(prepared.command.id), and the log does not.",
        remedy: "Rebuild the projection: `chat-ledger rebuild`.")
    }
    if let known { return .success(known) }
    return .failure(.commandConflict(prepared.command.id))
  }

  /// Strictly rising, whatever the wall clock does.
  private func nextTime() -> Timestamp {
    max(writer.options.clock(), Timestamp(microseconds: time.microseconds + 1))
  }

  private func count(_ results: [Result<Receipt, Rejection>]) {
    var accepted = 0
    var duplicates = 0
    for case .success(let receipt) in results {
      if receipt.isDuplicate { duplicates += 1 } else { accepted += 1 }
    }
    let rejected = results.count - accepted - duplicates
    if accepted > 0 { writer.metrics.accepted.increment(by: accepted) }
    if duplicates > 0 { writer.metrics.duplicates.increment(by: duplicates) }
    if rejected > 0 { writer.metrics.rejected.increment(by: rejected) }
  }
}

extension EntryStamp {
  /// The stamp of the first entry of a request.
  init(_ request: CommandRequest) {
    self.init(
      position: request.position, firstPosition: request.position, time: request.time,
      commandID: request.command.id, correlation: request.command.correlation)
  }
}
