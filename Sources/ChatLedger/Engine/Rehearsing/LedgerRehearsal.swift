public import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB

/// A copy of a ledger's state on which commands are tried, one batch after another, as if they were recorded.
///
/// For dry runs of long jobs: every command is decided by the ledger's own rules, on the state after the commands
/// before it. The ledger does not change. The copy is in ``Ledger/Options/scratchDirectory``, in a file without a name,
/// and is deleted with this object. Texts of the tried commands read as nil; all others can be read.
///
/// One thread at a time may try commands; any may read. Not to be used after its ledger is closed.
public final class LedgerRehearsal: Sendable {
  let projection: Projection
  let log: EventLog
  private let options: Ledger.Options
  /// The end of the log that the copy was made of.
  private let lastRecorded: Position
  /// The last command that was tried.
  private let latest: Monitor<LogEnd>

  init(_ ledger: Ledger) throws {
    log = ledger.log
    options = ledger.options
    let current = ledger.projection.withLock(\.self)
    let copy = try Projection(copyOf: current, for: options)
    do {
      try ProjectionKeeper(log: log).catchUp(copy, progress: options.report("fold"))
      let last = try copy.beginReading().position
      lastRecorded = last
      latest = Monitor(try LogEnd(of: log, through: last))
    } catch {
      copy.close()
      throw error
    }
    projection = copy
  }

  deinit { projection.close() }

  /// Tries commands that are accepted or rejected each on its own, and answers in their order, as
  /// ``Ledger/execute(each:)`` would. A command that is known is answered as a duplicate or a conflict.
  ///
  /// - Throws: ``LedgerError`` when there is no room for the copy, or the state cannot be read.
  /// - Complexity: that of the commands.
  public func execute(each commands: [Command]) throws -> [Result<Receipt, Rejection>] {
    let prepared = commands.map { PreparedCommand($0) }
    while true {
      var end = latest.withLock(\.self)
      let session = try projection.beginWriting()
      do {
        let results = try prepared.map { try accept($0, session, &end) }
        try session.commit()
        latest.withLock { $0 = end }
        return results
      } catch let error as LMDBError where error.code == .mapFull {
        session.abort()
        try projection.environment.doubleMap()
      } catch {
        session.abort()
        throw LedgerError(wrapping: error)
      }
    }
  }

  private func accept(
    _ prepared: PreparedCommand, _ session: ProjectionSession, _ end: inout LogEnd
  ) throws -> Result<Receipt, Rejection> {
    let command = prepared.command
    if let known = try session.command(command.id) { return try answerKnown(prepared, at: known, end.time) }
    let request = CommandRequest(
      command: command, time: options.time, position: end.position.next,
      rules: options.rules.current.version)
    let totals = session.totals
    do {
      let events = try Command.decide(request, in: session, by: options.rules)
      try session.fold(events, of: EntryStamp(request))
    } catch let rejection as Rejection {
      return .failure(rejection)
    }
    end = LogEnd(position: request.position, time: request.time)
    return .success(
      Receipt(
        commandID: command.id, position: request.position, lastPosition: request.position, time: request.time,
        isDuplicate: false, change: session.totals - totals))
  }

  /// What was tried here before is taken for the same; what the log has is compared with it.
  private func answerKnown(
    _ prepared: PreparedCommand, at known: Position, _ time: Timestamp
  ) throws -> Result<Receipt, Rejection> {
    let isRecorded = try log.environment.read { [log] transaction throws -> Bool? in
      try log.withEntry(at: known.rawValue, in: transaction) { entry in
        entry.envelope.commandID == prepared.command.id.rawValue ? prepared.isRecorded(by: entry) : true
      }
    }
    if isRecorded == false { return .failure(.commandConflict(prepared.command.id)) }
    return .success(
      Receipt(
        commandID: prepared.command.id, position: known, lastPosition: known, time: time, isDuplicate: true,
        change: nil))
  }

  /// Reads the state as the commands so far have made it.
  public func read<R>(_ body: (LedgerView) throws -> R) throws -> R {
    let view: LedgerView
    do {
      view = try LedgerView(projection: projection, log: log, lastRecorded: lastRecorded)
    } catch {
      throw LedgerError(wrapping: error)
    }
    defer { view.end() }
    do { return try body(view) } catch { throw LedgerError.passing(error) }
  }
}

extension Ledger {
  /// A copy of the latest state to try commands on.
  ///
  /// - Throws: ``LedgerError``, when there is no room for the copy for example.
  /// - Complexity: O(*n*) in the size of the projection.
  @available(*, noasync)
  public func rehearsal() throws -> LedgerRehearsal {
    try read(.latest) { _ in }
    do { return try LedgerRehearsal(self) } catch { throw LedgerError(wrapping: error) }
  }
}

extension Rejection {
  /// A command came again under its identifier and says something else.
  static func commandConflict(_ id: CommandID) -> Rejection {
    Rejection(
      .commandConflict, "Command \(id) was accepted before with another content.",
      remedy: "Use a new identifier for a new command, or send the first content again.")
  }
}
