import ChatLedger

/// Opens what an archive of Mattermost comes as: lines of JSON, or the zip that Mattermost itself exports, which holds
/// them beside the files that were attached.
public enum MattermostFile {
  /// What the lines are called in a zip.
  private static let lines = "import.jsonl"
  private static let linesSuffix = ".jsonl"
  /// Attached files can be many; they are counted only.
  private static let entryLimit = 10_000_000

  /// Opens the lines. Those in a zip are unpacked while they are read; attached files are ignored.
  ///
  /// - Throws: ``ExchangeError`` if the path cannot be read, or if a zip has no file of lines, or several.
  public static func open(at path: String) throws(ExchangeError) -> any ByteSource {
    let file = try DescriptorSource(path: path)
    let start = file.beginning(bytes: 4)
    return start == [0x50, 0x4B, 0x03, 0x04] || start == [0x50, 0x4B, 0x05, 0x06] ? try zipped(path) : file
  }

  private static func zipped(_ path: String) throws(ExchangeError) -> any ByteSource {
    var limits = ArchiveLimits()
    limits.entries = entryLimit
    limits.totalBytes = .max
    let archive = try ZipArchive(path, limits: limits, keeping: { isLines($0) || SlackLayout.isList($0) })
    return try ZipEntrySource(archive, try entry(of: archive.entries, in: path))
  }

  /// The entry that holds the lines: at the top, or in the one folder that has such a file.
  private static func entry(of entries: [ArchiveEntry], in path: String) throws(ExchangeError) -> ArchiveEntry {
    let candidates = entries.filter { isLines($0.path) }
    let top = candidates.filter { $0.path.components.count == 1 }
    let nearest = top.isEmpty ? candidates : top
    let named = nearest.filter { $0.path.components.last?.elementsEqual(lines.utf8) == true }
    let found = named.isEmpty ? nearest : named
    guard let first = found.first else {
      let isSlack = !entries.isEmpty
      throw ExchangeError(
        .invalid, "\(path) is a zip without \(lines), or any other file of lines (*\(linesSuffix)) at its top.",
        remedy: isSlack
          ? "It looks like an export of Slack: import it as one."
          : "Give the zip as Mattermost exported it, or the bulk JSONL itself.",
        steps: isSlack ? [.importArchive(format: "slack", path: path)] : [])
    }
    guard found.count == 1 else {
      let names = found.prefix(10).map { "“\($0.path.visible)”" }.joined(separator: ", ")
      throw ExchangeError(
        .invalid, "\(path) holds \(found.count) archives: \(names)\(found.count > 10 ? ", …" : "").",
        remedy: "Import them one by one: give what `unzip -p FILE NAME` writes.")
    }
    return first
  }

  /// Whether an entry of a zip, or of a directory, may be an archive: in a folder below the first are attachments.
  static func isLines(_ path: ArchivePath) -> Bool {
    path.components.count <= 2 && path.hasSuffix(linesSuffix) && !path.isLitter
  }

  // MARK: Given to another command

  /// Whether a file begins as lines of an archive do: objects with a type.
  static func isLines(_ path: String) -> Bool {
    guard let file = try? DescriptorSource(path: path) else { return false }
    let start = file.beginning(bytes: 4_096)
    guard String(decoding: start, as: UTF8.self).contains("\"type\"") else { return false }
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
    return text.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "{")
  }

  static let hint = "It looks like an archive of Mattermost: import it as one."

  static func step(for path: String) -> NextStep { .importArchive(format: "mattermost", path: path) }
}
