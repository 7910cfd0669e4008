public import ChatDomain

// Actions on messages, removals, clears, reverts, imports and backfills as JSON objects.

extension SendMessage: JSONObject {
  public static let jsonDefault = SendMessage(
    conversation: .zero, author: .zero, sender: .user, content: .empty, replyTo: nil, root: nil, sentAt: nil)
  public static let jsonFields: [JSONField<SendMessage>] =
    [.required("conversation", \.conversation), .required("author", \.author), .preset("sender", \.sender)]
    + JSONField.inlined(\.content) + [
      .optional("replyTo", \.replyTo), .optional("root", \.root), .optional("sentAt", \.sentAt),
    ]
}

extension EditMessage: JSONObject {
  public static let jsonDefault = EditMessage(message: .zero, content: .empty)
  public static let jsonFields: [JSONField<EditMessage>] =
    [.required("message", \.message)] + JSONField.inlined(\.content) + [.optional("editedAt", \.editedAt)]
}

extension DeleteMessage: JSONObject {
  public static let jsonDefault = DeleteMessage(message: .zero)
  public static let jsonFields: [JSONField<DeleteMessage>] = [
    .required("message", \.message), .optional("deletedAt", \.deletedAt),
  ]
}

extension AddReaction: JSONObject {
  public static let jsonDefault = AddReaction(message: .zero, account: .zero, emoji: "", reactedAt: nil)
  public static let jsonFields: [JSONField<AddReaction>] = [
    .required("message", \.message), .required("account", \.account), .required("emoji", \.emoji),
    .optional("reactedAt", \.reactedAt),
  ]
}

extension RemoveReaction: JSONObject {
  public static let jsonDefault = RemoveReaction(message: .zero, account: .zero, emoji: "")
  public static let jsonFields: [JSONField<RemoveReaction>] = [
    .required("message", \.message), .required("account", \.account), .required("emoji", \.emoji),
  ]
}

extension MarkRead: JSONObject {
  public static let jsonDefault = MarkRead(conversation: .zero, account: .zero, message: .zero)
  public static let jsonFields: [JSONField<MarkRead>] = [
    .required("conversation", \.conversation), .required("account", \.account), .required("message", \.message),
  ]
}

extension PinMessage: JSONObject {
  public static let jsonDefault = PinMessage(message: .zero)
  public static let jsonFields: [JSONField<PinMessage>] = [
    .required("message", \.message), .optional("pinnedAt", \.pinnedAt),
  ]
}

extension UnpinMessage: JSONObject {
  public static let jsonDefault = UnpinMessage(message: .zero)
  public static let jsonFields: [JSONField<UnpinMessage>] = [.required("message", \.message)]
}

extension Clear: JSONObject {
  public static let jsonDefault = Clear(
    everything: false, conversations: [], forAccount: nil, upToMessage: nil, upToTime: nil)
  public static let jsonFields: [JSONField<Clear>] = [
    .defaulted("everything", \.everything), .defaulted("conversations", \.conversations),
    .optional("forAccount", \.forAccount), .optional("upToMessage", \.upToMessage), .optional("upToTime", \.upToTime),
  ]
}

extension Revert: JSONObject {
  public static let jsonDefault = Revert(command: .zero)
  public static let jsonFields: [JSONField<Revert>] = [.required("command", \.command)]
}

extension BeginImport: JSONObject {
  public static let jsonDefault = BeginImport(format: "", source: "")
  public static let jsonFields: [JSONField<BeginImport>] = [
    .required("format", \.format), .defaulted("source", \.source), .defaulted("identity", \.identity),
  ]
}

extension FinishImport: JSONObject {
  public static let jsonDefault = FinishImport(importCommand: .zero)
  public static let jsonFields: [JSONField<FinishImport>] = [.required("importCommand", \.importCommand)]
}

extension Remove: JSONObject {
  public static let jsonDefault = Remove()
  public static let jsonFields: [JSONField<Remove>] = [
    .defaulted("resources", \.resources), .defaulted("accounts", \.accounts),
    .defaulted("conversations", \.conversations), .optional("removedAt", \.removedAt),
    .optional("cleanup", \.cleanup),
  ]
}

extension CleanupRecord: JSONObject {
  public static let jsonDefault = CleanupRecord(atLeast: .likely)
  public static let jsonFields: [JSONField<CleanupRecord>] = [
    .required("atLeast", \.atLeast), .defaulted("rules", \.rules), .defaulted("excluded", \.excluded),
    .optional("again", \.again),
  ]
}

extension ClearEverything: JSONObject {
  public static let jsonDefault = ClearEverything()
  public static let jsonFields: [JSONField<ClearEverything>] = []
}

extension BeginBackfill: JSONObject {
  public static let jsonDefault = BeginBackfill(policy: "")
  public static let jsonFields: [JSONField<BeginBackfill>] = [.required("policy", \.policy)]
}

extension BackfillRooms: JSONObject {
  public static let jsonDefault = BackfillRooms(policy: "", resources: [])
  public static let jsonFields: [JSONField<BackfillRooms>] = [
    .required("policy", \.policy), .required("resources", \.resources),
  ]
}
