public import ChatLedger

/// Identifiers of things that an export of Slack names: made of the workspace and of Slack's own identifiers, so that
/// every export of a workspace says the same. `Docs/Format.md` lists every kind of name.
public enum SlackIdentifier {
  static let format = "slack"

  /// The account of a user, for example of `U024BE7LH`.
  public static func account(team: String, user: String) -> AccountID {
    AccountID(rawValue: name("user").adding(team).adding(user).value)
  }

  /// The account of a bot, for example of `B024BE7LH`.
  public static func account(team: String, bot: String) -> AccountID {
    AccountID(rawValue: name("bot").adding(team).adding(bot).value)
  }

  /// The account of a bot that has a name only, as those of old integrations have.
  public static func account(team: String, botName: String) -> AccountID {
    AccountID(rawValue: name("bot-name").adding(team).adding(botName).value)
  }

  /// A channel or a conversation of any other kind, for example `C024BE7LR`.
  public static func conversation(team: String, channel: String) -> ConversationID {
    ConversationID(rawValue: name("channel").adding(team).adding(channel).value)
  }

  /// The conversation of a folder that none of the export's lists names.
  public static func conversation(team: String, folder: String) -> ConversationID {
    ConversationID(rawValue: name("folder").adding(team).adding(folder).value)
  }

  /// The same for a folder whose name is no UTF-8: two folders never become one.
  static func conversation(team: String, folder: ArchivePath) -> ConversationID {
    if folder.isUTF8 { return conversation(team: team, folder: folder.description) }
    return ConversationID(rawValue: name("folder-bytes").adding(team).adding(folder.hexadecimal).value)
  }

  /// A message, by its time, which no other message of the conversation has.
  ///
  /// - Parameter conversation: as made by this type, even where its messages are in another one of the ledger.
  public static func message(in conversation: ConversationID, at time: Timestamp) -> MessageID {
    var name = name("message")
    name.add(conversation.rawValue)
    name.add(UInt64(bitPattern: time.microseconds))
    return MessageID(rawValue: name.value)
  }

  static func reaction(to message: MessageID, of account: AccountID, emoji: String) -> CommandID {
    var name = name("reaction")
    name.add(message.rawValue)
    name.add(account.rawValue)
    name.add(emoji)
    return CommandID(rawValue: name.value)
  }

  /// A command that says one thing about things that have identifiers.
  static func command(_ verb: String, _ subjects: UInt128...) -> CommandID {
    ImportName.command(verb, subjects, format: format)
  }

  /// A command that says something at a time.
  static func command(_ verb: String, _ subjects: UInt128..., at time: SlackTime) -> CommandID {
    var name = name("command/" + verb)
    for subject in subjects { name.add(subject) }
    name.add(UInt64(bitPattern: time.microseconds))
    return CommandID(rawValue: name.value)
  }

  private static func name(_ kind: String) -> ImportName { ImportName(kind, format: format) }
}
