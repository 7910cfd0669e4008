import ChatDomain
import ChatProjection
import ChatWire
import EventLog
import LMDB

/// Brings projections up to the log.
struct ProjectionKeeper: Sendable {
  /// Entries folded in one transaction. Every commit writes the pages that it changed, and in log order nearly every
  /// page of the messages changes in each: the fewer commits, the faster. Bounded by the memory of changed pages.
  static let foldBatch: UInt64 = 100_000

  let log: EventLog

  /// Folds what the projection lacks, through a position (the end of the log when nil), in large transactions.
  ///
  /// - Throws: whatever the log, the fold or the storage throws; what was committed before stays.
  ///
  /// - Parameter witness: Told of each commit when it is the live projection; nil for any other.
  /// - Parameter failed: Told of the last entry that was folded when the one behind it cannot be.
  @discardableResult
  func catchUp(
    _ projection: Projection, through limit: Position? = nil, witness: ProjectionWitness? = nil,
    progress: (_ done: Position, _ last: Position) throws -> Void = { _, _ in }, failed: (Position) -> Void = { _ in }
  ) throws -> Position {
    while true {
      let session = try projection.beginWriting()
      do {
        let last = try log.environment.read { transaction throws -> Position in
          let end = Position(try log.lastPosition(in: transaction))
          let last = min(end, limit ?? end)
          try fold(into: session, through: min(last, Position(session.position.rawValue + Self.foldBatch)), transaction)
          try session.bind(to: log, in: transaction)
          return last
        }
        let done = session.position
        witness?.commitBegins()
        try session.commit()
        witness?.commitEnded()
        try progress(done, last)
        if done >= last { return done }
      } catch let error as LMDBError where error.code == .mapFull {
        session.abort()
        try projection.environment.doubleMap()
      } catch {
        failed(session.position)
        session.abort()
        throw error
      }
    }
  }

  /// Folds what the projection lacks up to the first entry that cannot be read or folded.
  ///
  /// - Returns: What was wrong with that entry; nil when there is none.
  /// - Throws: what keeps the projection from being written.
  func catchUpToDamage(
    _ projection: Projection, progress: (_ done: Position, _ last: Position) throws -> Void
  ) throws -> (any Error)? {
    var reached: Position?
    do {
      try catchUp(projection, progress: progress, failed: { reached = $0 })
      return nil
    } catch {
      guard let reached, ProjectionBinding.isDamage(error) else { throw error }
      // The fold of the entry that failed may have changed rows already: it was dropped, with what came before it.
      try catchUp(projection, through: reached)
      return error
    }
  }

  /// Folds entries from where the session stands through a position.
  func fold(
    into session: ProjectionSession, through last: Position, _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    guard session.position < last else { return }
    _ = try log.scan(from: session.position.next.rawValue, through: last.rawValue, in: transaction) { entry in
      let events = try Event.recorded(by: entry)
      try session.fold(events, of: EntryStamp(entry.envelope))
      return .continue
    }
  }
}

extension Environment {
  /// Makes room after `mapFull`. The thread must have no transaction; those of others are waited for.
  func doubleMap() throws(LMDBError) { try growMap(toBytes: information.mapSizeBytes * 2) }
}

extension EntryStamp {
  init(_ envelope: Envelope) {
    let position = Position(envelope.position)
    self.init(
      position: position, firstPosition: envelope.part == 0 ? position : Position(envelope.causation),
      time: Timestamp(microseconds: envelope.time), commandID: CommandID(rawValue: envelope.commandID),
      correlation: envelope.correlation == 0 ? nil : CommandID(rawValue: envelope.correlation))
  }
}
