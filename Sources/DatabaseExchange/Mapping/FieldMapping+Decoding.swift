internal import ChatLedger

extension MappingNode {
  /// Fields by name.
  var fields: [String: FieldMapping] {
    Dictionary(members.compactMap { member in member.node.field.map { (member.name, $0) } }) { first, _ in first }
  }

  /// A column's name, or an object that describes the field.
  var field: FieldMapping? {
    if case .text(let column) = value { return FieldMapping(.columns([column])) }
    guard isObject else {
      fault("the name of a column, or an object that describes the field, is needed")
      return nil
    }
    let object = MappingObject(
      self, "a field",
      fields: [
        "column", "columns", "value", "account", "references", "words", "otherwise", "ifNull", "ifGone", "unit",
        "becomes", "lowercased", "fields", "table",
      ])
    guard let found = object.onlyOne(of: ["column", "columns", "value", "account"], "a field"),
      let node = object.required(found), let origin = node.origin(found)
    else { return nil }
    var field = FieldMapping(origin, references: object["references"]?.text)
    field.words = object["words"]?.textsByName ?? [:]
    field.otherwise = object["otherwise"]?.text
    field.ifNull = object["ifNull"]?.substitute
    field.ifGone = object["ifGone"]?.substitute
    field.unit = object["unit"]?.named(TimeUnit.self) ?? .automatic
    field.described = described(object)
    if field.otherwise != nil, field.words.isEmpty { object.fault("`otherwise` needs `words`", at: "otherwise") }
    if field.references != nil, field.columns.count > 1, !field.words.isEmpty {
      object.fault("a key of several columns has no `words`", at: "words")
    }
    return field
  }

  private func origin(_ name: String) -> FieldMapping.Origin? {
    switch name {
    case "column": return text.map { .columns([$0]) }
    case "columns":
      let columns = elements.compactMap(\.text)
      if case .list(let elements) = value, elements.isEmpty { fault("the list is empty") }
      return columns.isEmpty ? nil : .columns(columns)
    case "value": return text.map { .constant($0) }
    default: return text.map { .account($0) }
    }
  }

  /// A text, or `{"account": KEY}`.
  private var substitute: FieldMapping.Substitute? {
    if case .text(let text) = value { return .text(text) }
    guard isObject else {
      fault("a text, or {\"account\": KEY}, is needed, and not \(value.kind)")
      return nil
    }
    return MappingObject(self, "what stands for it", fields: ["account"]).required("account")?.text.map { .account($0) }
  }

  private func described(_ object: MappingObject) -> ColumnAccount? {
    guard let becomes = object["becomes"] else {
      for name in ["lowercased", "fields", "table"] where object.has(name) {
        object.fault("`\(name)` needs `\"becomes\": \"account\"`", at: name)
      }
      return nil
    }
    if let text = becomes.text, text != "account" { becomes.fault("columns of a row become an “account” only") }
    if object.has("references") { becomes.fault("a field has only one of: becomes, references") }
    if !object.has("column"), !object.has("columns") { becomes.fault("it needs the columns that name the account") }
    let account = ColumnAccount(
      table: object["table"]?.text, lowercasesKey: object["lowercased"]?.truth ?? false,
      fields: object["fields"]?.fields ?? [:])
    for (name, field) in account.fields.sorted(by: { $0.key < $1.key }) {
      let rules = MappingTarget.account.rules
      guard let rule = rules.first(where: { $0.name == name }), rule.name != "createdAt" else {
        object.fault(
          "an account of columns has no field “\(name)”; known: userName, displayName, email, kind, role",
          at: "fields")
        continue
      }
      rule.check(field, at: "\(object.node.path).fields.\(name)", faults)
    }
    return account
  }
}

extension FieldRule {
  /// What can be told of a field without the rest of the mapping.
  func check(_ field: FieldMapping, at path: String, _ faults: MappingFaults) {
    func fault(_ message: String) { faults.add(message, at: path) }
    if isReference {
      if kind != .account, field.described != nil { fault("“\(name)” is no account") }
      if case .account = field.origin {
        if kind != .account { fault("“\(name)” is no account") }
      } else if field.references == nil, field.described == nil {
        fault("“\(name)” does not say which table it `references`")
      }
      let substitutes = [field.ifNull, field.ifGone].compactMap(\.self)
      for substitute in substitutes {
        switch substitute {
        case .account: if kind != .account { fault("only an account can be stood for by an account") }
        case .text: if field.references == nil { fault("a key needs the table that the field `references`") }
        }
      }
      return
    }
    if field.references != nil { fault("“\(name)” is no reference") }
    if field.described != nil { fault("“\(name)” is no account") }
    if field.ifGone != nil { fault("“\(name)” is no reference, and has no `ifGone`") }
    if case .account = field.ifNull { fault("“\(name)” is no account") }
    guard case .word(let words) = kind else { return }
    var used = Array(field.words.values) + [field.otherwise].compactMap(\.self)
    if case .text(let word) = field.ifNull { used.append(word) }
    if case .constant(let word) = field.origin { used.append(word) }
    if let wrong = used.sorted().first(where: { !words.contains($0) }) {
      fault("“\(name)” cannot be “\(wrong)”; known: \(words.joined(separator: ", "))")
    }
  }
}
