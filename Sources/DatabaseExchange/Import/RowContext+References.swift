internal import ChatExchange
internal import ChatLedger

/// What a reference of a row leads to.
struct RowReference {
  var id: UInt128
  /// The table whose row it is; nil for accounts that are there for certain.
  var table: String?
  var parts: [String]

  var description: String { "\(table ?? ""):\(DatabaseIdentifier.keyText(parts))" }
}

extension RowContext {
  /// What a required reference leads to.
  ///
  /// - Parameter owns: Whether this thing goes with it.
  mutating func required(
    _ name: String, _ kind: DatabaseIdentifier.Kind, owns: Bool = false
  ) throws(RowFault) -> UInt128 {
    let field = try mapped(name)
    guard let found = try target(of: field, name, kind) else { throw nullParent(field) }
    guard let id = known(found, field, kind)?.id else { throw orphan(field, found) }
    if owns { owners.append(id) }
    return id
  }

  /// The account that a required reference leads to: a placeholder where there is none.
  ///
  /// - Parameter takesNull: Whether a row without one makes sense, as a message does.
  mutating func account(
    _ name: String, owns: Bool = false, takesNull: Bool = false
  ) throws(RowFault) -> AccountID {
    let field = try mapped(name)
    guard let found = try target(of: field, name, .account) else {
      guard takesNull else { throw nullParent(field) }
      return AccountID(rawValue: nobody(field))
    }
    let id = known(found, field, .account)?.id ?? placeholder(found, field)
    if owns { owners.append(id) }
    return AccountID(rawValue: id)
  }

  /// What an optional reference leads to. One that leads nowhere is noted, and the row is taken without it.
  mutating func optional(
    _ name: String, _ kind: DatabaseIdentifier.Kind, owns: Bool = false
  ) -> UInt128? {
    guard let field = fields[name] else { return nil }
    return optional(field, name, kind, owns: owns)
  }

  mutating func optional(
    _ field: FieldMapping, _ name: String, _ kind: DatabaseIdentifier.Kind, owns: Bool,
    isPlaceholderTaken: Bool = false
  ) -> UInt128? {
    do throws(RowFault) {
      guard let found = try target(of: field, name, kind) else { return nil }
      var id = known(found, field, kind)?.id
      if id == nil, isPlaceholderTaken { id = placeholder(found, field) }
      guard let id else {
        throw orphan(field, found, remedy: "Correct it in the source and import again.")
      }
      if owns { owners.append(id) }
      return id
    } catch {
      leaveOut(error)
      return nil
    }
  }

  /// The account that another table names as a member: a placeholder where it is not there.
  mutating func member(_ key: String, _ rule: ParticipantTable) -> AccountID {
    let found = reference(rule.account.references ?? "", [key], .account)
    return AccountID(
      rawValue: known(found, rule.account, .account)?.id ?? placeholder(found, rule.account, of: rule.table))
  }

  private func mapped(_ name: String) throws(RowFault) -> FieldMapping {
    if let field = fields[name] { return field }
    throw reader.fault(
      RowFault.Code.missing, "“\(name)” is not in the mapping.", remedy: "Add the field to the mapping.")
  }

  // MARK: Where it leads

  /// The row or account that a field names; nil for null.
  private mutating func target(
    of field: FieldMapping, _ name: String, _ kind: DatabaseIdentifier.Kind
  ) throws(RowFault) -> RowReference? {
    if case .account(let key) = field.origin { return constant(key) }
    if let described = field.described {
      return describedAccount(field, described, name) ?? substitute(field.ifNull, field, kind)
    }
    guard let table = field.references else { return nil }
    var parts: [String] = []
    if case .constant(let key) = field.origin { parts = DatabaseIdentifier.parts(ofKeyText: key) }
    for column in field.columns {
      guard let text = reader.value(column).keyText else { return substitute(field.ifNull, field, kind) }
      parts.append(field.columns.count == 1 ? try reader.word(text, field, name) : text)
    }
    return reference(table, parts, kind)
  }

  private func reference(_ table: String, _ parts: [String], _ kind: DatabaseIdentifier.Kind) -> RowReference {
    let parts = mapper.lowercases(table) ? parts.map { $0.lowercased() } : parts
    let id = DatabaseIdentifier.identifier(of: kind, source: mapper.source, table: table, key: parts)
    return RowReference(id: id, table: table, parts: parts)
  }

  private func constant(_ key: String) -> RowReference? {
    mapper.constantAccount(key).map { RowReference(id: $0.rawValue, table: nil, parts: []) }
  }

  private func substitute(
    _ substitute: FieldMapping.Substitute?, _ field: FieldMapping, _ kind: DatabaseIdentifier.Kind
  ) -> RowReference? {
    switch substitute {
    case .account(let key): constant(key)
    case .text(let key):
      // A constant account may be named as briefly as a row.
      (kind == .account ? constant(key) : nil)
        ?? field.references.map { reference($0, DatabaseIdentifier.parts(ofKeyText: key), kind) }
    case nil: nil
    }
  }

  /// The reference itself where what it leads to is there, what stands for it where the mapping says so; nil otherwise.
  private func known(
    _ found: RowReference, _ field: FieldMapping, _ kind: DatabaseIdentifier.Kind
  ) -> RowReference? {
    if isKnown(found, kind) { return found }
    guard let other = substitute(field.ifGone, field, kind), isKnown(other, kind) else { return nil }
    return other
  }

  /// Messages are not remembered: the ledger itself tells whether they are there.
  private func isKnown(_ found: RowReference, _ kind: DatabaseIdentifier.Kind) -> Bool {
    guard let table = found.table else { return true }
    return (kind == .message && mapper.holdsMessages(table)) || mapper.known.contains(found.id)
  }

  // MARK: Who is not there

  /// An account in the place of a row that is not there; the row's own identifier, should it come later.
  ///
  /// - Parameter table: whose column leads to it, where that is not the row's own.
  private mutating func placeholder(
    _ found: RowReference, _ field: FieldMapping, of table: String? = nil
  ) -> UInt128 {
    let name = found.description
    note(
      RowFault.Code.orphan,
      "\(Self.list(field))\(table.map { " of \($0)" } ?? "") leads to \(name), which is not there.",
      column: table == nil ? field.columns.first : nil,
      remedy: "It was taken with the placeholder account “\(name)”; `ifGone` in the mapping chooses another.",
      losesNothing: true)
    addPlaceholder(found, userName: name)
    return found.id
  }

  private mutating func nobody(_ field: FieldMapping) -> UInt128 {
    nobody(
      Self.list(field) + " is null.", column: field.columns.first,
      table: field.references ?? field.described?.table ?? mapper.accountTable)
  }

  /// The account of a table that stands for everybody who is null.
  mutating func nobody(_ message: String, column: String?, table: String) -> UInt128 {
    let found = reference(table, ["null"], .account)
    let userName = "nobody (\(table))"
    note(
      RowFault.Code.nullParent, message, column: column,
      remedy: "It was taken with the placeholder account “\(userName)”; `ifNull` in the mapping chooses another.",
      losesNothing: true)
    addPlaceholder(found, userName: userName)
    return found.id
  }

  private mutating func addPlaceholder(_ found: RowReference, userName: String) {
    guard let table = found.table, mapper.isUndelivered(found.id), !companions.contains(where: { $0.id == found.id })
    else { return }
    let attributes = [DatabaseIdentifier.keyAttribute: found.description]
    let thing = SourceEntity.account(
      RegisterAccount(
        account: AccountID(rawValue: found.id), profile: Profile(userName: userName, attributes: attributes)))
    var row = ImportedRow(
      table: mapper.tableIndex, tableName: table, key: DatabaseIdentifier.keyText(found.parts), id: found.id,
      thing: thing)
    row.isPlaceholder = true
    companions.append(row)
  }

  // MARK: Accounts that columns describe

  private mutating func describedAccount(
    _ field: FieldMapping, _ described: ColumnAccount, _ name: String
  ) -> RowReference? {
    var parts: [String] = []
    for column in field.columns {
      guard let text = reader.value(column).keyText else { return nil }
      parts.append(described.lowercasesKey ? text.lowercased() : text)
    }
    guard parts.contains(where: { !$0.isEmpty }) else { return nil }
    let table = described.table ?? "\(reader.table.name).\(name)"
    let id = DatabaseIdentifier.identifier(of: .account, source: mapper.source, table: table, key: parts)
    let key = DatabaseIdentifier.keyText(parts)
    var values: [String: String] = [:]
    for (part, rule) in described.fields { values[part] = optionalText(rule, "\(name).\(part)") }
    // The key itself says nothing else where only its capitals differ.
    var said: [String: String?] = [:]
    for (part, rule) in described.fields where !described.lowercasesKey || rule.columns != field.columns {
      said[part] = .some(values[part])
    }
    noteDescription(of: id, said, "\(table):\(key)", column: field.columns.first)
    if mapper.isUndelivered(id), !companions.contains(where: { $0.id == id }) {
      let profile = Profile(
        userName: values["userName"] ?? key, displayName: values["displayName"] ?? "", email: values["email"] ?? "",
        attributes: [DatabaseIdentifier.keyAttribute: "\(table):\(key)"])
      let roles = values["role"].flatMap { $0.isEmpty ? nil : [$0] } ?? []
      let kind: AccountKind = described.fields["kind"].map { word($0, "\(name).kind", or: .person) } ?? .person
      var row = ImportedRow(
        table: mapper.tableIndex, tableName: table, key: key, id: id,
        thing: .account(
          RegisterAccount(account: AccountID(rawValue: id), kind: kind, profile: profile, roles: roles)))
      if described.fields["role"] != nil { row.unsaid.remove(.roles) }
      if described.fields["kind"] != nil { row.unsaid.remove(.kind) }
      companions.append(row)
    }
    return RowReference(id: id, table: nil, parts: parts)
  }

  /// The first row that describes an account counts; that another one says something else is told once of each.
  mutating func noteDescription(of id: UInt128, _ values: [String: String?], _ name: String, column: String?) {
    guard mapper.isDescribedAnew(id, values) else { return }
    note(
      RowFault.Code.value, "\(name) is described differently by an earlier row, which counts.", column: column,
      remedy: "Nothing else is lost: make the rows say the same, or keep the columns as attributes. Told once of each.")
  }

  // MARK: Faults

  private func nullParent(_ field: FieldMapping) -> RowFault {
    reader.fault(
      RowFault.Code.nullParent, "\(Self.list(field)) is null, and every row needs one.", column: field.columns.first,
      remedy: "Give the row one in the source, give `ifNull` in the mapping, or filter such rows with `where`.")
  }

  private func orphan(
    _ field: FieldMapping, _ found: RowReference,
    remedy: String = "Correct the reference in the source, or take the row out."
  ) -> RowFault {
    reader.fault(
      RowFault.Code.orphan, "\(Self.list(field)) leads to \(found.description), which is not there.",
      column: field.columns.first, remedy: remedy)
  }

  private static func list(_ field: FieldMapping) -> String { "“\(field.columns.joined(separator: ", "))”" }
}
