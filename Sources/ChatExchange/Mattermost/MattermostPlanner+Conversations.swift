internal import ChatLedger
import LedgerSupport

// Teams, channels and direct channels.

extension MattermostPlanner {
  /// Where nothing tells when a conversation began: before every message, so that lists sort by what was said.
  static let unknownStart = Timestamp(milliseconds: 0)

  mutating func plan(_ team: TeamRecord) {
    let key = MattermostIdentifier.account(userName: team.name)
    guard let earlier = teams[key] else {
      teams[key] = (team, false)
      return
    }
    if earlier.record.json.hasSameBytes(as: team.json) { return engine.noteRepeated() }
    engine.note(
      ImportFault(
        .refused, ImportFault.Code.contradiction, "An earlier line says something else about the same team.",
        remedy: "Take one of the two out of what is imported.", at: place(), item: "team"))
  }

  mutating func plan(_ channel: ChannelRecord) throws {
    let id = MattermostIdentifier.room(team: channel.team, channel: channel.name)
    var details = ConversationDetails(
      name: channel.name, title: channel.displayName, topic: channel.header,
      attributes: MattermostNaming.attributes(channel.rest))
    details.attributes[MattermostNaming.team] = teamText(channel.team)
    keepTopic(of: &details)
    var thing = described(room: id, details, isPlaceholder: false)
    if case .conversation(let command, _) = thing.thing {
      let archivedAt = channel.deletedAtMilliseconds.map { Timestamp(milliseconds: $0) }
      thing.thing = .conversation(command, endedAt: archivedAt)
    }
    conversations.insert(id)
    try engine.take(thing)
  }

  /// A room that a line refers to.
  mutating func requireRoom(team: String, channel: String) throws -> ConversationID {
    let id = MattermostIdentifier.room(team: team, channel: channel)
    guard conversations.insert(id).inserted else { return id }
    let details = ConversationDetails(
      name: channel, title: channel, attributes: [MattermostNaming.team: teamText(team)])
    try engine.take(described(room: id, details, isPlaceholder: true))
    return id
  }

  mutating func plan(_ channel: DirectChannelRecord) throws {
    let members = MattermostIdentifier.distinct(channel.members)
    var details = ConversationDetails(
      topic: channel.header, attributes: MattermostNaming.attributes(channel.rest))
    keepTopic(of: &details)
    let thing = try described(direct: members, details, isPlaceholder: false)
    conversations.insert(MattermostIdentifier.direct(members: members))
    try engine.take(thing)
  }

  /// A direct conversation that a line refers to.
  mutating func requireDirect(_ names: [String]) throws -> ConversationID {
    let members = MattermostIdentifier.distinct(names)
    let id = MattermostIdentifier.direct(members: members)
    guard conversations.insert(id).inserted else { return id }
    try engine.take(described(direct: members, ConversationDetails(), isPlaceholder: true))
    return id
  }

  // MARK: Describing

  private func described(
    room id: ConversationID, _ details: ConversationDetails, isPlaceholder: Bool
  ) -> DescribedEntity {
    described(
      CreateConversation(conversation: id, kind: .room, details: details, startedAt: Self.unknownStart),
      isPlaceholder: isPlaceholder, unsaid: [.history, .startedAt, .participants])
  }

  private mutating func described(
    direct members: [String], _ details: ConversationDetails, isPlaceholder: Bool
  ) throws -> DescribedEntity {
    let accounts = try members.map { try requireAccount($0) }
    return described(
      CreateConversation(
        conversation: MattermostIdentifier.direct(members: members), kind: members.count == 2 ? .direct : .group,
        participants: accounts, details: details, startedAt: Self.unknownStart),
      isPlaceholder: isPlaceholder, unsaid: [.history, .startedAt])
  }

  private func described(
    _ command: CreateConversation, isPlaceholder: Bool, unsaid: DescribedEntity.Unsaid
  ) -> DescribedEntity {
    let verb = isPlaceholder ? "make-undescribed-conversation" : "make-conversation"
    var thing = described(
      .conversation(command, endedAt: nil), .conversations, command.kind == .room ? "channel" : "direct channel",
      MattermostIdentifier.command(verb, command.conversation.rawValue))
    thing.unsaid = unsaid
    thing.isPlaceholder = isPlaceholder
    thing.sizeBytes += command.details.attributes.sizeBytes + 16 * command.participants.count
    if isPlaceholder {
      thing.ifNew = ImportFault(
        .notice, ImportWarning.conversationNotDescribed.rawValue, "No line before describes the conversation.",
        remedy: "No action is needed; it has its name or members only until a line describes it.", at: place(),
        item: thing.item)
    }
    return thing
  }

  func addParticipant(
    _ account: AccountID, to conversation: ConversationID, _ role: ParticipantRole
  ) throws {
    try engine.take(
      described(
        .participant(AddParticipant(conversation: conversation, account: account, role: role)), .participants,
        "membership", MattermostIdentifier.command("add-participant", conversation.rawValue, account.rawValue)))
  }

  /// What a room keeps of its team: the team's whole line, or its name alone.
  private mutating func teamText(_ name: String) -> String {
    let key = MattermostIdentifier.account(userName: name)
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
