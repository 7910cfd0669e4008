// Posts, replies, direct channels and direct posts.

extension MessageRecord {
  /// The fields that every kind of message must have.
  private struct Required {
    var hasUser = false
    var hasText = false
    var hasTime = false
  }

  /// Reads the object of a message; `other` is offered every field first and says whether it took its value.
  ///
  /// Written once for posts, replies and direct posts, which differ in where they stand and in nothing else.
  static func read(
    _ reader: inout JSONReader, place: inout Surroundings
  ) throws(ExchangeError) -> MessageRecord {
    var message = MessageRecord()
    var required = Required()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if try place.take(key, &reader) { continue }
      try message.take(key, &reader, &required)
    }
    guard required.hasUser, !message.user.isEmpty else { throw MattermostRecord.missing("user") }
    guard required.hasText else { throw MattermostRecord.missing("message") }
    guard required.hasTime else { throw MattermostRecord.missing("create_at") }
    return message
  }

  /// Where a message stands, and what hangs on it: what only some kinds of messages have.
  struct Surroundings {
    enum Kind { case post, reply, directPost }
    var kind: Kind
    var team: String?
    var channel: String?
    var members: [String] = []
    var replies: [MessageRecord] = []
    var badReplies: [PartFault] = []

    init(_ kind: Kind) { self.kind = kind }

    mutating func take(_ key: String, _ reader: inout JSONReader) throws(ExchangeError) -> Bool {
      switch (key, kind) {
      case ("team", .post): team = try reader.string()
      case ("channel", .post): channel = try reader.string()
      case ("channel_members", .directPost): members = try reader.strings()
      case ("replies", .post), ("replies", .directPost): try takeReplies(&reader)
      default: return false
      }
      return true
    }

    private mutating func takeReplies(_ reader: inout JSONReader) throws(ExchangeError) {
      if try reader.null() { return }
      try reader.beginArray()
      var number = 0
      while try reader.nextElement() {
        number += 1
        _ = reader.peek()
        let start = reader.offset
        var place = Surroundings(.reply)
        do {
          var reply = try MessageRecord.read(&reader, place: &place)
          reply.number = number
          replies.append(reply)
        } catch {
          // The line is sound JSON: what follows can be read.
          badReplies.append(PartFault(item: "reply \(number)", reply: number, error: error))
          try reader.passOver(from: start)
        }
      }
    }
  }

  private mutating func take(
    _ key: String, _ reader: inout JSONReader, _ required: inout Required
  ) throws(ExchangeError) {
    switch key {
    case "user":
      user = try reader.string()
      required.hasUser = true
    case "message":
      text = try reader.string()
      required.hasText = true
    case "create_at":
      createdAtMilliseconds = try Self.time(&reader)
      required.hasTime = true
    case "is_pinned", "reactions", "attachments", "edit_at", "delete_at": try takeOptional(key, &reader)
    default: try reader.keep(key, in: &rest)
    }
  }

  /// What cannot be read of an optional field takes nothing else along: the line is sound JSON, and goes on behind it.
  private mutating func takeOptional(_ key: String, _ reader: inout JSONReader) throws(ExchangeError) {
    _ = reader.peek()
    let start = reader.offset
    do {
      switch key {
      case "is_pinned": if try !reader.null() { isPinned = try reader.boolean() }
      case "reactions": try takeReactions(&reader)
      case "attachments": try takeAttachments(&reader)
      case "edit_at": editedAtMilliseconds = try Self.keptTime(key, &reader, keepingIn: &rest)
      default: deletedAtMilliseconds = try Self.keptTime(key, &reader, keepingIn: &rest)
      }
    } catch {
      faults.append(PartFault(item: "field \(key)", error: error))
      try reader.passOver(from: start)
    }
  }

  /// A time that is both used and kept as it is written; nil for null and for 0, which stands for never.
  static func keptTime(
    _ key: String, _ reader: inout JSONReader, keepingIn rest: inout [RawField]
  ) throws(ExchangeError) -> Int64? {
    if try reader.null() { return nil }
    _ = reader.peek()
    let start = reader.offset
    let value = try time(&reader)
    rest.append(RawField(name: key, json: try reader.text(start..<reader.offset)))
    return value == 0 ? nil : value
  }

  /// Milliseconds since 1970, inside the range of ``Timestamp``.
  static func time(_ reader: inout JSONReader) throws(ExchangeError) -> Int64 {
    _ = reader.peek()
    let start = reader.offset
    let value = try reader.integer()
    guard value >= earliestMilliseconds, value <= latestMilliseconds else {
      reader.offset = start
      throw reader.fault("the time \(value) is outside the years 1 to 9999 (milliseconds since 1970)", .invalid)
    }
    return value
  }

  private static let earliestMilliseconds: Int64 = -62_135_596_800_000
  private static let latestMilliseconds: Int64 = 253_402_300_799_999

  private mutating func takeReactions(_ reader: inout JSONReader) throws(ExchangeError) {
    if try reader.null() { return }
    try reader.beginArray()
    var number = 0
    while try reader.nextElement() {
      number += 1
      _ = reader.peek()
      let start = reader.offset
      do {
        reactions.append(try ReactionRecord(&reader, dropped: &droppedFields))
      } catch {
        faults.append(PartFault(item: "reaction \(number)", error: error))
        try reader.passOver(from: start)
      }
    }
  }

  /// Files that are named by their path only become attachments; anything else is kept as it is written.
  private mutating func takeAttachments(_ reader: inout JSONReader) throws(ExchangeError) {
    if try reader.null() { return }
    _ = reader.peek()
    let start = reader.offset
    var paths: [String] = []
    var isPlain = true
    try reader.beginArray()
    while try reader.nextElement() {
      try reader.beginObject()
      while let key = try reader.nextKey() {
        if key == "path" {
          paths.append(try reader.string())
        } else {
          isPlain = false
          try reader.skip()
        }
      }
    }
    if isPlain, !paths.contains("") {
      attachmentPaths = paths
    } else {
      rest.append(RawField(name: "attachments", json: try reader.text(start..<reader.offset)))
    }
  }
}

extension ReactionRecord {
  init(_ reader: inout JSONReader, dropped: inout Int) throws(ExchangeError) {
    var user: String?
    var emoji: String?
    var time: Int64?
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "user": user = try reader.string()
      case "emoji_name": emoji = try reader.string()
      case "create_at": time = try MessageRecord.time(&reader)
      default:
        try reader.skip()
        dropped += 1
      }
    }
    self.user = try MattermostRecord.require(user, "reactions.user")
    self.emoji = try MattermostRecord.require(emoji, "reactions.emoji_name")
    guard let time else { throw MattermostRecord.missing("reactions.create_at") }
    self.createdAtMilliseconds = time
  }
}

extension PostRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var place = MessageRecord.Surroundings(.post)
    message = try MessageRecord.read(&reader, place: &place)
    team = try MattermostRecord.require(place.team, "team")
    channel = try MattermostRecord.require(place.channel, "channel")
    replies = place.replies
    badReplies = place.badReplies
  }
}

extension DirectPostRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var place = MessageRecord.Surroundings(.directPost)
    message = try MessageRecord.read(&reader, place: &place)
    guard !place.members.isEmpty, !place.members.contains("") else {
      throw MattermostRecord.missing("channel_members")
    }
    members = place.members
    replies = place.replies
    badReplies = place.badReplies
  }
}

extension DirectChannelRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var participants: [String] = []
    members = []
    header = ""
    rest = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "members": members = try reader.strings()
      case "header": header = try reader.optionalString() ?? ""
      case "participants":
        if try reader.null() { continue }
        _ = reader.peek()
        let start = reader.offset
        participants = try Self.participantNames(&reader)
        rest.append(RawField(name: key, json: try reader.text(start..<reader.offset)))
      default: try reader.keep(key, in: &rest)
      }
    }
    // Newer archives describe the members as `participants` and may leave the plain list out.
    if members.isEmpty { members = participants }
    guard !members.isEmpty, !members.contains("") else { throw MattermostRecord.missing("members") }
  }

  private static func participantNames(_ reader: inout JSONReader) throws(ExchangeError) -> [String] {
    var names: [String] = []
    try reader.beginArray()
    while try reader.nextElement() {
      try reader.beginObject()
      while let key = try reader.nextKey() {
        if key == "username" { names.append(try reader.string()) } else { try reader.skip() }
      }
    }
    return names
  }
}
