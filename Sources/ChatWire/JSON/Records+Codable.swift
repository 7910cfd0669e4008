public import ChatDomain

// Block lists, sessions, privacy reports and settings as JSON.

/// `{"session":"…"}`, `{"report":"…"}`, `{"chatSettings":"…"}` or `{"twoStepVerification":"…"}` (these two by their
/// account), or `{"block":{"account":"…","contact":"…"}}`.
extension Record: Codable, JSONUnion {
  /// One line of a block list.
  private struct Block: JSONObject {
    var account: AccountID
    var contact: AccountID

    static let jsonDefault = Block()
    static let jsonFields: [JSONField<Block>] = [.required("account", \.account), .required("contact", \.contact)]

    init(account: AccountID = .zero, contact: AccountID = .zero) {
      self.account = account
      self.contact = contact
    }

    static func record(_ block: Block) -> Record { .block(block.account, contact: block.contact) }
  }

  static let jsonKind = "record"
  static let jsonCases: [JSONCase<Record>] = [
    .init("block", Block.record) {
      if case .block(let account, let contact) = $0 { Block(account: account, contact: contact) } else { nil }
    },
    .init("session", Record.session) { if case .session(let value) = $0 { value } else { nil } },
    .init("report", Record.report) { if case .report(let value) = $0 { value } else { nil } },
    .init("chatSettings", Record.chatSettings) { if case .chatSettings(let value) = $0 { value } else { nil } },
    .init("twoStepVerification", Record.twoStepVerification) {
      if case .twoStepVerification(let value) = $0 { value } else { nil }
    },
  ]

  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder.container(keyedBy: JSONName.self), in: "the record")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try write(&container)
  }
}

// MARK: Actions

extension BlockContact: JSONObject {
  public static let jsonDefault = BlockContact(account: .zero, contact: .zero)
  public static let jsonFields: [JSONField<BlockContact>] = [
    .required("account", \.account), .required("contact", \.contact), .optional("blockedAt", \.blockedAt),
  ]
}

extension UnblockContact: JSONObject {
  public static let jsonDefault = UnblockContact(account: .zero, contact: .zero)
  public static let jsonFields: [JSONField<UnblockContact>] = [
    .required("account", \.account), .required("contact", \.contact),
  ]
}

extension OpenSession: JSONObject {
  public static let jsonDefault = OpenSession(session: .zero, account: .zero)
  public static let jsonFields: [JSONField<OpenSession>] = [
    .required("session", \.session), .required("account", \.account), .optional("conversation", \.conversation),
    .defaulted("device", \.device), .optional("startedAt", \.startedAt),
  ]
}

extension CloseSession: JSONObject {
  public static let jsonDefault = CloseSession(session: .zero)
  public static let jsonFields: [JSONField<CloseSession>] = [
    .required("session", \.session), .optional("endedAt", \.endedAt),
  ]
}

extension FileReport: JSONObject {
  public static let jsonDefault = FileReport(report: .zero, reporter: .zero)
  public static let jsonFields: [JSONField<FileReport>] = [
    .required("report", \.report), .required("reporter", \.reporter), .optional("subject", \.subject),
    .optional("conversation", \.conversation), .optional("message", \.message), .defaulted("category", \.category),
    .defaulted("text", \.text), .optional("filedAt", \.filedAt),
  ]
}

extension ResolveReport: JSONObject {
  public static let jsonDefault = ResolveReport(report: .zero)
  public static let jsonFields: [JSONField<ResolveReport>] = [
    .required("report", \.report), .preset("status", \.status), .defaulted("text", \.text),
  ]
}

extension SetChatSettings: JSONObject {
  public static let jsonDefault = SetChatSettings(account: .zero, values: [:])
  public static let jsonFields: [JSONField<SetChatSettings>] = [
    .required("account", \.account), .required("values", \.values),
  ]
}

extension SetTwoStepVerification: JSONObject {
  public static let jsonDefault = SetTwoStepVerification(account: .zero, isEnabled: false)
  public static let jsonFields: [JSONField<SetTwoStepVerification>] = [
    .required("account", \.account), .required("isEnabled", \.isEnabled), .defaulted("method", \.method),
  ]
}

// MARK: Events

extension RecordRemoved: JSONObject {
  public static let jsonDefault = RecordRemoved(record: .session(.zero))
  public static let jsonFields: [JSONField<RecordRemoved>] = [
    .required("record", \.record), .optional("removal", \.removal),
  ]
}

extension RecordRestored: JSONObject {
  public static let jsonDefault = RecordRestored(record: .session(.zero))
  public static let jsonFields: [JSONField<RecordRestored>] = [.required("record", \.record)]
}
