internal import ChatLedger

// What an export of Slack has in its files, as typed records. Fields that are not interpreted are kept as they are
// written; those that only repeat what other files say are left out (`Docs/Format.md` names them).

struct SlackUser: Hashable, Sendable {
  var id = ""
  var name = ""
  var realName = ""
  var displayName = ""
  var email = ""
  var isBot = false
  var isDeleted = false
  /// Everything but the identifier.
  var rest: [RawField] = []
}

struct SlackPin: Hashable, Sendable {
  /// What is pinned: the time of a message, or the identifier of a file.
  var id: String
  /// `C` for a message.
  var kind: String
}

struct SlackChannel: Hashable, Sendable {
  /// The lists of conversations, in the order in which they are read.
  enum List: String, Hashable, Sendable, CaseIterable {
    case channels, groups, dms, mpims

    /// What a report calls an element.
    var item: String {
      switch self {
      case .channels: "channel"
      case .groups: "group"
      case .dms: "dm"
      case .mpims: "mpim"
      }
    }
  }

  var list: List
  var id = ""
  var name = ""
  var topic = ""
  var created: SlackTime?
  /// Users; nil where the list does not say.
  var members: [String]?
  var pins: [SlackPin] = []
  /// Everything but the identifier, the name and the members.
  var rest: [RawField] = []
}

struct SlackReaction: Hashable, Sendable {
  var emoji: String
  var users: [String]
  /// How many there are; more than users where the export leaves some out.
  var count: Int64
}

struct SlackFile: Hashable, Sendable {
  var id = ""
  var name = ""
  var title = ""
  var mediaType = ""
  var sizeBytes: Int64 = 0
  var downloadAddress = ""
  var privateAddress = ""
  var permanentAddress = ""
}

struct SlackMessage: Hashable, Sendable {
  var type = "message"
  var subtype: String?
  var time: SlackTime?
  var user = ""
  var bot = ""
  /// The name that a bot gave itself, or that of its profile.
  var botName = ""
  var text = ""
  var threadTime: SlackTime?
  /// When it was edited last.
  var edited: SlackTime?
  var reactions: [SlackReaction] = []
  var files: [SlackFile] = []
  var isPinned = false
  /// The message that an event deletes.
  var deletedTime: SlackTime?
  /// What an event makes of a message; one at most.
  var changed: [SlackMessage] = []
  /// What a message was before an event; one at most.
  var previous: [SlackMessage] = []
  /// The profile of the user, as it is written.
  var userProfile: String?
  var userProfileName = ""
  var userProfileRealName = ""
  var rest: [RawField] = []
  /// Optional parts of it that cannot be read; it is taken without them.
  var faults: [PartFault] = []
}

extension SlackMessage {
  /// The same for what is said again in the same words: a hash of this process, which tells Unicode forms apart as
  /// Swift's own does not.
  var digest: Int {
    var hasher = Hasher()
    var others = self
    others.text = ""
    others.rest = []
    hasher.combine(others)
    hasher.combine(bytesOf: text)
    for field in rest {
      hasher.combine(bytesOf: field.name)
      hasher.combine(bytesOf: field.json)
    }
    return hasher.finalize()
  }
}
