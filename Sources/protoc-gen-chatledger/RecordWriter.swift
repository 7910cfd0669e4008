/// Writes what follows from the kinds of records: their tables, their keys, and the sum of their states.
struct RecordWriter {
  let schema: Schema

  init(_ schema: Schema) { self.schema = schema }

  func files(in folder: String) -> [GeneratedFile] {
    guard let kinds = schema.sum("Record")?.cases,
      let tables = schema.enumerations.first(where: { $0.name == "RecordTable" })?.cases
    else { return [] }
    // Every kind is in the table of its number.
    let rows = kinds.compactMap { kind in
      tables.first { $0.number == kind.field.number }.map { Row(kind: kind, table: $0, key: key(of: kind)) }
    }
    var code = Code(imports: [], about: "The kinds of records: their tables, their keys, and their states.")
    writeRecord(rows, &code)
    writeTable(rows, &code)
    writeFields(rows, &code)
    return [GeneratedFile(path: "\(folder)/Records.swift", text: code.text)]
  }

  private struct Row {
    var kind: Sum.Case
    var table: Enumeration.Case
    /// The identifiers in the key: the names and types of fields, or one without a name.
    var key: [(name: String?, type: String)]

    var isKeyedByAccount: Bool { key.count == 1 && key[0].type == "AccountID" }
  }

  private func key(of kind: Sum.Case) -> [(name: String?, type: String)] {
    guard let message = schema.message(kind.field.kind.type) else { return [(nil, kind.field.kind.type)] }
    return message.fields.map { ($0.property, $0.type) }
  }

  private func writeRecord(_ rows: [Row], _ code: inout Code) {
    code.space()
    code.block("extension Record") { code in
      code += "/// The table that it is in."
      code.dispatch("public var table: RecordTable", rows) { "case .\($0.kind.name): .\($0.table.name)" }
      code.space()
      code += "/// The identifiers of its key, in their order."
      code.dispatch("package var key: [UInt128]", rows) { row in
        let parts = row.key.map { "\(access(to: $0)).rawValue" }
        return "case .\(row.kind.name)(let key): [\(parts.joined(separator: ", "))]"
      }
      code.space()
      code += "/// The record of a table with such a key, which has as many identifiers as the table wants."
      code.block("package init(_ table: RecordTable, key: [UInt128])") { code in
        code += "switch table {"
        for row in rows { code += "case .\(row.table.name): self = .\(row.kind.name)(\(value(of: row)))" }
        code += "}"
      }
      code.space()
      code += "/// The accounts in its key, each with the name of the reference."
      code.dispatch("package var keyAccounts: [(reference: String, account: AccountID)]", rows) { row in
        let accounts = row.key.filter { $0.type == "AccountID" }
        let parts = accounts.map { "(\"\($0.name ?? "account")\", \(access(to: $0)))" }
        return "case .\(row.kind.name)\(parts.isEmpty ? "" : "(let key)"): [\(parts.joined(separator: ", "))]"
      }
    }
  }

  /// A part of the key that a case has as `key`.
  private func access(to part: (name: String?, type: String)) -> String {
    part.name.map { "key.\($0)" } ?? "key"
  }

  private func value(of row: Row) -> String {
    guard row.key[0].name != nil else { return "\(row.key[0].type)(rawValue: key[0])" }
    let parts = row.key.enumerated().map { "\($1.name!): \($1.type)(rawValue: key[\($0)])" }
    return "\(row.kind.field.kind.type)(\(parts.joined(separator: ", ")))"
  }

  private func writeTable(_ rows: [Row], _ code: inout Code) {
    code.space()
    code.block("extension RecordTable") { code in
      code += "/// The number in the schema; keys of the projection begin with it."
      code.dispatch("package var number: UInt8", rows) { "case .\($0.table.name): \($0.table.number)" }
      code.space()
      code += "/// How many identifiers the key of a record has."
      code.dispatch("package var keyCount: Int", rows) { "case .\($0.table.name): \($0.key.count)" }
      code.space()
      code += "/// Whether the identifier of an account is the whole key: there is one record for each account."
      code.dispatch("package var isKeyedByAccount: Bool", rows) { "case .\($0.table.name): \($0.isKeyedByAccount)" }
      code.space()
      code += "/// What its records are in the table of relations."
      code.dispatch("package var entityKind: EntityKind", rows) { "case .\($0.table.name): .\($0.kind.name)" }
    }
  }

  private func writeFields(_ rows: [Row], _ code: inout Code) {
    code.space()
    code.block("extension RecordState") { code in
      code += "/// What a record has besides its key."
      code.block("public enum Fields: Hashable, Sendable") { code in
        for row in rows {
          code += "/// The state of a \(row.kind.name.words)\(row.kind.state == nil ? ", whose key says all" : "")."
          code += "case \(row.kind.name)\(row.kind.state.map { "(\($0))" } ?? "")"
        }
        code.space()
        code += "/// What the kind says about itself; nil where the key says all."
        code.dispatch("package var described: (any RecordFields)?", rows) { row in
          row.kind.state == nil ? "case .\(row.kind.name): nil" : "case .\(row.kind.name)(let fields): fields"
        }
      }
    }
  }
}
