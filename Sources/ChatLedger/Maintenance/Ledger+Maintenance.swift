import ChatDomain
public import ChatProjection
import EventLog
import Files
import LMDB

/// How far long work has come.
public struct LedgerProgress: Sendable, Hashable {
  /// What is done, for people: `fold`, `compare` …
  public var stage: String
  /// How much of `total` is done, in units of the stage: entries, tables, conversations.
  public var done: UInt64
  /// How much there is; it may rise while the ledger is written to.
  public var total: UInt64
}

/// What a rebuild came to.
public struct RebuildReport: Sendable, Hashable, Codable {
  /// The last entry that is folded in.
  public var position: Position
  /// The root of the new projection.
  public var stateRoot: StateRoot
  /// Whether the projection that was replaced had the same root.
  public var matchedPrevious: Bool
  /// How long it took.
  public var seconds: Double
}

/// What a replay came to.
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

/// The figures of `chat-ledger stats`.
public struct Statistics: Sendable, Hashable, Codable {
  /// The last entry that the figures know of.
  public var position: Position
  /// Entries in the log. (The position counts the same; both are here for those who look for either.)
  public var events: UInt64
  /// The root over the state.
  public var stateRoot: StateRoot
  /// What there is of each kind.
  public var tables: Totals
  /// What the log takes on disk, in bytes; pages that are free for reuse count.
  public var logBytes: UInt64
  /// What the projection takes on disk, in bytes.
  public var projectionBytes: UInt64
  /// How many snapshots there are.
  public var snapshots: Int
}

extension Ledger {
  /// Figures of the ledger, everything acknowledged included. O(tables), and a small file for each snapshot.
  ///
  /// - Throws: ``LedgerError``.
  @available(*, noasync)
  public func statistics() throws -> Statistics {
    try read { view in
      Statistics(
        position: view.position, events: view.position.rawValue, stateRoot: try view.stateRoot(),
        tables: try view.totals(), logBytes: UInt64(log.environment.information.usedBytes),
        projectionBytes: UInt64(projection.withLock(\.self).environment.information.usedBytes),
        snapshots: SnapshotStore(directory).all().count)
    }
  }

  // MARK: Snapshots

  /// Copies the projection into `snapshots/`, durably. Writing goes on meanwhile. O(size of the projection).
  ///
  /// Where there is one of this position and state already, that one is returned.
  ///
  /// - Throws: ``LedgerError`` `io` (no space), `usage` (open for reading only), `closed`.
  @available(*, noasync)
  public func snapshot() throws -> SnapshotManifest {
    _ = try requireWriter()
    if case .failed(let error) = try wait(.publish) { throw error }
    do {
      return try maintenance.withLock { () throws in
        try SnapshotStore(directory).take(projection.withLock(\.self), log: log, at: options.clock())
      }
    } catch { throw LedgerError(wrapping: error) }
  }

  /// The snapshots there are, from the oldest to the newest; those whose manifest cannot be read are left out.
  ///
  /// One small file is read for each.
  public func snapshots() throws -> [SnapshotManifest] { SnapshotStore(directory).all() }

  // MARK: Rebuild

  /// Folds the log into a new projection beside the live one and swaps them. Readers and writers go on; the writer
  /// stands still only for the last few entries and the swap.
  ///
  /// It needs room on disk for a second projection. When it throws, the live projection is as before.
  ///
  /// - Throws: ``LedgerError`` `damaged` when the log cannot be folded, `io`, `closed`, `usage` (open for reading
  ///   only).
  /// - Complexity: O(entries).
  @available(*, noasync)
  public func rebuild(progress: (LedgerProgress) throws -> Void = { _ in }) throws -> RebuildReport {
    let writer = try requireWriter()
    return try maintenance.withLock { () throws in try rebuild(writer, progress) }
  }

  private func rebuild(
    _ writer: CommandWriter, _ progress: (LedgerProgress) throws -> Void
  ) throws -> RebuildReport {
    let began = Platform.monotonicNanoseconds()
    do {
      try Platform.removeDirectory(directory.nextProjection)
      do {
        try foldNext(writer, progress)
        let result = Monitor<(Position, StateRoot, Bool)?>(nil)
        try exclusively { [self] in
          let swapped = try swap(writer)
          result.withLock { $0 = swapped }
        }
        guard let (position, root, matched) = result.withLock(\.self) else { throw LedgerError.closed }
        return RebuildReport(
          position: position, stateRoot: root, matchedPrevious: matched, seconds: Platform.seconds(since: began))
      } catch {
        try? Platform.removeDirectory(directory.nextProjection)
        throw error
      }
    } catch { throw LedgerError.passing(error) }
  }

  private func foldNext(_ writer: CommandWriter, _ progress: (LedgerProgress) throws -> Void = { _ in }) throws {
    let next = try Projection(at: directory.nextProjection, mapSizeBytes: options.mapSizeBytes)
    defer { next.close() }
    try writer.keeper.catchUp(next) { done, last in
      try progress(LedgerProgress(stage: "fold", done: done.rawValue, total: last.rawValue))
    }
  }

  /// Runs on the writer thread, with nothing open.
  private func swap(_ writer: CommandWriter) throws -> (Position, StateRoot, Bool) {
    try foldNext(writer)
    let previous = projection.withLock(\.self)
    let before = try? root(of: previous)
    let marker = directory.marker(options)
    // A crash before the marker fits the new file means only that it is made anew when the ledger is opened.
    let next = try directory.swapInNextProjection(options)
    let witness = try marker.markOpen()
    let (position, root) = try root(of: next)
    writer.witness.withLock { $0 = witness }
    projection.withLock { $0 = next }
    // Reads that are under way keep the old files open until they end.
    previous.close()
    try Platform.removeDirectory(directory.previousProjection)
    return (position, root, before?.1 == root)
  }

  private func root(of projection: Projection) throws -> (Position, StateRoot) {
    let session = try projection.beginReading()
    return (session.position, try session.stateRoot())
  }

  // MARK: Replay

  /// Folds the log into a projection in another directory, up to a position.
  ///
  /// The work is done in a scratch file without a name, and the destination is made of it at the end: it is whole, or
  /// it is not there.
  ///
  /// - Parameters:
  ///   - destination: A directory that is not there yet; when nil the result is thrown away.
  ///   - limit: The last entry to fold; the end of the log when nil.
  ///   - snapshot: The name or position of a snapshot to begin from; from the first entry when nil.
  ///   - progress: Called on this thread, about every 100,000 entries; what it throws ends the replay.
  /// - Throws: ``LedgerError`` `usage` (the destination is there, the position or the snapshot is not, the snapshot
  ///   lies behind the position or goes with another log), `damaged` (an entry does not fit, or the snapshot is not
  ///   what its manifest says), `io`; what `progress` throws.
  /// - Complexity: O(entries folded), and the size of the snapshot.
  @available(*, noasync)
  public func replay(
    into destination: String? = nil, through limit: Position? = nil, snapshot: String? = nil,
    progress: (LedgerProgress) throws -> Void = { _ in }
  ) throws -> ReplayReport {
    try requireOpen()
    let began = Platform.monotonicNanoseconds()
    if let destination, Platform.exists(destination) {
      throw LedgerError(.usage, "\(destination) is there already.", remedy: "Name a directory that is not there yet.")
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

extension Platform {
  static func seconds(since began: UInt64) -> Double { Double(monotonicNanoseconds() - began) / 1e9 }
}
