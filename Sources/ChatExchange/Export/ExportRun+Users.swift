internal import ChatLedger
import LedgerSupport

// Users with their memberships, and bots.

extension ExportRun {
  mutating func writeUsers() throws {
    for user in directory.users where !user.isBot {
      guard let account = try view.account(user.id) else { continue }
      let profile = account.profile ?? Profile()
      var kept = profile.attributes
      kept[MattermostNaming.deleteAt] = try directory.history.deletedAt(
        account, kept: kept[MattermostNaming.deleteAt], in: view)
      if !profile.displayName.isEmpty, !Self.hasName(profile) {
        kept[MattermostNaming.nickname] = MattermostNaming.json(profile.displayName)
      }
      check(user, kept)
      output.beginLine(.user)
      output.json.beginObject()
      write("username", user.name)
      if let email = email(of: user, profile) { write("email", email) }
      writeKept(kept, without: [MattermostNaming.teams])
      writeTeams(of: user, profile)
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

  private mutating func email(of user: ExportDirectory.User, _ profile: Profile) -> String? {
    let place = ExportLocation(account: user.id, name: user.name)
    if profile.email.isEmpty {
      guard let domain = options.placeholderEmailDomain else {
        report.warn(.emailMissing, at: place)
        return nil
      }
      report.warn(.emailPlaceholder, at: place)
      return "\(user.name)@\(domain)"
    }
    if !MattermostRules.isEmail(profile.email) { report.warn(.emailInvalid, at: place) }
    if !emails.insert(profile.email.lowercased()).inserted { report.warn(.emailShared, at: place) }
    return profile.email
  }

  private mutating func check(_ user: ExportDirectory.User, _ kept: [String: String]) {
    let place = ExportLocation(account: user.id, name: user.name)
    if !MattermostRules.isUserName(user.name) { report.warn(.userNameInvalid, at: place) }
    for field in ["nickname", "first_name", "last_name", "position"] {
      let text = MattermostNaming.text(kept[MattermostNaming.attributePrefix + field]) ?? ""
      let limit = field == "position" ? MattermostRules.positionRunes : MattermostRules.nameRunes
      if MattermostRules.isLonger(text, than: limit) { report.warn(.userTextLong, at: place) }
    }
  }

  // MARK: Bots

  /// Bots as their lines were, with the name and the state that they have now.
  mutating func writeBots() throws {
    for user in directory.users where user.isBot {
      guard let account = try view.account(user.id), let text = account.profile?.attributes[MattermostNaming.bot] else {
        continue
      }
      let place = ExportLocation(account: user.id, name: user.name)
      if MattermostNaming.fields(text) == nil { report.warn(.attributeDropped, at: place) }
      var fields = MattermostNaming.fields(text) ?? []
      try update(&fields, of: user, account)
      let owner = fields.first { $0.name == "owner" }.flatMap { MattermostNaming.text($0.json) } ?? ""
      if !MattermostRules.isUserName(owner) { report.warn(.botOwnerInvalid, at: place) }
      if !MattermostRules.isUserName(user.name) { report.warn(.userNameInvalid, at: place) }
      if MattermostRules.isLonger(account.profile?.displayName ?? "", than: MattermostRules.nameRunes) {
        report.warn(.userTextLong, at: place)
      }
      let memberships = directory.memberships[user.id] ?? []
      if !memberships.isEmpty { report.warn(.botMemberships, at: place, count: UInt64(memberships.count)) }
      output.beginLine("bot")
      output.json.beginObject()
      write(fields)
      output.json.endObject()
      try output.endLine()
      report.bots += 1
    }
  }

  private func update(_ fields: inout [RawField], of user: ExportDirectory.User, _ account: Account) throws {
    fields.set("username", user.name, first: true)
    if let displayName = account.profile?.displayName, !displayName.isEmpty { fields.set("display_name", displayName) }
    let kept = fields.first { $0.name == "delete_at" }?.json
    let isInUse = account.state.isActive && !account.state.isRemoved
    let time = try directory.history.deletedAt(account, kept: kept, in: view)
    // A line that says 0 says that the bot is in use.
    if time == kept || (isInUse && kept.map { !ExportHistory.isTime($0) } == true) { return }
    fields.removeAll { $0.name == "delete_at" }
    if let time { fields.append(RawField(name: "delete_at", json: time)) }
  }

  // MARK: Memberships

  private mutating func writeTeams(of user: ExportDirectory.User, _ profile: Profile) {
    let special = Self.details(profile.attributes[MattermostNaming.teams], &report)
    let memberships = directory.memberships[user.id] ?? []
    let names = MattermostIdentifier.distinct(
      memberships.map { directory.channels[$0.channel].team } + special.map(\.name))
    var roles = RolesCheck(system: profile.attributes[MattermostNaming.attributePrefix + "roles"])
    output.json.key("teams")
    output.json.beginArray()
    for team in names {
      let details = special.first { $0.name.hasSameBytes(as: team) }
      let rest = details?.rest ?? [RawField(name: "roles", json: MattermostNaming.teamUserRoles)]
      roles.addTeam(rest)
      if !teams.contains(Bytewise(wrappedValue: team)) {
        report.warn(.userTeamUnknown, at: ExportLocation(account: user.id, name: "\(user.name) in \(team)"))
      }
      output.json.beginObject()
      write("name", team)
      write(rest)
      output.json.key("channels")
      output.json.beginArray()
      for membership in memberships where directory.channels[membership.channel].team.hasSameBytes(as: team) {
        roles.addChannel(write(membership, details))
      }
      output.json.endArray()
      output.json.endObject()
    }
    output.json.endArray()
    if !roles.areValid { report.warn(.rolesInvalid, at: ExportLocation(account: user.id, name: user.name)) }
  }

  /// - Returns: what it wrote beside the name.
  private mutating func write(
    _ membership: ExportDirectory.Membership, _ details: UserRecord.Team?
  ) -> [RawField] {
    let name = directory.channels[membership.channel].name
    let special = details?.channels.first { $0.name.hasSameBytes(as: name) }
    let roles =
      membership.role != .member ? MattermostNaming.channelAdminRoles : MattermostNaming.channelUserRoles
    // Kept roles that no longer fit the role in the ledger give way to it.
    let fits = special.map { MattermostNaming.isModerator($0.roles) == (membership.role != .member) } ?? false
    var fields = special?.rest ?? []
    if !fits { fields = [RawField(name: "roles", json: roles)] + fields.filter { $0.name != "roles" } }
    output.json.beginObject()
    write("name", name)
    write(fields)
    output.json.endObject()
    report.memberships += 1
    return fields
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
}

/// Whether Mattermost takes the roles of one user's line.
private struct RolesCheck {
  private var guests: GuestRoles
  private var areWords = true

  /// - Parameter system: the user's own roles as JSON text.
  init(system: String?) {
    guests = GuestRoles(system: MattermostNaming.text(system))
    look(at: guests.system)
  }

  mutating func addTeam(_ fields: [RawField]) { guests.addTeam(roles(in: fields)) }
  mutating func addChannel(_ fields: [RawField]) { guests.addChannel(roles(in: fields)) }

  var areValid: Bool { areWords && guests.agree }

  private mutating func roles(in fields: [RawField]) -> String? {
    let roles = fields.first { $0.name == "roles" }.flatMap { MattermostNaming.text($0.json) }
    look(at: roles)
    return roles
  }

  private mutating func look(at roles: String?) {
    if let roles, !MattermostRules.areRoles(roles) { areWords = false }
  }
}

extension [RawField] {
  /// Gives a field a text, in its place where it is there and has another.
  fileprivate mutating func set(_ name: String, _ text: String, first: Bool = false) {
    guard let index = firstIndex(where: { $0.name == name }) else {
      insert(RawField(name: name, json: MattermostNaming.json(text)), at: first ? 0 : count)
      return
    }
    if let said = MattermostNaming.text(self[index].json), said.hasSameBytes(as: text) { return }
    self[index].json = MattermostNaming.json(text)
  }
}
