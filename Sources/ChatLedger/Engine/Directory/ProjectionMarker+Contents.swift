import EventLog
import Files

extension ProjectionMarker {
  enum State: String, Sendable {
    /// Somebody changes the file, or did when the process or the system ended.
    case open
    /// The file was synced and closed.
    case clean
  }

  /// The marker's lines; see `Docs/Format.md`.
  struct Contents: Equatable {
    static let firstLine = "chat-ledger projection 3"
    /// Stands for the time of the last change while a commit is under way.
    static let underWay: Int64 = 0
    /// Where the line about the last change begins, from the end: it is written over in place.
    static let lastLineBytes = 51

    var state: State
    var boot: String
    var mount: UInt64
    var inode: UInt64
    var birth: Int64
    /// SHA-256 of the file that was closed; nil while it is open, and where nobody has read it.
    var digest: Digest256?
    var change: Int64
    var sizeBytes: UInt64

    var bytes: [UInt8] {
      let head = """
        \(Self.firstLine)
        state \(state.rawValue)
        boot \(boot)
        mount \(mount)
        file \(inode) \(birth)
        digest \(digest.map(\.description) ?? "none")

        """
      return Array(head.utf8) + Self.lastLine(change: change, sizeBytes: sizeBytes)
    }

    /// As long for every time and size.
    static func lastLine(change: Int64, sizeBytes: UInt64) -> [UInt8] {
      Array("changed \(Self.padded(String(change), to: 21)) \(Self.padded(String(sizeBytes), to: 20))\n".utf8)
    }

    /// Whether nobody has changed the file since.
    func fits(_ file: FileIdentity) -> Bool {
      change == file.changeNanoseconds && sizeBytes == file.sizeBytes
    }

    private static func padded(_ digits: String, to width: Int) -> String {
      String(repeating: " ", count: max(0, width - digits.utf8.count)) + digits
    }
  }
}

extension ProjectionMarker.Contents {
  /// Reads a marker; nil for anything that ``bytes`` does not write.
  init?(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Self.firstLine[...] else { return nil }
    func words(_ name: String, _ count: Int) -> [Substring]? {
      guard let words = lines.popFirst()?.split(separator: " ") else { return nil }
      return words.count == count + 1 && words[0] == name ? Array(words.dropFirst()) : nil
    }
    guard let state = words("state", 1).flatMap({ ProjectionMarker.State(rawValue: String($0[0])) }),
      let boot = words("boot", 1), let mount = words("mount", 1).flatMap({ UInt64($0[0]) }),
      let file = words("file", 2), let inode = UInt64(file[0]), let birth = Int64(file[1]),
      let digest = words("digest", 1),
      let changed = words("changed", 2), let change = Int64(changed[0]), let size = UInt64(changed[1])
    else { return nil }
    self.init(
      state: state, boot: String(boot[0]), mount: mount, inode: inode, birth: birth,
      digest: Digest256(hexadecimal: String(digest[0])), change: change, sizeBytes: size)
    guard self.bytes == bytes else { return nil }
  }
}
