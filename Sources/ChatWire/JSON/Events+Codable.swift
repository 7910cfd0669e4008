public import ChatDomain

// Events whose JSON leaves out defaults; the others are Codable as they stand.

extension AccountRegistered: JSONObject {
  public static let jsonDefault = AccountRegistered(account: .zero, kind: .person, isFirstUse: false)
  public static let jsonFields: [JSONField<AccountRegistered>] = [
    .required("account", \.account), .required("kind", \.kind), .defaulted("isFirstUse", \.isFirstUse),
    .defaulted("roles", \.roles), .optional("createdAt", \.createdAt),
  ]
}

extension ConversationCreated: JSONObject {
  public static let jsonDefault = ConversationCreated(
    conversation: .zero, kind: .room, history: .shared, startedAt: Timestamp(microseconds: 0), pair: [])
  public static let jsonFields: [JSONField<ConversationCreated>] = [
    .required("conversation", \.conversation), .required("kind", \.kind), .required("history", \.history),
    .required("startedAt", \.startedAt), .defaulted("pair", \.pair), .optional("resource", \.resource),
  ]
}

extension ConversationCleared: JSONObject {
  public static let jsonDefault = ConversationCleared(
    conversation: .zero, watermark: .position(.start), cleared: Tally(), visible: Tally(), marks: [], removal: nil)
  public static let jsonFields: [JSONField<ConversationCleared>] = [
    .required("conversation", \.conversation), .required("watermark", \.watermark), .required("cleared", \.cleared),
    .required("visible", \.visible), .required("marks", \.marks), .optional("removal", \.removal),
  ]
}

extension ConversationClearReverted: JSONObject {
  public static let jsonDefault = ConversationClearReverted(
    conversation: .zero, restored: Tally(), visible: Tally(), marks: [])
  public static let jsonFields: [JSONField<ConversationClearReverted>] = [
    .required("conversation", \.conversation), .required("restored", \.restored), .required("visible", \.visible),
    .required("marks", \.marks),
  ]
}

extension HistoryCleared: JSONObject {
  public static let jsonDefault = HistoryCleared(
    conversation: .zero, account: .zero, watermark: .position(.start), removal: nil)
  public static let jsonFields: [JSONField<HistoryCleared>] = [
    .required("conversation", \.conversation), .required("account", \.account), .required("watermark", \.watermark),
    .optional("removal", \.removal),
  ]
}

extension LedgerConfigured: JSONObject {
  public static let jsonDefault = LedgerConfigured(configuration: .jsonDefault)
  public static let jsonFields: [JSONField<LedgerConfigured>] = JSONField.inlined(\.configuration)
}
