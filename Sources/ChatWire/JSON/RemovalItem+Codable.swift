public import ChatDomain

/// `{"messageDeleted":{"conversation":"…","message":"…"}}`: the name of the item with its fields.
extension RemovalItem: Codable {
  /// The fields of all cases; each uses some of them.
  private struct Fields: Codable {
    var account: AccountID?
    var conversation: ConversationID?
    var emoji: String?
    var importPosition: Position?
    var message: MessageID?
    var pinnedAt: Timestamp?
    var reactedAt: Timestamp?
    var record: Record?
    var reference: ResourceReference?
    var resource: ResourceID?
    var table: RecordTable?
    var watermark: Watermark?
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "a removal item has exactly one name"))
    }
    let fields = try container.decode(Fields.self, forKey: key)
    func need<T>(_ value: T?, _ name: String) throws -> T {
      if let value { return value }
      throw DecodingError.keyNotFound(
        JSONName(name), .init(codingPath: container.codingPath + [key], debugDescription: "\(name) is missing"))
    }
    func account() throws -> AccountID { try need(fields.account, "account") }
    func conversation() throws -> ConversationID { try need(fields.conversation, "conversation") }
    func message() throws -> MessageID { try need(fields.message, "message") }
    func resource() throws -> ResourceID { try need(fields.resource, "resource") }
    func watermark() throws -> Watermark { try need(fields.watermark, "watermark") }
    switch key.stringValue {
    case "accountDeactivated": self = .accountDeactivated(try account())
    case "accountRemoved": self = .accountRemoved(try account())
    case "conversationRemoved": self = .conversationRemoved(try conversation())
    case "conversationCleared": self = .conversationCleared(try conversation(), try watermark())
    case "historyCleared": self = .historyCleared(try conversation(), try account(), try watermark())
    case "participantLeft": self = .participantLeft(try conversation(), try account())
    case "messageDeleted": self = .messageDeleted(try conversation(), try message())
    case "reactionRemoved":
      let emoji = try need(fields.emoji, "emoji")
      self = .reactionRemoved(try message(), try account(), emoji, try need(fields.reactedAt, "reactedAt"))
    case "messageUnpinned": self = .messageUnpinned(try message(), try need(fields.pinnedAt, "pinnedAt"))
    case "importWithdrawn": self = .importWithdrawn(try need(fields.importPosition, "importPosition"))
    case "resourceRemoved": self = .resourceRemoved(try resource())
    case "referenceEmptied": self = .referenceEmptied(try resource(), try need(fields.reference, "reference"))
    case "conversationDetached": self = .conversationDetached(try conversation(), try resource())
    case "recordRemoved": self = .recordRemoved(try need(fields.record, "record"))
    case "recordsCleared": self = .recordsCleared(try need(fields.table, "table"))
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "unknown removal item “\(key.stringValue)”"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try container.encode(fields, forKey: JSONName(name))
  }

  /// The name of the item in JSON and in `--json` output.
  public var name: String {
    switch self {
    case .accountDeactivated: "accountDeactivated"
    case .accountRemoved: "accountRemoved"
    case .conversationRemoved: "conversationRemoved"
    case .conversationCleared: "conversationCleared"
    case .historyCleared: "historyCleared"
    case .participantLeft: "participantLeft"
    case .messageDeleted: "messageDeleted"
    case .reactionRemoved: "reactionRemoved"
    case .messageUnpinned: "messageUnpinned"
    case .importWithdrawn: "importWithdrawn"
    case .resourceRemoved: "resourceRemoved"
    case .referenceEmptied: "referenceEmptied"
    case .conversationDetached: "conversationDetached"
    case .recordRemoved: "recordRemoved"
    case .recordsCleared: "recordsCleared"
    }
  }

  private var fields: Fields {
    switch self {
    case .accountDeactivated(let account), .accountRemoved(let account): Fields(account: account)
    case .conversationRemoved(let conversation): Fields(conversation: conversation)
    case .conversationCleared(let conversation, let watermark):
      Fields(conversation: conversation, watermark: watermark)
    case .historyCleared(let conversation, let account, let watermark):
      Fields(account: account, conversation: conversation, watermark: watermark)
    case .participantLeft(let conversation, let account): Fields(account: account, conversation: conversation)
    case .messageDeleted(let conversation, let message): Fields(conversation: conversation, message: message)
    case .reactionRemoved(let message, let account, let emoji, let time):
      Fields(account: account, emoji: emoji, message: message, reactedAt: time)
    case .messageUnpinned(let message, let time): Fields(message: message, pinnedAt: time)
    case .importWithdrawn(let position): Fields(importPosition: position)
    case .resourceRemoved(let resource): Fields(resource: resource)
    case .referenceEmptied(let resource, let reference): Fields(reference: reference, resource: resource)
    case .conversationDetached(let conversation, let resource):
      Fields(conversation: conversation, resource: resource)
    case .recordRemoved(let record): Fields(record: record)
    case .recordsCleared(let table): Fields(table: table)
    }
  }
}
