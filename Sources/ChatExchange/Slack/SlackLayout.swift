/// Where things stand in an export, by the names of its files: lists at its top, and a folder of days for each
/// conversation. An export of an organisation (Enterprise Grid) has besides, below `teams/NAME/`, the same for each
/// workspace. What only its content tells is ``SlackAssignment``'s to find out.
struct SlackLayout {
  static let users = "users.json"
  /// The users of all workspaces of an organisation.
  static let organizationUsers = "org_users.json"
  static let teams = "teams"
  private static let lists = [organizationUsers, users] + SlackChannel.List.allCases.map { $0.rawValue + ".json" }

  /// The top of an export, or a workspace of an organisation.
  struct Workspace {
    /// Its folder; empty for the top.
    var path: ArchivePath
    /// What the organisation calls it; empty for the top.
    var name: String
    /// The lists, by name.
    var lists: [String: ArchiveEntry] = [:]
    /// The days of each folder, in order.
    var folders: [ArchivePath: [ArchiveEntry]] = [:]

    func entry(of list: SlackChannel.List) -> ArchiveEntry? { lists[list.rawValue + ".json"] }

    /// The path of a folder in the export.
    func path(of folder: ArchivePath) -> ArchivePath {
      path.bytes.isEmpty ? folder : ArchivePath(path.bytes + [UInt8(ascii: "/")] + folder.bytes)
    }
  }

  /// A JSON file that is neither a list nor a day: it may hold messages all the same.
  struct Loose: Hashable {
    var entry: ArchiveEntry
    var workspace: Int
    /// The folder that it stands in; nil at the top of the workspace.
    var folder: ArchivePath?
    /// Its name without `.json`.
    var stem: ArchivePath
    /// It stands beside the export, or in a folder of a folder: no conversation is there.
    var isElsewhere: Bool
  }

  /// The top first, the others by name.
  private(set) var workspaces: [Workspace] = [Workspace(path: ArchivePath([]), name: "")]
  private(set) var loose: [Loose] = []
  /// Files that belong to an export, or not, and are not read.
  private(set) var unread: [ArchiveEntry] = []
  /// What stands before every path of the export: it may have been packed with its folder.
  private let prefix: [UInt8]

  /// Whether it is the export of an organisation.
  var isOrganization: Bool { workspaces.count > 1 || workspaces[0].lists[Self.organizationUsers] != nil }

  /// - Throws: where this is no export.
  init(_ entries: [ArchiveEntry], name: String) throws(ExchangeError) {
    prefix = try Self.prefix(of: entries, name: name)
    let teams = Self.teams(in: entries, below: prefix)
    for team in teams {
      workspaces.append(
        Workspace(path: ArchivePath(Array("\(Self.teams)/".utf8) + team.bytes), name: team.visible))
    }
    let indices = Dictionary(uniqueKeysWithValues: teams.enumerated().map { ($1, $0 + 1) })
    for entry in entries where !entry.path.isLitter { take(entry, indices) }
  }

  private mutating func take(_ entry: ArchiveEntry, _ teams: [ArchivePath: Int]) {
    let isInside = entry.path.hasPrefix(prefix)
    var parts = ArchivePath(Array(entry.path.bytes.dropFirst(isInside ? prefix.count : 0))).components
    var workspace = 0
    if isInside, parts.count > 2, parts[0].elementsEqual(Self.teams.utf8),
      let index = teams[ArchivePath(Array(parts[1]))]
    {
      workspace = index
      parts.removeFirst(2)
    }
    let file = parts.removeLast()
    if isInside, parts.isEmpty, let list = Self.lists.first(where: { file.elementsEqual($0.utf8) }),
      workspace == 0 || list != Self.organizationUsers
    {
      workspaces[workspace].lists[list] = entry
    } else if isInside, parts.count == 1, Self.isDay(file) {
      workspaces[workspace].folders[ArchivePath(Array(parts[0])), default: []].append(entry)
    } else if let stem = Self.stem(of: file) {
      loose.append(
        Loose(
          entry: entry, workspace: workspace, folder: parts.last.map { ArchivePath(Array($0)) }, stem: stem,
          isElsewhere: !isInside || parts.count > 1))
    } else {
      unread.append(entry)
    }
  }

  /// What a report calls a file: its path in the export.
  func name(of entry: ArchiveEntry) -> String {
    guard entry.path.hasPrefix(prefix) else { return entry.path.visible }
    return ArchivePath(Array(entry.path.bytes.dropFirst(prefix.count))).visible
  }

  // MARK: Names

  /// Whether a path is that of a list, at the top or in the folder of an export.
  static func isList(_ path: ArchivePath) -> Bool {
    let parts = path.components
    guard parts.count <= 2, !path.isLitter, let last = parts.last else { return false }
    return lists.contains { last.elementsEqual($0.utf8) }
  }

  /// The folder that all of the export stands in, with its slash; empty where it stands at the top.
  private static func prefix(of entries: [ArchiveEntry], name: String) throws(ExchangeError) -> [UInt8] {
    var tops: Set<[UInt8]> = []
    for entry in entries where !entry.path.isLitter {
      let parts = entry.path.components
      if isList(entry.path) {
        if parts.count == 1 { return [] }
        tops.insert(Array(parts[0]) + [UInt8(ascii: "/")])
      } else if team(of: parts[...]) != nil {
        tops.insert([])
      } else if team(of: parts.dropFirst()) != nil {
        tops.insert(Array(parts[0]) + [UInt8(ascii: "/")])
      }
    }
    if tops.count == 1, let top = tops.first { return top }
    guard tops.isEmpty else {
      throw ExchangeError(
        .invalid, "\(name) holds \(tops.count) exports.", remedy: "Unpack it and import them one by one.")
    }
    let lines = entries.first { MattermostFile.isLines($0.path) }.map { entry in
      name.hasSuffix(".zip") ? name : "\(name)/\(entry.path.visible)"
    }
    throw ExchangeError(
      .invalid, "\(name) is no export of Slack: it has neither users.json nor a list of conversations.",
      remedy: lines != nil
        ? MattermostFile.hint : "Give the zip as it was downloaded, or the directory that it was unpacked to.",
      steps: lines.map { [MattermostFile.step(for: $0)] } ?? [])
  }

  /// The workspaces of an organisation: folders below `teams` that have lists, or folders with days, in them.
  private static func teams(in entries: [ArchiveEntry], below prefix: [UInt8]) -> [ArchivePath] {
    var teams: Set<ArchivePath> = []
    for entry in entries where entry.path.hasPrefix(prefix) && !entry.path.isLitter {
      let path = ArchivePath(Array(entry.path.bytes.dropFirst(prefix.count)))
      if let team = team(of: path.components[...]) { teams.insert(team) }
    }
    return teams.sorted()
  }

  private static func team(of parts: ArraySlice<ArraySlice<UInt8>>) -> ArchivePath? {
    let parts = Array(parts)
    guard parts.count > 2, parts[0].elementsEqual(teams.utf8), let last = parts.last else { return nil }
    let hasList = parts.count == 3 && lists.contains { last.elementsEqual($0.utf8) }
    guard hasList || (parts.count == 4 && isDay(last)) else { return nil }
    return ArchivePath(Array(parts[1]))
  }

  /// Whether it is a name as `2020-02-29.json`.
  private static func isDay(_ name: ArraySlice<UInt8>) -> Bool {
    stem(of: name).map { $0.bytes.count + 5 == name.count && isDate($0) } ?? false
  }

  /// Whether it is a name as `2020-02-29`.
  static func isDate(_ name: ArchivePath) -> Bool {
    name.bytes.count == 10
      && name.bytes.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7
          ? byte == UInt8(ascii: "-") : byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      }
  }

  /// The name of a file of JSON without its ending; nil for another file.
  private static func stem(of name: ArraySlice<UInt8>) -> ArchivePath? {
    for ending in [".json", ".jsonl"] where name.count > ending.utf8.count {
      let end = name.suffix(ending.utf8.count).map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
      if end.elementsEqual(ending.utf8) { return ArchivePath(Array(name.dropLast(ending.utf8.count))) }
    }
    return nil
  }
}
