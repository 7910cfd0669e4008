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
  var rest: [RawField]
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
  /// Everything but the user name, the address and the teams.
  var rest: [RawField]
}

struct ReactionRecord: Hashable, Sendable {
  var user: String
  var emoji: String
  var createdAtMilliseconds: Int64
}

/// What posts, replies and direct posts have in common.
struct MessageRecord: Hashable, Sendable {
  var user = ""
  var text = ""
  var createdAtMilliseconds: Int64 = 0
  var isPinned = false
  /// The paths of the attached files.
  var attachmentPaths: [String] = []
  var reactions: [ReactionRecord] = []
  var rest: [RawField] = []
  /// Fields of reactions that nothing keeps.
  var droppedFields = 0
}

struct PostRecord: Hashable, Sendable {
  var team: String
  var channel: String
  var message: MessageRecord
  var replies: [MessageRecord]
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
}
