internal import ChatLedger

// Events about messages, which exports have where a workspace keeps what was edited and deleted.

extension SlackPlanner {
  /// A message was edited: the event holds what it says since.
  mutating func planChange(_ event: SlackMessage, isLast: Bool) throws -> Bool {
    guard let changed = event.changed.first, let target = changed.time else {
      throw MattermostRecord.missing("message.ts")
    }
    guard let time = changed.edited ?? event.time else { throw MattermostRecord.missing("ts") }
    guard let room else { return true }
    guard room.seen[target] != nil else {
      guard isLast else { return false }
      if try !isThere(target) {
        notice(
          .editedMessageMissing, item: "edit",
          "The message \(target.text), which it edits, is not in the export.",
          remedy: "No action is needed; the message came in as the edit left it.")
      }
      // Where the ledger has it from an earlier export, with an older text, that is edited.
      return try send(changed, isLast: true)
    }
    if let latest = room.edits[target] {
      // The message itself has this text already.
      if latest == time { return true }
      guard latest < time else {
        notice(
          .earlierTextNotKept, item: "edit",
          "The message \(target.text) has the text of a later edit already; this one was not recorded.",
          remedy: "No action is needed; keep the export if earlier versions matter.")
        return true
      }
    }
    room.edits[target] = time
    let id = id(of: target, in: room)
    var thing = described(
      .message(
        id, SendMessage(conversation: room.scope, author: AccountID(rawValue: 0), content: try content(of: changed))),
      .messages, "edit", SlackIdentifier.command("edit", id.rawValue, at: time))
    thing.editedAt = time.timestamp
    try engine.takeEdit(thing, isNew: try known(id, in: room) == nil)
    return true
  }

  /// A message was deleted; the event may hold what it said.
  mutating func planDeletion(_ event: SlackMessage, isLast: Bool) throws -> Bool {
    guard let target = event.deletedTime ?? event.previous.first?.time else {
      throw MattermostRecord.missing("deleted_ts")
    }
    guard let room else { return true }
    if room.seen[target] == nil {
      guard isLast else { return false }
      if let previous = event.previous.first, previous.time == target {
        _ = try send(previous, isLast: true)
      } else if try !isThere(target) {
        notice(
          .deletedMessageMissing, item: "deletion",
          "The message \(target.text), which it deletes, is not in the export.",
          remedy: "No action is needed; nothing is left of the message.")
        return true
      }
    }
    let id = id(of: target, in: room)
    // A message that is a tombstone and has an event of its deletion, too, is deleted once.
    guard room.deleted.insert(id).inserted else {
      engine.noteRepeated()
      return true
    }
    var thing = described(.pin(id), .messages, "deletion", SlackIdentifier.command("delete", id.rawValue))
    thing.deletedAt = event.time?.timestamp
    thing.reason = "Deleted in Slack."
    try engine.takeDeletion(thing, of: id, isNew: try known(id, in: room) == nil)
    return true
  }

  /// The message that an event is about; nil for what is no event.
  static func target(of event: SlackMessage) -> SlackTime? {
    switch event.subtype {
    case SlackNaming.messageChanged: event.changed.first?.time
    default: nil
    }
  }
}

extension SlackNaming {
  /// The users that a text names as `<@U024BE7LH>` or `<@U024BE7LH|name>`, in order.
  static func mentionedUsers(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    var users: [String] = []
    var at = 0
    while at + 2 < bytes.count {
      guard bytes[at] == UInt8(ascii: "<"), bytes[at + 1] == UInt8(ascii: "@") else {
        at += 1
        continue
      }
      let start = at + 2
      var end = start
      while end < bytes.count, isIdentifier(bytes[end]) { end += 1 }
      if end > start, end < bytes.count, bytes[end] == UInt8(ascii: ">") || bytes[end] == UInt8(ascii: "|") {
        users.append(String(decoding: bytes[start..<end], as: UTF8.self))
      }
      at = end
    }
    return users
  }

  private static func isIdentifier(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }
}
