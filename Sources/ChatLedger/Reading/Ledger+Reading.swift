import ChatProjection
import Files
import LMDB

extension Ledger {
  /// Reads at one position. Keep the body short: while it runs, the pages that it can see cannot be reused on disk.
  ///
  /// - Parameter freshness: ``Freshness/latest`` sees every command acknowledged before. A process that only reads
  ///   waits briefly for the writer to publish. If there is no writer, it folds the remaining entries itself, which
  ///   takes long if there are many (see ``Options/progress``).
  /// - Throws: ``LedgerError``, and what the body throws.
  @available(*, noasync)
  public func read<R>(_ freshness: Freshness = .latest, _ body: (LedgerView) throws -> R) throws -> R {
    try requireOpen()
    if freshness == .latest, let writer, writer.needsPublishing { try writer.wait { .publish($0) } }
    return try readPublished(freshness, body)
  }

  /// The async twin of ``read(_:_:)``; only the wait for freshness suspends, the body itself does not.
  public func read<R: Sendable>(
    _ freshness: Freshness = .latest, _ body: @Sendable (LedgerView) throws -> R
  ) async throws -> R {
    try requireOpen()
    if freshness == .latest, let writer, writer.needsPublishing { try await writer.value { .publish($0) } }
    return try readPublished(freshness, body)
  }

  /// A rebuild may swap the projection, and close the old one, between looking it up and beginning to read.
  private func openView(_ freshness: Freshness) throws -> LedgerView {
    if let reading { try follow(reading, mustBeLatest: freshness == .latest) }
    while true {
      let current = projection.withLock(\.self)
      do { return try LedgerView(projection: current, log: log) } catch let error as LMDBError
        where error.code == .closed && projection.withLock({ $0 !== current })
      {}
    }
  }

  /// The process that writes may have put another projection in the place of the one that is read here, or have ended
  /// before it published everything.
  private func follow(_ reading: ProjectionReading, mustBeLatest: Bool) throws {
    try projection.withLock { current in
      guard let next = try reading.successor(of: current, mustBeLatest: mustBeLatest) else { return }
      // Reads that are under way keep the old file until they end.
      current.close()
      current = next
    }
  }

  private func readPublished<R>(_ freshness: Freshness, _ body: (LedgerView) throws -> R) throws -> R {
    let view: LedgerView
    do { view = try openView(freshness) } catch { throw LedgerError(wrapping: error) }
    defer { view.end() }
    do { return try body(view) } catch { throw LedgerError.passing(error) }
  }
}
