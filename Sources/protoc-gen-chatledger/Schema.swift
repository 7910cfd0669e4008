/// The schema, as far as code follows from it.
struct Schema {
  var enumerations: [Enumeration] = []
  /// In the order of the files and of the declarations in them.
  var messages: [SchemaMessage] = []

  /// The sum of a name, for example of all actions.
  func sum(_ name: String) -> Sum? {
    messages.lazy.compactMap(\.sum).first { $0.name == name }
  }

  /// The types of identifiers that some field has, in the order of their names.
  var identifiers: [String] {
    let fields = messages.flatMap { $0.fields + ($0.sum?.cases.map(\.field) ?? []) }
    let names = fields.compactMap { field in
      if case .identifier(let name) = field.kind { name } else { nil }
    }
    return Set(names).sorted()
  }

  func message(_ name: String) -> SchemaMessage? { messages.first { $0.name == name } }
}

/// An enum of the schema. Its zero, which is never valid, has no case in Swift.
struct Enumeration {
  struct Case {
    var name: String
    var number: Int
    /// In JSON.
    var rawValue: String
    var doc: [String]
  }

  var name: String
  var file: String
  var doc: [String]
  var cases: [Case]
  /// Whether a counter of the same name counts each of them.
  var isCounted: Bool
}

/// A message of the schema.
struct SchemaMessage {
  var name: String
  /// The file without its ending: `command`.
  var file: String
  var doc: [String]
  /// In the order of their declaration, which is that of the initializer.
  var fields: [Field]
  /// The alternatives, where it has a oneof.
  var sum: Sum?
  var isList = false
  var isEntry = false
  var isAbsentWhenEmpty = false
  var isOnConversation = false
  var isByHand = false
  /// Counts of things, by an enum of what is counted; the struct itself is written by hand.
  var isCounts = false
  /// The struct of the floor that stores it, where the domain has none.
  var storedAs: String?

  /// Whether it holds the texts of entries.
  var isTexts: Bool { name == "Content" }
  /// The type in Swift.
  var type: String { storedAs ?? (isSum ? sum!.name : name) }
  /// Whether it is nothing but its oneof: an enum in Swift.
  var isSum: Bool { sum != nil && fields.isEmpty }
  /// Whether a part of it is in the content of the entry.
  var hasTexts: Bool { fields.contains { $0.keptIn != nil || $0.hasTextsInside } || sumHasTexts }
  /// Whether an alternative of its oneof has.
  var sumHasTexts = false
}

/// A oneof: an enum with a value in each case.
struct Sum {
  struct Case {
    var field: Field
    /// `imported(by:)` is the case `imported` with the label `by`.
    var name: String
    var label: String?
    /// The struct and its property that hold the message.
    var wrapper: (type: String, property: String)?
    /// The struct of the state of a kind of record.
    var state: String?

    var valueType: String { wrapper?.type ?? field.kind.type }
  }

  var name: String
  /// The name of the oneof.
  var field: String
  var doc: [String]
  var cases: [Case]

  /// What an entry is full of: a missing alternative is an unknown kind there, and a missing field elsewhere.
  var isKind: Bool { name == "Action" || name == "Event" }
}

/// A field of a message.
struct Field {
  enum Presence { case plain, optional, repeated }

  /// As in the schema.
  var name: String
  /// As in Swift and, unless `jsonName` says otherwise, in JSON.
  var property: String
  var jsonName: String
  var number: Int
  var doc: [String]
  var kind: Kind
  var presence: Presence
  var isRequired: Bool
  var preset: String?
  /// What a message means that lacks the field; it is not written.
  var absent: String?
  /// An account that is left out of the stored message where it is the actor of the entry.
  var isOrActor: Bool
  var isInlined: Bool
  /// The field of the content that holds it.
  var keptIn: String?
  var jsonForm: String?
  /// Only stored: the property whose presence it says.
  var saysPresent: String?
  /// Whether a message inside it has texts.
  var hasTextsInside = false

  /// The type of the property.
  var type: String {
    switch presence {
    case .plain: kind.type
    case .optional: "\(kind.type)?"
    case .repeated: if case .entry = kind { kind.type } else { "[\(kind.type)]" }
    }
  }

  /// What the property has where the initializer is not given another; nil where it has to be.
  var initial: String? {
    if isRequired { return nil }
    if let preset { return preset }
    switch presence {
    case .optional: return "nil"
    case .repeated: if case .entry = kind { return "[:]" } else { return "[]" }
    case .plain: return kind.empty
    }
  }
}

/// What a field holds.
indirect enum Kind {
  case identifier(String)
  case position
  /// Microseconds.
  case time
  case bool
  case int64
  case sint64
  case uint32
  case uint64
  case string
  case enumeration(String)
  case message(String, isAbsentWhenEmpty: Bool)
  /// A message that is an enum in Swift.
  case sum(String)
  /// A message around a list.
  case list(Kind)
  /// A name and a value, of which there are several.
  case entry
  /// A Swift type with a form that is stored; what is absent in storage can be one of its values.
  case adapted(String, stored: Kind, isOptional: Bool)

  /// The type in Swift.
  var type: String {
    switch self {
    case .identifier(let name), .enumeration(let name), .message(let name, _), .sum(let name),
      .adapted(let name, _, _):
      name
    case .position: "Position"
    case .time: "Timestamp"
    case .bool: "Bool"
    case .int64, .sint64: "Int64"
    case .uint32: "UInt32"
    case .uint64: "UInt64"
    case .string: "String"
    case .list(let element): "[\(element.type)]"
    case .entry: "[String: String]"
    }
  }

  /// The value that is not stored, and that stands where nothing else was given; nil where there is none.
  var empty: String? {
    switch self {
    case .bool: "false"
    case .int64, .sint64, .uint32, .uint64: "0"
    case .string: "\"\""
    case .message(let name, isAbsentWhenEmpty: true): "\(name)()"
    case .list: "[]"
    case .entry: "[:]"
    default: nil
    }
  }

  /// Whether two values that look the same can differ in their bytes.
  var isText: Bool {
    switch self {
    case .string, .entry: true
    case .list(let element): element.isText
    default: false
    }
  }

  var isMessage: Bool {
    switch self {
    case .message, .sum: true
    default: false
    }
  }
}
