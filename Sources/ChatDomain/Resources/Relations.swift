/// The kinds of things that refer to each other: those of the chat, and the kinds of resources that a service declared.
public enum EntityKind: Hashable, Sendable {
  case account, conversation, participant, message, version, reaction, readMarker, pin, importBatch
  case block, session, report, chatSettings, twoStepVerification
  /// A declared kind of resource, by its name.
  case resource(String)

  /// The kinds of the chat, which every ledger has.
  public static let ofChat: [EntityKind] = [
    .account, .conversation, .participant, .message, .version, .reaction, .readMarker, .pin, .importBatch, .block,
    .session, .report, .chatSettings, .twoStepVerification,
  ]

  /// The name in reports: that of the kind, after `resource:` for a declared one.
  public var name: String {
    if case .resource(let kind) = self { "resource:\(kind)" } else { "\(self)" }
  }
}

extension EntityKind: Codable, CustomStringConvertible {
  public var description: String {
    switch self {
    case .account: "account"
    case .conversation: "conversation"
    case .participant: "participant"
    case .message: "message"
    case .version: "version"
    case .reaction: "reaction"
    case .readMarker: "readMarker"
    case .pin: "pin"
    case .importBatch: "importBatch"
    case .block: "block"
    case .session: "session"
    case .report: "report"
    case .chatSettings: "chatSettings"
    case .twoStepVerification: "twoStepVerification"
    case .resource(let kind): "resource:\(kind)"
    }
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    if text.hasPrefix("resource:") {
      self = .resource(String(text.dropFirst("resource:".count)))
    } else if let known = Self.ofChat.first(where: { $0.description == text }) {
      self = known
    } else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "“\(text)” is no kind of thing"))
    }
  }

  /// Writes the text that the initializer reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// How the action reaches the children.
public enum RemovalReach: String, Hashable, Sendable, Codable {
  /// One event for each child.
  case eachChild
  /// The parent's own tombstone or watermark: nothing is written for a child, however many there are.
  case byParent
}

/// One reference from a child to a parent.
public struct Relation: Hashable, Sendable, Codable {
  public var child: EntityKind
  /// The name of the reference, as it is in the state.
  public var reference: String
  public var parent: EntityKind
  public var onRemoval: RemovalAction
  /// Whether every child has one.
  public var isRequired: Bool
  public var reach: RemovalReach = .byParent
}

/// All references of a ledger, in one table: what a removal does and in which order, which checks there are, and what
/// the documentation says are derived from it.
public struct Relations: Hashable, Sendable {
  /// Those of the chat first, then those of the declared kinds in the order of their declaration.
  public let all: [Relation]

  /// The relations of the chat and of the kinds that the schema declares.
  public init(schema: ResourceSchema = ResourceSchema()) {
    all = Self.chat + schema.kinds.flatMap(\.relations)
  }

  /// The references that a kind of thing has.
  public func of(_ child: EntityKind) -> [Relation] { all.filter { $0.child == child } }

  /// The references that lead to a kind of thing.
  public func to(_ parent: EntityKind) -> [Relation] { all.filter { $0.parent == parent } }

  public subscript(child: EntityKind, reference: String) -> Relation? {
    all.first { $0.child == child && $0.reference == reference }
  }

  /// The relations of the chat itself, the same in every ledger.
  public static let chat: [Relation] =
    [
      Relation(
        child: .participant, reference: "conversation", parent: .conversation, onRemoval: .cascade, isRequired: true),
      Relation(
        child: .participant, reference: "account", parent: .account, onRemoval: .cascade, isRequired: true,
        reach: .eachChild),
      Relation(
        child: .message, reference: "conversation", parent: .conversation, onRemoval: .cascade, isRequired: true),
      Relation(child: .message, reference: "author", parent: .account, onRemoval: .keep, isRequired: true),
      Relation(child: .message, reference: "root", parent: .message, onRemoval: .setNull, isRequired: false),
      Relation(child: .message, reference: "replyTo", parent: .message, onRemoval: .setNull, isRequired: false),
      Relation(child: .message, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false),
      Relation(child: .version, reference: "message", parent: .message, onRemoval: .cascade, isRequired: true),
      Relation(child: .reaction, reference: "message", parent: .message, onRemoval: .cascade, isRequired: true),
      Relation(child: .reaction, reference: "account", parent: .account, onRemoval: .keep, isRequired: true),
      Relation(
        child: .readMarker, reference: "conversation", parent: .conversation, onRemoval: .cascade, isRequired: true),
      Relation(child: .readMarker, reference: "account", parent: .account, onRemoval: .keep, isRequired: true),
      Relation(child: .pin, reference: "message", parent: .message, onRemoval: .cascade, isRequired: true),
      Relation(child: .conversation, reference: "pair", parent: .account, onRemoval: .keep, isRequired: false),
      Relation(
        child: .conversation, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false),
      Relation(child: .account, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false),
    ] + records

  private static let records: [Relation] =
    [
      account(of: .block), account(of: .block, "contact"),
      account(of: .session),
      Relation(
        child: .session, reference: "conversation", parent: .conversation, onRemoval: .setNull, isRequired: false),
      Relation(child: .report, reference: "reporter", parent: .account, onRemoval: .keep, isRequired: true),
      Relation(child: .report, reference: "subject", parent: .account, onRemoval: .keep, isRequired: false),
      Relation(child: .report, reference: "conversation", parent: .conversation, onRemoval: .keep, isRequired: false),
      Relation(child: .report, reference: "message", parent: .message, onRemoval: .keep, isRequired: false),
      account(of: .chatSettings),
      account(of: .twoStepVerification),
    ] + [EntityKind.block, .session, .report, .chatSettings, .twoStepVerification].map { importedBy($0) }

  /// What is kept about an account goes with it.
  private static func account(of child: EntityKind, _ reference: String = "account") -> Relation {
    Relation(
      child: child, reference: reference, parent: .account, onRemoval: .cascade, isRequired: true, reach: .eachChild)
  }

  /// What an import brought goes when it is taken back.
  fileprivate static func importedBy(_ child: EntityKind) -> Relation {
    Relation(
      child: child, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false,
      reach: .eachChild)
  }
}

extension ResourceKind {
  /// The relations that declaring the kind adds: its own references, and that of the conversations that hang on it.
  var relations: [Relation] {
    let own = references.map { rule in
      Relation(
        child: .resource(name), reference: rule.name, parent: rule.target.thing, onRemoval: rule.onRemoval,
        isRequired: rule.isRequired, reach: .eachChild)
    }
    return own + [
      Relations.importedBy(.resource(name)),
      Relation(
        child: .conversation, reference: "resource", parent: .resource(name), onRemoval: conversations,
        isRequired: false, reach: .eachChild),
    ]
  }
}
