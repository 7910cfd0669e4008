internal import ChatLedger

// Posts, direct posts, their replies and reactions.

extension MattermostPlanner {
  /// A post with its replies; `flush` is offered every message, so that a long thread does not pile up.
  mutating func plan(_ post: PostRecord, flush: (inout Self) throws -> Void) throws {
    do {
      // Before anything is made for it: a post that cannot be taken leaves nothing.
      let content = try content(of: post.message)
      let room = try requireRoom(team: post.team, channel: post.channel)
      try plan(post.message, content, post.replies, in: room, scope: room, flush: flush)
    } catch let error as ExchangeError {
      throw refused(error, replies: post.replies.count)
    }
  }

  mutating func plan(_ post: DirectPostRecord, flush: (inout Self) throws -> Void) throws {
    do {
      let content = try content(of: post.message)
      let place = try requireDirect(post.members)
      try plan(post.message, content, post.replies, in: place.id, scope: place.scope, flush: flush)
    } catch let error as ExchangeError {
      throw refused(error, replies: post.replies.count)
    }
  }

  /// Counts a post that cannot be taken, with the replies that go with it.
  private mutating func refused(_ error: ExchangeError, replies: Int) -> ExchangeError {
    refusedMessages += 1 + UInt64(replies)
    guard replies > 0 else { return error }
    return ExchangeError(
      error.code, error.message + " Its \(replies) replies are not taken either.", remedy: error.remedy,
      cause: error.cause, column: error.column)
  }

  private mutating func plan(
    _ post: MessageRecord, _ content: MessageContent, _ replies: [MessageRecord], in conversation: ConversationID,
    scope: ConversationID, flush: (inout Self) throws -> Void
  ) throws {
    reply = 0
    defer { reply = 0 }
    let root = try plan(post, content, in: conversation, scope: scope, root: nil)
    for (index, record) in replies.enumerated() {
      reply = index + 1
      do {
        _ = try plan(record, try self.content(of: record), in: conversation, scope: scope, root: root)
      } catch let error as ExchangeError {
        refusedMessages += 1
        faults.append((reply, error))
      }
      try flush(&self)
    }
  }

  private mutating func plan(
    _ record: MessageRecord, _ content: MessageContent, in conversation: ConversationID, scope: ConversationID,
    root: MessageID?
  ) throws -> MessageID {
    let author = try requireAccount(record.user)
    let id = ImportIdentifier.message(
      in: scope, userName: record.user, createdAtMilliseconds: record.createdAtMilliseconds, text: record.text,
      root: root)
    let size = record.text.utf8.count + Self.size(of: content.attributes)
    add(
      id.command, .message, sizeBytes: size,
      .sendMessage(
        SendMessage(
          conversation: conversation, author: author, content: content, replyTo: root, root: root,
          sentAt: Timestamp(milliseconds: record.createdAtMilliseconds))))
    for reaction in record.reactions { try plan(reaction, to: id) }
    if record.isPinned {
      add(ImportIdentifier.command("pin", id.rawValue), .pin, .pinMessage(PinMessage(message: id)))
    }
    warn(.reactionFieldsDropped, count: UInt64(record.droppedFields))
    return id
  }

  private mutating func plan(_ reaction: ReactionRecord, to message: MessageID) throws {
    guard reaction.emoji.utf8.count <= Limits.emojiBytes else {
      refusedReactions += 1
      faults.append(
        (
          reply,
          ExchangeError(
            .tooLarge, "The emoji's name has \(reaction.emoji.utf8.count) bytes; at most \(Limits.emojiBytes).",
            remedy: "Shorten it in the archive.")
        ))
      return
    }
    let account = try requireAccount(reaction.user)
    add(
      ImportIdentifier.reaction(to: message, userName: reaction.user, emoji: reaction.emoji), .reaction,
      .addReaction(
        AddReaction(
          message: message, account: account, emoji: reaction.emoji,
          reactedAt: Timestamp(milliseconds: reaction.createdAtMilliseconds))))
  }

  private func content(of record: MessageRecord) throws(ExchangeError) -> MessageContent {
    let attributes = MattermostNaming.attributes(record.rest)
    try requireAttributes(attributes)
    let attachments = record.attachmentPaths.map { path in
      Attachment(name: Self.lastComponent(of: path), reference: path)
    }
    guard record.text.utf8.count <= context.maximumBodyBytes else {
      throw ExchangeError(
        .tooLarge, "The message has \(record.text.utf8.count) bytes; this ledger allows \(context.maximumBodyBytes).",
        remedy: "Import into a ledger that was made with a larger limit.")
    }
    guard !record.text.isEmpty || !attachments.isEmpty || !attributes.isEmpty else {
      throw ExchangeError(.invalid, "The message is empty.", remedy: "Take the line out of the archive.")
    }
    guard attachments.count <= Limits.attachments else {
      throw ExchangeError(
        .tooLarge, "\(attachments.count) attachments; at most \(Limits.attachments).",
        remedy: "Split the message in the archive.")
    }
    return MessageContent(body: record.text, attachments: attachments, attributes: attributes)
  }

  private static func lastComponent(of path: String) -> String {
    String(path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? path)
  }
}
