internal import ChatLedger

extension TableMapping {
  /// What can be told of a table without the others.
  func check(_ object: MappingObject) {
    let rules = target.rules
    for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
      guard let rule = rules.first(where: { $0.name == name }) else {
        let known = rules.map(\.name).joined(separator: ", ")
        object.fault("“\(target)” has no field “\(name)”; known: \(known)", at: "fields")
        continue
      }
      rule.check(field, at: "\(object.node.path).fields.\(name)", object.node.faults)
    }
    for rule in rules where rule.isRequired && fields[rule.name] == nil {
      object.fault("“\(target)” needs the field “\(rule.name)”", at: "fields")
    }
    if !attributes.isEmpty || keepsAllColumns, !target.hasAttributes {
      object.fault("“\(target)” has no texts in which attributes could be kept", at: "attributes")
    }
    if deletedAt != nil, deleted != nil {
      object.fault("a table has only one of: deleted, deletedAt", at: "deleted")
    }
    if isDistinct, target != .account { object.fault("only rows that become accounts can be so", at: "distinct") }
    if isDistinct, key == nil { object.fault("it needs the `key` that tells the accounts apart", at: "distinct") }
    checkParticipants(object)
    checkReferences(object)
  }

  private func checkParticipants(_ object: MappingObject) {
    if !participants.isEmpty || participantsFrom != nil, target != .conversation {
      object.fault("only a conversation has participants", at: "participants")
    }
    for (index, field) in participants.enumerated() {
      FieldRule(name: "participants", kind: .account)
        .check(field, at: "\(object.node.path).participants[\(index)]", object.node.faults)
    }
  }

  private func checkReferences(_ object: MappingObject) {
    if !references.isEmpty {
      guard case .resource = target else { return object.fault("only a resource has references", at: "references") }
    }
    for (name, field) in references.sorted(by: { $0.key < $1.key }) where field.references == nil {
      if case .account = field.origin { continue }
      if field.described != nil { continue }
      object.fault("the reference “\(name)” does not say which table it `references`", at: "references")
    }
  }

  /// Everything that names columns, with what it is for.
  var allFields: [(name: String, field: FieldMapping)] {
    var all = fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    all += references.sorted { $0.key < $1.key }.map { ("references.\($0.key)", $0.value) }
    all += participants.map { ("participants", $0) }
    if let deletedAt { all.append(("deletedAt", deletedAt)) }
    if let deleted { all.append(("deleted.flag", deleted.flag)) }
    if let deletedAt = deleted?.deletedAt { all.append(("deleted.at", deletedAt)) }
    if let participantsFrom { all.append(("participantsFrom.account", participantsFrom.account)) }
    for (name, field) in all {
      for (part, field) in (field.described?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
        all.append(("\(name).fields.\(part)", field))
      }
    }
    return all
  }

  /// What a field has to lead to; nil for what is no reference.
  func wanted(_ name: String, _ schema: ResourceSchema?) -> FieldRule? {
    if let rule = target.rules.first(where: { $0.name == name }) { return rule.isReference ? rule : nil }
    if name.hasPrefix("participants") { return FieldRule(name: name, kind: .account) }
    guard name.hasPrefix("references."), case .resource(let kind) = target,
      let rule = schema?.kind(kind)?.reference(String(name.dropFirst("references.".count)))
    else { return nil }
    return FieldRule(name: name, kind: rule.target == .account ? .account : .resource)
  }
}

extension Mapping {
  /// What can be told without the database.
  func check(_ faults: MappingFaults) {
    for mapping in tables {
      for (name, field) in mapping.allFields { check(name, field, of: mapping, faults) }
      guard case .resource(let kind) = mapping.target else { continue }
      guard let declared = schema?.kind(kind) else {
        faults.add("\(mapping.table) becomes resources of the kind “\(kind)”, which `schema` does not declare.")
        continue
      }
      for name in mapping.references.keys.sorted() where declared.reference(name) == nil {
        faults.add("\(mapping.table): the kind “\(kind)” has no reference “\(name)”.")
      }
    }
  }

  private func check(_ name: String, _ field: FieldMapping, of mapping: TableMapping, _ faults: MappingFaults) {
    let path = "\(mapping.table) (\(mapping.target)), field “\(name)”"
    if let table = field.references {
      let targets = tables.filter { $0.table == table && $0.target.isReferable }.map(\.target)
      if targets.isEmpty {
        faults.add(
          "\(path) refers to the table “\(table)”, which the mapping does not read as something to refer to.")
      } else if let rule = mapping.wanted(name, schema), !targets.contains(where: rule.leads) {
        let found = targets.map(\.description).joined(separator: ", ")
        faults.add(
          "\(path) refers to the table “\(table)”, whose rows become \(found), and not what the field leads to.")
      }
    }
    if let table = field.described?.table, tables.contains(where: { $0.table == table }) {
      faults.add("\(path) calls its accounts “\(table)”, which is a table of the mapping: `references` leads there.")
    }
    var keys: [String] = []
    if case .account(let key) = field.origin { keys.append(key) }
    for case .account(let key)? in [field.ifNull, field.ifGone] { keys.append(key) }
    for key in keys where !accounts.contains(where: { $0.key == key }) {
      faults.add("\(path) names the account “\(key)”, which is not among `accounts`.")
    }
  }

  func fault(_ message: String) -> SourceError { Self.unusable(name, ["\(message)."]) }
}
