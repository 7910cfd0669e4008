internal import ChatLedger

// Users and their memberships.

extension MattermostPlanner {
  mutating func plan(_ user: UserRecord) throws {
    let id = ImportIdentifier.account(userName: user.userName)
    try describe(id, try profile(of: user))
    for team in user.teams {
      for channel in team.channels {
        let room = try requireRoom(team: team.name, channel: channel.name)
        addParticipant(id, to: room, MattermostNaming.isModerator(channel.roles) ? .moderator : .member)
      }
    }
  }

  /// An account that a line refers to.
  mutating func requireAccount(_ userName: String) throws -> AccountID {
    let id = ImportIdentifier.account(userName: userName)
    if accounts.contains(id) { return id }
    if try known.hasAccount(id) {
      accounts.insert(id)
      return id
    }
    try requireName(userName, "The user name")
    accounts.insert(id)
    undescribedAccounts.insert(id)
    warn(.userNotDescribed)
    add(
      Self.placeholder(id), .account,
      .registerAccount(RegisterAccount(account: id, profile: Profile(userName: userName))))
    return id
  }

  private mutating func describe(_ id: AccountID, _ profile: Profile) throws {
    let size = Self.size(of: profile.attributes)
    if try undescribedAccounts.contains(id) || known.hasCommand(Self.placeholder(id)) {
      undescribedAccounts.remove(id)
      add(
        ImportIdentifier.command("describe-account", id.rawValue), .account, sizeBytes: size,
        .updateAccount(UpdateAccount(account: id, profile: profile)))
    } else {
      add(
        ImportIdentifier.command("register-account", id.rawValue), .account, sizeBytes: size,
        .registerAccount(RegisterAccount(account: id, profile: profile)))
    }
    accounts.insert(id)
  }

  private static func placeholder(_ id: AccountID) -> CommandID {
    ImportIdentifier.command("register-undescribed-account", id.rawValue)
  }

  private mutating func profile(of user: UserRecord) throws(ExchangeError) -> Profile {
    let fullName = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
    var profile = Profile(
      userName: user.userName, displayName: user.nickname.isEmpty ? fullName : user.nickname, email: user.email,
      attributes: MattermostNaming.attributes(user.rest))
    try requireName(profile.userName, "The user name")
    try requireName(profile.displayName, "The display name")
    try requireName(profile.email, "The e-mail address")
    try requireAttributes(profile.attributes)
    if let details = Self.membershipDetails(user.teams) {
      profile.attributes[MattermostNaming.teams] = details
      // Settings of many memberships can be large; the memberships themselves are in the ledger all the same.
      if Self.size(of: profile.attributes) > Limits.attributesBytes {
        profile.attributes[MattermostNaming.teams] = nil
        warn(.membershipDetailsDropped)
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
