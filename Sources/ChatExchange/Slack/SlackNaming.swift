internal import ChatLedger
import LedgerSupport

/// How fields of Slack that the ledger has no place for are kept in attributes, and the words of the format.
enum SlackNaming {
  /// Attributes of this prefix hold JSON text.
  static let prefix = "slack."
  static let identifier = "slack.id"
  /// Which of the lists a conversation stands in.
  static let list = "slack.list"
  /// The field that says which workspace of an organisation a conversation is in.
  static let workspace = "workspace"
  static let edited = "slack.edited"
  static let deleted = "slack.deleted"
  /// The thread of a reply whose root is not there.
  static let thread = "slack.thread_ts"
  /// The profile that a message gives of a user who stands in no list.
  static let userProfile = "slack.user_profile"

  /// The user in whose name Slack itself speaks; exports use it without describing it.
  static let slackbot = "USLACKBOT"

  static func attributes(_ fields: [RawField]) -> [String: String] {
    var result: [String: String] = [:]
    for field in fields { result[prefix + field.name] = compact(field.json) }
    return result
  }

  /// JSON text without the white space between its parts: exports are indented for people.
  static func compact(_ json: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(json.utf8.count)
    var isInside = false
    var isEscaped = false
    for byte in json.utf8 {
      if isInside {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInside = false
        }
      } else if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
        continue
      } else if byte == UInt8(ascii: "\"") {
        isInside = true
      }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A text as JSON text.
  static func json(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.buffer, as: UTF8.self)
  }

  // MARK: Subtypes of messages

  static let messageChanged = "message_changed"
  static let messageDeleted = "message_deleted"
  /// Says that a message has a reply; nothing that the reply does not say.
  static let messageReplied = "message_replied"
  static let tombstone = "tombstone"
  static let botMessage = "bot_message"

  static let joining: Set<String> = ["channel_join", "group_join", "mpim_join"]
  static let leaving: Set<String> = ["channel_leave", "group_leave", "mpim_leave"]

  /// Those that come in as messages and mean no more than their text and their fields say.
  static let plain: Set<String> = [
    "assistant_app_thread", "bot_add", botMessage, "bot_disable", "bot_enable", "bot_remove", "channel_archive",
    "channel_canvas_updated", "channel_convert_to_private", "channel_convert_to_public", "channel_name",
    "channel_posting_permissions", "channel_purpose", "channel_topic", "channel_unarchive", "document_mention",
    "ekm_access_denied", "file_comment", "file_mention", "file_share", "group_archive", "group_name",
    "group_purpose", "group_topic", "group_unarchive", "huddle_thread", "joiner_notification",
    "joiner_notification_for_inviter", "me_message", "mpim_archive", "mpim_name", "mpim_purpose", "mpim_topic",
    "mpim_unarchive", "pinned_item", "reminder_add", "reminder_delete", "reply_broadcast", "sh_room_created",
    "sh_room_shared", "slackbot_response", "thread_broadcast", tombstone, "unpinned_item",
  ]

  static func isKnown(_ subtype: String) -> Bool {
    plain.contains(subtype) || joining.contains(subtype) || leaving.contains(subtype)
  }

  /// Slack itself says, in a user's name, what they did with a conversation.
  static func sender(of subtype: String?) -> Sender {
    guard let subtype, isKnown(subtype) else { return .user }
    return ["channel_", "group_", "mpim_"].contains { subtype.utf8.starts(with: $0.utf8) } ? .system : .user
  }
}
