internal import ChatLedger

// Messages with what hangs on them.

extension SlackPlanner {
  /// Plans a message or an event about one.
  ///
  /// - Parameter isLast: whether everything else of the conversation has been read.
  /// - Returns: false where it refers to a message that is not there yet: to be planned again at the end.
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
    return try known.hasCommand(SlackIdentifier.message(in: room.scope, at: time.timestamp).command)
  }

  mutating func send(_ message: SlackMessage, isLast: Bool) throws -> Bool {
    guard let room, let time = message.time else { throw MattermostRecord.missing("ts") }
    let digest = message.hashValue
    if let earlier = room.seen[time] {
      guard earlier == digest else {
        throw ExchangeError(
          .invalid, "Another message of the conversation has the same time \(time.text) and says something else.",
          remedy: "Take one of the two out of the export.")
      }
      report.tables.messages.present += 1
      return true
    }
    var root: MessageID?
    var lostThread: SlackTime?
    if let thread = message.threadTime, thread != time {
      if try isThere(thread) {
        root = SlackIdentifier.message(in: room.scope, at: thread.timestamp)
      } else if isLast {
        lostThread = thread
      } else {
        return false
      }
    }
    let content = try content(of: message, lostThread: lostThread)
    let author = try requireAuthor(of: message)
    let id = SlackIdentifier.message(in: room.scope, at: time.timestamp)
    room.seen[time] = digest
    add(
      id.command, .message, sizeBytes: Self.size(of: content),
      .sendMessage(
        SendMessage(
          conversation: room.conversation, author: author, content: content, replyTo: root, root: root,
          sentAt: time.timestamp)))
    if let lostThread { reportLost(lostThread) }
    try planEffects(of: message, id, at: time, content)
    return true
  }

  /// What a message does besides being said.
  private mutating func planEffects(
    of message: SlackMessage, _ id: MessageID, at time: SlackTime, _ content: MessageContent
  ) throws {
    if let edited = message.edited {
      room?.edits[time] = edited
      try planEditSince(id, edited, content)
    }
    for reaction in message.reactions { try plan(reaction, to: id, at: time) }
    if message.isPinned { pinMessage(id) }
    guard let subtype = message.subtype else { return }
    if SlackNaming.joining.contains(subtype) || SlackNaming.leaving.contains(subtype), !message.user.isEmpty {
      room?.moves.append(
        Move(user: message.user, time: time, joins: SlackNaming.joining.contains(subtype), place: place))
    }
    // What is left of a message that was deleted; nothing tells when.
    if subtype == SlackNaming.tombstone { delete(id, at: nil) }
  }

  /// A message that is in the ledger with an older text than in this export is edited.
  private mutating func planEditSince(_ id: MessageID, _ edited: SlackTime, _ content: MessageContent) throws {
    guard try known.hasCommand(id.command) else { return }
    let command = SlackIdentifier.command("edit", id.rawValue, at: edited)
    if try !known.hasCommand(command) {
      guard let old = try known.content(of: id) else { return }
      if let before = SlackNaming.editedTime(old.attributes), before >= edited { return }
    }
    edit(id, content, at: edited, command)
  }

  mutating func edit(_ id: MessageID, _ content: MessageContent, at time: SlackTime, _ command: CommandID) {
    add(
      command, .edit, sizeBytes: Self.size(of: content),
      .editMessage(EditMessage(message: id, content: content, editedAt: time.timestamp)))
  }

  mutating func delete(_ id: MessageID, at time: SlackTime?) {
    // A message that is a tombstone and has an event of its deletion, too, is deleted once.
    guard let room, room.deleted.insert(id).inserted else { return }
    add(
      SlackIdentifier.command("delete", id.rawValue), .deletion, reason: "Deleted in Slack.",
      .deleteMessage(DeleteMessage(message: id, deletedAt: time?.timestamp)))
  }

  private mutating func reportLost(_ thread: SlackTime) {
    report.notice(
      .rootMissing, place, item: "reply",
      "The message \(thread.text), which begins its thread, is not in the export; it came in as a message of its own.",
      remedy: "Nothing is to be done; the attribute \(SlackNaming.thread) names the thread.")
  }

  /// Reactions have no time of their own: they get that of the message.
  private mutating func plan(_ reaction: SlackReaction, to message: MessageID, at time: SlackTime) throws {
    guard reaction.emoji.utf8.count <= Limits.emojiBytes else {
      report.tables.reactions.rejected += UInt64(reaction.users.count)
      report.reject(
        place, item: "reaction",
        ExchangeError(
          .tooLarge, "The emoji's name has \(reaction.emoji.utf8.count) bytes; at most \(Limits.emojiBytes).",
          remedy: "Shorten it in the export."))
      return
    }
    for user in reaction.users {
      let account = try requireUser(user)
      add(
        SlackIdentifier.reaction(to: message, of: account, emoji: reaction.emoji), .reaction,
        .addReaction(
          AddReaction(message: message, account: account, emoji: reaction.emoji, reactedAt: time.timestamp)))
    }
    if reaction.count > Int64(reaction.users.count) {
      report.notice(
        .reactionUsersMissing, place, item: "reaction",
        "\(reaction.emoji) was given \(reaction.count) times, and the export names \(reaction.users.count) users.",
        remedy: "Nothing is to be done; the export does not say who the others were.")
    }
  }

  // MARK: Contents

  mutating func content(of message: SlackMessage, lostThread: SlackTime? = nil) throws -> MessageContent {
    guard message.text.utf8.count <= context.maximumBodyBytes else {
      throw ExchangeError(
        .tooLarge, "The message has \(message.text.utf8.count) bytes; this ledger allows \(context.maximumBodyBytes).",
        remedy: "Import into a ledger that was made with a larger limit.")
    }
    var attributes = SlackNaming.attributes(message.rest)
    if let lostThread { attributes[SlackNaming.thread] = SlackNaming.json(lostThread.text) }
    fit(&attributes)
    let attachments = attachments(of: message)
    guard !message.text.isEmpty || !attachments.isEmpty || !attributes.isEmpty else {
      throw ExchangeError(.invalid, "The message is empty.", remedy: "Take it out of the export.")
    }
    return MessageContent(
      body: message.text, mentions: mentions(in: message.text), attachments: attachments, attributes: attributes)
  }

  private mutating func attachments(of message: SlackMessage) -> [Attachment] {
    var attachments: [Attachment] = []
    for (index, file) in message.files.enumerated() {
      let name = file.name.isEmpty ? (file.title.isEmpty ? file.id : file.title) : file.name
      let attachment = Attachment(
        name: name, mediaType: file.mediaType, sizeBytes: file.sizeBytes, reference: file.reference)
      let bytes = name.utf8.count + file.mediaType.utf8.count + file.reference.utf8.count
      guard attachments.count < Limits.attachments, bytes <= Limits.attachmentBytes else {
        report.reject(
          place, item: "file \(index + 1)",
          ExchangeError(
            .tooLarge,
            "A message has at most \(Limits.attachments) attachments of \(Limits.attachmentBytes) bytes of text each.",
            remedy: "Nothing is to be done; the attribute slack.files has all that was said of the files."))
        continue
      }
      attachments.append(attachment)
    }
    return attachments
  }

  /// The accounts that the text names, each once.
  private mutating func mentions(in text: String) -> [AccountID] {
    var mentions: [AccountID] = []
    for user in SlackNaming.mentionedUsers(in: text) {
      let id = SlackIdentifier.account(team: team, user: user)
      if accounts.contains(id), mentions.count < Limits.mentions {
        if !mentions.contains(id) { mentions.append(id) }
      } else {
        report.warn(.mentionNotKnown)
      }
    }
    return mentions
  }

  private static func size(of content: MessageContent) -> Int {
    content.body.utf8.count + content.attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
      + content.attachments.reduce(0) { $0 + $1.name.utf8.count + $1.reference.utf8.count + 64 }
  }
}
