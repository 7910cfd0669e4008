internal import ChatLedger

// Posts, direct posts, their replies and reactions.

extension MattermostPlanner {
  /// A post with its replies that waits until the whole archive has been read.
  struct HeldLine {
    /// Where its messages stand.
    enum Container {
      case channel(team: String, name: String)
      case direct(members: [String])
    }

    var line: UInt64
    var place: Container
    var post: MessageRecord
    var replies: [MessageRecord]
    /// What is decided of the post and its replies; nil for what is not.
    var matches: [MessageID?]
  }

  mutating func plan(_ post: PostRecord) throws {
    noteBad(post.badReplies)
    try plan(
      HeldLine(
        line: line, place: .channel(team: post.team, name: post.channel), post: post.message, replies: post.replies,
        matches: []))
  }

  mutating func plan(_ post: DirectPostRecord) throws {
    noteBad(post.badReplies)
    try plan(
      HeldLine(
        line: line, place: .direct(members: post.members), post: post.message, replies: post.replies, matches: []))
  }

  private func noteBad(_ replies: [PartFault]) {
    for bad in replies { note(bad.error, bad.item, in: .messages, reply: bad.reply, lost: 1) }
  }

  mutating func decideHeld() throws {
    let lines = held
    held = []
    heldBytes = 0
    let present = line
    for waiting in lines {
      line = waiting.line
      try plan(waiting, isLast: true)
    }
    line = present
  }

  private mutating func plan(_ thread: HeldLine, isLast: Bool = false) throws {
    var thread = thread
    let messages = [thread.post] + thread.replies
    let contents = messages.map { content(of: $0, hasReplies: $0.number == 0 && messages.count > 1) }
    // Nothing is made for a line of which nothing can be taken.
    guard contents.contains(where: { $0 != nil }) else { return noteFaults(of: messages, contents) }
    let conversation = try require(thread.place)
    try match(&thread, in: conversation, messages, contents, isLast: isLast)
    if !isLast, zip(thread.matches, contents).contains(where: { $0 == nil && $1 != nil }) {
      heldBytes += messages.reduce(0) { $0 + 512 + $1.text.utf8.count + $1.rest.reduce(0) { $0 + $1.json.utf8.count } }
      held.append(thread)
      if heldBytes > Self.heldBytesLimit { try decideHeld() }
      return
    }
    noteFaults(of: messages, contents)
    var root: MessageID?
    for (index, record) in messages.enumerated() {
      guard let content = contents[index], let id = thread.matches[index] else { continue }
      try take(record, content, id, in: conversation, root: index == 0 ? nil : root)
      if index == 0 { root = id }
    }
  }

  private mutating func require(_ place: HeldLine.Container) throws -> ConversationID {
    switch place {
    case .channel(let team, let name): try requireRoom(team: team, channel: name)
    case .direct(let members): try requireDirect(members)
    }
  }

  private func noteFaults(of messages: [MessageRecord], _ contents: [MessageContent?]) {
    for (record, content) in zip(messages, contents) {
      let item = record.number == 0 ? "message" : "reply \(record.number)"
      for fault in record.faults {
        let isReaction = fault.item.hasPrefix("reaction")
        engine.note(
          ImportFault(
            isReaction ? .refused : .partial, fault.error, at: place(record.number), item: "\(fault.item) of \(item)"),
          in: isReaction ? ArchiveTable.reactions.rawValue : nil)
      }
      guard content == nil else { continue }
      let error = refusal(of: record)
      var fault = ImportFault(.refused, error, at: place(record.number), item: item, lostMessages: 1)
      if record.number == 0, messages.count > 1 {
        fault.message += " Its \(messages.count - 1) replies were taken without it."
      }
      engine.note(fault, in: ArchiveTable.messages.rawValue)
    }
  }

  // MARK: Matching

  /// Finds out what the messages are in the ledger.
  private mutating func match(
    _ thread: inout HeldLine, in conversation: ConversationID, _ messages: [MessageRecord],
    _ contents: [MessageContent?], isLast: Bool
  ) throws {
    let isFirstLook = thread.matches.isEmpty
    if isFirstLook { thread.matches = Array(repeating: nil, count: messages.count) }
    let room = try room(of: conversation)
    var candidates = Array(repeating: [Message](), count: messages.count)
    if room.isOld {
      let open = messages.indices.filter { thread.matches[$0] == nil && contents[$0] != nil }
      let authors = try open.map { (index: $0, account: try requireAccount(messages[$0].user)) }
      try engine.read { view in
        for (index, author) in authors {
          candidates[index] = try MessageMatcher.candidates(
            in: room.conversation, by: author, at: messages[index].createdAtMilliseconds, view)
        }
      }
    }
    for (index, record) in messages.enumerated() where thread.matches[index] == nil {
      guard let content = contents[index] else { continue }
      let key = MessageMatcher.Key(
        conversation: conversation, userName: record.user, milliseconds: record.createdAtMilliseconds)
      thread.matches[index] = matcher.match(
        key, content, candidates: candidates[index], isLast: isLast, isFirstLook: isFirstLook)
    }
  }

  private mutating func room(of id: ConversationID) throws -> Room {
    if let known = rooms[id] { return known }
    let (conversation, isOld) = try engine.whereabouts(of: id)
    let room = Room(conversation: conversation, isOld: isOld)
    rooms[id] = room
    return room
  }

  // MARK: Describing

  private mutating func take(
    _ record: MessageRecord, _ content: MessageContent, _ id: MessageID, in conversation: ConversationID,
    root: MessageID?
  ) throws {
    let author = try requireAccount(record.user)
    let item = record.number == 0 ? "message" : "reply \(record.number)"
    var thing = described(
      .message(
        id,
        SendMessage(
          conversation: conversation, author: author, sender: MattermostNaming.sender(of: record.rest),
          content: content, replyTo: root, root: root,
          sentAt: Timestamp(milliseconds: record.createdAtMilliseconds))), .messages, item, id.command,
      reply: record.number)
    thing.editedAt = record.editedAtMilliseconds.map { Timestamp(milliseconds: $0) }
    thing.isDeleted = record.deletedAtMilliseconds != nil
    thing.deletedAt = record.deletedAtMilliseconds.map { Timestamp(milliseconds: $0) }
    thing.sizeBytes += record.text.utf8.count + content.attributes.sizeBytes
    var hanging = DescribedEntity.Hanging(isPinned: record.isPinned)
    let reactions = record.reactions.filter { $0.emoji.utf8.count <= Limits.emojiBytes }
    for reaction in reactions { hanging.reactions.append((try requireAccount(reaction.user), reaction.emoji)) }
    thing.hanging = hanging
    try engine.take(thing)
    try takeReactions(of: record, to: id, item)
    if record.isPinned {
      try engine.take(
        described(
          .pin(id), .pins, "pin of \(item)", MattermostIdentifier.command("pin", id.rawValue), reply: record.number))
    }
    engine.warn(.reactionFieldsDropped, count: UInt64(record.droppedFields))
  }

  private mutating func takeReactions(of record: MessageRecord, to message: MessageID, _ item: String) throws {
    for reaction in record.reactions {
      guard reaction.emoji.utf8.count <= Limits.emojiBytes else {
        note(
          ExchangeError(
            .tooLarge, "The emoji's name has \(reaction.emoji.utf8.count) bytes; at most \(Limits.emojiBytes).",
            remedy: "Shorten it in the archive."), "reaction of \(item)", in: .reactions, reply: record.number)
        continue
      }
      let account = try requireAccount(reaction.user)
      try engine.take(
        described(
          .reaction(
            AddReaction(
              message: message, account: account, emoji: reaction.emoji,
              reactedAt: Timestamp(milliseconds: reaction.createdAtMilliseconds))), .reactions, "reaction of \(item)",
          MattermostIdentifier.reaction(to: message, userName: reaction.user, emoji: reaction.emoji),
          reply: record.number))
    }
  }

  // MARK: Contents

  /// Nil where the message cannot be taken.
  private func content(of record: MessageRecord, hasReplies: Bool) -> MessageContent? {
    guard record.text.utf8.count <= engine.settings.maximumBodyBytes, record.attachmentPaths.count <= Limits.attachments
    else { return nil }
    var attributes = MattermostNaming.attributes(record.rest)
    let attachments = record.attachmentPaths.map { path in
      Attachment(name: Self.lastComponent(of: path), reference: path)
    }
    if record.text.isEmpty, attachments.isEmpty, attributes.isEmpty {
      guard hasReplies else { return nil }
      // What was answered is worth more than its being empty; the attribute says that nothing is missing.
      attributes[MattermostNaming.isEmpty] = "true"
    }
    return MessageContent(body: record.text, attachments: attachments, attributes: attributes)
  }

  private func refusal(of record: MessageRecord) -> ExchangeError {
    let bytes = record.text.utf8.count
    if bytes > engine.settings.maximumBodyBytes {
      return ExchangeError(
        .tooLarge, "The message has \(bytes) bytes; this ledger allows \(engine.settings.maximumBodyBytes).",
        remedy: "A ledger's limit is set at its creation: create another ledger with a limit of \(bytes) or more, and "
          + "import again.",
        steps: [.createLedger(maximumBodyBytes: bytes)])
    }
    if record.attachmentPaths.count > Limits.attachments {
      return ExchangeError(
        .tooLarge, "\(record.attachmentPaths.count) attachments; at most \(Limits.attachments).",
        remedy: "Split the message in the archive.")
    }
    return ExchangeError(.invalid, "The message is empty.", remedy: "Take it out of the archive.")
  }

  private static func lastComponent(of path: String) -> String {
    String(path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? path)
  }
}
