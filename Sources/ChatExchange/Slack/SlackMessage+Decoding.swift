extension SlackMessage {
  /// Fields that say again what other fields or files say.
  private static let repeated: Set<String> = [
    "is_locked", "last_read", "latest_reply", "parent_user_id", "replies", "reply_count", "reply_users",
    "reply_users_count", "root", "subscribed", "unread_count",
  ]

  init(_ reader: inout JSONReader) throws(ExchangeError) { try self.init(&reader, depth: 0) }

  /// - Parameter depth: events hold messages; those hold none.
  private init(_ reader: inout JSONReader, depth: Int) throws(ExchangeError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      _ = reader.peek()
      let start = reader.offset
      if try take(key, &reader) { continue }
      if try takeParts(key, &reader, depth: depth) {
        try reader.rawValue(key, keepingIn: &rest, from: start)
      } else if Self.repeated.contains(key) {
        try reader.skip()
      } else {
        try reader.keep(key, in: &rest)
      }
    }
    if edited == nil { rest.removeAll { $0.name == "edited" } }
  }

  /// Fields that have a place of their own.
  private mutating func take(_ key: String, _ reader: inout JSONReader) throws(ExchangeError) -> Bool {
    switch key {
    case "type": type = try reader.string()
    case "ts": time = try reader.slackTime()
    case "user": user = try reader.optionalString() ?? ""
    case "text": text = try reader.optionalString() ?? ""
    case "thread_ts": threadTime = try reader.slackTime()
    case "deleted_ts": deletedTime = try reader.slackTime()
    case "reactions": try takeReactions(&reader)
    case "pinned_to":
      guard try reader.beginsArray() else { return true }
      while try reader.nextElement() {
        isPinned = true
        try reader.skip()
      }
    case "user_profile":
      if try reader.null() { return true }
      let start = reader.offset
      try takeUserProfile(&reader)
      userProfile = try reader.text(start..<reader.offset)
    default: return false
    }
    return true
  }

  /// Fields that are used and kept as they are written.
  private mutating func takeParts(
    _ key: String, _ reader: inout JSONReader, depth: Int
  ) throws(ExchangeError) -> Bool {
    if reader.peek() == UInt8(ascii: "n") { return false }
    switch key {
    case "subtype": subtype = try reader.string()
    case "bot_id": bot = try reader.string()
    case "username": botName = try reader.looseString()
    case "bot_profile", "comment": try takeSpeaker(key, &reader)
    case "edited": try takeEdited(&reader)
    case "files":
      guard try reader.beginsArray() else { return true }
      while try reader.nextElement() { files.append(try SlackFile(&reader)) }
    case "file": files.append(try SlackFile(&reader))
    case "message" where depth == 0: changed = [try SlackMessage(&reader, depth: 1)]
    case "previous_message" where depth == 0, "original" where depth == 0:
      previous = [try SlackMessage(&reader, depth: 1)]
    default: return false
    }
    return true
  }

  /// Who speaks, where the message itself does not say: the profile of a bot, the author of a comment.
  private mutating func takeSpeaker(_ key: String, _ reader: inout JSONReader) throws(ExchangeError) {
    guard try reader.beginsObject() else { return }
    while let field = try reader.nextKey() {
      switch (key, field) {
      case ("bot_profile", "name"):
        let name = try reader.looseString()
        if botName.isEmpty { botName = name }
      case ("comment", "user"):
        let author = try reader.looseString()
        if user.isEmpty { user = author }
      default: try reader.skip()
      }
    }
  }

  private mutating func takeUserProfile(_ reader: inout JSONReader) throws(ExchangeError) {
    guard try reader.beginsObject() else { return }
    while let key = try reader.nextKey() {
      switch key {
      case "name": userProfileName = try reader.looseString()
      case "real_name": userProfileRealName = try reader.looseString()
      default: try reader.skip()
      }
    }
  }

  private mutating func takeEdited(_ reader: inout JSONReader) throws(ExchangeError) {
    guard try reader.beginsObject() else { return }
    while let key = try reader.nextKey() {
      if key == "ts" { edited = try reader.slackTime() } else { try reader.skip() }
    }
  }

  /// A reaction that cannot be read takes nothing else along.
  private mutating func takeReactions(_ reader: inout JSONReader) throws(ExchangeError) {
    if try reader.null() { return }
    try reader.beginArray()
    var number = 0
    while try reader.nextElement() {
      number += 1
      _ = reader.peek()
      let start = reader.offset
      do {
        reactions.append(try SlackReaction(&reader))
      } catch {
        faults.append(PartFault(item: "reaction \(number)", error: error))
        try reader.passOver(from: start)
      }
    }
  }
}

extension SlackReaction {
  /// Users that are null are nobody; the count tells that there were more.
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    self.init(emoji: "", users: [], count: 0)
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "name": emoji = try reader.string()
      case "users":
        if try reader.null() { continue }
        try reader.beginArray()
        while try reader.nextElement() {
          if let user = try reader.optionalString(), !user.isEmpty { users.append(user) } else { count += 1 }
        }
      case "count": count = max(count, try reader.integer())
      default: try reader.skip()
      }
    }
    count = max(count, Int64(users.count))
    guard !emoji.isEmpty else { throw MattermostRecord.missing("reactions.name") }
  }
}

extension SlackFile {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    guard try reader.beginsObject() else { return }
    while let key = try reader.nextKey() {
      switch key {
      case "id": id = try reader.looseString()
      case "name": name = try reader.looseString()
      case "title": title = try reader.looseString()
      case "mimetype": mediaType = try reader.looseString()
      case "size":
        // Files that are gone have sizes of any kind.
        let text = try reader.raw()
        sizeBytes = Int64(text).map { max(0, $0) } ?? 0
      case "url_private": privateAddress = try reader.looseString()
      case "url_private_download": downloadAddress = try reader.looseString()
      case "permalink": permanentAddress = try reader.looseString()
      default: try reader.skip()
      }
    }
  }

  /// Where the file is, the best address first.
  var reference: String {
    for address in [downloadAddress, privateAddress, permanentAddress] where !address.isEmpty { return address }
    return id.isEmpty ? "" : "slack:file/" + id
  }
}
