/// The texts of a conversation, kept in the content of the entry that set them.
public struct ConversationDetails: Hashable, Sendable {
  /// A short handle, unique by custom only.
  @Bytewise public var name: String
  @Bytewise public var title: String
  @Bytewise public var topic: String
  /// What a source had besides, by name; kept and given back, never interpreted.
  @Bytewise public var attributes: [String: String]

  public init(name: String = "", title: String = "", topic: String = "", attributes: [String: String] = [:]) {
    self.name = name
    self.title = title
    self.topic = topic
    self.attributes = attributes
  }
}

extension ConversationDetails {
  func check() throws {
    try requireLength(name, "The name", atMost: Limits.nameBytes)
    try requireLength(title, "The title", atMost: Limits.nameBytes)
    try requireLength(topic, "The topic", atMost: Limits.nameBytes)
    try checkAttributes(attributes)
  }
}
