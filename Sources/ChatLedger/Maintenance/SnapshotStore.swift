import ChatDomain
import ChatProjection
import ChatWire
package import EventLog
import Files
import LMDB
import LedgerSupport

/// A copy of the projection at one position, from which a state can be reached faster than from the first entry.
public struct SnapshotManifest: Sendable, Hashable, Codable {
  /// The name of its directory under `snapshots/`: the position, in twenty digits.
  public var name: String
  /// The last entry that is folded in.
  public var position: Position
  /// The root of the state there.
  public var stateRoot: StateRoot
  /// What there was of each kind.
  public var totals: Totals
  /// The version of the fold that made it: only that version can go on from it.
  public var foldVersion: UInt32
  /// When it was taken, by the ledger's clock.
  public var createdAt: Timestamp
  /// The size of its `data.mdb`.
  public var sizeBytes: UInt64
  /// The hash of the log's entry at the position: a snapshot only goes with the log it was taken of.
  public var entryLeaf: String
  /// The SHA-256 of its `data.mdb`, 64 hexadecimal digits: a snapshot is believed only when its bytes have it.
  ///
  /// Nil in a snapshot that an earlier version took: that is not used any more.
  public var dataDigest: String?
}

/// The snapshots of a ledger on disk: `snapshots/NAME/` with `data.mdb` and `manifest.json`.
///
/// The manifest is written last, so a directory without one is an unfinished copy, which is ignored and removed.
package struct SnapshotStore: Sendable {
  let directory: LedgerDirectory

  package init(_ directory: LedgerDirectory) { self.directory = directory }

  /// Where a snapshot is made until it is whole.
  var unfinished: String { path("unfinished") }

  package func path(_ name: String) -> String { "\(directory.snapshots)/\(name)" }

  /// What lies among the snapshots and is none: its manifest is missing, is damaged, or is of another one.
  package func strangers() -> [String] {
    let known = Set(all().map(\.name))
    return Platform.names(in: directory.snapshots).filter { !known.contains($0) }
  }

  /// From the oldest to the newest; what cannot be read is left out.
  package func all() -> [SnapshotManifest] {
    Platform.names(in: directory.snapshots).compactMap { name in
      guard let bytes = try? Platform.readFile(path(name) + "/manifest.json"),
        let manifest = try? JSONText.decode(SnapshotManifest.self, from: bytes), manifest.name == name
      else { return nil }
      return manifest
    }
  }

  func manifest(named name: String) throws -> SnapshotManifest {
    guard let manifest = all().first(where: { $0.name == name || $0.position.description == name }) else {
      throw LedgerError(
        .usage, "There is no snapshot “\(name)”.", remedy: "List those that there are.",
        steps: [.list(.snapshots)])
    }
    return manifest
  }

  /// The newest snapshot of this fold and this log at or before a position.
  ///
  /// Its bytes are not looked at yet: ``restore(_:to:)`` does that.
  package func newestUsable(for log: EventLog, through limit: Position? = nil) throws -> SnapshotManifest? {
    try usable(for: log, through: limit).first
  }

  /// All that could be used, from the newest to the oldest.
  func usable(for log: EventLog, through limit: Position? = nil) throws -> [SnapshotManifest] {
    try all().reversed().filter { manifest in
      try (limit.map { manifest.position <= $0 } ?? true) && isUsable(manifest, for: log)
    }
  }

  func isUsable(_ manifest: SnapshotManifest, for log: EventLog) throws -> Bool {
    guard manifest.foldVersion == foldVersion, manifest.dataDigest != nil else { return false }
    guard case .entry(let leaf) = try LogLeaf.read(at: manifest.position, of: log) else { return false }
    return leaf.description == manifest.entryLeaf
  }

  /// Copies the snapshot's projection into a file, which is made where it is missing, and holds every byte against the
  /// manifest on the way. The snapshot itself is never mapped: a page that was damaged could end the process.
  ///
  /// - Throws: ``LedgerError`` `damaged` when it has other bytes than its manifest says; what was copied is of no use.
  func restore(_ manifest: SnapshotManifest, to file: String) throws {
    let source = path(manifest.name) + "/data.mdb"
    guard FileIdentity.of(path: source)?.kind == .file else { throw damaged(manifest) }
    let copied = try FileCopy.copy(source, to: file)
    guard copied.sizeBytes == manifest.sizeBytes, copied.digest.description == manifest.dataDigest else {
      throw damaged(manifest)
    }
  }

  /// Whether its bytes are those of its manifest. O(*n*) in its size.
  package func isWhole(_ manifest: SnapshotManifest) throws -> Bool {
    let data = try? FileCopy.digest(of: path(manifest.name) + "/data.mdb")
    return data?.digest.description == manifest.dataDigest
  }

  /// Holds a restored projection against its manifest.
  ///
  /// - Throws: ``LedgerError`` `damaged` when it is another state.
  func check(_ projection: Projection, against manifest: SnapshotManifest) throws {
    let session = try projection.beginReading()
    let root = try session.stateRoot()
    guard session.position == manifest.position, root == manifest.stateRoot,
      try session.boundLogLeaf()?.description == manifest.entryLeaf
    else { throw damaged(manifest) }
  }

  private func damaged(_ manifest: SnapshotManifest) -> LedgerError {
    LedgerError(
      .damaged, "Snapshot \(manifest.name) is not what its manifest says.",
      remedy: "Remove \(path(manifest.name)) and take a new one; the log has all that was in it.")
  }

  /// Copies the published projection while writing goes on.
  func take(_ projection: Projection, log: EventLog, at time: Timestamp) throws -> SnapshotManifest {
    let temporary = unfinished
    try Platform.makeDirectory(directory.snapshots)
    try Platform.removeDirectory(temporary)
    try projection.environment.copyCompacted(to: temporary)
    let manifest = try describe(temporary, log: log, at: time)
    let destination = path(manifest.name)
    if let known = all().first(where: { $0.name == manifest.name }), known.stateRoot == manifest.stateRoot,
      known.entryLeaf == manifest.entryLeaf, known.foldVersion == manifest.foldVersion,
      try isWhole(known)
    {
      // There is one of this position already, and it is whole. (Not when the log was replaced by an older copy and
      // went on elsewhere.)
      try Platform.removeDirectory(temporary)
      return known
    }
    // Whole before it gets its name: an interruption leaves none that is half made.
    try Platform.replaceFile(temporary + "/manifest.json", with: JSONText.encode(manifest, pretty: true))
    try Platform.removeDirectory(destination)
    try Platform.rename(temporary, to: destination)
    try Platform.syncDirectory(directory.snapshots)
    return manifest
  }

  /// What the copy itself holds: the copy, not the live projection, is what will be restored.
  private func describe(_ path: String, log: EventLog, at time: Timestamp) throws -> SnapshotManifest {
    let copy = try Projection(at: path, readOnly: true, locking: .none)
    defer { copy.close() }
    let session = try copy.beginReading()
    let position = session.position
    guard case .entry(let leaf) = try LogLeaf.read(at: position, of: log),
      try session.boundLogLeaf() == leaf
    else {
      throw LedgerError(
        .damaged, "The projection is at position \(position), and not of this log.",
        remedy: "Rebuild the projection.", steps: [.rebuildProjection])
    }
    let data = try FileCopy.digest(of: path + "/data.mdb")
    return SnapshotManifest(
      name: position.rawValue.zeroPadded(to: 20), position: position, stateRoot: try session.stateRoot(),
      totals: session.totals, foldVersion: foldVersion, createdAt: time, sizeBytes: data.sizeBytes,
      entryLeaf: leaf.description, dataDigest: data.digest.description)
  }
}
