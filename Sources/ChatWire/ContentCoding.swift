public import ChatDomain

/// The texts of an entry: the message `chatledger.v1.Content`.
///
/// Each function reads one kind of text and gives an empty one where the content has none of that kind.
public enum ContentCoding {
  /// The content of a message, from `sendMessage` and `editMessage`. O(size).
  public static func messageContent(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> MessageContent {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.message }
  }

  /// The texts of an account: of `registerAccount` and `updateAccount`. O(size).
  public static func profile(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> Profile {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.profile }
  }

  /// The texts of a conversation: of `createConversation` and `updateConversation`. O(size).
  public static func conversationDetails(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> ConversationDetails {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.details }
  }

  /// The texts of a resource: of `createResource` and `updateResource`. O(size).
  public static func resourceDetails(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> ResourceDetails {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.resource }
  }

  /// The device of a session, from `openSession`. O(size).
  public static func sessionDevice(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.device }
  }

  /// The text of a privacy report or its resolution, from `fileReport` and `resolveReport`. O(size).
  public static func reportText(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.report }
  }

  /// The chat settings of an account, by name: of `setChatSettings`. O(size).
  public static func chatSettings(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> [String: String] {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.chatSettings }
  }

  /// Why the command was sent; nil where it did not say. O(size).
  public static func reason(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String? {
    try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.reason }
  }

  /// The name of the operator who acted; nil where an account did. O(size).
  public static func operatorName(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> String? {
    let name = try read(bytes, version) { (texts: TextReader) throws(WireFault) in try texts.operatorName }
    return name.isEmpty ? nil : name
  }

  private static func read<Text>(
    _ bytes: RawSpan, _ version: UInt16, _ body: (TextReader) throws(WireFault) -> Text
  ) throws(WireError) -> Text {
    try WireFormat.check(version)
    do throws(WireFault) {
      return try body(TextReader(bytes))
    } catch {
      throw WireError(error, in: "a content")
    }
  }
}
