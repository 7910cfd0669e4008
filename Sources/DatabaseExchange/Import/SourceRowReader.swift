internal import ChatLedger
import LedgerSupport

/// The values of one row by the fields of its mapping.
struct SourceRowReader {
  let table: ResolvedTable
  /// In the order of the query.
  let values: [SourceValue]
  let offsetSeconds: Int64
  /// Texts that are no UTF-8, by column.
  let invalidTexts: [(column: String, bytes: [UInt8])]
  private(set) var key = ""
  var sizeBytes = 0

  init(table: ResolvedTable, row: any SourceRow, offsetSeconds: Int64) {
    self.table = table
    values = table.query.columns.indices.map(row.value)
    invalidTexts = zip(table.query.columns, values).compactMap { column, value in
      guard case .invalidText(let bytes) = value else { return nil }
      return (column, bytes)
    }
    self.offsetSeconds = offsetSeconds
  }

  mutating func keyParts() throws(RowFault) -> [String] {
    var parts: [String] = []
    for column in table.key {
      guard let text = value(column).keyText else {
        key = DatabaseIdentifier.keyText(parts + ["NULL"])
        throw fault(
          RowFault.Code.nullKey, "“\(column)”, a part of the key, is null.", column: column,
          remedy: "Give the row a key, or choose another `key` in the mapping.")
      }
      parts.append(table.mapping.lowercasesKey ? text.lowercased() : text)
    }
    key = DatabaseIdentifier.keyText(parts)
    return parts
  }

  func value(_ column: String) -> SourceValue { table.places[column].map { values[$0] } ?? .null }

  func isNull(_ field: FieldMapping) -> Bool {
    guard case .columns(let columns) = field.origin else { return false }
    return columns.allSatisfy { value($0).isNull }
  }

  /// The field's text, with its words translated; nil for null.
  mutating func text(_ field: FieldMapping, _ name: String) throws(RowFault) -> String? {
    let found: String?
    switch field.origin {
    case .constant(let value): found = value
    case .account: found = nil
    case .columns(let columns):
      if columns.count == 1 {
        found = value(columns[0]).text
      } else {
        let parts = columns.compactMap { value($0).text }.filter { !$0.isEmpty }
        found = parts.isEmpty ? nil : parts.joined(separator: " ")
      }
    }
    guard let found else {
      if case .text(let text) = field.ifNull { return text }
      return nil
    }
    sizeBytes += found.utf8.count
    return try word(found, field, name)
  }

  /// What a word of the source is here; itself where the mapping has no words.
  func word(_ text: String, _ field: FieldMapping, _ name: String) throws(RowFault) -> String {
    if field.words.isEmpty { return text }
    if let word = field.words[text] ?? field.otherwise { return word }
    throw fault(
      RowFault.Code.value, "“\(Self.short(text))” is not among the words of “\(name)”.", column: field.columns.first,
      remedy: "Add it to `words` in the mapping, or give `otherwise`.")
  }

  func time(_ field: FieldMapping, _ name: String) throws(RowFault) -> Timestamp? {
    guard let column = field.columns.first else {
      if case .constant(let text) = field.origin { return Timestamp(text) }
      return nil
    }
    let value = value(column)
    if value.isNull { return nil }
    guard let microseconds = value.time(field.unit, offsetSeconds: offsetSeconds) else {
      throw fault(
        RowFault.Code.value, "“\(Self.short(value.text ?? ""))” is no time.", column: column,
        remedy: "Correct it in the source, or say its `unit` in the mapping.")
    }
    let time = Timestamp(microseconds: microseconds)
    guard (Timestamp.earliest...Timestamp.latest).contains(time) else {
      throw fault(
        RowFault.Code.value, "“\(Self.short(value.text ?? ""))” lies outside the years 1 to 9999.", column: column,
        remedy: "Correct it in the source, or say its `unit` in the mapping.")
    }
    return time
  }

  func boolean(_ field: FieldMapping, _ name: String) throws(RowFault) -> Bool? {
    switch field.origin {
    case .constant(let text): return SourceValue.text(text).boolean
    case .account: return nil
    case .columns(let columns):
      let value = value(columns[0])
      if value.isNull {
        if case .text(let text) = field.ifNull { return SourceValue.text(text).boolean }
        return nil
      }
      let word = value.text.flatMap { field.words[$0] ?? field.otherwise }
      if let truth = word.map({ SourceValue.text($0) })?.boolean ?? value.boolean { return truth }
      throw fault(
        RowFault.Code.value, "“\(Self.short(value.text ?? ""))” is neither true nor false.", column: columns[0],
        remedy: "Translate it with `words` in the mapping.")
    }
  }

  /// The columns that are kept, the key, and the bytes of texts that are no UTF-8: a change of them has to be seen.
  mutating func attributes() -> [String: String] {
    var attributes = [DatabaseIdentifier.keyAttribute: "\(table.name):\(key)"]
    for kept in table.kept {
      guard let text = kept.type.text(of: values[kept.place]) else { continue }
      attributes[kept.name] = text
      sizeBytes += text.utf8.count
    }
    for (column, bytes) in invalidTexts {
      let text = Hexadecimal.text(bytes)
      attributes[DatabaseIdentifier.bytesAttribute + column] = text
      sizeBytes += text.utf8.count
    }
    return attributes
  }

  func fault(
    _ code: String, _ message: String, column: String? = nil, remedy: String
  ) -> RowFault {
    RowFault(table: table.name, key: key, column: column, code: code, message: message, remedy: remedy)
  }

  static func short(_ text: String) -> String { text.count <= 80 ? text : text.prefix(80) + "…" }
}
