internal import ChatLedger

// Users and bots.

extension SlackPlanner {
  mutating func plan(_ user: SlackUser) throws {
    let id = SlackIdentifier.account(team: team, user: user.id)
    guard !accounts.contains(id) else {
      throw ExchangeError(
        .invalid, "The user “\(user.id)” stands in the list twice.", remedy: "Take one of the two out of it.")
    }
    var attributes = SlackNaming.attributes(user.rest)
    attributes[SlackNaming.identifier] = SlackNaming.json(user.id)
    let name = user.name.isEmpty ? user.id : user.name
    let displayName = user.displayName.isEmpty ? user.realName : user.displayName
    try requireName(name, "The user name")
    try requireName(displayName, "The display name")
    try requireName(user.email, "The e-mail address")
    fit(&attributes)
    let profile = Profile(userName: name, displayName: displayName, email: user.email, attributes: attributes)
    let isService = user.isBot || user.id == SlackNaming.slackbot
    accounts.insert(id)
    try describe(id, isService ? .service : .person, profile)
    if user.isDeleted { departed.append((id, place)) }
  }

  /// Registers the account, or gives it its new profile where it is there with another.
  private mutating func describe(_ id: AccountID, _ kind: AccountKind, _ profile: Profile) throws {
    func command(_ verb: String) -> CommandID {
      SlackIdentifier.command(
        verb, id.rawValue, texts: [profile.userName, profile.displayName, profile.email],
        attributes: profile.attributes)
    }
    let size = profile.attributes.reduce(0) { $0 + $1.value.utf8.count }
    let register = command("register-account")
    if try !known.hasCommand(register), try known.hasAccount(id) {
      add(
        command("describe-account"), .change, sizeBytes: size,
        .updateAccount(UpdateAccount(account: id, profile: profile)))
    } else {
      add(
        register, .account, sizeBytes: size,
        .registerAccount(RegisterAccount(account: id, kind: kind, profile: profile)))
    }
  }

  /// The account of a user that an element refers to; made with what the element says of it where no list has it.
  mutating func requireUser(_ user: String, from message: SlackMessage? = nil) throws -> AccountID {
    let id = SlackIdentifier.account(team: team, user: user)
    if try isThere(id) { return id }
    let name = message.map(\.userProfileName) ?? ""
    var profile = Profile(
      userName: name.isEmpty ? user : name, displayName: message?.userProfileRealName ?? "",
      attributes: [SlackNaming.identifier: SlackNaming.json(user)])
    profile.attributes[SlackNaming.userProfile] = message?.userProfile.map { SlackNaming.compact($0) }
    try requireName(profile.userName, "The user name")
    try requireName(profile.displayName, "The display name")
    fit(&profile.attributes)
    let isSlackbot = user == SlackNaming.slackbot
    if isSlackbot {
      profile.userName = "slackbot"
    } else {
      report.notice(
        .userNotDescribed, place, item: "user \(user)",
        "The user stands in no list; the account has no more than that.",
        remedy: "Add the user to users.json, and import again.")
    }
    accounts.insert(id)
    add(
      SlackIdentifier.command("register-undescribed-account", id.rawValue), .account,
      .registerAccount(RegisterAccount(account: id, kind: isSlackbot ? .service : .person, profile: profile)))
    return id
  }

  /// Who says it: the user, or the bot.
  mutating func requireAuthor(of message: SlackMessage) throws -> AccountID {
    let isBotFirst = message.subtype == SlackNaming.botMessage && !message.bot.isEmpty
    if !message.user.isEmpty, !isBotFirst { return try requireUser(message.user, from: message) }
    guard !message.bot.isEmpty || !message.botName.isEmpty else { throw MattermostRecord.missing("user") }
    let name = message.botName.isEmpty ? message.bot : message.botName
    let id =
      message.bot.isEmpty
      ? SlackIdentifier.account(team: team, botName: name) : SlackIdentifier.account(team: team, bot: message.bot)
    if try isThere(id) { return id }
    try requireName(name, "The bot's name")
    var attributes: [String: String] = [:]
    if !message.bot.isEmpty { attributes[SlackNaming.identifier] = SlackNaming.json(message.bot) }
    accounts.insert(id)
    add(
      SlackIdentifier.command("register-bot", id.rawValue), .account,
      .registerAccount(
        RegisterAccount(account: id, kind: .service, profile: Profile(userName: name, attributes: attributes))))
    return id
  }

  private mutating func isThere(_ id: AccountID) throws -> Bool {
    if accounts.contains(id) { return true }
    guard try known.hasAccount(id) else { return false }
    accounts.insert(id)
    return true
  }

  /// At the end, when nothing more is said in their name.
  mutating func planDepartures() {
    for (account, place) in departed {
      self.place = place
      add(
        SlackIdentifier.command("deactivate-account", account.rawValue), .change, reason: "Deleted in Slack.",
        .deactivateAccount(DeactivateAccount(account: account)))
    }
    departed = []
  }
}
