internal import ChatLedger

// Messages with their reactions and pins.

extension SlackPlanner {
  /// Plans a message or an event about one.
  ///
  /// - Parameter isLast: whether everything else of the conversation has been read.
  /// - Returns: false where it has to wait for what is read later: to be planned again at the end.
  mutating func plan(_ message: SlackMessage, isLast: Bool) throws -> Bool {
    switch message.subtype {
    case SlackNaming.messageChanged: return try planChange(message, isLast: isLast)
    case SlackNaming.messageDeleted: return try planDeletion(message, isLast: isLast)
    case SlackNaming.messageReplied: return true
    default: return try send(message, isLast: isLast)
    }
  }

  /// Whether the conversation has a message of that time, by this import or an earlier one.
  func isThere(_ time: SlackTime) throws -> Bool {
    guard let room else { return false }
    if room.seen[time] != nil { return true }
    return try room.isOld && engine.read { try $0.messageState(id(of: time, in: room)) } != nil
  }

  func id(of time: SlackTime, in room: Room) -> MessageID {
    SlackIdentifier.message(in: room.scope, at: time.timestamp)
  }

  /// What the ledger had of a message before this import.
  func known(_ id: MessageID, in room: Room) throws -> Message? {
    room.isOld ? try engine.read { try $0.message(id) } : nil
  }

  mutating func send(_ message: SlackMessage, isLast: Bool) throws -> Bool {
    guard let room, let time = message.time else { throw MattermostRecord.missing("ts") }
    let digest = message.digest
    if let earlier = room.seen[time] {
      guard earlier == digest else {
        throw ExchangeError(
          .invalid, "Another message of the conversation has the same time \(time.text) and says something else.",
          remedy: "Take one of the two out of the export.")
      }
      engine.countPresent(in: ArchiveTable.messages.rawValue)
      return true
    }
    var root: MessageID?
    var lostThread: SlackTime?
    if let thread = message.threadTime, thread != time {
      if try isThere(thread) {
        root = id(of: thread, in: room)
      } else if isLast {
        lostThread = thread
      } else {
        return false
      }
    }
    let id = id(of: time, in: room)
    let content = try content(of: message, lostThread: lostThread)
    // Where the ledger has another text, an event that comes later may have made it.
    if !isLast, let known = try known(id, in: room), known.content != content { return false }
    let author = try requireAuthor(of: message)
    room.seen[time] = digest
    noteMentions(of: message, in: content)
    if let lostThread { noteLost(lostThread) }
    var thing = described(
      .message(
        id,
        SendMessage(
          conversation: room.scope, author: author, sender: SlackNaming.sender(of: message.subtype), content: content,
          replyTo: root, root: root, sentAt: time.timestamp)), .messages, "message", id.command)
    thing.sizeBytes += Self.size(of: content)
    thing.editedAt = message.edited?.timestamp
    thing.isTextElsewhere = room.eventTargets.contains(time)
    // What is left of a message that was deleted; nothing tells when.
    thing.isDeleted = message.subtype == SlackNaming.tombstone && room.deleted.insert(id).inserted
    thing.reason = "Deleted in Slack."
    try take(thing, message, id, at: time)
    return true
  }

  /// Takes a message with what it does besides being said.
  private mutating func take(
    _ thing: DescribedEntity, _ message: SlackMessage, _ id: MessageID, at time: SlackTime
  ) throws {
    var thing = thing
    if let edited = message.edited { room?.edits[time] = edited }
    if message.reactions.allSatisfy({ $0.count <= Int64($0.users.count) }) {
      var hanging = DescribedEntity.Hanging(isPinned: message.isPinned || room?.pinTimes.contains(time) == true)
      for reaction in message.reactions {
        for user in reaction.users { hanging.reactions.append((try requireUser(user), reaction.emoji)) }
      }
      thing.hanging = hanging
    }
    try engine.take(thing)
    for fault in message.faults { refuse(fault.error, item: fault.item, in: .reactions) }
    for reaction in message.reactions { try plan(reaction, to: id, at: time) }
    if message.isPinned { try pinMessage(id) }
    guard let subtype = message.subtype, !message.user.isEmpty else { return }
    if SlackNaming.joining.contains(subtype) || SlackNaming.leaving.contains(subtype) {
      room?.moves.append(
        Move(user: message.user, time: time, joins: SlackNaming.joining.contains(subtype), place: place))
    }
  }

  private func noteLost(_ thread: SlackTime) {
    notice(
      .rootMissing, item: "reply",
      "The message \(thread.text), which begins its thread, is not in the export; the reply is a separate message.",
      remedy: "No action is needed; the attribute \(SlackNaming.thread) names the thread.")
  }

  /// Reactions have no time of their own: they get that of the message.
  private mutating func plan(_ reaction: SlackReaction, to message: MessageID, at time: SlackTime) throws {
    guard reaction.emoji.utf8.count <= Limits.emojiBytes else {
      let error = ExchangeError(
        .tooLarge, "The emoji's name has \(reaction.emoji.utf8.count) bytes; at most \(Limits.emojiBytes).",
        remedy: "Shorten it in the export.")
      for _ in reaction.users { refuse(error, item: "reaction", in: .reactions) }
      return
    }
    for user in reaction.users {
      let account = try requireUser(user)
      try engine.take(
        described(
          .reaction(
            AddReaction(message: message, account: account, emoji: reaction.emoji, reactedAt: time.timestamp)),
          .reactions, "reaction", SlackIdentifier.reaction(to: message, of: account, emoji: reaction.emoji)))
    }
    if reaction.count > Int64(reaction.users.count) {
      notice(
        .reactionUsersMissing, item: "reaction",
        "\(reaction.emoji) was given \(reaction.count) times, and the export names \(reaction.users.count) users.",
        remedy: "No action is needed; the export does not say who the others were.")
    }
  }

  // MARK: Contents

  func content(of message: SlackMessage, lostThread: SlackTime? = nil) throws -> MessageContent {
    let bytes = message.text.utf8.count
    guard bytes <= engine.settings.maximumBodyBytes else {
      throw ExchangeError(
        .tooLarge, "The message has \(bytes) bytes; this ledger allows \(engine.settings.maximumBodyBytes).",
        remedy: "A ledger's limit is set at its creation: create another ledger with a limit of \(bytes) or more, and "
          + "import again.",
        steps: [.createLedger(maximumBodyBytes: bytes)])
    }
    var attributes = SlackNaming.attributes(message.rest)
    if let lostThread { attributes[SlackNaming.thread] = SlackNaming.json(lostThread.text) }
    let attachments = attachments(of: message)
    guard !message.text.isEmpty || !attachments.isEmpty || !attributes.isEmpty else {
      throw ExchangeError(.invalid, "The message is empty.", remedy: "Take it out of the export.")
    }
    return MessageContent(
      body: message.text, mentions: mentions(in: message.text).known, attachments: attachments,
      attributes: attributes)
  }

  /// Files that do not fit are in the attribute `slack.files` with all that was said of them.
  private func attachments(of message: SlackMessage) -> [Attachment] {
    message.files.lazy.map { file in
      Attachment(
        name: file.name.isEmpty ? (file.title.isEmpty ? file.id : file.title) : file.name, mediaType: file.mediaType,
        sizeBytes: file.sizeBytes, reference: file.reference)
    }.filter { attachment in
      attachment.name.utf8.count + attachment.mediaType.utf8.count + attachment.reference.utf8.count
        <= Limits.attachmentBytes
    }.prefix(Limits.attachments).map(\.self)
  }

  /// The accounts that the text names, each once, and how often it names somebody else.
  private func mentions(in text: String) -> (known: [AccountID], others: UInt64) {
    var mentions: [AccountID] = []
    var others: UInt64 = 0
    for user in SlackNaming.mentionedUsers(in: text) {
      let id = SlackIdentifier.account(team: team, user: user)
      if accounts.contains(id), mentions.count < Limits.mentions {
        if !mentions.contains(id) { mentions.append(id) }
      } else {
        others += 1
      }
    }
    return (mentions, others)
  }

  /// What the content could not hold of what the message says.
  private func noteMentions(of message: SlackMessage, in content: MessageContent) {
    engine.warn(.mentionNotKnown, count: mentions(in: message.text).others)
    guard content.attachments.count < message.files.count else { return }
    refuse(
      ExchangeError(
        .tooLarge,
        "A message has at most \(Limits.attachments) attachments of \(Limits.attachmentBytes) bytes of text each; "
          + "\(message.files.count - content.attachments.count) of \(message.files.count) files are no attachments.",
        remedy: "No action is needed; the attribute slack.files has all that was said of the files."),
      item: "files", in: nil)
  }

  static func size(of content: MessageContent) -> Int {
    content.body.utf8.count + content.attributes.sizeBytes
      + content.attachments.reduce(0) { $0 + $1.name.utf8.count + $1.reference.utf8.count + 64 }
  }
}
