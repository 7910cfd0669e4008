import ChatDomain
public import ChatProjection
import EventLog
import Files
import LMDB

/// The result of a replay.
public struct ReplayReport: Sendable, Hashable, Codable {
  /// The last entry that is folded in.
  public var position: Position
  /// The root of the state there.
  public var stateRoot: StateRoot
  /// What there is of each kind, there.
  public var totals: Totals
  /// The position of the snapshot that the replay began from; 0 for the beginning.
  public var startPosition: Position
  /// How long it took.
  public var seconds: Double

  /// The names in JSON, which stay as they were first given.
  private enum CodingKeys: String, CodingKey {
    case position, stateRoot, totals
    case startPosition = "startedAt"
    case seconds
  }
}

extension Ledger {
  /// Folds the log into a projection in another directory, up to a position.
  ///
  /// The work is done in a scratch file without a name, which becomes the destination at the end: the destination is
  /// complete or absent.
  ///
  /// - Parameters:
  ///   - destination: A directory that does not exist; when nil, the result is discarded.
  ///   - limit: The last entry to fold; the end of the log when nil.
  ///   - snapshot: The name or position of a snapshot to begin from; from the first entry when nil.
  ///   - progress: Called on this thread, about every 100,000 entries; what it throws ends the replay.
  /// - Throws: ``LedgerError`` `usage` (the destination exists; the position or the snapshot does not; the snapshot is
  ///   after the position or belongs to another log), `damaged` (an entry does not fit, or the snapshot does not match
  ///   its manifest), `io`; errors of `progress`.
  /// - Complexity: O(entries folded), and the size of the snapshot.
  @available(*, noasync)
  public func replay(
    into destination: String? = nil, through limit: Position? = nil, snapshot: String? = nil,
    progress: (LedgerProgress) throws -> Void = { _ in }
  ) throws -> ReplayReport {
    try requireOpen()
    let began = Platform.monotonicNanoseconds()
    if let destination, Platform.exists(destination) {
      throw LedgerError(.usage, "\(destination) exists already.", remedy: "Name a directory that does not exist.")
    }
    do {
      try requireInLog(limit)
      let store = SnapshotStore(directory)
      let start = try replayStart(snapshot, through: limit)
      let target = try Projection(scratchIn: options.scratchDirectory, mapSizeBytes: options.mapSizeBytes) {
        if let start { try store.restore(start, to: $0) }
      }
      defer { target.close() }
      if let start { try store.check(target, against: start) }
      try ProjectionKeeper(log: log).catchUp(target, through: limit) { done, last in
        try progress(LedgerProgress(stage: "fold", done: done.rawValue, total: last.rawValue))
      }
      let session = try target.beginReading()
      let report = ReplayReport(
        position: session.position, stateRoot: try session.stateRoot(), totals: session.totals,
        startPosition: start?.position ?? .start, seconds: Platform.seconds(since: began))
      if let destination {
        try keep(target, at: destination) {
          try progress(LedgerProgress(stage: "keep", done: report.position.rawValue, total: report.position.rawValue))
        }
      }
      return report
    } catch { throw LedgerError.passing(error) }
  }

  /// Copies a scratch projection beside its destination, flushes it, and gives it its name.
  private func keep(_ projection: Projection, at destination: String, check: () throws -> Void) throws {
    let unfinished = "\(LedgerDirectory(destination).path).unfinished-\(Ledger.newCommandID())"
    do {
      try projection.environment.copyCompacted(to: unfinished)
      try check()
      try Platform.rename(unfinished, to: destination)
      try Platform.syncDirectory(Platform.parent(of: destination))
    } catch {
      try? Platform.removeDirectory(unfinished)
      throw error
    }
  }

  private func requireInLog(_ limit: Position?) throws {
    guard let limit else { return }
    let last = Position(try log.lastPosition())
    guard limit > .start, limit <= last else {
      throw LedgerError(.usage, "The log ends at position \(last).", remedy: "Replay to a position from 1 to \(last).")
    }
  }

  private func replayStart(_ snapshot: String?, through limit: Position?) throws -> SnapshotManifest? {
    guard let snapshot else { return nil }
    let store = SnapshotStore(directory)
    let manifest = try store.manifest(named: snapshot)
    guard manifest.dataDigest != nil else {
      throw LedgerError(
        .usage, "Snapshot \(manifest.name) has no digest of its bytes: an earlier version took it.",
        remedy: "Replay from the beginning, or take a new snapshot.")
    }
    guard try store.isUsable(manifest, for: log) else {
      throw LedgerError(
        .usage, "Snapshot \(manifest.name) is of another log or another version of the fold.",
        remedy: "Replay from the beginning, or take a new snapshot.")
    }
    guard limit.map({ manifest.position <= $0 }) ?? true else {
      throw LedgerError(
        .usage, "Snapshot \(manifest.name) lies after position \(limit ?? .start).",
        remedy: "Choose an earlier snapshot.")
    }
    return manifest
  }

  /// Opens the ledger at `source` for reading and replays it.
  @available(*, noasync)
  public static func replay(
    from source: String, into destination: String?, through limit: Position? = nil, snapshot: String? = nil,
    options: Options = Options(), progress: (LedgerProgress) throws -> Void = { _ in }
  ) throws -> ReplayReport {
    let ledger = try open(at: source, mode: .readOnly, options: options)
    defer { try? ledger.close() }
    return try ledger.replay(into: destination, through: limit, snapshot: snapshot, progress: progress)
  }
}
