internal import ChatLedger

// Conversations, and who takes part in them.

extension SlackPlanner {
  /// Begins a conversation of a list.
  mutating func begin(_ record: SlackChannel) throws {
    let id = SlackIdentifier.conversation(team: team, channel: record.id)
    room = nil
    let kind = try kind(of: record)
    let members = try (record.members ?? []).map { try requireUser($0) }
    try describe(id, kind, details(of: record), members, startedAt: record.created, "\(record.list.item) \(record.id)")
    guard conversations.insert(id).inserted else { return }
    try enter(id, kind, record)
    guard kind == .room else { return }
    var seen: Set<AccountID> = []
    for member in members where seen.insert(member).inserted { try join(member, to: id) }
  }

  /// Begins a conversation of which there are messages only.
  mutating func begin(folder: ArchivePath) throws {
    let id = SlackIdentifier.conversation(team: team, folder: folder)
    notice(
      .conversationNotDescribed, item: "folder", "No list has a conversation of this name.",
      remedy: "No action is needed; its messages are in a room of that name.")
    let name = folder.readable
    try describe(id, .room, ConversationDetails(name: name, title: name), [], startedAt: nil, "folder")
    try enter(id, .room, nil)
  }

  private mutating func enter(_ id: ConversationID, _ kind: ConversationKind, _ record: SlackChannel?) throws {
    let (_, isOld) = try engine.whereabouts(of: id)
    room = Room(id, kind, record, isOld: isOld, at: place)
  }

  private func kind(of record: SlackChannel) throws(ExchangeError) -> ConversationKind {
    guard record.list == .dms || record.list == .mpims else { return .room }
    guard let members = record.members, !members.isEmpty, !members.contains("") else {
      throw MattermostRecord.missing("members")
    }
    return record.list == .dms && Set(members).count == 2 && members.count == 2 ? .direct : .group
  }

  private func details(of record: SlackChannel) -> ConversationDetails {
    var attributes = SlackNaming.attributes(record.rest)
    attributes[SlackNaming.identifier] = SlackNaming.json(record.id)
    attributes[SlackNaming.list] = SlackNaming.json(record.list.rawValue)
    // A longer topic is kept whole with the attributes.
    let topic = record.topic.utf8.count > Limits.nameBytes ? "" : record.topic
    return ConversationDetails(
      name: record.name, title: record.list == .dms ? "" : record.name, topic: topic, attributes: attributes)
  }

  private func describe(
    _ id: ConversationID, _ kind: ConversationKind, _ details: ConversationDetails, _ members: [AccountID],
    startedAt: SlackTime?, _ item: String
  ) throws {
    var seen: Set<AccountID> = []
    let distinct = kind == .room ? [] : members.filter { seen.insert($0).inserted }
    var thing = described(
      .conversation(
        CreateConversation(
          conversation: id, kind: kind, participants: distinct, details: details,
          startedAt: startedAt?.timestamp ?? MattermostPlanner.unknownStart), endedAt: nil), .conversations, item,
      SlackIdentifier.command("make-conversation", id.rawValue))
    thing.unsaid = .history
    if startedAt == nil { thing.unsaid.insert(.startedAt) }
    if kind == .room { thing.unsaid.insert(.participants) }
    thing.sizeBytes += details.attributes.sizeBytes
    try engine.take(thing)
  }

  private func join(_ account: AccountID, to conversation: ConversationID, hasLeft: Bool = false) throws {
    var thing = described(
      .participant(AddParticipant(conversation: conversation, account: account)), .participants, "membership",
      SlackIdentifier.command("add-participant", conversation.rawValue, account.rawValue))
    thing.isDeleted = hasLeft
    thing.reason = "Left in Slack."
    try engine.take(thing)
  }

  // MARK: The end of a conversation

  /// Ends the conversation that is being read: who came and went, and what is pinned.
  mutating func endConversation() throws {
    guard let room else { return }
    if room.kind != .direct { try planMoves(room) }
    try planPins(room)
    if engine.comparison != nil {
      try engine.noteExtraMessages(in: room.scope, bucket: ArchiveTable.messages.rawValue)
    }
    self.room = nil
  }

  /// The list of members says who is there at last; the messages say who was there besides.
  private mutating func planMoves(_ room: Room) throws {
    let listed = Set(room.record?.members ?? [])
    var last: [String: Move] = [:]
    for move in room.moves where last[move.user].map({ $0.time <= move.time }) ?? true { last[move.user] = move }
    for user in last.keys.sorted(by: { $0.precedesBytewise($1) }) where !listed.contains(user) {
      guard let move = last[user] else { continue }
      place = move.place
      let account = try requireUser(user)
      // Where there is a list, whoever is not in it has left, whether a message says so or not.
      try join(account, to: room.scope, hasLeft: room.record?.members != nil || !move.joins)
    }
    guard room.isOld, room.kind == .room, room.record?.members != nil else { return }
    place = room.place
    let named = Set((Array(listed) + last.keys).map { SlackIdentifier.account(team: team, user: $0) })
    try engine.noteVanishedMembers(of: room.scope, except: named, at: place)
  }

  private mutating func planPins(_ room: Room) throws {
    place = room.place
    for pin in room.record?.pins ?? [] {
      guard pin.kind == "C" || pin.kind == "message" || pin.kind.isEmpty, let time = SlackTime(pin.id),
        try isThere(time)
      else {
        notice(
          .pinDropped, item: "pin \(pin.id)", "What is pinned is no message of the export.",
          remedy: "No action is needed; the list of pins is kept with the conversation.")
        continue
      }
      try pinMessage(SlackIdentifier.message(in: room.scope, at: time.timestamp))
    }
  }

  /// Pins a message, once.
  func pinMessage(_ id: MessageID) throws {
    guard let room, room.pinned.insert(id).inserted, !room.deleted.contains(id) else { return }
    try engine.take(described(.pin(id), .pins, "pin", SlackIdentifier.command("pin", id.rawValue)))
  }
}
