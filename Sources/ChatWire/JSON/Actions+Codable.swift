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

extension LedgerConfiguration: JSONObject {
  public static let jsonDefault = LedgerConfiguration()
  public static let jsonFields: [JSONField<LedgerConfiguration>] = [
    .preset("isProduction", \.isProduction), .defaulted("protectedRoles", \.protectedRoles),
  ]
}

extension ConfigureLedger: JSONObject {
  public static let jsonDefault = ConfigureLedger()
  public static let jsonFields: [JSONField<ConfigureLedger>] = [
    .optional("isProduction", \.isProduction), .optional("protectedRoles", \.protectedRoles),
  ]
}

extension RegisterAccount: JSONObject {
  public static let jsonDefault = RegisterAccount(account: .zero, kind: .person, profile: Profile())
  public static let jsonFields: [JSONField<RegisterAccount>] =
    [.required("account", \.account), .preset("kind", \.kind)] + JSONField.inlined(\.profile) + [
      .defaulted("roles", \.roles), .optional("createdAt", \.createdAt),
    ]
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

extension SetAccountRoles: JSONObject {
  public static let jsonDefault = SetAccountRoles(account: .zero, roles: [])
  public static let jsonFields: [JSONField<SetAccountRoles>] = [
    .required("account", \.account), .required("roles", \.roles),
  ]
}

extension ProtectAccount: JSONObject {
  public static let jsonDefault = ProtectAccount(account: .zero, isProtected: true)
  public static let jsonFields: [JSONField<ProtectAccount>] = [
    .required("account", \.account), .preset("isProtected", \.isProtected),
  ]
}

extension CreateConversation: JSONObject {
  public static let jsonDefault = CreateConversation(
    conversation: .zero, kind: .room, history: .shared, participants: [], details: ConversationDetails(), startedAt: nil
  )
  public static let jsonFields: [JSONField<CreateConversation>] =
    [
      .required("conversation", \.conversation), .required("kind", \.kind), .preset("history", \.history),
      .defaulted("participants", \.participants),
    ] + JSONField.inlined(\.details) + [
      .optional("startedAt", \.startedAt), .optional("resource", \.resource),
    ]
}

extension UpdateConversation: JSONObject {
  public static let jsonDefault = UpdateConversation(conversation: .zero, history: nil, details: ConversationDetails())
  public static let jsonFields: [JSONField<UpdateConversation>] =
    [.required("conversation", \.conversation), .optional("history", \.history)] + JSONField.inlined(\.details)
}

extension EndConversation: JSONObject {
  public static let jsonDefault = EndConversation(conversation: .zero)
  public static let jsonFields: [JSONField<EndConversation>] = [
    .required("conversation", \.conversation), .optional("endedAt", \.endedAt),
  ]
}

extension ReopenConversation: JSONObject {
  public static let jsonDefault = ReopenConversation(conversation: .zero)
  public static let jsonFields: [JSONField<ReopenConversation>] = [.required("conversation", \.conversation)]
}

extension RemoveConversation: JSONObject {
  public static let jsonDefault = RemoveConversation(conversation: .zero)
  public static let jsonFields: [JSONField<RemoveConversation>] = [
    .required("conversation", \.conversation), .optional("removedAt", \.removedAt),
  ]
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
