internal import ChatLedger

/// How the fields of Mattermost that the ledger has no place for are kept in attributes.
enum MattermostNaming {
  /// Attributes of this prefix hold JSON text and are given back on export.
  static let attributePrefix = "mattermost."
  /// The team of a room, as the team's line has it.
  static let team = "mattermost.team"
  /// The memberships of an account as far as they cannot be told from the rooms it takes part in.
  static let teams = "mattermost.teams"
  /// A topic that is too long for the ledger's own field.
  static let header = "mattermost.header"

  /// A message that says nothing and was answered. Not of the format, so that no export writes it.
  static let isEmpty = "empty"

  static let format = "mattermost"

  /// The roles that say no more than that the account is a member.
  static let teamUserRoles = "\"team_user\""
  static let channelUserRoles = "\"channel_user\""
  static let channelAdminRoles = "\"channel_user channel_admin\""

  static func attributes(_ fields: [RawField]) -> [String: String] {
    var result: [String: String] = [:]
    for field in fields { result[attributePrefix + field.name] = field.json }
    return result
  }

  /// Posts of the types `system_…` say what somebody did: that they joined, or changed a header.
  static func sender(of fields: [RawField]) -> Sender {
    fields.contains { $0.name == "type" && $0.json.utf8.starts(with: "\"system_".utf8) } ? .system : .user
  }

  /// Whether the roles make a moderator: one of them is `channel_admin`.
  static func isModerator(_ roles: String?) -> Bool {
    roles?.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual("channel_admin".utf8) } ?? false
  }
}
