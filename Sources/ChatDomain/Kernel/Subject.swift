/// Something that commands name by its identifier and people by a name.
public enum Subject: Hashable, Sendable {
  case account(AccountID)
  case conversation(ConversationID)
  case message(MessageID)
  case resource(ResourceID)
}
