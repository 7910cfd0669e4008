import ChatDomain
import ChatProjection
import EventLog
import LMDB
import Logging

/// Opens the projection of a ledger for its writer: as it is where it can be believed, made anew where it cannot.
struct ProjectionOpening {
  let directory: LedgerDirectory
  let log: EventLog
  let options: Ledger.Options
  /// Nothing will be written after the opening: a projection that is up to date is left as it is, on a full disk, too.
  var isForReading = false

  private var marker: ProjectionMarker {
    ProjectionMarker(path: directory.projectionMarker, bootID: options.bootID)
  }

  /// The projection, brought up to the log.
  ///
  /// - Throws: ``LedgerError`` and errors of the floors below, when the log itself cannot be folded.
  func run() throws -> Projection {
    if try marker.isTrusted(), let projection = try existing() { return projection }
    options.logger.notice("the projection is made anew", metadata: ["ledger": "\(directory.path)"])
    return try fromNewestSnapshot() ?? fromLog()
  }

  /// Nil when there is none, or none that this version of the fold can go on with.
  private func existing() throws -> Projection? {
    guard Platform.exists(directory.projection + "/data.mdb") else { return nil }
    do {
      let projection = try Projection(at: directory.projection, mapSizeBytes: options.mapSizeBytes)
      do {
        let last = Position(try log.environment.read { try log.lastPosition(in: $0) })
        let position = try projection.beginReading().position
        guard position <= last else {
          // The log was restored from an older copy.
          options.logger.warning("the projection is ahead of the log")
          projection.close()
          return nil
        }
        if isForReading, position == last { return projection }
        try marker.markOpen()
        try ProjectionKeeper(log: log).catchUp(projection)
        return projection
      } catch {
        projection.close()
        throw error
      }
    } catch  where Self.blamesProjection(error) {
      options.logger.warning("the projection cannot be used", metadata: ["cause": "\(error)"])
      return nil
    }
  }

  /// Nil when there is no snapshot that fits, or when the newest one is damaged: then the log has it all.
  private func fromNewestSnapshot() throws -> Projection? {
    let store = SnapshotStore(directory)
    guard let manifest = try store.newestUsable(for: log) else { return nil }
    try begin()
    do {
      try store.restore(manifest, to: directory.projection)
      return try caughtUp { try store.check($0, against: manifest) }
    } catch  where Self.blamesProjection(error) {
      options.logger.warning(
        "a snapshot cannot be used", metadata: ["snapshot": "\(manifest.name)", "cause": "\(error)"])
      return nil
    }
  }

  private func fromLog() throws -> Projection {
    try begin()
    return try caughtUp { _ in }
  }

  /// Opens what is in the projection's directory, checks it, and brings it up to the log; closes it when that fails.
  private func caughtUp(_ check: (Projection) throws -> Void) throws -> Projection {
    let projection = try Projection(at: directory.projection, mapSizeBytes: options.mapSizeBytes)
    do {
      try check(projection)
      try ProjectionKeeper(log: log).catchUp(projection)
      return projection
    } catch {
      projection.close()
      throw error
    }
  }

  private func begin() throws {
    try Platform.removeDirectory(directory.projection)
    try Platform.removeDirectory(directory.nextProjection)
    try marker.markOpen()
  }

  /// Whether what went wrong can be cured by making the projection anew.
  ///
  /// An event that does not fit is first held against the projection; when the log is at fault, folding it from the
  /// beginning says so.
  private static func blamesProjection(_ error: any Error) -> Bool {
    switch error {
    case is ProjectionError, is FoldError: true
    case let error as LedgerError: error.code == .damaged
    case let error as LMDBError:
      switch error.code {
      case .corrupted, .truncated, .versionMismatch, .badTransaction, .keyExists, .badValueSize, .notFound, .other: true
      default: false
      }
    default: false
    }
  }
}
