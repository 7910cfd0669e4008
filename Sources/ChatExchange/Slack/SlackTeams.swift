/// Which workspace identifiers are made with.
///
/// Slack's identifiers are unique in an organisation: all of an export has one team, so that a user of two workspaces
/// is one account, and a channel that they share is one room.
struct SlackTeams {
  /// One for all; nil where nothing in the export of an organisation names any: then each has its folder's name.
  private let common: String?
  private let names: [String]

  /// - Parameter team: what somebody says that it is.
  init(_ archive: any ArchiveReader, _ layout: SlackLayout, team: String?, source: String) {
    names = layout.workspaces.map { $0.name.isEmpty ? source : $0.name }
    common = team ?? Self.found(archive, layout) ?? (layout.isOrganization && !Self.hasUsers(layout) ? nil : source)
  }

  /// Whether all of the export has one.
  var isOne: Bool { common != nil }

  func of(_ workspace: Int) -> String { common ?? names[workspace] }

  private static func hasUsers(_ layout: SlackLayout) -> Bool {
    let lists = layout.workspaces[0].lists
    return lists[SlackLayout.organizationUsers] != nil || lists[SlackLayout.users] != nil
  }

  /// The one that most users have, of the organisation where there is one, of the top, of all workspaces: channels that
  /// are shared bring users of others.
  private static func found(_ archive: any ArchiveReader, _ layout: SlackLayout) -> String? {
    let top = layout.workspaces[0].lists
    let others = layout.workspaces.dropFirst().compactMap { $0.lists[SlackLayout.users] }
    let own = [SlackLayout.organizationUsers, SlackLayout.users].map { list in top[list].map { [$0] } ?? [] }
    for files in own + [others] {
      if let team = mostFrequent(archive, files) { return team }
    }
    return nil
  }

  private static func mostFrequent(_ archive: any ArchiveReader, _ files: [ArchiveEntry]) -> String? {
    var counts: [String: Int] = [:]
    for file in files {
      guard let bytes = try? archive.read(file) else { continue }
      for element in SlackElements(bytes).elements {
        var reader = JSONReader(bytes.span)
        reader.go(to: element)
        if let team = try? SlackUser.team(&reader), !team.isEmpty { counts[team, default: 0] += 1 }
      }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}

extension SlackUser {
  /// The workspace of a user, without the rest.
  fileprivate static func team(_ reader: inout JSONReader) throws(ExchangeError) -> String {
    var team = ""
    guard try reader.beginsObject() else { return team }
    while let key = try reader.nextKey() {
      if key == "team_id" { team = try reader.looseString() } else { try reader.skip() }
    }
    return team
  }
}
