internal import ChatLedger
import LedgerSupport

// Users, bots and their memberships.

extension MattermostPlanner {
  mutating func plan(_ user: UserRecord) throws {
    let id = MattermostIdentifier.account(userName: user.userName)
    let profile = profile(of: user)
    var thing = described(
      .account(RegisterAccount(account: id, profile: profile)), .accounts, "user",
      MattermostIdentifier.command("register-account", id.rawValue))
    thing.isActive = user.deletedAtMilliseconds == nil
    thing.reason = deactivation(at: user.deletedAtMilliseconds)
    try take(thing, of: id)
    if user.hasTeams { placed.insert(id) }
    for team in user.teams {
      for channel in team.channels {
        let room = try requireRoom(team: team.name, channel: channel.name)
        let role: ParticipantRole = MattermostNaming.isModerator(channel.roles) ? .moderator : .member
        if let earlier = members[room]?[id] {
          noteRepeated(channel.name, isSame: earlier == role)
        } else {
          members[room, default: [:]][id] = role
          try addParticipant(id, to: room, role)
        }
      }
    }
  }

  /// The first of several memberships in one channel counts.
  private func noteRepeated(_ channel: String, isSame: Bool) {
    guard !isSame else { return engine.countPresent(in: ArchiveTable.participants.rawValue) }
    engine.note(
      ImportFault(
        .refused, ImportFault.Code.contradiction,
        "The user's earlier membership in the channel “\(channel)” has another role.",
        remedy: "Take one of the two out of the archive.", at: place(), item: "membership"),
      in: ArchiveTable.participants.rawValue)
  }

  /// Whom an earlier archive had in a room, and whose line does not name the room any more.
  func noteVanishedMembers() throws {
    // A comparison names them as what the ledger has besides.
    guard engine.comparison == nil, !placed.isEmpty else { return }
    for room in conversations.sorted() where try engine.whereabouts(of: room).isOld {
      try engine.noteVanishedMembers(of: room, except: Set((members[room] ?? [:]).keys), among: placed)
    }
  }

  mutating func plan(_ bot: BotRecord) throws {
    let id = MattermostIdentifier.account(userName: bot.userName)
    let profile = Profile(
      userName: bot.userName, displayName: bot.displayName, attributes: [MattermostNaming.bot: bot.json])
    var thing = described(
      .account(RegisterAccount(account: id, kind: .service, profile: profile)), .accounts, "bot",
      MattermostIdentifier.command("register-account", id.rawValue))
    thing.isActive = bot.deletedAtMilliseconds == nil
    thing.reason = deactivation(at: bot.deletedAtMilliseconds)
    try take(thing, of: id)
  }

  private mutating func take(_ thing: DescribedEntity, of id: AccountID) throws {
    var thing = thing
    thing.unsaid = .roles
    if case .account(let command) = thing.thing { thing.sizeBytes += command.profile.attributes.sizeBytes }
    accounts.insert(id)
    try engine.take(thing)
  }

  private func deactivation(at milliseconds: Int64?) -> String? {
    milliseconds.map { "deactivated in the archive at \(Timestamp(milliseconds: $0))" }
  }

  /// An account that a line refers to.
  mutating func requireAccount(_ userName: String) throws -> AccountID {
    let id = MattermostIdentifier.account(userName: userName)
    guard accounts.insert(id).inserted else { return id }
    var thing = described(
      .account(RegisterAccount(account: id, profile: Profile(userName: userName))), .accounts, "user \(userName)",
      MattermostIdentifier.command("register-undescribed-account", id.rawValue))
    thing.unsaid = [.roles, .kind]
    thing.isPlaceholder = true
    thing.ifNew = ImportFault(
      .notice, ImportWarning.userNotDescribed.rawValue, "No line before describes the user “\(userName)”.",
      remedy: "No action is needed; the account has its name only until a line describes it.", at: place(),
      item: "user \(userName)")
    try engine.take(thing)
    return id
  }

  private func profile(of user: UserRecord) -> Profile {
    let fullName = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
    var profile = Profile(
      userName: user.userName, displayName: user.nickname.isEmpty ? fullName : user.nickname, email: user.email,
      attributes: MattermostNaming.attributes(user.rest))
    if let details = Self.membershipDetails(user.teams) {
      profile.attributes[MattermostNaming.teams] = details
      // Settings of many memberships can be large; the memberships themselves are in the ledger all the same.
      if profile.attributes.sizeBytes > Limits.attributesBytes {
        profile.attributes[MattermostNaming.teams] = nil
        engine.note(
          ImportFault(
            .partial, ImportWarning.membershipDetailsDropped.rawValue,
            "The settings of the memberships have \(details.utf8.count) bytes, too many to be kept.",
            remedy: "The memberships themselves were taken. Keep the archive if the settings matter.", at: place(),
            item: "user", field: "teams"))
      }
    }
    return profile
  }

  /// What the rooms' participants do not tell of the memberships: teams without channels, and every field but the
  /// plain roles. Nil where they tell everything.
  static func membershipDetails(_ teams: [UserRecord.Team]) -> String? {
    var writer = JSONWriter()
    var isEmpty = true
    writer.beginArray()
    for team in teams {
      let special = team.channels.filter { !isPlain($0) }
      let isPlainTeam = team.rest == [RawField(name: "roles", json: MattermostNaming.teamUserRoles)]
      if isPlainTeam, special.isEmpty, !team.channels.isEmpty { continue }
      isEmpty = false
      writer.beginObject()
      writer.fields(name: team.name, team.rest)
      writer.key("channels")
      writer.beginArray()
      for channel in special {
        writer.beginObject()
        writer.fields(name: channel.name, channel.rest)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
    return isEmpty ? nil : String(decoding: writer.buffer, as: UTF8.self)
  }

  private static func isPlain(_ channel: UserRecord.Channel) -> Bool {
    channel.rest == [RawField(name: "roles", json: MattermostNaming.channelUserRoles)]
      || channel.rest == [RawField(name: "roles", json: MattermostNaming.channelAdminRoles)]
  }
}

extension JSONWriter {
  fileprivate mutating func fields(name: String, _ rest: [RawField]) {
    key("name")
    string(name)
    for field in rest {
      key(field.name)
      raw(field.json)
    }
  }
}
