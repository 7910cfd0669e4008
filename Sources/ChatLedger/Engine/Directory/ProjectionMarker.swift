import EventLog
import Files

/// Says whether the projection on disk can be believed: `projection.state`, a small file beside it.
///
/// The projection is not synced, and nothing in an LMDB file tells a torn one from a whole one. What survives the end
/// of a process is the cache of the operating system, and that only on the same run of it, the same mount and in the
/// same file. So the marker names all of these, and any difference means that the projection is rebuilt
/// (`Docs/Decisions/0011-derived-state-carries-its-proof.md`).
struct ProjectionMarker: Sendable {
  /// The path of the marker.
  let path: String
  /// The projection's data file.
  let dataPath: String
  /// Names the run of the operating system; `unknown` vouches for nothing.
  let bootID: String

  /// What the marker says about the file that is there now.
  enum Verdict: Equatable, Sendable {
    case trusted
    /// It was closed in good order, and is whole if its bytes have this SHA-256: nothing else vouches for it here.
    case whole(Digest256)
    /// Why it is not, as the end of a sentence that begins with “the projection is made anew:”.
    case doubted(String)
  }

  /// Holds the marker against the file: its names and times, not its bytes.
  ///
  /// - Throws: ``LedgerError`` when the marker is there and cannot be read.
  func verdict() throws -> Verdict {
    guard let file = FileIdentity.of(path: dataPath) else { return .doubted("there is none") }
    guard let bytes = try Platform.readFile(path, limitBytes: 1_024) else {
      return .doubted("nothing says how it was closed")
    }
    guard let contents = Contents(bytes) else {
      return .doubted("its state file is damaged, or an earlier version wrote it")
    }
    guard contents.inode == file.inode, contents.birth == file.birthNanoseconds else {
      return .doubted("its file is another one: the ledger was copied or restored")
    }
    switch contents.state {
    case .open: return verdictOnOpen(contents, file)
    case .clean: return verdictOnClean(contents, file)
    }
  }

  private func verdictOnOpen(_ contents: Contents, _ file: FileIdentity) -> Verdict {
    guard bootID != "unknown", contents.boot == bootID else {
      return .doubted("the system was started anew before it was closed")
    }
    // Whoever holds the marker has checked all this and writes to the file through this kernel's cache, whatever the
    // mount by which he sees it: a service in a container, say.
    if isHeldByWriter() { return .trusted }
    guard contents.mount == file.mountID else {
      return .doubted("its file system was mounted anew before it was closed, or is mounted elsewhere")
    }
    guard contents.change == Contents.underWay || contents.fits(file) else { return .doubted(Self.changed) }
    return .trusted
  }

  private func verdictOnClean(_ contents: Contents, _ file: FileIdentity) -> Verdict {
    guard contents.fits(file) else { return .doubted(Self.changed) }
    if bootID != "unknown", contents.boot == bootID, contents.mount == file.mountID { return .trusted }
    if let digest = contents.digest { return .whole(digest) }
    return .doubted("its file system was mounted again since it was closed, and no digest of its bytes was recorded")
  }

  private static let changed = "something else has changed its file"

  /// Holds the bytes against what the marker says, too, where nothing else vouches for them.
  ///
  /// - Returns: Why the file is not believed, as the end of a sentence; nil when it is.
  /// - Complexity: O(1), or O(*n*) in the size of the file after it was mounted anew.
  func doubt(_ verdict: Verdict) -> String? {
    switch verdict {
    case .trusted: return nil
    case .whole(let digest):
      do {
        return try FileCopy.digest(of: dataPath).digest == digest ? nil : "its bytes are not those that were closed"
      } catch { return "it cannot be read: \(LedgerError(wrapping: error).message)" }
    case .doubted(let reason): return reason
    }
  }

  /// Before the first change: from now on only this run of the operating system and this mount vouch for the file.
  ///
  /// - Returns: What has to be told of each commit.
  /// - Throws: ``LedgerError`` `io` when the marker cannot be written; the file must not be changed then.
  func markOpen() throws -> ProjectionWitness {
    try Platform.replaceFile(path, with: describe(.open).bytes)
    return try ProjectionWitness(self)
  }

  /// After the projection was synced: the file as it is now is whole.
  ///
  /// The digest of its bytes is noted for a time when the file is mounted anew, unless reading them takes longer than
  /// the ledger was open: a brief command does not wait for it; the projection is then rebuilt.
  ///
  /// - Complexity: O(*n*) in the size of the file, at most as long as the ledger was open.
  func markClean(afterNanoseconds open: UInt64) throws {
    let isWorthIt = Platform.fileSize(dataPath) / Self.digestedBytesPerNanosecond <= open
    try Platform.replaceFile(path, with: describe(.clean, isWorthIt ? FileCopy.digest(of: dataPath).digest : nil).bytes)
  }

  /// About as fast as SHA-256 is where the processor has instructions for it.
  private static let digestedBytesPerNanosecond: UInt64 = 1

  /// After the projection could not be synced: nothing vouches for it any more.
  ///
  /// Where even the marker cannot be removed the data file is; where that fails as well, the file system refuses all
  /// writes, and has to be mounted anew before anybody writes again, which the marker notices.
  func revoke() {
    do { try Platform.removeFile(path) } catch { try? Platform.removeFile(dataPath) }
  }

  /// Whether a process writes to the projection now that has opened it by all these rules.
  private func isHeldByWriter() -> Bool {
    do { return try Platform.lockShared(path) == nil } catch {
      // It has just gone, or may not be opened: then nobody is known to hold it.
      return false
    }
  }

  private func describe(_ state: State, _ digest: Digest256? = nil) throws -> Contents {
    guard let file = FileIdentity.of(path: dataPath) else { throw Platform.failure("look at the file", dataPath) }
    return Contents(
      state: state, boot: bootID, mount: file.mountID, inode: file.inode, birth: file.birthNanoseconds,
      digest: digest, change: file.changeNanoseconds, sizeBytes: file.sizeBytes)
  }
}
