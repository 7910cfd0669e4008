public import ChatLedger

/// Identifiers of the items of a Mattermost archive: name-based, so that a repeated import finds the items of the first
/// one.
///
/// An identifier is a UUIDv8 (RFC 9562, section 5.8) of the first 16 bytes of SHA-256 over a name. A name is a list of
/// byte strings, each preceded by its length as a 4-byte big-endian integer; the first is the domain of the name, for
/// example `chat-ledger/mattermost/user/v1`. Texts are the unchanged UTF-8 bytes of the archive: names that differ only
/// by case or by Unicode form are different names. `Docs/Format.md` lists every kind of name.
public enum MattermostIdentifier {
  /// The account of a user of that name.
  public static func account(userName: String) -> AccountID {
    AccountID(rawValue: ImportName("user").adding(userName).value)
  }

  /// The room of a team's channel.
  public static func room(team: String, channel: String) -> ConversationID {
    ConversationID(rawValue: ImportName("channel").adding(team).adding(channel).value)
  }

  /// The direct or group conversation of some users, regardless of their order and of duplicates.
  public static func direct(members: [String]) -> ConversationID {
    var name = ImportName("direct")
    for member in distinct(members) { name.add(member) }
    return ConversationID(rawValue: name.value)
  }

  /// A message: its place, author and time, and its number, from 0, among messages that agree in these.
  ///
  /// The text is not part of it: an edited message is the same message.
  public static func message(
    in conversation: ConversationID, userName: String, createdAtMilliseconds: Int64, ordinal: UInt64 = 0
  ) -> MessageID {
    var name = ImportName("message", version: 2)
    name.add(conversation.rawValue)
    name.add(userName)
    name.add(UInt64(bitPattern: createdAtMilliseconds))
    if ordinal > 0 { name.add(ordinal) }
    return MessageID(rawValue: name.value)
  }

  /// A command that says one thing about something that has an identifier.
  static func command(_ verb: String, _ subjects: UInt128...) -> CommandID {
    ImportName.command(verb, subjects, format: ImportName.mattermost)
  }

  static func reaction(to message: MessageID, userName: String, emoji: String) -> CommandID {
    var name = ImportName("reaction")
    name.add(message.rawValue)
    name.add(userName)
    name.add(emoji)
    return CommandID(rawValue: name.value)
  }

  /// The names without repetition, in the order of their bytes.
  static func distinct(_ names: [String]) -> [String] {
    let sorted = names.sorted { $0.precedesBytewise($1) }
    var result: [String] = []
    for name in sorted where !result.last.hasSameBytes(as: name) { result.append(name) }
    return result
  }
}
