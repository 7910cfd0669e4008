import ChatDomain
import ChatProjection
import EventLog
import LMDB
import Logging

/// Opens the projection of a ledger for its writer: unchanged if it can be trusted, rebuilt if it cannot.
struct ProjectionOpening {
  let directory: LedgerDirectory
  let log: EventLog
  let options: Ledger.Options

  /// The projection of the process that writes.
  struct Live {
    var projection: Projection
    /// Has to be told of each commit.
    var witness: ProjectionWitness
    /// Pages of the commits before this process began, for readers that leave no trace; nil where there are none.
    var pinned: PinnedPages?
    /// When opening began, on the monotonic clock.
    var began: UInt64
  }

  private let began = Platform.monotonicNanoseconds()

  /// The projection, brought up to the log.
  ///
  /// - Throws: ``LedgerError`` and errors of the floors below, when the log itself cannot be folded.
  func run() throws -> Live {
    try removeLeftovers()
    switch try existing() {
    case .believed(let live): return live
    case .doubted(let reason):
      let isNew = try log.lastPosition() == 0
      if !isNew {
        options.logger.notice(
          "the projection is made anew", metadata: ["ledger": "\(directory.path)", "because": "\(reason)"])
      }
      return try anew()
    }
  }

  /// What a process that was killed may have left of its work.
  private func removeLeftovers() throws {
    for path in [directory.nextProjection, directory.previousProjection, SnapshotStore(directory).unfinished] {
      try Platform.removeDirectory(path)
    }
  }

  // MARK: As it is

  private enum Existing {
    case believed(Live)
    case doubted(String)
  }

  private func existing() throws -> Existing {
    let marker = directory.marker(options)
    if let reason = try marker.doubt(marker.verdict()) { return .doubted(reason) }
    do {
      let projection = try Projection(at: directory.projection, mapSizeBytes: options.mapSizeBytes)
      do {
        if let reason = try ProjectionBinding.doubt(projection, log) {
          projection.close()
          return .doubted(reason)
        }
        let witness = try marker.markOpen()
        let pinned = try PinnedPages(directory, [log.environment, projection.environment])
        try ProjectionKeeper(log: log).catchUp(projection, witness: witness, progress: options.report("fold"))
        return .believed(Live(projection: projection, witness: witness, pinned: pinned, began: began))
      } catch {
        projection.close()
        throw error
      }
    } catch  where ProjectionBinding.blamesDerivedState(error) {
      return .doubted("it cannot be used: \(LedgerError(wrapping: error).message)")
    }
  }

  // MARK: Anew

  /// Folds beside what is there and swaps: a process that reads meanwhile sees the old one or the new one.
  private func anew() throws -> Live {
    do { try foldNext() } catch {
      try? Platform.removeDirectory(directory.nextProjection)
      throw error
    }
    let projection = try directory.swapInNextProjection(options)
    do {
      let witness = try directory.marker(options).markOpen()
      try? Platform.removeDirectory(directory.previousProjection)
      return Live(
        projection: projection, witness: witness, pinned: try PinnedPages(directory, [log.environment]), began: began)
    } catch {
      projection.close()
      throw error
    }
  }

  /// From the newest snapshot whose bytes are those of its manifest, or from the first entry.
  private func foldNext() throws {
    let store = SnapshotStore(directory)
    for manifest in try store.usable(for: log) {
      do {
        try Platform.makeDirectory(directory.nextProjection)
        try store.restore(manifest, to: directory.nextProjection + "/data.mdb")
        return try catchUpNext { try store.check($0, against: manifest) }
      } catch  where ProjectionBinding.blamesDerivedState(error) {
        options.logger.warning(
          "a snapshot cannot be used", metadata: ["snapshot": "\(manifest.name)", "cause": "\(error)"])
        try Platform.removeDirectory(directory.nextProjection)
      }
    }
    try catchUpNext { _ in }
  }

  private func catchUpNext(_ check: (Projection) throws -> Void) throws {
    let projection = try Projection(at: directory.nextProjection, mapSizeBytes: options.mapSizeBytes)
    defer { projection.close() }
    try check(projection)
    try ProjectionKeeper(log: log).catchUp(projection, progress: options.report("fold"))
  }
}

extension LedgerDirectory {
  func marker(_ options: Ledger.Options) -> ProjectionMarker {
    ProjectionMarker(
      path: projectionMarker, dataPath: projection + "/data.mdb", bootID: options.bootID)
  }

  /// Puts the projection that was built beside the live one in its place, and opens it there.
  ///
  /// Nobody may have `projection.next` open. The marker does not fit the new file yet, so that a crash from here to
  /// `markOpen()` only means that the projection is rebuilt.
  func swapInNextProjection(_ options: Ledger.Options) throws -> Projection {
    try Platform.removeDirectory(previousProjection)
    if Platform.exists(projection) { try Platform.rename(projection, to: previousProjection) }
    try Platform.rename(nextProjection, to: projection)
    return try Projection(at: projection, mapSizeBytes: options.mapSizeBytes)
  }
}
