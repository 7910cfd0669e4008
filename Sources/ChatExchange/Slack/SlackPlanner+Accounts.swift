internal import ChatLedger

// Users and bots.

extension SlackPlanner {
  mutating func plan(_ user: SlackUser) throws {
    let id = SlackIdentifier.account(team: team, user: user.id)
    var attributes = SlackNaming.attributes(user.rest)
    attributes[SlackNaming.identifier] = SlackNaming.json(user.id)
    let profile = Profile(
      userName: user.name.isEmpty ? user.id : user.name,
      displayName: user.displayName.isEmpty ? user.realName : user.displayName, email: user.email,
      attributes: attributes)
    let isService = user.isBot || user.id == SlackNaming.slackbot
    var thing = described(
      .account(RegisterAccount(account: id, kind: isService ? .service : .person, profile: profile)), .accounts,
      "user \(user.id)", SlackIdentifier.command("register-account", id.rawValue))
    thing.unsaid = .roles
    thing.isActive = !user.isDeleted
    thing.reason = "Deleted in Slack."
    thing.sizeBytes += profile.attributes.sizeBytes
    accounts.insert(id)
    try engine.take(thing)
  }

  /// The account of a user that an element refers to; made with what the element says of it where no list has it.
  mutating func requireUser(_ user: String, from message: SlackMessage? = nil) throws -> AccountID {
    let id = SlackIdentifier.account(team: team, user: user)
    guard accounts.insert(id).inserted else { return id }
    let name = message.map(\.userProfileName) ?? ""
    var profile = Profile(
      userName: name.isEmpty ? user : name, displayName: message?.userProfileRealName ?? "",
      attributes: [SlackNaming.identifier: SlackNaming.json(user)])
    profile.attributes[SlackNaming.userProfile] = message?.userProfile.map { SlackNaming.compact($0) }
    let isSlackbot = user == SlackNaming.slackbot
    if isSlackbot { profile.userName = "slackbot" }
    var thing = described(
      .account(RegisterAccount(account: id, kind: isSlackbot ? .service : .person, profile: profile)), .accounts,
      "user \(user)", SlackIdentifier.command("register-undescribed-account", id.rawValue))
    if !isSlackbot {
      thing.ifNew = ImportFault(
        .notice, ImportWarning.userNotDescribed.rawValue,
        "No list has this user; the account has only its identifier.",
        remedy: "Add the user to users.json, and import again.", at: place, item: "user \(user)")
    }
    try takePlaceholder(thing)
    return id
  }

  private func takePlaceholder(_ thing: DescribedEntity) throws {
    var thing = thing
    thing.unsaid = [.roles, .kind]
    thing.isPlaceholder = true
    try engine.take(thing)
  }

  /// Who says it: the user, the bot, or somebody whom the export does not name.
  mutating func requireAuthor(of message: SlackMessage) throws -> AccountID {
    let isBotFirst = message.subtype == SlackNaming.botMessage && !message.bot.isEmpty
    if !message.user.isEmpty, !isBotFirst { return try requireUser(message.user, from: message) }
    if message.bot.isEmpty, message.botName.isEmpty { return try requireNobody() }
    let name = message.botName.isEmpty ? message.bot : message.botName
    let id =
      message.bot.isEmpty
      ? SlackIdentifier.account(team: team, botName: name) : SlackIdentifier.account(team: team, bot: message.bot)
    guard accounts.insert(id).inserted else { return id }
    var attributes: [String: String] = [:]
    if !message.bot.isEmpty { attributes[SlackNaming.identifier] = SlackNaming.json(message.bot) }
    let register = RegisterAccount(
      account: id, kind: .service, profile: Profile(userName: name, attributes: attributes))
    try takePlaceholder(
      described(.account(register), .accounts, "bot", SlackIdentifier.command("register-bot", id.rawValue)))
    return id
  }

  /// The account of messages that name nobody who said them.
  private mutating func requireNobody() throws -> AccountID {
    let id = SlackIdentifier.account(team: team, user: "")
    guard accounts.insert(id).inserted else { return id }
    var thing = described(
      .account(RegisterAccount(account: id, profile: Profile(userName: "nobody"))), .accounts, "user",
      SlackIdentifier.command("register-undescribed-account", id.rawValue))
    thing.ifNew = ImportFault(
      .notice, ImportWarning.userNotDescribed.rawValue, "The message does not say who said it.",
      remedy: "No action is needed; such messages are those of the account @nobody.", at: place, item: "message")
    try takePlaceholder(thing)
    return id
  }
}
