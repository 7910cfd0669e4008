internal import ChatLedger

// The lines before the posts: version, teams, channels, users.

extension ExportRun {
  mutating func writeVersion() throws {
    output.json.beginObject()
    output.json.key("type")
    output.json.string(LineType.version.rawValue)
    output.json.key("version")
    output.json.integer(1)
    try output.endLine()
  }

  /// Teams as their lines were; rooms of one team that differ in it agree on the first one's.
  mutating func writeTeams() throws {
    var previous: String?
    for channel in directory.channels {
      if let previous, previous.utf8.elementsEqual(channel.team.utf8) { continue }
      previous = channel.team
      output.beginLine(.team)
      if let text = channel.teamText, Self.isWholeTeam(text) {
        output.json.raw(text)
      } else {
        output.json.beginObject()
        write("name", channel.team)
        write("display_name", channel.team)
        write("type", "O")
        output.json.endObject()
      }
      try output.endLine()
      report.teams += 1
    }
  }

  /// A team that no line described has its name only.
  private static func isWholeTeam(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var reader = JSONReader(bytes.span)
    var isWhole = false
    guard (try? reader.beginObject()) != nil else { return false }
    while let key = try? reader.nextKey(), (try? reader.skip()) != nil { isWhole = isWhole || key != "name" }
    return isWhole
  }

  mutating func writeChannels() throws {
    for channel in directory.channels {
      guard let conversation = try view.conversation(channel.id) else { continue }
      let details = conversation.details ?? ConversationDetails()
      output.beginLine(.channel)
      output.json.beginObject()
      write("team", channel.team)
      write("name", channel.name)
      write("display_name", details.title)
      if details.attributes[MattermostNaming.attributePrefix + "type"] == nil {
        write("type", conversation.state.kind == .room && conversation.state.history == .shared ? "O" : "P")
      }
      writeTopic(details)
      writeKept(details.attributes, without: [MattermostNaming.team, MattermostNaming.header])
      output.json.endObject()
      try output.endLine()
      report.channels += 1
    }
  }

  /// The topic as `header`; a long one was kept as JSON text.
  mutating func writeTopic(_ details: ConversationDetails) {
    if !details.topic.isEmpty {
      write("header", details.topic)
    } else if let header = details.attributes[MattermostNaming.header], Self.isOneLine(header) {
      output.json.key("header")
      output.json.raw(header)
    }
  }

  mutating func writeUsers() throws {
    for user in directory.users {
      let profile = try view.account(user.id)?.profile ?? Profile()
      output.beginLine(.user)
      output.json.beginObject()
      write("username", user.name)
      if !profile.email.isEmpty { write("email", profile.email) }
      if !profile.displayName.isEmpty, !Self.hasName(profile) { write("nickname", profile.displayName) }
      writeKept(profile.attributes, without: [MattermostNaming.teams])
      writeTeams(of: user.id, profile)
      output.json.endObject()
      try output.endLine()
      report.users += 1
    }
  }

  /// Whether the display name was made of fields that are kept.
  private static func hasName(_ profile: Profile) -> Bool {
    ["nickname", "first_name", "last_name"].contains {
      profile.attributes[MattermostNaming.attributePrefix + $0] != nil
    }
  }

  // MARK: Memberships

  private mutating func writeTeams(of account: AccountID, _ profile: Profile) {
    let special = Self.details(profile.attributes[MattermostNaming.teams], &report)
    let memberships = directory.memberships[account] ?? []
    let teams = ImportIdentifier.distinct(
      memberships.map { directory.channels[$0.channel].team } + special.map(\.name))
    output.json.key("teams")
    output.json.beginArray()
    for team in teams {
      let details = special.first { $0.name.utf8.elementsEqual(team.utf8) }
      output.json.beginObject()
      write("name", team)
      write(details?.rest ?? [RawField(name: "roles", json: MattermostNaming.teamUserRoles)])
      output.json.key("channels")
      output.json.beginArray()
      for membership in memberships where directory.channels[membership.channel].team.utf8.elementsEqual(team.utf8) {
        write(membership, details)
      }
      output.json.endArray()
      output.json.endObject()
    }
    output.json.endArray()
  }

  private mutating func write(_ membership: ExportDirectory.Membership, _ details: UserRecord.Team?) {
    let name = directory.channels[membership.channel].name
    let special = details?.channels.first { $0.name.utf8.elementsEqual(name.utf8) }
    let roles =
      membership.role == .moderator ? MattermostNaming.channelAdminRoles : MattermostNaming.channelUserRoles
    // Kept roles that no longer fit the role in the ledger give way to it.
    let fits = special.map { MattermostNaming.isModerator($0.roles) == (membership.role == .moderator) } ?? false
    output.json.beginObject()
    write("name", name)
    if let special, fits {
      write(special.rest)
    } else {
      write([RawField(name: "roles", json: roles)] + (special?.rest.filter { $0.name != "roles" } ?? []))
    }
    output.json.endObject()
    report.memberships += 1
  }

  /// What an import kept of the memberships; nothing where that cannot be read.
  private static func details(_ text: String?, _ report: inout ExportReport) -> [UserRecord.Team] {
    guard let text else { return [] }
    let bytes = Array(text.utf8)
    var reader = JSONReader(bytes.span)
    do {
      guard !bytes.contains(0x0A) else { throw reader.fault("a line feed stands here") }
      var teams: [UserRecord.Team] = []
      try reader.beginArray()
      while try reader.nextElement() { teams.append(try UserRecord.Team(&reader)) }
      try reader.end()
      return teams
    } catch {
      report.warn(.attributeDropped)
      return []
    }
  }

  // MARK: Fields

  mutating func write(_ name: String, _ text: String) {
    output.json.key(name)
    output.json.string(text)
  }

  private mutating func write(_ fields: [RawField]) {
    for field in fields {
      output.json.key(field.name)
      output.json.raw(field.json)
    }
  }
}
