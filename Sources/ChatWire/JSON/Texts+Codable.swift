public import ChatDomain

// What accounts, conversations and messages say: objects of their own, and inlined into the actions that set them.

extension Profile: JSONObject {
  public static let jsonDefault = Profile()
  public static let jsonFields: [JSONField<Profile>] = [
    .defaulted("userName", \.userName), .defaulted("displayName", \.displayName), .defaulted("email", \.email),
    .defaulted("attributes", \.attributes),
  ]
}

extension ConversationDetails: JSONObject {
  public static let jsonDefault = ConversationDetails()
  public static let jsonFields: [JSONField<ConversationDetails>] = [
    .defaulted("name", \.name), .defaulted("title", \.title), .defaulted("topic", \.topic),
    .defaulted("attributes", \.attributes),
  ]
}

extension MessageContent: JSONObject {
  public static let jsonDefault = MessageContent.empty
  public static let jsonFields: [JSONField<MessageContent>] = [
    .defaulted("body", \.body), .defaulted("mentions", \.mentions), .defaulted("attachments", \.attachments),
    .defaulted("attributes", \.attributes),
  ]
}

extension Attachment: JSONObject {
  public static let jsonDefault = Attachment(name: "")
  public static let jsonFields: [JSONField<Attachment>] = [
    .defaulted("name", \.name), .defaulted("mediaType", \.mediaType), .defaulted("sizeBytes", \.sizeBytes),
    .defaulted("digest", \.digest), .defaulted("reference", \.reference),
  ]
}
