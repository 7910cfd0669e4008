import ChatDomain
import ChatProjection
import ChatWire
import EventLog
import LMDB

/// Decides commands into a batch: each on the state that those before it have made, into which it is folded.
///
/// Deciding and folding read the projection's open transaction and nothing else. Only what a known command was is asked
/// of the log, and of the batch, whose entries the log does not have yet.
///
/// When it throws, the session is not to be used any more, and neither is the batch.
struct BatchBuilder {
  private let session: ProjectionSession
  private let log: EventLog
  private let options: Ledger.Options
  /// The log before the batch, once a known command was met. It ends with this value.
  private var recorded: LogTransaction?
  private(set) var batch: Batch
  /// The first reading of the clock that does not fit the entry before it.
  private(set) var disagreement: ClockDisagreement?

  /// - Parameters:
  ///   - end: The end of the log, through which the session is folded.
  ///   - options: Its clock is asked once for each new command.
  ///   - commandCount: How many commands are to come.
  init(
    after end: LogEnd, on session: ProjectionSession, _ log: EventLog, _ options: Ledger.Options, commandCount: Int
  ) {
    self.session = session
    self.log = log
    self.options = options
    batch = Batch(after: end, commandCount: commandCount)
  }

  /// Decides one command and notes the answer. A rejected one leaves nothing else behind.
  ///
  /// - Returns: Whether it was accepted.
  /// - Throws: whatever the log, the fold and the storage throw.
  mutating func decide(_ prepared: PreparedCommand) throws -> Bool {
    do {
      batch.answer(.success(try receipt(for: prepared)))
      return true
    } catch let rejection as Rejection {
      batch.answer(.failure(rejection))
      return false
    }
  }

  private mutating func receipt(for prepared: PreparedCommand) throws -> Receipt {
    let command = prepared.command
    if let known = try session.command(command.id) { return try firstReceipt(of: prepared, at: known) }
    let end = batch.end
    let now = options.time
    disagreement = disagreement ?? ClockDisagreement(of: now, after: end)
    let request = CommandRequest(
      command: command, time: now, position: end.position.next, rules: options.rules.current.version)
    let events = try Command.decide(request, in: session, by: options.rules)
    let before = session.totals
    try append(prepared, events, request)
    return Receipt(
      commandID: command.id, position: request.position, lastPosition: batch.end.position, time: request.time,
      isDuplicate: false, change: session.totals - before)
  }

  /// Adds the command's entries, more than one when its events are large, and folds each.
  ///
  /// - Throws: ``Rejection`` before anything was added when they are too many; whatever the fold throws.
  private mutating func append(_ prepared: PreparedCommand, _ events: [Event], _ request: CommandRequest) throws {
    let isImplied = EventCoding.implied(by: request.command, at: request.time) == events
    let parts: [[UInt8]?] =
      isImplied
      ? [nil] : EventCoding.encodeParts(events, limitBytes: EntryLimits.payloadBytes - prepared.draft.command.count)
    guard let count = UInt16(exactly: parts.count) else {
      throw Rejection(
        .tooLarge, "The command decides more events than \(EntryLimits.parts) entries hold.",
        remedy: "Name fewer conversations in one command.")
    }
    for (index, part) in parts.enumerated() {
      var draft = index == 0 ? prepared.draft(of: request) : prepared.continuation(of: request)
      draft.part = UInt16(index)
      draft.parts = count
      draft.events = part
      var stamp = EntryStamp(request)
      stamp.position = try batch.append(draft)
      let folded = if count > 1, let part { try EventCoding.decode(part.span.bytes) } else { events }
      try session.fold(folded, of: stamp)
    }
  }

  /// A command that is known is answered with its first receipt, unless it says something else now.
  private mutating func firstReceipt(of prepared: PreparedCommand, at known: Position) throws -> Receipt {
    let first: (isSame: Bool, parts: UInt16, time: Int64)?
    if let draft = batch.entries.draft(at: known.rawValue) {
      first = (prepared.isRecorded(by: draft), draft.parts, draft.time)
    } else {
      let transaction = try recorded ?? LogTransaction(log.environment)
      recorded = transaction
      first = try transaction.withEntry(at: known, of: log) {
        (prepared.isRecorded(by: $0), $0.envelope.parts, $0.time)
      }
    }
    guard let first else {
      throw LedgerError(
        .damaged, "The projection knows command \(prepared.command.id), and the log does not.",
        remedy: "Rebuild the projection.", steps: [.rebuildProjection])
    }
    guard first.isSame else { throw Rejection.commandConflict(prepared.command.id) }
    return Receipt(
      commandID: prepared.command.id, position: known,
      lastPosition: Position(known.rawValue + UInt64(first.parts) - 1),
      time: Timestamp(microseconds: first.time), isDuplicate: true, change: nil)
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
