public import ChatLedger

/// Says which tables and columns of a database become which things of the ledger. `Docs/Mapping.md` describes the file.
public struct Mapping: Sendable {
  /// The name of the mapping.
  public var name: String
  /// Its purpose, in words.
  public var about: String
  /// Names the database in identifiers: the same source, table and key are the same thing for ever.
  public var source: String
  /// How far times without a zone are ahead of UTC, in seconds.
  public var timeZoneSeconds: Int64
  /// The kinds of resources and the policies that the rows need; nil for none.
  public var schema: ResourceSchema?
  /// Accounts that no table has, such as an assistant.
  public var accounts: [ConstantAccount]
  public var tables: [TableMapping]
}

/// An account that no table has.
public struct ConstantAccount: Hashable, Sendable {
  /// How fields name it.
  public var key: String
  public var kind: AccountKind
  public var userName: String
  public var displayName: String
}

/// How the rows of one table are imported. A mapping may list a table more than once, with different targets.
public struct TableMapping: Hashable, Sendable {
  public var table: String
  public var target: MappingTarget
  /// The columns that name a row; nil for the primary key.
  public var key: [String]?
  /// Rows that do not meet all of these are not there.
  public var filters: [RowFilter]
  /// When the row was deleted; a row where it is not null is deleted.
  public var deletedAt: FieldMapping?
  /// Which column says that the row was deleted, and when; instead of ``deletedAt``.
  public var deleted: DeletionFlag?
  /// Rows of the same key are one account, described by the first.
  public var isDistinct: Bool
  /// Keys are the same however they are capitalized.
  public var lowercasesKey: Bool
  public var fields: [String: FieldMapping]
  /// Columns kept as attributes, by the name of the attribute.
  public var attributes: [String: String]
  /// Whether every column that is not otherwise read is kept as an attribute of the same name.
  public var keepsAllColumns: Bool
  /// References of a resource, by name.
  public var references: [String: FieldMapping]
  /// Who takes part in a conversation from the start, one column each.
  public var participants: [FieldMapping]
  /// The table that says who takes part; only for direct conversations, which need their pair when they are made.
  public var participantsFrom: ParticipantTable?
}

/// A column that says whether a row was deleted.
public struct DeletionFlag: Hashable, Sendable {
  public var flag: FieldMapping
  /// When; only where it is deleted.
  public var deletedAt: FieldMapping?
}

/// Where the members of direct conversations are.
public struct ParticipantTable: Hashable, Sendable {
  public var table: String
  /// The column that names the conversation.
  public var conversation: String
  /// The column that names the account.
  public var account: FieldMapping
}

/// The kind of item that a row becomes.
public enum MappingTarget: Hashable, Sendable, CustomStringConvertible {
  case account, conversation, participant, message, reaction, readMarker, pin
  case block, session, report, chatSettings, twoStepVerification
  case resource(kind: String)

  /// All but resources, by the name that a mapping gives them.
  static let named: [(name: String, target: MappingTarget)] = [
    ("account", .account), ("conversation", .conversation), ("participant", .participant), ("message", .message),
    ("reaction", .reaction), ("readMarker", .readMarker), ("pin", .pin), ("block", .block), ("session", .session),
    ("report", .report), ("chatSettings", .chatSettings), ("twoStepVerification", .twoStepVerification),
  ]

  public var description: String {
    if case .resource(let kind) = self { return kind }
    return Self.named.first { $0.target == self }?.name ?? ""
  }

  /// What the row's identifier names.
  var identifierKind: DatabaseIdentifier.Kind {
    switch self {
    case .account: .account
    case .conversation: .conversation
    case .message: .message
    case .resource: .resource
    case .session: .session
    case .report: .report
    default: .row
    }
  }

  /// Whether other rows can refer to it.
  var isReferable: Bool {
    switch self {
    case .account, .conversation, .message, .resource: true
    default: false
    }
  }

  /// Whether it has texts of its own in which columns can be kept.
  var hasAttributes: Bool {
    switch self {
    case .account, .conversation, .message, .chatSettings, .resource: true
    default: false
    }
  }
}

/// Where a value comes from.
public struct FieldMapping: Hashable, Sendable {
  /// Where it is looked for.
  public enum Origin: Hashable, Sendable {
    /// One column, or several joined by spaces, those that are null left out.
    case columns([String])
    case constant(String)
    /// A constant account of the mapping.
    case account(String)
  }

  /// What stands for something that is not there.
  public enum Substitute: Hashable, Sendable {
    /// A value; of a reference, the key of a row.
    case text(String)
    /// A constant account of the mapping.
    case account(String)
  }

  public var origin: Origin
  /// The table whose row it names.
  public var references: String?
  /// A translation of the words of the source.
  public var words: [String: String]
  /// What all other words become; they are an error where this is nil and there are words.
  public var otherwise: String?
  /// What null becomes.
  public var ifNull: Substitute?
  /// What becomes of a reference to a row that is not there.
  public var ifGone: Substitute?
  /// How a column of numbers or texts says a time.
  public var unit: TimeUnit
  /// The columns name an account that no table has, and others describe it.
  public var described: ColumnAccount?

  public init(_ origin: Origin, references: String? = nil) {
    self.origin = origin
    self.references = references
    words = [:]
    unit = .automatic
  }

  /// The columns that are read for it, without those that describe an account.
  var columns: [String] {
    if case .columns(let names) = origin { names } else { [] }
  }
}

/// An account that columns of a row describe.
public struct ColumnAccount: Hashable, Sendable {
  /// What stands for the table in its identifier; the table and field where they stand when nil.
  public var table: String?
  /// It is the same however its columns are capitalized.
  public var lowercasesKey: Bool
  /// The fields of an account, without references.
  public var fields: [String: FieldMapping]
}
