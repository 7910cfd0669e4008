import ChatDomain
import ChatProjection
import EventLog
import LMDB
import Logging
import Metrics

extension WriterLoop {
  /// The projection's open transaction; begun when there is none.
  mutating func openSession() throws -> ProjectionSession {
    if let session { return session }
    let projection = writer.projection.withLock(\.self)
    var opened = try projection.beginWriting()
    if opened.position < position {
      // A dropped transaction took folded entries with it that the log has.
      opened.abort()
      try writer.keeper.catchUp(projection, through: position, witness: writer.witness.withLock(\.self))
      opened = try projection.beginWriting()
    }
    session = opened
    return opened
  }

  /// Runs the body in a transaction of the log, and commits when it returns true.
  ///
  /// When it returns false or throws, the log is as before; the projection drops what is not published, and is brought
  /// up to the log again.
  mutating func inLogTransaction(
    _ body: (inout WriterLoop, inout WriteTransaction) throws -> Bool
  ) throws {
    let before = (position, time)
    var transaction = try writer.log.environment.beginWrite()
    do {
      let isAccepted = try body(&self, &transaction)
      if isAccepted, position == before.0 {
        // Nothing was appended: no reason to touch the disk.
        transaction.abort()
        return
      }
      if isAccepted {
        let began = Platform.monotonicNanoseconds()
        try transaction.commit()
        try requireLogInItsPlace()
        writer.metrics.commitTime.recordNanoseconds(Platform.monotonicNanoseconds() - began)
        return
      }
      transaction.abort()
    } catch {
      (position, time) = before
      dropSession()
      throw error
    }
    (position, time) = before
    dropSession()
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

  /// Runs the body again after giving a full map more room.
  ///
  /// A full map leaves its transaction unusable, so everything since the last commit is done over.
  mutating func withRoomToGrow(_ body: (inout WriterLoop) throws -> Void) throws {
    while true {
      do { return try body(&self) } catch let error as LMDBError where error.code == .mapFull {
        writer.options.logger.notice("a map is full and grows")
        dropSession()
        for environment in [writer.log.environment, writer.projection.withLock(\.self).environment] {
          try environment.doubleMap()
        }
      }
    }
  }

  private mutating func dropSession() {
    session?.abort()
    session = nil
    unpublishedSince = nil
  }

  // MARK: Publishing

  func mustPublish(isIdle: Bool) -> Bool {
    guard let unpublishedSince else { return false }
    let published = writer.progress.withLock { $0.published }
    if position.rawValue - published.rawValue >= CommandWriter.publishEntries { return true }
    let elapsed = (Platform.monotonicNanoseconds() - unpublishedSince) / 1_000_000
    return isIdle || elapsed >= UInt64(clamping: writer.options.projectionDelayMilliseconds)
  }

  /// Commits the projection, so that readers see everything that was acknowledged.
  mutating func publish() throws {
    let projection = writer.projection.withLock(\.self)
    let witness = writer.witness.withLock(\.self)
    let began = Platform.monotonicNanoseconds()
    do {
      if let session {
        try writer.log.environment.read { try session.bind(to: writer.log, in: $0) }
        witness.commitBegins()
        try session.commit()
        witness.commitEnded()
      }
    } catch let error as LMDBError where error.code == .mapFull {
      dropSession()
      try projection.environment.doubleMap()
    }
    session = nil
    unpublishedSince = nil
    // After a dropped transaction the projection lacks what the log has.
    if try projection.beginReading().position < position {
      try writer.keeper.catchUp(projection, through: position, witness: witness)
    }
    let committed = position
    writer.progress.withLockSignalling { $0.published = committed }
    writer.metrics.publishTime.recordNanoseconds(Platform.monotonicNanoseconds() - began)
    writer.metrics.projectionLag.record(0)
    try lookAfterReaders()
  }

  /// Every few seconds of writing: frees the places of readers that have died, lets go of the pages that were kept for
  /// those that leave no trace, and names a reader that keeps the files from reusing their pages.
  private mutating func lookAfterReaders() throws {
    let now = Platform.monotonicNanoseconds()
    guard now - readersSeenAt > Self.readersIntervalNanoseconds else { return }
    readersSeenAt = now
    writer.pinned.withLock { pinned in if pinned?.isOver() == true { pinned = nil } }
    let environments = [
      ("log", writer.log.environment), ("projection", writer.projection.withLock(\.self).environment),
    ]
    for (name, environment) in environments {
      _ = try environment.checkReaders()
      let information = environment.information
      writer.metrics.record(information, of: name)
      guard information.oldestReaderLag > ReaderLimits.commits else { continue }
      writer.options.logger.warning(
        "a reader keeps the file from reusing its pages, so that it grows",
        metadata: [
          "file": "\(name)", "process": "\(information.oldestReaderProcess ?? 0)",
          "commits": "\(information.oldestReaderLag)",
        ])
    }
  }

  /// Notes what was committed, answers the callers, and wakes the subscribers after them.
  ///
  /// Noted first: a caller that reads as soon as it is answered must find that there is something to publish.
  func announce(answering answer: () -> Void) {
    let waiters = writer.progress.withLockSignalling { progress in
      progress.committed = position
      defer { progress.waiters.removeAll(keepingCapacity: true) }
      return progress.waiters.values.map(\.self)
    }
    answer()
    for waiter in waiters { waiter.resume() }
    writer.metrics.projectionLag.record(position.rawValue - writer.progress.withLock { $0.published.rawValue })
  }
}
