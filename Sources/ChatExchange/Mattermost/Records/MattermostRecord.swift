// The lines of a Mattermost bulk JSONL archive, as typed records.
//
// The format: "Bulk loading data: data format" in Mattermost's administration guide. What it calls optional may be
// absent or null. Fields that are not interpreted are kept as they are written and given back on export.

/// One line.
enum MattermostRecord: Hashable, Sendable {
  case version(Int64)
  case team(TeamRecord)
  case channel(ChannelRecord)
  case user(UserRecord)
  case post(PostRecord)
  case directChannel(DirectChannelRecord)
  case directPost(DirectPostRecord)
  case bot(BotRecord)
  /// A line of a type that is not read.
  case unknown(type: String)
}

/// The types of lines that are read, named as the format names them.
enum LineType: String, Hashable, Sendable, CaseIterable {
  case version
  case team
  case channel
  case user
  case post
  case directChannel = "direct_channel"
  case directPost = "direct_post"
  case bot
}

/// A field that is kept as it is written.
struct RawField: Hashable, Sendable {
  var name: String
  /// JSON text.
  var json: String
}

struct TeamRecord: Hashable, Sendable {
  var name: String
  /// The whole object as it is written.
  var json: String
}

struct ChannelRecord: Hashable, Sendable {
  var team: String
  var name: String
  var displayName: String
  var header: String
  /// When it was archived.
  var deletedAtMilliseconds: Int64?
  var rest: [RawField]
}

/// An account without a person: Mattermost describes it in lines of their own.
struct BotRecord: Hashable, Sendable {
  var userName: String
  var displayName: String
  var deletedAtMilliseconds: Int64?
  /// The whole object as it is written.
  var json: String
}

struct UserRecord: Hashable, Sendable {
  struct Channel: Hashable, Sendable {
    var name: String
    /// Everything but the name, the roles first where they are there.
    var rest: [RawField]
    var roles: String?
  }

  struct Team: Hashable, Sendable {
    var name: String
    /// Everything but the name and the channels.
    var rest: [RawField]
    var channels: [Channel]
  }

  var userName: String
  var email: String
  var nickname: String
  var firstName: String
  var lastName: String
  var teams: [Team]
  /// Whether the line says in which teams and channels they are.
  var hasTeams: Bool
  /// When it was deactivated.
  var deletedAtMilliseconds: Int64?
  /// Everything but the user name, the address and the teams.
  var rest: [RawField]
}

struct ReactionRecord: Hashable, Sendable {
  var user: String
  var emoji: String
  var createdAtMilliseconds: Int64
}

/// A part of a line that cannot be read, while the rest can.
struct PartFault: Hashable, Sendable {
  /// What a report calls it, for example `reaction 2`.
  var item: String
  /// Which reply of the line it is or belongs to, from 1; 0 for the line's own object.
  var reply = 0
  var error: ExchangeError
}

/// What posts, replies and direct posts have in common.
struct MessageRecord: Hashable, Sendable {
  /// Which reply of its post it is, from 1; 0 for the post itself.
  var number = 0
  var user = ""
  var text = ""
  var createdAtMilliseconds: Int64 = 0
  var isPinned = false
  /// The paths of the attached files.
  var attachmentPaths: [String] = []
  var reactions: [ReactionRecord] = []
  var rest: [RawField] = []
  /// When it was edited last, and when it was deleted.
  var editedAtMilliseconds: Int64?
  var deletedAtMilliseconds: Int64?
  /// Fields of reactions that nothing keeps.
  var droppedFields = 0
  /// Optional parts of it that cannot be read; it is taken without them.
  var faults: [PartFault] = []
}

struct PostRecord: Hashable, Sendable {
  var team: String
  var channel: String
  var message: MessageRecord
  var replies: [MessageRecord]
  /// Replies that cannot be read.
  var badReplies: [PartFault]
}

struct DirectChannelRecord: Hashable, Sendable {
  var members: [String]
  var header: String
  var rest: [RawField]
}

struct DirectPostRecord: Hashable, Sendable {
  var members: [String]
  var message: MessageRecord
  var replies: [MessageRecord]
  var badReplies: [PartFault]
}
