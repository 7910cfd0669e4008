internal import ChatLedger
import LedgerSupport

// Posts with their replies and reactions, direct channels and direct posts.

extension ExportRun {
  /// Where posts stand, and what their lines say of it.
  private enum PostContainer {
    case channel(ExportDirectory.Channel)
    case direct(ExportDirectory.Direct)

    var id: ConversationID {
      switch self {
      case .channel(let channel): channel.id
      case .direct(let direct): direct.id
      }
    }
  }

  mutating func writePosts() throws {
    for channel in directory.channels { try writePosts(in: .channel(channel)) }
  }

  mutating func writeDirectPosts() throws {
    for direct in directory.directs { try writePosts(in: .direct(direct)) }
  }

  mutating func writeDirectChannels() throws {
    for direct in directory.directs {
      guard let conversation = try view.conversation(direct.id) else { continue }
      let details = conversation.details ?? ConversationDetails()
      check(direct, conversation.state, favoritedBy: details.attributes[Self.favoritedBy])
      output.beginLine(.directChannel)
      output.json.beginObject()
      writeMembers("members", direct.members)
      writeTopic(details, ExportLocation(conversation: direct.id))
      writeKept(details.attributes, without: [MattermostNaming.header])
      output.json.endObject()
      try output.endLine()
      report.directChannels += 1
    }
  }

  private static let favoritedBy = MattermostNaming.attributePrefix + "favorited_by"
  private static let flaggedBy = MattermostNaming.attributePrefix + "flagged_by"

  private mutating func check(_ direct: ExportDirectory.Direct, _ state: ConversationState, favoritedBy: String?) {
    let place = ExportLocation(conversation: direct.id)
    if direct.members.count < MattermostRules.members.lowerBound { report.warn(.membersFew, at: place) }
    if direct.members.count > MattermostRules.members.upperBound { report.warn(.membersMany, at: place) }
    if state.endedAt != nil { report.warn(.groupArchived, at: place) }
    checkMarks(favoritedBy, by: direct.members, place)
  }

  /// Marks are kept as they came; who takes no part has none for Mattermost.
  private mutating func checkMarks(_ json: String?, by members: [String], _ place: ExportLocation) {
    guard let names = MattermostNaming.texts(json) else { return }
    let strangers = names.filter { name in !members.contains { $0.hasSameBytes(as: name) } }
    if !strangers.isEmpty { report.warn(.notAMember, at: place) }
  }

  private mutating func writeMembers(_ key: String, _ members: [String]) {
    output.json.key(key)
    output.json.beginArray()
    for member in members { output.json.string(member) }
    output.json.endArray()
  }

  /// The posts of one conversation in reading order, each with its replies.
  ///
  /// A reply is written with the message that starts its thread. Where that one does not show, the reply becomes a
  /// post of its own, in its own place.
  private mutating func writePosts(in place: PostContainer) throws {
    var written: Set<MessageID> = []
    var answersShow: [MessageID: Bool] = [:]
    try view.forEachMessage(in: place.id) { message in
      guard let root = message.state.root else {
        if try writePost(message, in: place) { written.insert(message.id) }
        return true
      }
      if written.contains(root) { return true }
      // Not written: it comes later (replies may be older than what they answer), or it does not show.
      let shows = try answersShow[root] ?? self.shows(root)
      answersShow[root] = shows
      if shows { return true }
      report.warn(
        .replyWithoutRoot,
        at: ExportLocation(account: message.state.author, conversation: place.id, message: message.id))
      _ = try writePost(message, in: place, withReplies: false)
      return true
    }
  }

  private func shows(_ id: MessageID) throws -> Bool {
    guard let message = try view.message(id) else { return false }
    return try view.isVisible(message.state)
  }

  /// Writes one line.
  ///
  /// - Returns: whether it has replies.
  private mutating func writePost(_ message: Message, in place: PostContainer, withReplies: Bool = true) throws -> Bool
  {
    switch place {
    case .channel(let channel):
      output.beginLine(.post)
      output.json.beginObject()
      write("team", channel.team)
      write("channel", channel.name)
      report.posts += 1
    case .direct(let direct):
      output.beginLine(.directPost)
      output.json.beginObject()
      writeMembers("channel_members", direct.members)
      checkMarks(
        message.content?.attributes[Self.flaggedBy], by: direct.members,
        ExportLocation(conversation: direct.id, message: message.id))
      report.directPosts += 1
    }
    try writeFields(of: message)
    let hasReplies = withReplies ? try writeReplies(to: message) : false
    output.json.endObject()
    try output.endLine()
    return hasReplies
  }

  private mutating func writeReplies(to post: Message) throws -> Bool {
    var isFirst = true
    try view.forEachReply(to: post.id) { reply in
      if isFirst {
        output.json.key("replies")
        output.json.beginArray()
        isFirst = false
      }
      output.json.beginObject()
      try writeFields(of: reply)
      output.json.endObject()
      report.replies += 1
      try output.flushIfLarge()
      return true
    }
    if !isFirst { output.json.endArray() }
    return !isFirst
  }

  private mutating func writeFields(of message: Message) throws {
    countMessage()
    let place = ExportLocation(
      account: message.state.author, conversation: message.state.conversation, message: message.id)
    if message.content == nil { report.warn(.textErased, at: place) }
    let content = message.content ?? MessageContent(body: "")
    check(content, message.state, place)
    write("user", directory.userName(message.state.author))
    write("message", content.body)
    output.json.key("create_at")
    output.json.integer(message.state.sentAt.milliseconds)
    if message.state.isPinned {
      output.json.key("is_pinned")
      output.json.boolean(true)
    }
    writeKept(content.attributes)
    if !content.attachments.isEmpty {
      output.json.key("attachments")
      output.json.beginArray()
      for attachment in content.attachments {
        output.json.beginObject()
        write("path", attachment.path)
        output.json.endObject()
      }
      output.json.endArray()
    }
    if message.state.reactionCount > 0 { try writeReactions(to: message) }
  }

  private mutating func check(_ content: MessageContent, _ state: MessageState, _ place: ExportLocation) {
    if MattermostRules.isLonger(content.body, than: MattermostRules.messageRunes) {
      report.warn(.messageLong, at: place)
    }
    if state.sentAt.milliseconds <= 0 { report.warn(.timeZero, at: place) }
    if content.attachments.contains(where: { !MattermostRules.isInside($0.path) }) {
      report.warn(.attachmentOutside, at: place)
    }
  }

  private mutating func check(_ reaction: ReactionState, to message: Message) {
    let place = ExportLocation(
      account: reaction.account, conversation: message.state.conversation, message: message.id, name: reaction.emoji)
    let time = reaction.reactedAt.milliseconds
    if !MattermostRules.isEmojiName(reaction.emoji) { report.warn(.emojiInvalid, at: place) }
    if time <= 0 { report.warn(.timeZero, at: place) }
    if time < message.state.sentAt.milliseconds { report.warn(.reactionEarly, at: place) }
  }

  private mutating func writeReactions(to message: Message) throws {
    let reactions = try view.reactions(to: message.state).map { (user: directory.userName($0.account), state: $0) }
    let sorted = reactions.sorted { left, right in
      if left.state.reactedAt != right.state.reactedAt { return left.state.reactedAt < right.state.reactedAt }
      if !left.user.hasSameBytes(as: right.user) { return left.user.precedesBytewise(right.user) }
      return left.state.emoji.precedesBytewise(right.state.emoji)
    }
    output.json.key("reactions")
    output.json.beginArray()
    for reaction in sorted {
      check(reaction.state, to: message)
      output.json.beginObject()
      write("user", reaction.user)
      write("emoji_name", reaction.state.emoji)
      output.json.key("create_at")
      output.json.integer(reaction.state.reactedAt.milliseconds)
      output.json.endObject()
      report.reactions += 1
    }
    output.json.endArray()
  }
}

extension Attachment {
  /// What stands for the file in an archive.
  fileprivate var path: String { reference.isEmpty ? name : reference }
}
