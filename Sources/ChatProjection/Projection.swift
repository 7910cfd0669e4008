import ChatDomain
public import LMDB

/// The derived state of a ledger in a separate LMDB environment, which may be deleted and rebuilt at any time.
///
/// It is not synced: after a crash of the operating system it must be rebuilt, which the engine does.
public final class Projection: Sendable {
  /// Its environment.
  public let environment: Environment
  let tables: OpenTables

  /// Opens or makes the projection in a directory.
  ///
  /// - Throws: ``LMDBError``; ``ProjectionError`` with the code `otherVersion` when another fold made it.
  public convenience init(
    at directory: String, readOnly: Bool = false, mapSizeBytes: Int = 64 << 30,
    locking: Environment.Locking = .readerTable
  ) throws {
    let options = Environment.Options(
      mapSizeBytes: mapSizeBytes, durability: .unsynced, readOnly: readOnly, locking: locking)
    try self.init(Environment.open(at: directory, options: options))
  }

  /// A projection for the lifetime of this value, in a file without a name: see `Environment.openScratch`.
  ///
  /// - Parameter fill: May put the file of another projection into the new one.
  /// - Throws: As ``init(at:readOnly:mapSizeBytes:locking:)``, and what `fill` throws.
  public convenience init(
    scratchIn directory: String, mapSizeBytes: Int = 64 << 30, filledBy fill: (String) throws -> Void = { _ in }
  ) throws {
    let options = Environment.Options(mapSizeBytes: mapSizeBytes)
    try self.init(Environment.openScratch(in: directory, options: options, filledBy: fill))
  }

  private init(_ environment: Environment) throws {
    self.environment = environment
    do {
      tables = try OpenTables(in: environment)
      try checkVersion()
    } catch {
      environment.close()
      throw error
    }
  }

  private func checkVersion() throws {
    let found = try beginReading().storedVersion()
    guard let found, found != foldVersion else { return }
    throw ProjectionError(
      .otherVersion(found), "The projection was made by version \(found) of the fold; this program has \(foldVersion).")
  }

  /// A session that reads the last committed state. Cheap: well under a microsecond.
  ///
  /// - Throws: ``LMDBError`` as `Environment.beginRead()`; ``ProjectionError`` when the stored data cannot be read.
  @available(*, noasync)
  public func beginReading() throws -> ProjectionSession {
    try ProjectionSession(reading: environment.beginRead(), tables: tables)
  }

  /// A session that changes the state; there is one at a time, and it stays on one thread. Waits for the previous one.
  ///
  /// - Throws: ``LMDBError`` as `Environment.beginWrite()`; ``ProjectionError`` when the stored data cannot be read.
  @available(*, noasync)
  public func beginWriting() throws -> ProjectionSession {
    try ProjectionSession(writing: environment.beginWrite(), tables: tables)
  }

  /// Lets the files go once the sessions that are open have ended. Closing twice does nothing.
  public func close() { environment.close() }
}
