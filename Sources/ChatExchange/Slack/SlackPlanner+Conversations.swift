internal import ChatLedger

// Conversations, and who takes part in them.

extension SlackPlanner {
  /// Begins a conversation of a list.
  mutating func begin(_ record: SlackChannel) throws {
    let id = SlackIdentifier.conversation(team: team, channel: record.id)
    guard conversations.insert(id).inserted else {
      throw ExchangeError(
        .invalid, "The conversation “\(record.id)” stands in the lists twice.", remedy: "Take one of the two out.")
    }
    let kind = try kind(of: record)
    let members = try (record.members ?? []).map { try requireUser($0) }
    if kind == .direct, let other = try known.directConversation(AccountPair(members[0], members[1])), other != id {
      room = Room(id, in: other, kind, record, at: place)
    } else {
      try describe(id, kind, try details(of: record), members, startedAt: record.created)
      room = Room(id, in: id, kind, record, at: place)
    }
    guard kind == .room else { return }
    for member in members { join(member, to: id) }
  }

  /// Begins a conversation of which there are messages only.
  mutating func begin(folder: ArchivePath) throws {
    let name = folder.description
    let id = SlackIdentifier.conversation(team: team, folder: name)
    room = Room(id, in: id, .room, nil, at: place)
    report.notice(
      .conversationNotDescribed, place, item: "folder", "No list has a conversation of this name.",
      remedy: "Nothing is to be done; its messages are in a room of that name.")
    try requireName(name, "The folder's name")
    try describe(id, .room, ConversationDetails(name: name, title: name), [], startedAt: nil)
  }

  private func kind(of record: SlackChannel) throws(ExchangeError) -> ConversationKind {
    guard record.list == .dms || record.list == .mpims else { return .room }
    guard let members = record.members, !members.isEmpty, !members.contains("") else {
      throw MattermostRecord.missing("members")
    }
    return record.list == .dms && Set(members).count == 2 && members.count == 2 ? .direct : .group
  }

  private mutating func details(of record: SlackChannel) throws -> ConversationDetails {
    try requireName(record.name, "The name")
    var attributes = SlackNaming.attributes(record.rest)
    attributes[SlackNaming.identifier] = SlackNaming.json(record.id)
    attributes[SlackNaming.list] = SlackNaming.json(record.list.rawValue)
    fit(&attributes)
    // A longer topic is kept whole with the attributes.
    let topic = record.topic.utf8.count > Limits.nameBytes ? "" : record.topic
    return ConversationDetails(
      name: record.name, title: record.list == .dms ? "" : record.name, topic: topic, attributes: attributes)
  }

  /// Makes the conversation, or gives it its new description where it is there with another.
  private mutating func describe(
    _ id: ConversationID, _ kind: ConversationKind, _ details: ConversationDetails, _ members: [AccountID],
    startedAt: SlackTime?
  ) throws {
    func command(_ verb: String) -> CommandID {
      SlackIdentifier.command(
        verb, id.rawValue, texts: [details.name, details.title, details.topic], attributes: details.attributes)
    }
    let make = command("make-conversation")
    if try !known.hasCommand(make), try known.hasConversation(id) {
      add(
        command("describe-conversation"), .change,
        .updateConversation(UpdateConversation(conversation: id, details: details)))
      return
    }
    var seen: Set<AccountID> = []
    let distinct = kind == .room ? [] : members.filter { seen.insert($0).inserted }
    add(
      make, .conversation,
      .createConversation(
        CreateConversation(
          conversation: id, kind: kind, participants: Array(distinct.prefix(Limits.initialParticipants)),
          details: details, startedAt: startedAt?.timestamp ?? MattermostPlanner.unknownStart)))
    for member in distinct.dropFirst(Limits.initialParticipants) { join(member, to: id) }
  }

  private mutating func join(_ account: AccountID, to conversation: ConversationID, at time: SlackTime? = nil) {
    let id =
      time.map { SlackIdentifier.command("join", conversation.rawValue, account.rawValue, at: $0) }
      ?? SlackIdentifier.command("add-participant", conversation.rawValue, account.rawValue)
    add(id, .participant, .addParticipant(AddParticipant(conversation: conversation, account: account)))
  }

  private mutating func leave(_ account: AccountID, _ conversation: ConversationID, at time: SlackTime) {
    add(
      SlackIdentifier.command("leave", conversation.rawValue, account.rawValue, at: time), .change,
      reason: "Left in Slack.", .removeParticipant(RemoveParticipant(conversation: conversation, account: account)))
  }

  // MARK: The end of a conversation

  /// Ends the conversation that is being read: who came and went, and what is pinned.
  mutating func endConversation() throws {
    guard let room else { return }
    if room.kind != .direct { try planMoves(room) }
    try planPins(room)
    self.room = nil
  }

  /// The list of members says who is there at last; the messages say who was there besides, and when.
  private mutating func planMoves(_ room: Room) throws {
    let listed = Set(room.record?.members ?? [])
    var moves: [String: [Move]] = [:]
    for move in room.moves { moves[move.user, default: []].append(move) }
    for user in moves.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let own = moves[user, default: []].sorted { $0.time < $1.time }
      guard let last = own.last else { continue }
      place = own[0].place
      let account = try requireUser(user)
      if !listed.contains(user) { join(account, to: room.conversation) }
      var isThere = true
      for move in own where move.joins != isThere {
        place = move.place
        isThere = move.joins
        if isThere {
          join(account, to: room.conversation, at: move.time)
        } else {
          leave(account, room.conversation, at: move.time)
        }
      }
      guard room.record?.members != nil, listed.contains(user) != isThere else { continue }
      place = last.place
      if isThere {
        leave(account, room.conversation, at: last.time)
      } else {
        join(account, to: room.conversation, at: last.time)
      }
    }
  }

  private mutating func planPins(_ room: Room) throws {
    place = room.place
    for pin in room.record?.pins ?? [] {
      guard pin.kind == "C" || pin.kind == "message" || pin.kind.isEmpty, let time = SlackTime(pin.id),
        try isThere(time)
      else {
        report.notice(
          .pinDropped, place, item: "pin \(pin.id)", "What is pinned is no message of the export.",
          remedy: "Nothing is to be done; the list of pins is kept with the conversation.")
        continue
      }
      pinMessage(SlackIdentifier.message(in: room.scope, at: time.timestamp))
    }
  }

  /// Pins a message, once.
  mutating func pinMessage(_ id: MessageID) {
    guard let room, room.pinned.insert(id).inserted, !room.deleted.contains(id) else { return }
    add(SlackIdentifier.command("pin", id.rawValue), .pin, .pinMessage(PinMessage(message: id)))
  }
}
