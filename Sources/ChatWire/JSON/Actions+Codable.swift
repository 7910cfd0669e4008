public import ChatDomain

// Actions on ledgers, accounts, conversations and participants as JSON objects.

extension LedgerSettings: JSONObject {
  public static let jsonDefault = LedgerSettings(digestKey: .zero)
  public static let jsonFields: [JSONField<LedgerSettings>] = [
    .preset("maximumBodyBytes", \.maximumBodyBytes),
    .defaulted("registersUnknownAccounts", \.registersUnknownAccounts), .required("digestKey", \.digestKey),
  ]
}

extension CreateLedger: JSONObject {
  public static let jsonDefault = CreateLedger(settings: .jsonDefault)
  public static let jsonFields: [JSONField<CreateLedger>] = JSONField.inlined(\.settings)
}

extension RegisterAccount: JSONObject {
  public static let jsonDefault = RegisterAccount(account: .zero, kind: .person, profile: Profile())
  public static let jsonFields: [JSONField<RegisterAccount>] =
    [.required("account", \.account), .preset("kind", \.kind)] + JSONField.inlined(\.profile)
}

extension UpdateAccount: JSONObject {
  public static let jsonDefault = UpdateAccount(account: .zero, profile: Profile())
  public static let jsonFields: [JSONField<UpdateAccount>] =
    [.required("account", \.account)] + JSONField.inlined(\.profile)
}

extension DeactivateAccount: JSONObject {
  public static let jsonDefault = DeactivateAccount(account: .zero)
  public static let jsonFields: [JSONField<DeactivateAccount>] = [.required("account", \.account)]
}

extension CreateConversation: JSONObject {
  public static let jsonDefault = CreateConversation(
    conversation: .zero, kind: .room, history: .shared, participants: [], details: ConversationDetails(), startedAt: nil
  )
  public static let jsonFields: [JSONField<CreateConversation>] =
    [
      .required("conversation", \.conversation), .required("kind", \.kind), .preset("history", \.history),
      .defaulted("participants", \.participants),
    ] + JSONField.inlined(\.details) + [.optional("startedAt", \.startedAt)]
}

extension UpdateConversation: JSONObject {
  public static let jsonDefault = UpdateConversation(conversation: .zero, history: nil, details: ConversationDetails())
  public static let jsonFields: [JSONField<UpdateConversation>] =
    [.required("conversation", \.conversation), .optional("history", \.history)] + JSONField.inlined(\.details)
}

extension EndConversation: JSONObject {
  public static let jsonDefault = EndConversation(conversation: .zero)
  public static let jsonFields: [JSONField<EndConversation>] = [.required("conversation", \.conversation)]
}

extension RemoveConversation: JSONObject {
  public static let jsonDefault = RemoveConversation(conversation: .zero)
  public static let jsonFields: [JSONField<RemoveConversation>] = [.required("conversation", \.conversation)]
}

extension AddParticipant: JSONObject {
  public static let jsonDefault = AddParticipant(conversation: .zero, account: .zero, role: .member)
  public static let jsonFields: [JSONField<AddParticipant>] = [
    .required("conversation", \.conversation), .required("account", \.account), .preset("role", \.role),
  ]
}

extension RemoveParticipant: JSONObject {
  public static let jsonDefault = RemoveParticipant(conversation: .zero, account: .zero)
  public static let jsonFields: [JSONField<RemoveParticipant>] = [
    .required("conversation", \.conversation), .required("account", \.account),
  ]
}

extension ChangeRole: JSONObject {
  public static let jsonDefault = ChangeRole(conversation: .zero, account: .zero, role: .member)
  public static let jsonFields: [JSONField<ChangeRole>] = [
    .required("conversation", \.conversation), .required("account", \.account), .required("role", \.role),
  ]
}
