import Files

extension LedgerDirectory {
  /// Refuses a ledger in which a link, a pipe or anything else stands in the place of a file or a directory.
  ///
  /// A link would lead whoever removes, replaces or empties a part of the ledger to somewhere else, with that person's
  /// rights. The ledger's own path may be a link.
  ///
  /// - Throws: ``LedgerError`` `usage`, which names the path; `io` where the directory may not be looked into.
  func requirePlain() throws {
    for folder in [log, projection, nextProjection, previousProjection, snapshots, consumers] {
      try require(.directory, at: folder)
    }
    var files = [writerLock, projectionMarker, unfinishedMarker]
    for folder in [log, projection] { files += [folder + "/data.mdb", folder + "/lock.mdb"] }
    for file in files { try require(.file, at: file) }
  }

  private func require(_ kind: FileIdentity.Kind, at path: String) throws {
    let found: FileIdentity?
    do throws(FileError) { found = try FileIdentity.find(path: path) } catch { throw LedgerError(files: error) }
    guard let found, found.kind != kind else { return }
    throw LedgerError(
      .usage, "\(path) is \(found.kind.description), and must be \(kind.description).",
      remedy: found.kind == .link
        ? "No link is followed out of a ledger. Move the whole ledger there and let --ledger name it (that path may be "
          + "a link), or mount the other disk at this place (`mount --bind`)."
        : "Move it away if you know what it is for.")
  }

  /// Refuses a path in a ledger for what is no part of it: a file that is replaced there could be the log.
  ///
  /// - Throws: ``LedgerError`` `usage`, which names the ledger.
  static func requireOutside(_ path: String) throws {
    var folder = Platform.parent(of: path)
    for _ in 0..<Self.deepest {
      let around = LedgerDirectory(folder)
      if around.isLedger || Platform.exists(around.unfinishedMarker) {
        throw LedgerError(
          .usage, "\(path) is in the ledger at \(folder).",
          remedy: "Nothing else goes into a ledger: choose another place.")
      }
      let above = folder + "/.."
      guard let here = FileIdentity.of(path: folder), let there = FileIdentity.of(path: above) else { return }
      if here.isSameFile(as: there) { return }
      folder = above
    }
  }

  private static let deepest = 256

  // MARK: Making

  /// Removes what an interrupted making has left, and notes that a new one begins. Only who has the writer's lock may.
  ///
  /// The note is on disk before anything else, and goes only when the first command is: whatever is there together
  /// with it was never acknowledged to anybody.
  func beginMaking() throws {
    if Platform.exists(unfinishedMarker) {
      // More than a making writes: somebody has put the note, or the log, there by hand.
      guard Platform.fileSize(log + "/data.mdb") <= Self.largestUnfinishedBytes else {
        throw LedgerError(
          .exists, "There is a ledger at \(path) already, with the note of an interrupted making beside it.",
          remedy: "Verify the log in a copy without \(unfinishedMarker); if nothing is found, remove that file.",
          steps: [.verify(.log)])
      }
      try removeUnfinished()
    }
    guard Platform.fileSize(log + "/data.mdb") == 0 else { return }
    if hasLostItsLog { throw lostLog() }
    try noteMaking()
  }

  private func noteMaking() throws {
    try Platform.replaceFile(unfinishedMarker, with: Array("This ledger is being made.\n".utf8))
  }

  /// After a making that failed: nothing was ever in it, and no half-made ledger stays behind.
  ///
  /// The note may have gone already. Where it cannot be written again everything stays, since a ledger without its log
  /// looks like one that has lost it; where something cannot be removed, the note stays beside it.
  func abandonMaking() {
    do {
      try noteMaking()
      try removeUnfinished()
    } catch {
      // Why the making failed is what to tell.
    }
  }

  private func removeUnfinished() throws {
    for folder in [projection, nextProjection, log] { try Platform.removeDirectory(folder) }
    try Platform.removeFile(projectionMarker)
  }

  /// From now on it is a ledger.
  func finishMaking() throws {
    do throws(FileError) { try Files.removeFile(unfinishedMarker) } catch { throw LedgerError(files: error) }
    try Platform.syncDirectory(path)
  }

  private static let largestUnfinishedBytes: UInt64 = 256 << 10

  /// Whether there is something that only a ledger that was in use has.
  var hasRemains: Bool {
    Platform.exists(projectionMarker) || Platform.exists(projection + "/data.mdb")
      || !Platform.names(in: snapshots).isEmpty || !Platform.names(in: consumers).isEmpty
  }

  /// Whether a ledger was in use here. Where it has lost its log, nothing may be made in its place: that would take
  /// away what tells of it.
  var wasUsed: Bool { !Platform.exists(unfinishedMarker) && hasRemains }

  /// Whether the log is gone or empty, and what was made of it is not.
  var hasLostItsLog: Bool { Platform.fileSize(log + "/data.mdb") == 0 && wasUsed }

  func lostLog() -> LedgerError {
    let file = log + "/data.mdb"
    return LedgerError(
      .damaged,
      "The log of the ledger at \(path) is lost: \(file) is \(Platform.exists(file) ? "empty" : "not there"), and what "
        + "was made of it is.",
      remedy: "Leave everything as it is, and restore log/ from a backup. If nothing of the ledger is needed any more, "
        + "remove the whole directory.")
  }

  func unfinished() -> LedgerError {
    var isBeingMade = false
    do { isBeingMade = try WriterPresence.isAlive(self) } catch {
      // Who may not look at it cannot tell, and is told what holds for most.
    }
    return isBeingMade
      ? LedgerError(
        .busy, "The ledger at \(path) is being made by another process.", remedy: "Try again in a moment.")
      : LedgerError(
        .notFound, "The creation of the ledger at \(path) was interrupted; nothing was ever in it.",
        remedy: "Create it again.", steps: [.createLedger(maximumBodyBytes: nil)])
  }
}
