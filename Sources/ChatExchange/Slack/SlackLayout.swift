/// One workspace of an export: lists at its top, and a folder of days for each conversation.
struct SlackWorkspace {
  /// The lists, by name.
  var lists: [String: ArchiveEntry] = [:]
  /// The days of each folder, in order.
  var folders: [ArchivePath: [ArchiveEntry]] = [:]
  /// Other JSON files at its top, by their names without `.json`, and in its folders: they may hold messages.
  var loose: [ArchivePath: ArchiveEntry] = [:]
  var looseInFolders: [(folder: ArchivePath, entry: ArchiveEntry)] = []

  func entry(of list: SlackChannel.List) -> ArchiveEntry? { lists[list.rawValue + ".json"] }
}

/// Where things stand in an export: a workspace at its top; in one of an Enterprise Grid further ones in `teams/NAME`.
struct SlackLayout {
  static let users = "users.json"
  /// The users of all workspaces of a Grid.
  static let organizationUsers = "org_users.json"

  /// That at the top first, then those of a Grid in the order of their names.
  private(set) var workspaces: [SlackWorkspace] = []
  private(set) var organizationUsers: ArchiveEntry?
  /// Files that belong to an export, or not, and are not read.
  private(set) var unread: [ArchiveEntry] = []
  /// All that are read, in bytes.
  private(set) var totalBytes: UInt64 = 0
  /// How many bytes of every path stand before the export: it may have been packed with its folder.
  private let prefixCount: Int

  /// - Throws: where this is no export.
  init(_ entries: [ArchiveEntry], name: String) throws(ExchangeError) {
    prefixCount = try Self.prefix(of: entries, name: name).count
    var found: [ArchivePath: SlackWorkspace] = [:]
    for entry in entries where !Self.isLitter(entry.path) {
      let path = ArchivePath(Array(entry.path.bytes.dropFirst(prefixCount)))
      var parts = path.components
      if parts.count == 1, path.bytes.elementsEqual(Self.organizationUsers.utf8) {
        organizationUsers = entry
        continue
      }
      var workspace = ArchivePath([])
      if parts.count > 2, parts[0].elementsEqual("teams".utf8) {
        workspace = ArchivePath(Array(parts[1]))
        parts.removeFirst(2)
      }
      guard found[workspace, default: SlackWorkspace()].take(entry, parts) else {
        unread.append(entry)
        continue
      }
      totalBytes += entry.sizeBytes
    }
    workspaces = found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// What a report calls a file: its path in the export.
  func name(of entry: ArchiveEntry) -> String {
    entry.path.bytes.count > prefixCount
      ? String(decoding: entry.path.bytes.dropFirst(prefixCount), as: UTF8.self) : entry.path.description
  }

  /// The folder that all of the export stands in, with its slash; empty where it stands at the top.
  private static func prefix(of entries: [ArchiveEntry], name: String) throws(ExchangeError) -> [UInt8] {
    let lists = [users] + SlackChannel.List.allCases.map { $0.rawValue + ".json" }
    var tops: Set<[UInt8]> = []
    for entry in entries where !isLitter(entry.path) {
      let parts = entry.path.components
      guard parts.count <= 2, let last = parts.last, lists.contains(where: { last.elementsEqual($0.utf8) }) else {
        continue
      }
      if parts.count == 1 { return [] }
      tops.insert(Array(parts[0]) + [UInt8(ascii: "/")])
    }
    if tops.count == 1, let top = tops.first { return top }
    throw ExchangeError(
      .invalid,
      tops.isEmpty
        ? "\(name) is no export of Slack: it has neither users.json nor a list of conversations."
        : "\(name) holds \(tops.count) exports.",
      remedy: tops.isEmpty
        ? "Give the zip as it was downloaded, or the directory that it was unpacked to."
        : "Unpack it and import them one by one.")
  }

  /// What desktops leave behind in folders.
  private static func isLitter(_ path: ArchivePath) -> Bool {
    path.components.contains { $0.first == UInt8(ascii: ".") || $0.elementsEqual("__MACOSX".utf8) }
  }
}

extension SlackWorkspace {
  /// - Parameter parts: the path of the entry in the workspace.
  /// - Returns: false for what is of no kind that can hold anything.
  fileprivate mutating func take(_ entry: ArchiveEntry, _ parts: [ArraySlice<UInt8>]) -> Bool {
    let known = [SlackLayout.users] + SlackChannel.List.allCases.map { $0.rawValue + ".json" }
    guard let last = parts.last, last.suffix(5).elementsEqual(".json".utf8) else { return false }
    switch parts.count {
    case 1:
      if let list = known.first(where: { last.elementsEqual($0.utf8) }) {
        lists[list] = entry
      } else {
        loose[ArchivePath(Array(last.dropLast(5)))] = entry
      }
    case 2:
      let folder = ArchivePath(Array(parts[0]))
      if Self.isDay(last) {
        folders[folder, default: []].append(entry)
      } else {
        looseInFolders.append((folder, entry))
      }
    default: return false
    }
    return true
  }

  /// Whether it is a name as `2020-02-29.json`.
  private static func isDay(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.count == 15, name.dropFirst(10).elementsEqual(".json".utf8) else { return false }
    return name.prefix(10).enumerated().allSatisfy { index, byte in
      index == 4 || index == 7
        ? byte == UInt8(ascii: "-") : byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
  }
}
