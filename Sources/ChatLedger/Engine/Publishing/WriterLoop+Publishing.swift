import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB
import Logging
import Metrics

// MARK: The open transaction

extension WriterLoop {
  /// Runs a body on the projection's open transaction; again, after giving a full map more room.
  ///
  /// A full map leaves its transaction unusable: what was folded since the last publishing is folded again from the
  /// log, and the body begins anew. When it throws anything else, the session is to be dropped.
  mutating func inSession<R>(_ body: (ProjectionSession) throws -> R) throws -> R {
    while true {
      do { return try body(openSession()) } catch let error as LMDBError where error.code == .mapFull {
        dropSession()
        try grow(writer.projection.withLock(\.self).environment)
      }
    }
  }

  /// The projection's open transaction, folded through the end of the log; begun when there is none.
  private mutating func openSession() throws -> ProjectionSession {
    if let session { return session }
    let projection = writer.projection.withLock(\.self)
    let end = committed.position
    var opened = try projection.beginWriting()
    if opened.position < end {
      // A dropped transaction took folded entries with it that the log has.
      opened.abort()
      try writer.keeper.catchUp(projection, through: end, witness: writer.witness.withLock(\.self))
      opened = try projection.beginWriting()
    }
    session = opened
    return opened
  }

  mutating func dropSession() {
    session?.abort()
    session = nil
    unpublishedSince = nil
  }

  func grow(_ environment: Environment) throws {
    writer.options.logger.notice("a map is full and grows")
    try environment.doubleMap()
  }
}

// MARK: Publishing

extension WriterLoop {
  /// How long ago the first entry that is not published was folded in; nil when there is none.
  var unpublishedMilliseconds: UInt64? {
    unpublishedSince.map { (Platform.monotonicNanoseconds() - $0) / 1_000_000 }
  }

  func isPublishingDue(isIdle: Bool) -> Bool {
    guard let age = unpublishedMilliseconds else { return false }
    return policy.isDue(count: writer.state.withLock(\.unpublishedEntries), age: age, isIdle: isIdle)
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
    let end = committed.position
    if try projection.beginReading().position < end {
      try writer.keeper.catchUp(projection, through: end, witness: witness)
    }
    writer.state.withLock { $0.publish() }
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
}
