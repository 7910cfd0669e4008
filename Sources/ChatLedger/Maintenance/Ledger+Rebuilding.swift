import ChatDomain
public import ChatProjection
import EventLog
import Files
import LMDB

/// The result of a rebuild.
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

extension Ledger {
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
        let (position, root, matched) = try exclusively { [self] in try swap(writer) }
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
    // A crash before the marker fits the new file means only that it is rebuilt when the ledger is opened.
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
}
