import Files

extension Ledger {
  /// Copies the projection into `snapshots/`, durably. Writing goes on meanwhile. O(size of the projection).
  ///
  /// Where there is one of this position and state already, that one is returned.
  ///
  /// - Throws: ``LedgerError`` `io` (no space), `usage` (open for reading only), `closed`.
  @available(*, noasync)
  public func snapshot() throws -> SnapshotManifest {
    try requireWriter().wait { .publish($0) }
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
}
