import Files

/// Says whether the projection on disk can be believed: `projection.state`, a small file beside it.
///
/// The projection is not synced, and nothing in an LMDB file tells a torn one from a whole one. What survives the end
/// of a process is the cache of the operating system, and that only on the same run of it, the same mount and in the
/// same file. So the marker names all of these, and whatever differs means that the projection is made anew
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
    /// Why it is not, as the end of a sentence that begins with “the projection is made anew:”.
    case doubted(String)
  }

  /// Holds the marker against the file.
  ///
  /// - Parameter isWriterAlive: Whether a process that checked all this itself is writing to the file now: then the
  ///   last change cannot be held against the marker.
  /// - Throws: ``LedgerError`` when the marker is there and cannot be read.
  func verdict(isWriterAlive: Bool) throws -> Verdict {
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
    if contents.state == .open {
      guard bootID != "unknown", contents.boot == bootID else {
        return .doubted("the system was started anew before it was closed")
      }
      guard contents.mount == file.mountID else {
        return .doubted("its file system was mounted anew before it was closed, or is mounted elsewhere")
      }
    }
    if contents.state == .open, isWriterAlive || contents.change == Contents.underWay { return .trusted }
    guard contents.change == file.changeNanoseconds, contents.sizeBytes == file.sizeBytes else {
      return .doubted("something else has changed its file")
    }
    return .trusted
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
  func markClean() throws { try Platform.replaceFile(path, with: describe(.clean).bytes) }

  /// After the projection could not be synced: nothing vouches for it any more.
  ///
  /// Where even the marker cannot be removed the data file is; where that fails as well, the file system refuses all
  /// writes, and has to be mounted anew before anybody writes again, which the marker notices.
  func revoke() {
    do { try Platform.removeFile(path) } catch { try? Platform.removeFile(dataPath) }
  }

  private func describe(_ state: State) throws -> Contents {
    guard let file = FileIdentity.of(path: dataPath) else { throw Platform.failure("look at the file", dataPath) }
    return Contents(
      state: state, boot: bootID, mount: file.mountID, inode: file.inode, birth: file.birthNanoseconds,
      change: file.changeNanoseconds, sizeBytes: file.sizeBytes)
  }

  enum State: String, Sendable {
    /// Somebody changes the file, or did when the process or the system ended.
    case open
    /// The file was synced and closed.
    case clean
  }

  /// The marker's lines; see `Docs/Format.md`.
  struct Contents: Equatable {
    /// Stands for the time of the last change while a commit is under way.
    static let underWay: Int64 = 0
    /// Where the line about the last change begins, from the end: it is written over in place.
    static let lastLineBytes = 51

    var state: State
    var boot: String
    var mount: UInt64
    var inode: UInt64
    var birth: Int64
    var change: Int64
    var sizeBytes: UInt64

    var bytes: [UInt8] {
      let head = """
        chat-ledger projection 2
        state \(state.rawValue)
        boot \(boot)
        mount \(mount)
        file \(inode) \(birth)

        """
      return Array(head.utf8) + Self.lastLine(change: change, sizeBytes: sizeBytes)
    }

    /// As long for every time and size.
    static func lastLine(change: Int64, sizeBytes: UInt64) -> [UInt8] {
      Array("changed \(Self.padded(String(change), to: 21)) \(Self.padded(String(sizeBytes), to: 20))\n".utf8)
    }

    private static func padded(_ digits: String, to width: Int) -> String {
      String(repeating: " ", count: max(0, width - digits.utf8.count)) + digits
    }
  }
}

extension ProjectionMarker.Contents {
  /// Reads a marker; nil for anything that ``bytes`` does not write.
  init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 7, lines[0] == "chat-ledger projection 2", lines[6].isEmpty else { return nil }
    func words(_ line: Int, _ name: String, _ count: Int) -> [Substring]? {
      let words = lines[line].split(separator: " ")
      return words.count == count + 1 && words[0] == name ? Array(words.dropFirst()) : nil
    }
    guard let state = words(1, "state", 1).flatMap({ ProjectionMarker.State(rawValue: String($0[0])) }),
      let boot = words(2, "boot", 1), let mount = words(3, "mount", 1).flatMap({ UInt64($0[0]) }),
      let file = words(4, "file", 2), let inode = UInt64(file[0]), let birth = Int64(file[1]),
      let changed = words(5, "changed", 2), let change = Int64(changed[0]), let size = UInt64(changed[1])
    else { return nil }
    self.init(
      state: state, boot: String(boot[0]), mount: mount, inode: inode, birth: birth, change: change, sizeBytes: size)
    guard self.bytes == bytes else { return nil }
  }
}

/// Is told of each commit of the live projection, and keeps the marker's last line true.
///
/// A change of the file by anybody else then shows when the ledger is opened, also after the process was killed. The
/// line is not synced: it is believed only where the cache of the operating system is. About two microseconds a commit.
final class ProjectionWitness: Sendable {
  private let dataPath: String
  private let file: OpenFile
  private let offset: Int

  fileprivate init(_ marker: ProjectionMarker) throws {
    dataPath = marker.dataPath
    file = try Platform.openToUpdate(marker.path)
    offset = Int(Platform.fileSize(marker.path)) - ProjectionMarker.Contents.lastLineBytes
  }

  /// From now on nobody knows when the file was changed last. (A process that is killed in a commit leaves it so, and
  /// the file is believed: LMDB's commit is whole or not there.)
  func commitBegins() { write(change: ProjectionMarker.Contents.underWay, sizeBytes: 0) }

  /// The file is as it is to be.
  func commitEnded() {
    guard let file = FileIdentity.of(path: dataPath) else { return }
    write(change: file.changeNanoseconds, sizeBytes: file.sizeBytes)
  }

  private func write(change: Int64, sizeBytes: UInt64) {
    // A line that could not be written differs from the file, and then the projection is made anew: nothing is lost.
    try? file.overwrite(ProjectionMarker.Contents.lastLine(change: change, sizeBytes: sizeBytes), at: offset)
  }
}
