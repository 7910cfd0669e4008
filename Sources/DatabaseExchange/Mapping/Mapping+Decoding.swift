internal import ChatLedger
internal import ChatWire

extension Mapping {
  /// The largest mapping file, in bytes.
  public static let limitBytes = 1 << 20

  /// Reads a mapping file.
  ///
  /// - Throws: ``SourceError`` `mapping` that names the path of each thing that is missing, unknown or wrong.
  public init(json: [UInt8], name: String) throws {
    guard json.count <= Self.limitBytes else {
      throw SourceError(
        .mapping, "The mapping “\(name)” has \(json.count) bytes; at most \(Self.limitBytes) are read.",
        remedy: "Split it into several mappings of the same source.")
    }
    let tree: JSONTree
    do {
      tree = try JSONText.decode(JSONTree.self, from: json)
    } catch {
      throw Self.unusable(name, [error.message])
    }
    let faults = MappingFaults()
    self.init(MappingNode(value: tree, path: "", faults: faults))
    if self.name.isEmpty { self.name = name }
    // Missing parts cannot be checked against the rest.
    if faults.messages.isEmpty { check(faults) }
    guard faults.messages.isEmpty else { throw Self.unusable(name, faults.messages) }
  }

  static func unusable(_ name: String, _ faults: [String]) -> SourceError {
    let list = faults.count == 1 ? " \(faults[0])" : "\n" + faults.joined(separator: "\n")
    let count = faults.count == 1 ? "" : ", for \(faults.count) reasons:"
    return SourceError(
      .mapping, "The mapping “\(name)” cannot be used\(count.isEmpty ? "." : count)\(list)",
      remedy: "Docs/Mapping.md describes every field; the mappings that come with the program are examples.")
  }

  private init(_ node: MappingNode) {
    let object = MappingObject(
      node, "the mapping", fields: ["mapping", "name", "about", "source", "timeZone", "schema", "accounts", "tables"])
    if let version = object.required("mapping")?.integer, version != 1 {
      object.fault("only version 1 is known, not \(version)", at: "mapping")
    }
    name = object["name"]?.text ?? ""
    about = object["about"]?.text ?? ""
    source = object.required("source")?.text ?? ""
    if object["source"]?.isText == true, !(1...Limits.nameBytes).contains(source.utf8.count) {
      object.fault("it has to have 1 to \(Limits.nameBytes) bytes", at: "source")
    }
    let zone = object["timeZone"]?.text ?? "UTC"
    timeZoneSeconds = SourceTime.offset(zone) ?? 0
    if SourceTime.offset(zone) == nil {
      object.fault("“\(zone)” is neither UTC nor an offset like +02:00", at: "timeZone")
    }
    schema = object["schema"]?.schema
    accounts = object["accounts"]?.elements.map(\.constantAccount) ?? []
    tables = object.required("tables")?.elements.compactMap(\.tableMapping) ?? []
    if let node = object["tables"], case .list(let elements) = node.value, elements.isEmpty {
      node.fault("there is no table")
    }
    for (index, table) in tables.enumerated() {
      let isTwice = tables[..<index].contains { $0.table == table.table && $0.target == table.target }
      if isTwice { object.fault("“\(table.table)” becomes “\(table.target)” twice", at: "tables") }
    }
  }
}

extension MappingNode {
  fileprivate var schema: ResourceSchema? {
    guard isObject else {
      fault("an object in braces is needed, and not \(value.kind)")
      return nil
    }
    do {
      return try JSONText.decode(ResourceSchema.self, from: try JSONText.encode(value.withoutComments))
    } catch {
      // It says where in the part of the text that it was given.
      faults.add(error.message.replacing("At `", with: "At `\(path).", maxReplacements: 1))
      return nil
    }
  }

  fileprivate var constantAccount: ConstantAccount {
    let object = MappingObject(self, "an account", fields: ["key", "kind", "userName", "displayName"])
    return ConstantAccount(
      key: object.required("key")?.text ?? "", kind: object["kind"]?.accountKind ?? .service,
      userName: object["userName"]?.text ?? "", displayName: object["displayName"]?.text ?? "")
  }

  private var accountKind: AccountKind? { named(AccountKind.self) }

  fileprivate var tableMapping: TableMapping? {
    let count = faults.messages.count
    let object = MappingObject(
      self, "a table",
      fields: [
        "table", "becomes", "key", "distinct", "lowercased", "where", "deletedAt", "deleted", "fields", "attributes",
        "references", "participants", "participantsFrom",
      ])
    let (attributes, keepsAllColumns) = object["attributes"]?.attributes ?? ([:], false)
    guard let table = object.required("table")?.text, let target = object.required("becomes")?.target else {
      return nil
    }
    let mapping = TableMapping(
      table: table, target: target, key: object["key"]?.texts,
      filters: object["where"]?.elements.compactMap(\.filter) ?? [], deletedAt: object["deletedAt"]?.field,
      deleted: object["deleted"]?.deletionFlag, isDistinct: object["distinct"]?.truth ?? false,
      lowercasesKey: object["lowercased"]?.truth ?? false, fields: object["fields"]?.fields ?? [:],
      attributes: attributes, keepsAllColumns: keepsAllColumns, references: object["references"]?.fields ?? [:],
      participants: object["participants"]?.elements.compactMap(\.field) ?? [],
      participantsFrom: object["participantsFrom"]?.participantTable)
    // A field that could not be read would be missed a second time.
    if faults.messages.count == count { mapping.check(object) }
    return mapping
  }

  /// A list of columns, a translation of columns to names of attributes, or `*`.
  private var attributes: ([String: String], Bool) {
    if isObject { return (textsByName, false) }
    let columns = texts
    let pairs = columns.filter { $0 != "*" }.map { ($0, $0) }
    return (Dictionary(pairs) { first, _ in first }, columns.contains("*"))
  }

  private var deletionFlag: DeletionFlag? {
    let object = MappingObject(self, "deleted", fields: ["flag", "at"])
    guard let flag = object.required("flag")?.field else { return nil }
    return DeletionFlag(flag: flag, deletedAt: object["at"]?.field)
  }

  private var participantTable: ParticipantTable? {
    let object = MappingObject(self, "participantsFrom", fields: ["table", "conversation", "account"])
    guard let table = object.required("table")?.text, let conversation = object.required("conversation")?.text,
      let account = object.required("account")?.field
    else { return nil }
    if account.references == nil || account.columns.count != 1 {
      object.fault("`account` names one column and the table that it `references`", at: "account")
    }
    return ParticipantTable(table: table, conversation: conversation, account: account)
  }

  private var target: MappingTarget? {
    if case .text(let name) = value {
      if let found = MappingTarget.named.first(where: { $0.name == name }) { return found.target }
      let known = MappingTarget.named.map(\.name).joined(separator: ", ")
      fault("“\(name)” is nothing that rows can become; known: \(known), {\"resource\": KIND}")
      return nil
    }
    guard isObject else {
      fault("a name such as account, or {\"resource\": KIND}, is needed")
      return nil
    }
    let object = MappingObject(self, "becomes", fields: ["resource"])
    return object.required("resource")?.text.map { .resource(kind: $0) }
  }

  /// `{"column": …, "is": …}`, `isNot`, `isOneOf` or `isNull`.
  private var filter: RowFilter? {
    let object = MappingObject(self, "a condition", fields: ["column", "is", "isNot", "isOneOf", "isNull"])
    let column = object.required("column")?.text
    let found = object.onlyOne(of: ["is", "isNot", "isOneOf", "isNull"], "a condition")
    guard let column, let found, let node = object.required(found) else { return nil }
    switch found {
    case "is": return node.text.map { RowFilter(column, .equals($0)) }
    case "isNot": return node.text.map { RowFilter(column, .differs($0)) }
    case "isNull": return node.truth.map { RowFilter(column, .isNull($0)) }
    default:
      let values = node.elements.compactMap(\.text)
      if case .list(let elements) = node.value, elements.isEmpty { node.fault("the list is empty") }
      return RowFilter(column, .isOneOf(values))
    }
  }
}

extension JSONTree {
  /// Without the members that are for people.
  var withoutComments: JSONTree {
    switch self {
    case .object(let members):
      .object(members.filter { !$0.key.hasPrefix(MappingObject.comment) }.mapValues(\.withoutComments))
    case .list(let elements): .list(elements.map(\.withoutComments))
    default: self
    }
  }
}
