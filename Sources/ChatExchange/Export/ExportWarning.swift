public import ChatLedger

/// Values that the export changes, and values that Mattermost refuses.
///
/// The latter follows what Mattermost checks before it imports a line (`import_validators.go` and the models that it
/// asks, as of its server 10).
public enum ExportWarning: String, CaseIterable, Sendable {
  // MARK: In another form

  /// The message that starts the thread does not show: the reply becomes a post of its own.
  case replyWithoutRoot = "REPLY_WITHOUT_ROOT"
  /// The account has no user name, or shares it with another: its identifier stands for it or behind it.
  case userNameMissing = "USER_NAME_MISSING"
  case userNameShared = "USER_NAME_SHARED"
  /// The same of rooms.
  case channelNameMissing = "CHANNEL_NAME_MISSING"
  case channelNameShared = "CHANNEL_NAME_SHARED"
  /// Two conversations have the same members, which the format takes for one.
  case sameMembers = "SAME_MEMBERS"
  case assistantAsChannel = "ASSISTANT_AS_CHANNEL"
  /// The format has no place for the notes of a whiteboard: they are not in the export.
  case whiteboardLeftOut = "WHITEBOARD_LEFT_OUT"
  case textErased = "TEXT_ERASED"
  /// An attribute that should be JSON text is none.
  case attributeDropped = "ATTRIBUTE_DROPPED"
  /// Somebody who was removed has said what shows, or belongs to where it was said.
  case userRemoved = "USER_REMOVED"
  /// A bot's line has no memberships.
  case botMemberships = "BOT_MEMBERSHIPS"
  /// A direct channel's line has no end.
  case groupArchived = "GROUP_ARCHIVED"
  case emailPlaceholder = "EMAIL_PLACEHOLDER"

  // MARK: Refused by Mattermost

  case emailMissing = "EMAIL_MISSING"
  case emailInvalid = "EMAIL_INVALID"
  case emailShared = "EMAIL_SHARED"
  case userNameInvalid = "USER_NAME_INVALID"
  /// Another user's name differs by the case of its letters only.
  case userNameAlike = "USER_NAME_ALIKE"
  case userTextLong = "USER_TEXT_LONG"
  case rolesInvalid = "ROLES_INVALID"
  case userTeamUnknown = "USER_TEAM_UNKNOWN"
  case botOwnerInvalid = "BOT_OWNER_INVALID"
  case teamInvalid = "TEAM_INVALID"
  case channelNameInvalid = "CHANNEL_NAME_INVALID"
  case channelTypeInvalid = "CHANNEL_TYPE_INVALID"
  case displayNameLong = "DISPLAY_NAME_LONG"
  case headerLong = "HEADER_LONG"
  case purposeLong = "PURPOSE_LONG"
  case membersFew = "MEMBERS_FEW"
  case membersMany = "MEMBERS_MANY"
  /// Whoever has marked a direct channel or post as his takes no part in it.
  case notAMember = "NOT_A_MEMBER"
  case messageLong = "MESSAGE_LONG"
  case timeZero = "TIME_ZERO"
  case reactionEarly = "REACTION_EARLY"
  case emojiInvalid = "EMOJI_INVALID"
  case attachmentOutside = "ATTACHMENT_OUTSIDE"

  /// What it means, for people.
  public var words: String {
    switch self {
    case .replyWithoutRoot: "replies whose thread does not show any more are posts of their own"
    case .userNameMissing: "accounts without a user name are called by their identifier"
    case .userNameShared: "accounts of one user name have their identifier behind it"
    case .channelNameMissing: "rooms without a name are called by their identifier"
    case .channelNameShared: "rooms of one name have their identifier behind it"
    case .sameMembers: "conversations of the same members are one for Mattermost"
    case .assistantAsChannel: "conversations with an assistant are private channels"
    case .whiteboardLeftOut: "the notes of whiteboards have no place in the format and are left out"
    case .textErased: "messages whose text was erased are empty"
    case .attributeDropped: "kept fields that are no JSON text are left out"
    case .userRemoved: "who was removed and is still referred to has a line with `delete_at`"
    case .botMemberships: "the format does not say in which channels a bot is"
    case .groupArchived: "the format does not say that a direct channel is archived"
    case .emailPlaceholder: "accounts without an address have got one that leads nowhere"
    case .emailMissing: "Mattermost refuses users without an address; --placeholder-email DOMAIN writes NAME@DOMAIN"
    case .emailInvalid: "Mattermost refuses addresses that are none, or longer than 128 bytes"
    case .emailShared: "Mattermost refuses a second user of one address"
    case .userNameInvalid: "Mattermost refuses names but of 1 to 64 letters, digits, . - _, and its own words"
    case .userNameAlike: "Mattermost takes names that differ by case for one"
    case .userTextLong: "Mattermost refuses nicknames and names over 64 characters, and positions over 128"
    case .rolesInvalid: "Mattermost refuses roles that are no words, system_admin alone, and half a guest"
    case .userTeamUnknown: "Mattermost refuses members of teams that have no line"
    case .botOwnerInvalid: "Mattermost refuses bots without an owner of a valid name"
    case .teamInvalid: "Mattermost refuses teams whose name, display name or type is not as it wants"
    case .channelNameInvalid: "Mattermost refuses channel names but of 1 to 64 letters, digits, - and _"
    case .channelTypeInvalid: "Mattermost refuses channels of other types than O and P"
    case .displayNameLong: "Mattermost refuses display names over 64 characters"
    case .headerLong: "Mattermost refuses headers over 1,024 characters"
    case .purposeLong: "Mattermost refuses purposes over 250 characters"
    case .membersFew: "Mattermost refuses direct channels of fewer than two members"
    case .membersMany: "Mattermost refuses direct channels of more than eight members"
    case .notAMember: "Mattermost refuses marks by somebody who takes no part in a direct channel"
    case .messageLong: "Mattermost refuses messages over 16,383 characters"
    case .timeZero: "Mattermost refuses times of 0"
    case .reactionEarly: "Mattermost refuses reactions from before their message"
    case .emojiInvalid: "Mattermost refuses emoji that are no names of letters, digits, - + _"
    case .attachmentOutside: "Mattermost refuses files outside of the archive's folder"
    }
  }
}

/// The place that a warning is about: its account, conversation and message, as far as known.
public struct ExportLocation: Hashable, Sendable, Codable {
  /// The account, or the author.
  public var account: AccountID?
  /// The conversation.
  public var conversation: ConversationID?
  /// The message.
  public var message: MessageID?
  /// Its name in the archive: a user, a team, a channel.
  public var name: String?

  /// A place.
  public init(
    account: AccountID? = nil, conversation: ConversationID? = nil, message: MessageID? = nil, name: String? = nil
  ) {
    self.account = account
    self.conversation = conversation
    self.message = message
    self.name = name
  }
}
