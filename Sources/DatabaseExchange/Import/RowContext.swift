internal import ChatLedger

/// A row that is being turned into a thing: its values and what its references lead to.
struct RowContext {
  var reader: RowReader
  let mapper: RowMapper
  var owners: [UInt128] = []
  var notes: [RowFault] = []

  var fields: [String: FieldMapping] { reader.table.mapping.fields }

  init(reader: RowReader, mapper: RowMapper) {
    self.reader = reader
    self.mapper = mapper
  }

  mutating func text(_ name: String) throws(RowFault) -> String {
    guard let field = fields[name] else { return "" }
    return try reader.text(field, name) ?? ""
  }

  mutating func word<Word: RawRepresentable<String>>(_ name: String, or preset: Word) throws(RowFault) -> Word {
    guard let field = fields[name], let text = try reader.text(field, name) else { return preset }
    guard let word = Word(rawValue: text) ?? Word(rawValue: text.uppercased()) else {
      throw reader.fault(
        RowFault.Code.value, "“\(text)” is nothing that “\(name)” can be.", column: field.columns.first,
        remedy: "Translate it with `words` in the mapping.")
    }
    return word
  }

  func time(_ name: String) throws(RowFault) -> Timestamp? {
    guard let field = fields[name] else { return nil }
    return try reader.time(field, name)
  }

  func requiredTime(_ name: String) throws(RowFault) -> Timestamp {
    guard let time = try time(name) else {
      throw reader.fault(
        RowFault.Code.missing, "“\(name)” has no value.", column: fields[name]?.columns.first,
        remedy: "Give the row one in the source.")
    }
    return time
  }

  // MARK: References

  /// What a required reference leads to.
  ///
  /// - Parameter owns: whether this thing goes with it.
  mutating func required(
    _ name: String, _ kind: DatabaseIdentifier.Kind, owns: Bool = false
  ) throws(RowFault) -> UInt128 {
    guard let field = fields[name] else {
      throw reader.fault(
        RowFault.Code.missing, "“\(name)” is not in the mapping.", remedy: "Add the field to the mapping.")
    }
    guard let id = try target(of: field, kind) else {
      throw reader.fault(
        RowFault.Code.nullParent, "“\(field.columns.joined(separator: ", "))” is null, and every row needs one.",
        column: field.columns.first, remedy: "Give the row one in the source, or filter such rows with `where`.")
    }
    guard isKnown(id, field) else { throw orphan(field) }
    if owns { owners.append(id) }
    return id
  }

  /// What an optional reference leads to. One that leads nowhere is noted, and the row is taken without it.
  mutating func optional(
    _ name: String, _ kind: DatabaseIdentifier.Kind, owns: Bool = false
  ) throws(RowFault) -> UInt128? {
    guard let field = fields[name], let id = try target(of: field, kind) else { return nil }
    return checked(id, field, owns: owns)
  }

  mutating func checked(_ id: UInt128, _ field: FieldMapping, owns: Bool) -> UInt128? {
    guard isKnown(id, field) else {
      var note = orphan(field)
      note.isTaken = true
      note.remedy = "The row was taken without it. Correct it in the source and import again."
      notes.append(note)
      return nil
    }
    if owns { owners.append(id) }
    return id
  }

  /// The identifier of the row that a field names; nil for null.
  mutating func target(
    of field: FieldMapping, _ kind: DatabaseIdentifier.Kind
  ) throws(RowFault) -> UInt128? {
    if case .account(let key) = field.origin { return mapper.constantAccount(key)?.rawValue }
    guard let table = field.references else { return nil }
    var parts: [String] = []
    for column in field.columns {
      guard let text = reader.value(column).text else { return nil }
      parts.append(text)
    }
    return DatabaseIdentifier.identifier(of: kind, source: mapper.source, table: table, key: parts)
  }

  /// Messages are not remembered: the ledger itself tells whether they are there.
  private func isKnown(_ id: UInt128, _ field: FieldMapping) -> Bool {
    guard mapper.checksReferences, case .columns = field.origin, let table = field.references else { return true }
    return mapper.holdsMessages(table) || mapper.known.contains(id)
  }

  private func orphan(_ field: FieldMapping) -> RowFault {
    let columns = field.columns.joined(separator: ", ")
    let key = DatabaseIdentifier.keyText(field.columns.map { reader.value($0).text ?? "" })
    return reader.fault(
      RowFault.Code.orphan, "“\(columns)” leads to \(field.references ?? ""):\(key), which is not there.",
      column: field.columns.first, remedy: "Correct the reference in the source, or take the row out.")
  }
}
