/// The kinds of things that refer to each other: those of the chat, and the kinds of resources that a service declared.
public enum EntityKind: Hashable, Sendable {
  case account, conversation, participant, message, version, reaction, readMarker, pin, importBatch
  case block, session, report, chatSettings, twoStepVerification, scheduledMessage
  /// A declared kind of resource, by its name.
  case resource(String)

  /// The kinds of the chat, which every ledger has.
  public static let ofChat: [EntityKind] = [
    .account, .conversation, .participant, .message, .version, .reaction, .readMarker, .pin, .importBatch, .block,
    .session, .report, .chatSettings, .twoStepVerification, .scheduledMessage,
  ]

  /// The name in reports: that of the kind, after `resource:` for a declared one.
  public var name: String {
    if case .resource(let kind) = self { "resource:\(kind)" } else { "\(self)" }
  }
}

extension EntityKind {
  /// The name as words: `read marker`. For a declared kind of resource, the name of the kind.
  package var words: String {
    if case .resource(let kind) = self { return kind }
    return name.reduce(into: "") { words, letter in
      if letter.isUppercase { words += " " }
      words += letter.lowercased()
    }
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
    case .scheduledMessage: "scheduledMessage"
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

/// All references of a ledger, in one table.
///
/// Every row says what becomes of a child when its parent goes. Removals ask the rows that decide; the others describe
/// what something else does (``Relation/Standing``). The checks for orphans follow all of them, and the documentation
/// is made from them.
///
/// A new sort of reference needs a row here, and a scenario in `RelationScenarios.swift` of the tests, which show that
/// what the row says is what happens.
public struct Relations: Hashable, Sendable {
  /// Those of the chat first, then those of the declared kinds in the order of their declaration.
  public let all: [Relation]

  /// The relations of the chat and of the kinds that the schema declares.
  public init(schema: ResourceSchema = ResourceSchema()) {
    all = Self.chat + schema.kinds.flatMap(\.relations)
  }

  private init(all: [Relation]) { self.all = all }

  /// The same table with this row instead of the one of the same child, reference and parent.
  package func replacing(_ row: Relation) -> Relations {
    Relations(all: all.map { $0.isSameReference(as: row) ? row : $0 })
  }

  /// The references that a kind of thing has.
  public func of(_ child: EntityKind) -> [Relation] { all.filter { $0.child == child } }

  /// The references that lead to a kind of thing.
  public func to(_ parent: EntityKind) -> [Relation] { all.filter { $0.parent == parent } }

  public subscript(child: EntityKind, reference: String) -> Relation? {
    all.first { $0.child == child && $0.reference == reference }
  }

  /// The relation of the conversations that hang on a resource of the kind.
  public func conversations(onKind name: String) -> Relation? {
    all.first { $0.child == .conversation && $0.parent == .resource(name) }
  }

  /// The relations of the chat itself, the same in every ledger.
  public static let chat: [Relation] =
    [
      .describing(
        .participant, "conversation", to: .conversation, .cascade, isRequired: true, .byParent, by: hiddenInside),
      .deciding(.participant, "account", to: .account, .cascade, isRequired: true),
      .describing(.message, "conversation", to: .conversation, .cascade, isRequired: true, .byParent, by: hiddenInside),
      .describing(
        .message, "author", to: .account, .keep, isRequired: true, .byParent,
        by: "No removal looks for what an account said."),
      .describing(.message, "root", to: .message, .setNull, isRequired: false, .byParent, by: emptiedByReader),
      .describing(.message, "replyTo", to: .message, .setNull, isRequired: false, .byParent, by: emptiedByReader),
      .describing(
        .message, "importedBy", to: .importBatch, .cascade, isRequired: false, .byParent,
        by: "A watermark over what the import said hides it."),
      .describing(.version, "message", to: .message, .cascade, isRequired: true, .byParent, by: shownWithMessage),
      .describing(.reaction, "message", to: .message, .cascade, isRequired: true, .byParent, by: shownWithMessage),
      .describing(
        .reaction, "account", to: .account, .keep, isRequired: true, .byParent,
        by: "No removal looks for the reactions of an account."),
      .describing(
        .readMarker, "conversation", to: .conversation, .cascade, isRequired: true, .byParent, by: hiddenInside),
      .describing(
        .readMarker, "account", to: .account, .keep, isRequired: true, .byParent,
        by: "No removal looks for the read markers of an account."),
      .describing(.pin, "message", to: .message, .cascade, isRequired: true, .byParent, by: shownWithMessage),
      .deciding(.conversation, "pair", to: .account, .keep, isRequired: false),
      .imported(.conversation, unless: "something else shows in it"),
      .imported(.account, unless: "something that stays needs it"),
    ] + records

  private static let records: [Relation] =
    [
      .deciding(.block, "account", to: .account, .cascade, isRequired: true),
      .deciding(.block, "contact", to: .account, .cascade, isRequired: true),
      .deciding(.session, "account", to: .account, .cascade, isRequired: true),
      .describing(
        .session, "conversation", to: .conversation, .setNull, isRequired: false, .byParent,
        by: "Whoever reads a session looks whether its conversation is there."),
      .deciding(.report, "reporter", to: .account, .keep, isRequired: true),
      .deciding(.report, "subject", to: .account, .keep, isRequired: false),
      .describing(
        .report, "conversation", to: .conversation, .keep, isRequired: false, .byParent, by: keptAsEvidence),
      .describing(.report, "message", to: .message, .keep, isRequired: false, .byParent, by: keptAsEvidence),
      .deciding(.chatSettings, "account", to: .account, .cascade, isRequired: true),
      .deciding(.twoStepVerification, "account", to: .account, .cascade, isRequired: true),
      .deciding(.scheduledMessage, "author", to: .account, .cascade, isRequired: true),
      .describing(
        .scheduledMessage, "conversation", to: .conversation, .keep, isRequired: true, .byParent,
        by: "It waits on; sending it looks whether its conversation is there."),
      .imported(.block, unless: setAnew),
      .imported(.session),
      .imported(.report),
      .imported(.chatSettings, unless: setAnew),
      .imported(.twoStepVerification, unless: setAnew),
      .imported(.scheduledMessage),
    ]

  private static let hiddenInside = "The conversation's tombstone hides whatever is in it."
  private static let shownWithMessage = "It shows only with its message."
  private static let emptiedByReader = "Whoever reads a reply looks whether what it answers shows."
  private static let keptAsEvidence =
    "No removal looks for the reports of a conversation or message: they are evidence."
  private static let setAnew = "somebody has set it anew since"
}

extension ResourceKind {
  /// The relations that declaring the kind adds: its own references, and that of the conversations that hang on it.
  var relations: [Relation] {
    references.map { relation(of: $0) } + [
      .imported(.resource(name), unless: "something that stays refers to it"),
      .deciding(.conversation, "resource", to: .resource(name), conversations, isRequired: false),
    ]
  }

  /// The relation of one of its references.
  func relation(of rule: ReferenceRule) -> Relation {
    .deciding(.resource(name), rule.name, to: rule.target.thing, rule.onRemoval, isRequired: rule.isRequired)
  }
}

extension ChatState {
  /// The table that the declared schema gives.
  public func relations() throws -> Relations { Relations(schema: try schema()) }
}
