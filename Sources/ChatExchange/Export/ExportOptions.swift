/// How to export.
public struct ExportOptions: Sendable {
  /// The team of rooms that came from no archive.
  public var team = "ledger"
  /// Called about five times a second with the messages written so far and the messages there are.
  public var progress: (@Sendable (_ messages: UInt64, _ total: UInt64) -> Void)?

  /// The usual way.
  public init() {}
}

/// What an export wrote.
public struct ExportReport: Hashable, Sendable, Codable {
  /// Lines written.
  public var lines: UInt64 = 0
  /// Bytes written.
  public var bytes: UInt64 = 0
  /// Lines of teams.
  public var teams: UInt64 = 0
  /// Lines of channels.
  public var channels: UInt64 = 0
  /// Lines of users.
  public var users: UInt64 = 0
  /// Memberships in channels.
  public var memberships: UInt64 = 0
  /// Lines of posts.
  public var posts: UInt64 = 0
  /// Replies in posts and in direct posts.
  public var replies: UInt64 = 0
  /// Reactions to anything.
  public var reactions: UInt64 = 0
  /// Lines of direct channels.
  public var directChannels: UInt64 = 0
  /// Lines of direct posts.
  public var directPosts: UInt64 = 0
  /// What the format cannot say as the ledger has it, by kind.
  public var warnings: [String: UInt64] = [:]
  /// How long it took.
  public var seconds: Double = 0

  /// A report of nothing.
  public init() {}

  mutating func warn(_ warning: ExportWarning) { warnings[warning.rawValue, default: 0] += 1 }
}

/// What is exported in another form than the ledger has it.
enum ExportWarning: String, CaseIterable, Sendable {
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
}
