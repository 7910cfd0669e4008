internal import ChatLedger

// Teams, channels and direct channels.

extension MattermostPlanner {
  /// Where nothing tells when a conversation began: before every message, so that lists sort by what was said.
  static let unknownStart = Timestamp(milliseconds: 0)

  mutating func plan(_ team: TeamRecord) throws(ExchangeError) {
    try requireName(team.name, "The team's name")
    teams[ImportIdentifier.account(userName: team.name)] = (team, false)
  }

  /// At the end: teams that no channel has kept.
  mutating func finish() {
    warn(.teamWithoutChannels, count: UInt64(teams.values.count { !$0.isUsed }))
  }

  mutating func plan(_ channel: ChannelRecord) throws {
    let id = ImportIdentifier.room(team: channel.team, channel: channel.name)
    try requireName(channel.name, "The channel's name")
    try requireName(channel.displayName, "The channel's display name")
    var details = ConversationDetails(
      name: channel.name, title: channel.displayName, topic: channel.header,
      attributes: MattermostNaming.attributes(channel.rest))
    details.attributes[MattermostNaming.team] = teamText(channel.team)
    keepTopic(of: &details)
    try requireAttributes(details.attributes)
    try describe(id, as: .room, details)
  }

  /// A room that a line refers to.
  mutating func requireRoom(team: String, channel: String) throws -> ConversationID {
    let id = ImportIdentifier.room(team: team, channel: channel)
    if conversations.contains(id) { return id }
    if try known.hasConversation(id) {
      conversations.insert(id)
      return id
    }
    try requireName(channel, "The channel's name")
    try requireName(team, "The team's name")
    let details = ConversationDetails(
      name: channel, title: channel, attributes: [MattermostNaming.team: teamText(team)])
    make(id, .room, [], details, isDescribed: false)
    return id
  }

  mutating func plan(_ channel: DirectChannelRecord) throws {
    let members = ImportIdentifier.distinct(channel.members)
    let id = try requireMembers(members)
    if try findSubstitute(id, members) != nil { return }
    var details = ConversationDetails(
      topic: channel.header, attributes: MattermostNaming.attributes(channel.rest))
    keepTopic(of: &details)
    try requireAttributes(details.attributes)
    try describe(id, as: members.count == 2 ? .direct : .group, details, members: members)
  }

  /// A direct conversation that a line refers to, and the identifier that names of its messages are made with.
  mutating func requireDirect(_ names: [String]) throws -> (id: ConversationID, scope: ConversationID) {
    let members = ImportIdentifier.distinct(names)
    let id = try requireMembers(members)
    if conversations.contains(id) { return (substitutes[id] ?? id, id) }
    if let substitute = try findSubstitute(id, members) { return (substitute, id) }
    if try known.hasConversation(id) {
      conversations.insert(id)
    } else {
      make(id, members.count == 2 ? .direct : .group, members, ConversationDetails(), isDescribed: false)
    }
    return (id, id)
  }

  // MARK: Making and describing

  private mutating func requireMembers(_ members: [String]) throws -> ConversationID {
    for member in members { _ = try requireAccount(member) }
    return ImportIdentifier.direct(members: members)
  }

  /// The pair's conversation where it was not made by an import.
  private mutating func findSubstitute(_ id: ConversationID, _ members: [String]) throws -> ConversationID? {
    if let substitute = substitutes[id] { return substitute }
    guard members.count == 2, !conversations.contains(id) else { return nil }
    let accounts = members.map { ImportIdentifier.account(userName: $0) }
    guard let found = try known.directConversation(AccountPair(accounts[0], accounts[1])), found != id else {
      return nil
    }
    substitutes[id] = found
    conversations.insert(id)
    return found
  }

  private mutating func describe(
    _ id: ConversationID, as kind: ConversationKind, _ details: ConversationDetails, members: [String] = []
  ) throws {
    let placeholder = Self.placeholder(id)
    if try undescribedConversations.contains(id) || known.hasCommand(placeholder) {
      undescribedConversations.remove(id)
      conversations.insert(id)
      add(
        ImportIdentifier.command("describe-conversation", id.rawValue), .conversation,
        .updateConversation(UpdateConversation(conversation: id, details: details)))
    } else {
      make(id, kind, members, details, isDescribed: true)
    }
  }

  private mutating func make(
    _ id: ConversationID, _ kind: ConversationKind, _ members: [String], _ details: ConversationDetails,
    isDescribed: Bool
  ) {
    conversations.insert(id)
    if !isDescribed {
      undescribedConversations.insert(id)
      warn(.conversationNotDescribed)
    }
    let accounts = members.map { ImportIdentifier.account(userName: $0) }
    let initial = Array(accounts.prefix(Limits.initialParticipants))
    add(
      isDescribed ? ImportIdentifier.command("make-conversation", id.rawValue) : Self.placeholder(id), .conversation,
      .createConversation(
        CreateConversation(
          conversation: id, kind: kind, participants: initial, details: details, startedAt: Self.unknownStart)))
    for account in accounts.dropFirst(Limits.initialParticipants) { addParticipant(account, to: id, .member) }
  }

  mutating func addParticipant(_ account: AccountID, to conversation: ConversationID, _ role: ParticipantRole) {
    add(
      ImportIdentifier.command("add-participant", conversation.rawValue, account.rawValue), .participant,
      .addParticipant(AddParticipant(conversation: conversation, account: account, role: role)))
  }

  private static func placeholder(_ id: ConversationID) -> CommandID {
    ImportIdentifier.command("make-undescribed-conversation", id.rawValue)
  }

  /// What a room keeps of its team: the team's whole line, or its name alone.
  private mutating func teamText(_ name: String) -> String {
    let key = ImportIdentifier.account(userName: name)
    if let team = teams[key] {
      teams[key]?.isUsed = true
      return team.record.json
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("name")
    writer.string(name)
    writer.endObject()
    return String(decoding: writer.buffer, as: UTF8.self)
  }

  /// A header beyond the ledger's limit for topics is kept beside it.
  private func keepTopic(of details: inout ConversationDetails) {
    guard details.topic.utf8.count > Limits.nameBytes else { return }
    var writer = JSONWriter()
    writer.string(details.topic)
    details.attributes[MattermostNaming.header] = String(decoding: writer.buffer, as: UTF8.self)
    details.topic = ""
  }
}
