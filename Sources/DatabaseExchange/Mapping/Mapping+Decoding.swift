internal import ChatLedger
internal import ChatWire

extension Mapping {
  /// The largest mapping file, in bytes.
  public static let limitBytes = 1 << 20

  /// Reads a mapping file.
  ///
  /// - Throws: ``SourceError`` `mapping` that names the path of what is missing, unknown or wrong.
  public init(json: [UInt8], name: String) throws {
    guard json.count <= Self.limitBytes else {
      throw SourceError(
        .mapping, "The mapping “\(name)” has \(json.count) bytes; at most \(Self.limitBytes) are read.",
        remedy: "Split it into several mappings of the same source.")
    }
    do {
      self = try JSONText.decode(Mapping.self, from: json)
    } catch {
      throw SourceError(
        .mapping, "The mapping “\(name)” cannot be used. \(error.message)",
        remedy: "Docs/Mapping.md describes every field.")
    }
    if self.name.isEmpty { self.name = name }
    try check()
  }

  /// What can be told without the database.
  private func check() throws {
    for mapping in tables {
      for (name, field) in mapping.allFields {
        let path = "\(mapping.table) (\(mapping.target)), field “\(name)”"
        if let table = field.references, !tables.contains(where: { $0.table == table && $0.target.isReferable }) {
          throw fault(
            "\(path) refers to the table “\(table)”, which the mapping does not read as something to refer to")
        }
        if case .account(let key) = field.origin, !accounts.contains(where: { $0.key == key }) {
          throw fault("\(path) names the account “\(key)”, which is not among `accounts`")
        }
      }
      guard case .resource(let kind) = mapping.target else { continue }
      guard let declared = schema?.kind(kind) else {
        throw fault("\(mapping.table) becomes resources of the kind “\(kind)”, which `schema` does not declare")
      }
      for name in mapping.references.keys where declared.reference(name) == nil {
        throw fault("the kind “\(kind)” has no reference “\(name)”")
      }
    }
  }

  func fault(_ message: String) -> SourceError {
    SourceError(
      .mapping, "The mapping “\(name)” cannot be used: \(message).",
      remedy: "Docs/Mapping.md describes every field; `chat-ledger import sql --print-mapping NAME` shows examples.")
  }
}

extension Mapping: Decodable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(
      decoder, "the mapping",
      fields: ["mapping", "name", "about", "source", "timeZone", "schema", "accounts", "tables"])
    let version = try object.required("mapping", Int.self)
    guard version == 1 else { throw object.fault("only version 1 is known, not \(version)", at: "mapping") }
    name = try object.optional("name") ?? ""
    about = try object.optional("about") ?? ""
    source = try object.required("source")
    guard (1...Limits.nameBytes).contains(source.utf8.count) else {
      throw object.fault("it has to have 1 to \(Limits.nameBytes) bytes", at: "source")
    }
    let zone = try object.optional("timeZone") ?? "UTC"
    guard let offset = SourceTime.offset(zone) else {
      throw object.fault("“\(zone)” is neither UTC nor an offset like +02:00", at: "timeZone")
    }
    timeZoneSeconds = offset
    schema = try object.optional("schema")
    accounts = try object.optional("accounts") ?? []
    tables = try object.required("tables")
    guard !tables.isEmpty else { throw object.fault("there is no table", at: "tables") }
    for (index, table) in tables.enumerated() {
      let isTwice = tables[..<index].contains { $0.table == table.table && $0.target == table.target }
      if isTwice { throw object.fault("“\(table.table)” becomes “\(table.target)” twice", at: "tables") }
    }
  }
}

extension ConstantAccount: Decodable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, "an account", fields: ["key", "kind", "userName", "displayName"])
    key = try object.required("key")
    kind = try object.optional("kind") ?? .service
    userName = try object.optional("userName") ?? ""
    displayName = try object.optional("displayName") ?? ""
  }
}

extension TableMapping: Decodable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(
      decoder, "a table",
      fields: [
        "table", "becomes", "key", "where", "deletedAt", "fields", "attributes", "references", "participants",
        "participantsFrom",
      ])
    table = try object.required("table")
    target = try object.required("becomes")
    key = try object.optional("key", TextList.self)?.texts
    filters = try object.optional("where", [FilterMapping].self)?.map(\.filter) ?? []
    deletedAt = try object.optional("deletedAt")
    fields = try object.optional("fields") ?? [:]
    references = try object.optional("references") ?? [:]
    participants = try object.optional("participants") ?? []
    participantsFrom = try object.optional("participantsFrom")
    (attributes, keepsAllColumns) = try Self.attributes(object)
    try check(object)
  }

  /// A list of columns, a translation of columns to names of attributes, or `*`.
  private static func attributes(_ object: StrictObject) throws -> ([String: String], Bool) {
    guard object.has("attributes") else { return ([:], false) }
    if let names = try? object.required("attributes", [String: String].self) { return (names, false) }
    let columns = try object.required("attributes", TextList.self).texts
    let pairs = columns.filter { $0 != "*" }.map { ($0, $0) }
    return (Dictionary(pairs) { first, _ in first }, columns.contains("*"))
  }

  private func check(_ object: StrictObject) throws {
    let rules = target.rules
    for name in fields.keys.sorted() {
      guard let rule = rules.first(where: { $0.name == name }) else {
        let known = rules.map(\.name).joined(separator: ", ")
        throw object.fault("“\(target)” has no field “\(name)”; known: \(known)", at: "fields")
      }
      try check(rule, object)
    }
    if let missing = rules.first(where: { $0.isRequired && fields[$0.name] == nil }) {
      throw object.fault("“\(target)” needs the field “\(missing.name)”", at: "fields")
    }
    if !attributes.isEmpty || keepsAllColumns, !target.hasAttributes {
      throw object.fault("“\(target)” has no texts in which attributes could be kept", at: "attributes")
    }
    if !participants.isEmpty || participantsFrom != nil, target != .conversation {
      throw object.fault("only a conversation has participants", at: "participants")
    }
    for (name, field) in references where field.references == nil {
      throw object.fault("the reference “\(name)” does not say which table it `references`", at: "references")
    }
    if !references.isEmpty {
      guard case .resource = target else { throw object.fault("only a resource has references", at: "references") }
    }
  }

  private func check(_ rule: FieldRule, _ object: StrictObject) throws {
    guard let field = fields[rule.name] else { return }
    if rule.isReference {
      if case .account = field.origin, rule.kind == .account { return }
      guard field.references != nil else {
        throw object.fault("“\(rule.name)” does not say which table it `references`", at: "fields")
      }
    } else if field.references != nil {
      throw object.fault("“\(rule.name)” is no reference", at: "fields")
    }
    if case .word(let words) = rule.kind {
      var used = Array(field.words.values) + [field.otherwise, field.ifNull].compactMap(\.self)
      if case .constant(let word) = field.origin { used.append(word) }
      if let wrong = used.sorted().first(where: { !words.contains($0) }) {
        throw object.fault(
          "“\(rule.name)” cannot be “\(wrong)”; known: \(words.joined(separator: ", "))", at: "fields")
      }
    }
  }

  /// Everything that names columns, with what it is for.
  var allFields: [(name: String, field: FieldMapping)] {
    var all = fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    all += references.sorted { $0.key < $1.key }.map { ("references.\($0.key)", $0.value) }
    all += participants.map { ("participants", $0) }
    if let deletedAt { all.append(("deletedAt", deletedAt)) }
    if let participantsFrom { all.append(("participantsFrom.account", participantsFrom.account)) }
    return all
  }
}

extension ParticipantTable: Decodable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, "participantsFrom", fields: ["table", "conversation", "account"])
    table = try object.required("table")
    conversation = try object.required("conversation")
    account = try object.required("account")
    guard account.references != nil, account.columns.count == 1 else {
      throw object.fault("`account` names one column and the table that it `references`", at: "account")
    }
  }
}

extension MappingTarget: Decodable {
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard let found = Self.named.first(where: { $0.name == name }) else {
        let known = Self.named.map(\.name).joined(separator: ", ")
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "“\(name)” is nothing that rows can become; known: \(known), {\"resource\": KIND}"))
      }
      self = found.target
    } else {
      try decoder.requireObject("a name such as account, or {\"resource\": KIND},")
      self = .resource(kind: try StrictObject(decoder, "becomes", fields: ["resource"]).required("resource"))
    }
  }
}

extension FieldMapping: Decodable {
  public init(from decoder: any Decoder) throws {
    if let column = try? decoder.singleValueContainer().decode(String.self) {
      self.init(.columns([column]))
      return
    }
    try decoder.requireObject("the name of a column, or an object that describes the field,")
    let object = try StrictObject(
      decoder, "a field",
      fields: ["column", "columns", "value", "account", "references", "words", "otherwise", "ifNull", "unit"])
    let found = ["column", "columns", "value", "account"].filter { object.has($0) }
    switch found {
    case ["column"]: self.init(.columns([try object.required("column")]))
    case ["columns"]: self.init(.columns(try object.required("columns")))
    case ["value"]: self.init(.constant(try object.required("value")))
    case ["account"]: self.init(.account(try object.required("account")))
    default: throw object.fault("a field has exactly one of: column, columns, value, account")
    }
    references = try object.optional("references")
    words = try object.optional("words") ?? [:]
    otherwise = try object.optional("otherwise")
    ifNull = try object.optional("ifNull")
    unit = try object.optional("unit") ?? .automatic
    if otherwise != nil, words.isEmpty { throw object.fault("`otherwise` needs `words`", at: "otherwise") }
  }
}

/// `{"column": …, "is": …}`, `isNot`, `isOneOf` or `isNull`.
private struct FilterMapping: Decodable {
  var filter: RowFilter

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, "a condition", fields: ["column", "is", "isNot", "isOneOf", "isNull"])
    let column: String = try object.required("column")
    let found = ["is", "isNot", "isOneOf", "isNull"].filter { object.has($0) }
    switch found {
    case ["is"]: filter = RowFilter(column, .equals(try object.required("is")))
    case ["isNot"]: filter = RowFilter(column, .differs(try object.required("isNot")))
    case ["isNull"]: filter = RowFilter(column, .isNull(try object.required("isNull")))
    case ["isOneOf"]:
      let values: [String] = try object.required("isOneOf")
      guard !values.isEmpty else { throw object.fault("the list is empty", at: "isOneOf") }
      filter = RowFilter(column, .isOneOf(values))
    default: throw object.fault("a condition has exactly one of: is, isNot, isOneOf, isNull")
    }
  }
}
