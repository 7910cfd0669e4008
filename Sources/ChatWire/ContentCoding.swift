public import ChatDomain
import SwiftProtobuf

/// The texts of an entry: the message `chatledger.v1.Content`.
///
/// Each function reads one kind of text and gives an empty one where the content has none of that kind.
public enum ContentCoding {
  /// What a message says: of `sendMessage` and `editMessage`. O(size).
  public static func messageContent(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> MessageContent {
    if version == WireFormat.currentVersion, let texts = body(bytes) { return MessageContent(body: texts.body) }
    return try MessageContent(wire: content(bytes, version).message)
  }

  /// The texts of an account: of `registerAccount` and `updateAccount`. O(size).
  public static func profile(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> Profile {
    try Profile(wire: content(bytes, version).profile)
  }

  /// The texts of a conversation: of `createConversation` and `updateConversation`. O(size).
  public static func conversationDetails(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> ConversationDetails {
    try ConversationDetails(wire: content(bytes, version).details)
  }

  /// The texts of a resource: of `createResource` and `updateResource`. O(size).
  public static func resourceDetails(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> ResourceDetails {
    try ResourceDetails(wire: content(bytes, version).resource)
  }

  /// What a session runs on: of `openSession`. O(size).
  public static func sessionDevice(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String {
    try content(bytes, version).device
  }

  /// What a privacy report says, or how it was resolved: of `fileReport` and `resolveReport`. O(size).
  public static func reportText(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String {
    try content(bytes, version).report
  }

  /// The chat settings of an account, by name: of `setChatSettings`. O(size).
  public static func chatSettings(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> [String: String] {
    try attributes(wire: content(bytes, version).chatSettings, "chat_settings")
  }

  /// Why the command was sent; nil where it did not say. O(size).
  public static func reason(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String? {
    let content = try content(bytes, version)
    return content.hasReason ? content.reason : nil
  }

  /// The name of the operator who acted; nil where an account did. O(size).
  public static func operatorName(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String? {
    let name = try content(bytes, version).operatorName
    return name.isEmpty ? nil : name
  }

  private static func content(_ bytes: RawSpan, _ version: UInt16) throws(WireError) -> ProtoContent {
    try WireFormat.check(version)
    var content = try ProtoContent(wire: bytes, "a content")
    for upcaster in Upcaster.path(from: version) { try upcaster.content(&content) }
    return content
  }
}
