import ChatDomain

// The removal of a conversation as JSON: counts that came later show only where they count something, so that what was
// written before reads the same.

/// The counts of a conversation.
struct TotalsJSON: JSONObject {
  var value = Totals()

  static let jsonDefault = TotalsJSON()
  static let jsonFields: [JSONField<TotalsJSON>] = [
    .required("accounts", \.value.accounts), .required("conversations", \.value.conversations),
    .required("participants", \.value.participants), .required("messages", \.value.messages),
    .required("reactions", \.value.reactions), .required("readMarkers", \.value.readMarkers),
    .required("pins", \.value.pins), .defaulted("whiteboardMessages", \.value.whiteboardMessages),
    .defaulted("blocks", \.value.blocks), .defaulted("sessions", \.value.sessions),
    .defaulted("reports", \.value.reports), .defaulted("chatSettings", \.value.chatSettings),
    .defaulted("twoStepVerifications", \.value.twoStepVerifications), .defaulted("resources", \.value.resources),
  ]

  init(_ value: Totals = Totals()) { self.value = value }
}

struct ConversationRemovedJSON: JSONObject {
  var value: ConversationRemoved

  static let jsonDefault = ConversationRemovedJSON(ConversationRemoved(conversation: .zero, removed: Totals()))
  static let jsonFields: [JSONField<ConversationRemovedJSON>] = [
    .required("conversation", \.value.conversation), .required("removed", \.removed),
    .optional("removal", \.value.removal), .optional("removedAt", \.value.removedAt),
  ]

  init(_ value: ConversationRemoved) { self.value = value }

  static func event(_ json: Self) -> Event { .conversationRemoved(json.value) }

  private var removed: TotalsJSON {
    get { TotalsJSON(value.removed) }
    set { value.removed = newValue.value }
  }
}

struct ConversationRestoredJSON: JSONObject {
  var value: ConversationRestored

  static let jsonDefault = ConversationRestoredJSON(ConversationRestored(conversation: .zero, restored: Totals()))
  static let jsonFields: [JSONField<ConversationRestoredJSON>] = [
    .required("conversation", \.value.conversation), .required("restored", \.restored),
  ]

  init(_ value: ConversationRestored) { self.value = value }

  static func event(_ json: Self) -> Event { .conversationRestored(json.value) }

  private var restored: TotalsJSON {
    get { TotalsJSON(value.restored) }
    set { value.restored = newValue.value }
  }
}
