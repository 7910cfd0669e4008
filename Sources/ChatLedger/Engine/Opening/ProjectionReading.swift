import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB
import LedgerSupport
import Logging

/// Finds the projection for a process that only reads, and keeps what it reads true to the log.
///
/// The projection on disk is read where it can be believed, by the same rules as for the writer. Where it cannot, or
/// where it is behind and nobody is there to bring it up, the log is folded on the reader's own side, into a file
/// without a name in the scratch directory. Nothing of the ledger is changed.
final class ProjectionReading: Sendable {
  let directory: LedgerDirectory
  let log: EventLog
  let options: Ledger.Options
  /// How the ledger's files are opened; without a reader table nothing is opened a second time.
  let locking: Environment.Locking
  private let doubts = Monitor<String?>(nil)
  /// Where commands are rehearsed; made when it is first needed.
  let rehearsal = Monitor<Projection?>(nil)

  init(directory: LedgerDirectory, log: EventLog, options: Ledger.Options, locking: Environment.Locking) {
    self.directory = directory
    self.log = log
    self.options = options
    self.locking = locking
  }

  /// Why the projection on disk is not read, as the end of a sentence; nil while it is.
  var doubt: String? { doubts.withLock(\.self) }

  /// A projection for the first read.
  ///
  /// - Throws: ``LedgerError`` and errors of the floors below, when the log cannot be folded or there is no room.
  func open() throws -> Projection {
    if options.damagedLog == .notFolded { return try scratch { _ in } }
    switch try onDisk() {
    case .believed(let projection):
      doubts.withLock { $0 = nil }
      return try caughtUp(projection)
    case .doubted(let reason):
      doubts.withLock { $0 = reason }
      return try fold(because: reason, from: nil)
    }
  }

  /// What is to be read instead of `current` from now on; nil when that is still the right one.
  ///
  /// - Parameter mustBeLatest: Whether everything that is in the log now has to be in it.
  func successor(of current: Projection, mustBeLatest: Bool) throws -> Projection? {
    if options.damagedLog == .notFolded { return nil }
    if current.environment.isScratch {
      if locking == .readerTable, case .believed(let live) = try onDisk() {
        if try position(live) >= position(current) {
          doubts.withLock { $0 = nil }
          return try mustBeLatest ? caughtUp(live) : live
        }
        live.close()
      }
      if mustBeLatest, try position(current).rawValue < log.lastPosition() { try catchUp(current) }
      return nil
    }
    if current.environment.isReplaced {
      return locking == .readerTable ? try open() : try fold(because: "it was replaced", from: current)
    }
    guard mustBeLatest else { return nil }
    let next = try caughtUp(current)
    return next === current ? nil : next
  }

  // MARK: On disk

  enum OnDisk {
    case believed(Projection)
    /// Why not, as the end of a sentence.
    case doubted(String)
  }

  private func onDisk() throws -> OnDisk {
    let marker = directory.marker(options)
    // A writer may swap it between two looks.
    var reason = "another process replaces it again and again"
    for _ in 0..<20 {
      let verdict = try marker.verdict()
      if let doubt = marker.doubt(verdict) { return .doubted(doubt) }
      do {
        let projection = try Projection(
          at: directory.projection, readOnly: true, mapSizeBytes: options.mapSizeBytes, locking: locking)
        if let doubt = try ProjectionBinding.doubt(projection, log) {
          projection.close()
          reason = doubt
        } else if try projection.environment.isReplaced || marker.verdict() != verdict {
          projection.close()
        } else {
          return .believed(projection)
        }
      } catch  where ProjectionBinding.blamesDerivedState(error) {
        reason = "it cannot be used: \(LedgerError(wrapping: error).message)"
      }
      guard try locking == .readerTable && WriterPresence.isAlive(directory) else { break }
      Platform.sleep(milliseconds: 5)
    }
    return .doubted(reason)
  }

  private func position(_ projection: Projection) throws -> Position { try projection.beginReading().position }

  /// The projection once it has what the log has now: waits for a writer that publishes, and folds the rest on the
  /// reader's side where there is none, or where it does not come to it.
  private func caughtUp(_ projection: Projection) throws -> Projection {
    let last = Position(try log.lastPosition())
    if try position(projection) >= last { return projection }
    let patience = options.publishing.readerPatienceNanoseconds
    let began = Platform.monotonicNanoseconds()
    while try locking == .readerTable && WriterPresence.isAlive(directory),
      Platform.monotonicNanoseconds() - began < patience
    {
      Platform.sleep(milliseconds: 2)
      if projection.environment.isReplaced { break }
      if try position(projection) >= last { return projection }
    }
    let behind = last.rawValue - (try position(projection)).rawValue
    let folded = try fold(because: "it is \(counted(behind, "entry", "entries")) behind the log", from: projection)
    return folded
  }

  // MARK: On the reader's side

  /// Folds the log into a scratch file: from the projection that is given, the newest snapshot that is whole, or the
  /// first entry.
  private func fold(because reason: String, from projection: Projection?) throws -> Projection {
    options.logger.warning(
      "the projection on disk is not read, since \(reason); the log is folded into \(options.scratchDirectory) instead")
    if let projection { return try scratchCopy(of: projection) }
    let store = SnapshotStore(directory)
    for manifest in try store.usable(for: log) {
      do { return try folded(from: manifest, in: store) } catch  where ProjectionBinding.blamesDerivedState(error) {
        options.logger.warning(
          "a snapshot cannot be used", metadata: ["snapshot": "\(manifest.name)", "cause": "\(error)"])
      }
    }
    let empty = try scratch { _ in }
    do { try catchUp(empty) } catch {
      empty.close()
      throw error
    }
    return empty
  }

  /// A copy in the scratch directory, brought up to the log.
  func scratchCopy(of projection: Projection) throws -> Projection {
    let copy = try Projection(copyOf: projection, for: options)
    do { try catchUp(copy) } catch {
      copy.close()
      throw error
    }
    return copy
  }

  private func folded(from manifest: SnapshotManifest, in store: SnapshotStore) throws -> Projection {
    let projection = try scratch { try store.restore(manifest, to: $0) }
    do {
      try store.check(projection, against: manifest)
      try catchUp(projection)
      return projection
    } catch {
      projection.close()
      throw error
    }
  }

  private func scratch(_ fill: (String) throws -> Void) throws -> Projection {
    try Projection(scratchIn: options.scratchDirectory, mapSizeBytes: options.mapSizeBytes, filledBy: fill)
  }

  /// Where the log itself is damaged, whoever examines it gets the state before the damage, and the others an error.
  func catchUp(_ projection: Projection) throws {
    let keeper = ProjectionKeeper(log: log)
    guard options.damagedLog == .foldedToDamage else {
      try keeper.catchUp(projection, progress: options.report("fold"))
      return
    }
    let before = try position(projection)
    guard let error = try keeper.catchUpToDamage(projection, progress: options.report("fold")) else { return }
    // What could be folded was: the damage was met before.
    if try position(projection) == before, before > .start { return }
    options.logger.warning("the log is damaged: \(LedgerError(wrapping: error).message)")
  }
}

extension Projection {
  /// A copy in the scratch directory, as far as the other one has come.
  convenience init(copyOf other: Projection, for options: Ledger.Options) throws {
    try self.init(scratchIn: options.scratchDirectory, mapSizeBytes: options.mapSizeBytes) { path in
      let file = try Platform.openToUpdate(path)
      try other.environment.copyCompacted(toDescriptor: file.descriptor)
      try Platform.files { () throws(FileError) in try file.close() }
    }
  }
}
