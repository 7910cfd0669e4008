/// Writes the types of the domain: a struct for each message, an enum for each enum and sum, and the dispatches.
struct DomainWriter {
  let schema: Schema

  init(_ schema: Schema) { self.schema = schema }

  private static let folder = "Sources/ChatDomain/Generated"

  func files() -> [GeneratedFile] {
    [
      types(of: ["common", "content"], in: "Values", "What commands and events are made of."),
      types(of: ["command"], in: "Commands", "What a command can ask for."),
      types(of: ["event"], in: "Events", "What can happen."), dispatches(), identifiers(),
    ] + RecordWriter(schema).files(in: Self.folder)
  }

  private func types(of files: [String], in name: String, _ about: String) -> GeneratedFile {
    var code = Code(imports: [], about: about)
    for enumeration in schema.enumerations where files.contains(enumeration.file) {
      code.space()
      write(enumeration, &code)
    }
    for message in schema.messages where files.contains(message.file) { write(message, &code) }
    return GeneratedFile(path: "\(Self.folder)/\(name).swift", text: code.text)
  }

  /// A type for each identifier that the schema names; the key of digests, which is none, is by hand.
  private func identifiers() -> GeneratedFile {
    var code = Code(imports: [], about: "The types of identifiers.")
    for name in schema.identifiers where name.hasSuffix("ID") {
      let noun = String(name.dropLast("ID".count)).words
      code.space()
      code += "/// Names \("aeiou".contains(noun.prefix(1)) ? "an" : "a") \(noun)."
      code.block("public struct \(name): Identifier") { code in
        // Two words, since nothing stores a `UInt128`: see `TwoWords`.
        code += "@usableFromInline let words: TwoWords"
        code += "@inlinable public var rawValue: UInt128 { words.value }"
        code += "@inlinable public init(rawValue: UInt128) { words = TwoWords(rawValue) }"
      }
    }
    return GeneratedFile(path: "\(Self.folder)/IdentifierTypes.swift", text: code.text)
  }

  // MARK: Types

  private func write(_ enumeration: Enumeration, _ code: inout Code) {
    code.doc(enumeration.doc)
    code.block("public enum \(enumeration.name): String, Hashable, Sendable, NamedValue") { code in
      for value in enumeration.cases {
        code.doc(value.doc.isEmpty ? ["\(value.name.words.capitalizedFirst)."] : value.doc)
        code += "case \(value.name) = \"\(value.rawValue)\""
      }
      guard enumeration.isCounted else { return }
      code.space()
      code += "/// What counts its elements."
      code.dispatch("public var counter: Totals.Counter", enumeration.cases) { "case .\($0.name): .\($0.name)" }
    }
  }

  private func write(_ message: SchemaMessage, _ code: inout Code) {
    if let sum = message.sum {
      code.space()
      write(sum, &code)
      for value in sum.cases { if let wrapper = value.wrapper { write(wrapper, value, &code) } }
    }
    if message.isCounts { writeCounter(of: message, &code) }
    guard !message.isList, !message.isEntry, !message.isByHand, !message.isSum, message.storedAs == nil else { return }
    code.space()
    code.doc(message.doc)
    let properties = message.properties
    code.block("public struct \(message.name): Hashable, Sendable") { code in
      for property in properties {
        code.doc(property.doc)
        code += "\(property.isText ? "@Bytewise " : "")public var \(property.name): \(property.type)"
      }
      if !properties.isEmpty { code.space() }
      writeInitializer(properties, &code)
    }
  }

  private func write(_ sum: Sum, _ code: inout Code) {
    code.doc(sum.doc)
    // A command goes through many hands. Behind a pointer, 8 bytes are copied each time instead of 145: decoding one
    // takes 230 ns instead of 400.
    let kind = sum.name == "Action" ? "indirect enum" : "enum"
    code.block("public \(kind) \(sum.name): Hashable, Sendable") { code in
      for value in sum.cases {
        code.doc(doc(of: value))
        let label = value.label.map { "\($0): " } ?? ""
        code += "case \(value.name)(\(label)\(value.valueType))"
      }
    }
  }

  private func doc(of value: Sum.Case) -> [String] {
    if !value.field.doc.isEmpty { return value.field.doc }
    if case .message(let name, _) = value.field.kind, let message = schema.message(name), !message.doc.isEmpty {
      return message.doc
    }
    return ["The \(value.name.words)."]
  }

  private func write(_ wrapper: (type: String, property: String), _ value: Sum.Case, _ code: inout Code) {
    code.space()
    code.doc(doc(of: value))
    code.block("public struct \(wrapper.type): Hashable, Sendable") { code in
      code += "/// The \(wrapper.property)."
      code += "public var \(wrapper.property): \(value.field.kind.type)"
      code.space()
      code += "/// What happened, by its \(wrapper.property)."
      code +=
        "public init(\(wrapper.property): \(value.field.kind.type)) { self.\(wrapper.property) = \(wrapper.property) }"
    }
  }

  private func writeCounter(of message: SchemaMessage, _ code: inout Code) {
    code.space()
    code.block("extension \(message.name)") { code in
      code += "/// What is counted; the raw value is its number in the schema. State roots and the projection go by it."
      code.block("public enum Counter: Int, Hashable, Sendable, CaseIterable") { code in
        for field in message.fields {
          code.doc(field.doc)
          code += "case \(field.property) = \(field.number)"
        }
        code.space()
        code += "/// The name in JSON."
        code.dispatch("public var name: String", message.fields) { "case .\($0.property): \"\($0.jsonName)\"" }
      }
      code.space()
      code += "/// A number for each counter."
      code += "@usableFromInline typealias Numbers = InlineArray<\(message.fields.count), Int64>"
      for field in message.fields {
        code.space()
        code.doc(field.doc)
        code.block("public var \(field.property): Int64") { code in
          code += "get { self[Counter.\(field.property)] }"
          code += "set { self[Counter.\(field.property)] = newValue }"
        }
      }
    }
  }

  private func writeInitializer(_ properties: [Property], _ code: inout Code) {
    let parameters = properties.map { "\($0.name): \($0.type)" + ($0.initial.map { " = \($0)" } ?? "") }
    code += "/// Makes one of its parts."
    guard !properties.isEmpty else {
      code += "public init() {}"
      return
    }
    code.list("public init(", parameters, ") {")
    for property in properties { code += "  self.\(property.name) = \(property.name)" }
    code += "}"
  }

  // MARK: Dispatches

  private func dispatches() -> GeneratedFile {
    var code = Code(
      imports: [], about: "The names of all kinds of commands and events, and who decides and folds them.")
    if let sum = schema.sum("Action") {
      writeNames(of: sum, "action", &code)
      code.space()
      code.block("extension Action") { code in
        code += "/// Whether it works on a conversation that is there, whose revision the command can insist on."
        code.dispatch("var isOnConversation: Bool", sum.cases) { value in
          "case .\(value.name): \(schema.message(value.field.kind.type)?.isOnConversation == true)"
        }
        code.space()
        code += "/// What its own fields name, in the order of the schema; what they are lists of is not among them."
        code.dispatch("public var subjects: [Subject]", sum.cases) { "case .\($0.name)\(subjects(of: $0))" }
        code.space()
        code += "/// The events that the action means; see `Command.decide`."
        code.dispatch("func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event]", sum.cases) {
          "case .\($0.name)(let action): try action.decide(request, in: state)"
        }
      }
    }
    if let sum = schema.sum("Event") {
      code.space()
      writeNames(of: sum, "event", &code)
      code.space()
      code.block("extension LoggedEvent") { code in
        code += "/// Has the event fold itself; see `fold(into:)`."
        code.block("func foldEvent(into store: any ChatStore) throws") { code in
          code += "switch event {"
          for value in sum.cases { code += "case .\(value.name)(let event): try event.fold(self, into: store)" }
          code += "}"
        }
      }
    }
    return GeneratedFile(path: "\(Self.folder)/Dispatches.swift", text: code.text)
  }

  /// The cases of `Subject` by the identifier that they have.
  private static let subjects = [
    "AccountID": "account", "ConversationID": "conversation", "MessageID": "message", "ResourceID": "resource",
  ]

  /// The pattern and the list for a kind of action: of fields that have the identifier of something with a name.
  private func subjects(of value: Sum.Case) -> String {
    let fields = schema.message(value.field.kind.type)?.fields ?? []
    let list = fields.compactMap { field -> String? in
      guard case .identifier(let type) = field.kind, field.presence == .plain else { return nil }
      return Self.subjects[type].map { ".\($0)(action.\(field.property))" }
    }
    return list.isEmpty ? ": []" : "(let action): [\(list.joined(separator: ", "))]"
  }

  private func writeNames(of sum: Sum, _ what: String, _ code: inout Code) {
    code.block("extension \(sum.name)") { code in
      code += "/// The name of the \(what) in JSON, in `--json` output and in metrics."
      code.dispatch("public var name: String", sum.cases) { "case .\($0.name): \"\($0.name)\"" }
      code.space()
      code += "/// The names of all \(what)s."
      code.list("public static let names: [String] = [", sum.cases.map { "\"\($0.name)\"" }, "]")
    }
  }
}

/// A stored property of a struct.
struct Property {
  var name: String
  var type: String
  var doc: [String]
  var isText: Bool
  /// What it has where the initializer is not given another.
  var initial: String?
}

extension SchemaMessage {
  /// The properties in the order of the initializer, that of its oneof last.
  var properties: [Property] {
    var result = fields.filter { $0.saysPresent == nil }.map { field in
      Property(
        name: field.property, type: field.type, doc: field.doc.isEmpty ? ["\(field.fallbackDoc)."] : field.doc,
        isText: field.kind.isText, initial: field.initial)
    }
    if let sum, !fields.isEmpty {
      result.append(Property(name: sum.field.camelCase, type: sum.name, doc: sum.doc, isText: false, initial: nil))
    }
    return result
  }
}

extension Field {
  var fallbackDoc: String {
    if case .bool = kind, property.hasPrefix("is") { return "Whether it is \(property.dropFirst(2).description.words)" }
    return "The \(property.words)"
  }
}

extension String {
  /// `readMarkers` becomes `read markers`.
  var words: String { snakeCase.split(separator: "_").joined(separator: " ") }
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
