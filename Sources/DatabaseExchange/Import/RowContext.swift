internal import ChatExchange
internal import ChatLedger

/// A row that is being turned into a thing: its values and what its references lead to.
///
/// What is optional and cannot be read is left out and noted: it does not take the row along.
struct RowContext {
  var reader: SourceRowReader
  let mapper: RowMapper
  var owners: [UInt128] = []
  var notes: [RowFault] = []
  var companions: [ImportedRow] = []
  /// Attributes for values that have no place of their own.
  private var keptBeside: [String: String] = [:]

  var fields: [String: FieldMapping] { reader.table.mapping.fields }

  init(reader: SourceRowReader, mapper: RowMapper) {
    self.reader = reader
    self.mapper = mapper
  }

  /// Notes something odd about the row, which is taken nevertheless.
  ///
  /// - Parameter losesNothing: Whether it is worth knowing only, for all of the row is taken.
  mutating func note(
    _ code: String, _ message: String, column: String?, remedy: String, losesNothing: Bool = false
  ) {
    var fault = reader.fault(code, message, column: column, remedy: remedy)
    fault.isTaken = true
    fault.losesNothing = losesNothing
    notes.append(fault)
  }

  /// Notes what could not be read, and that the row is taken without it.
  mutating func leaveOut(_ fault: RowFault, _ consequence: String = "The row was taken without it.") {
    var fault = fault
    fault.isTaken = true
    fault.remedy = "\(consequence) \(fault.remedy)"
    notes.append(fault)
  }

  /// Notes the texts that are no UTF-8.
  mutating func noteEncoding() {
    let hasAttributes = reader.table.mapping.target.hasAttributes
    for (column, _) in reader.invalidTexts {
      note(
        RowFault.Code.encoding, "The text in “\(column)” is no UTF-8.", column: column,
        remedy: "What has no character stands there as U+FFFD"
          + (hasAttributes
            ? "; its bytes are kept as the attribute \(DatabaseIdentifier.bytesAttribute)\(column)." : "."),
        losesNothing: hasAttributes)
    }
  }

  // MARK: Values

  /// The field's text; nil where there is none, or none that can be read.
  mutating func optionalText(_ name: String) -> String? {
    guard let field = fields[name] else { return nil }
    let text = optionalText(field, name)
    keepForm(of: field, name, text)
    return text
  }

  /// What a text alone does not tell: whether it is empty or null, and where the parts that it is joined of begin.
  private mutating func keepForm(of field: FieldMapping, _ name: String, _ text: String?) {
    guard reader.table.mapping.target.hasAttributes, case .columns(let columns) = field.origin else { return }
    let parts = columns.map { reader.value($0).text }
    if parts.count > 1 {
      let isPlain = parts.allSatisfy { $0?.isEmpty == false && $0?.utf8.contains(UInt8(ascii: " ")) == false }
      guard !isPlain, parts.contains(where: { $0 != nil }) else { return }
      keptBeside[DatabaseIdentifier.partsAttribute + name] =
        parts.map { $0.map { "\($0.utf8.count)" } ?? "-" }.joined(separator: ",")
    } else if text?.isEmpty == true, parts[0] != nil, name != "body" {
      keptBeside[DatabaseIdentifier.emptyAttribute + name] = "true"
    }
  }

  mutating func optionalText(_ field: FieldMapping, _ name: String) -> String? {
    do {
      let text = try reader.text(field, name)
      for column in field.columns {
        guard case .bytes = reader.value(column), mapper.isFirst("bytes of \(column)") else { continue }
        note(
          RowFault.Code.value, "“\(column)” is a BLOB; its bytes are written as hexadecimal.", column: column,
          remedy: "Where they are a text, read a view that casts them: CAST(\(column) AS TEXT). Told once.",
          losesNothing: true)
      }
      return text
    } catch {
      leaveOut(error)
      return nil
    }
  }

  mutating func text(_ name: String) -> String { optionalText(name) ?? "" }

  /// A word of letters, digits, `_`, `-` and `.`, as a ledger has roles, statuses and categories. Any other is left
  /// out, and kept as it is where the thing has attributes.
  mutating func code(_ name: String) -> String {
    guard let field = fields[name], let text = optionalText(name) else { return "" }
    if text.isEmpty || text.isCode { return text }
    let isKept = reader.table.mapping.target.hasAttributes
    let attribute = DatabaseIdentifier.wordAttribute + name
    if isKept { keptBeside[attribute] = text }
    note(
      RowFault.Code.value,
      "“\(SourceRowReader.short(text))” is no word that “\(name)” can be: letters, digits, _, - and .",
      column: field.columns.first,
      remedy: (isKept ? "It is kept as the attribute \(attribute)." : "The row was taken without it.")
        + " Translate it with `words` in the mapping.", losesNothing: isKept)
    return ""
  }

  /// Columns that are kept, the key, and what has no place of its own. To be asked for when the fields have been read.
  mutating func attributes() -> [String: String] {
    let beside = keptBeside
    return reader.attributes().merging(beside) { $1 }
  }

  mutating func requiredText(_ name: String) throws(RowFault) -> String {
    if let text = optionalText(name), !text.isEmpty { return text }
    throw missing(name)
  }

  mutating func word<Word: RawRepresentable<String>>(_ name: String, or preset: Word) -> Word {
    fields[name].map { word($0, name, or: preset) } ?? preset
  }

  mutating func word<Word: RawRepresentable<String>>(_ field: FieldMapping, _ name: String, or preset: Word) -> Word {
    do { return try requiredWord(field, name, or: preset) } catch {
      leaveOut(error, "It was taken as \(preset.rawValue).")
      return preset
    }
  }

  /// One of the words that a field can be; the preset for null.
  mutating func requiredWord<Word: RawRepresentable<String>>(
    _ name: String, or preset: Word
  ) throws(RowFault) -> Word {
    guard let field = fields[name] else { return preset }
    return try requiredWord(field, name, or: preset)
  }

  private mutating func requiredWord<Word: RawRepresentable<String>>(
    _ field: FieldMapping, _ name: String, or preset: Word
  ) throws(RowFault) -> Word {
    guard let text = try reader.text(field, name) else { return preset }
    guard let word = Word(rawValue: text) ?? Word(rawValue: text.uppercased()) else {
      throw reader.fault(
        RowFault.Code.value, "“\(SourceRowReader.short(text))” is nothing that “\(name)” can be.",
        column: field.columns.first, remedy: "Translate it with `words` in the mapping.")
    }
    return word
  }

  mutating func time(_ name: String) -> Timestamp? {
    guard let field = fields[name] else { return nil }
    return time(field, name)
  }

  mutating func time(_ field: FieldMapping, _ name: String) -> Timestamp? {
    do { return try readTime(field, name) } catch {
      leaveOut(error)
      return nil
    }
  }

  mutating func requiredTime(_ name: String) throws(RowFault) -> Timestamp {
    if let field = fields[name], let time = try readTime(field, name) { return time }
    throw missing(name)
  }

  private mutating func readTime(_ field: FieldMapping, _ name: String) throws(RowFault) -> Timestamp? {
    let time = try reader.time(field, name)
    if let column = field.columns.first, reader.value(column).isFinerThanMicroseconds(field.unit) {
      note(
        RowFault.Code.value, "“\(reader.value(column).text ?? "")” is finer than a microsecond.", column: column,
        remedy: "It was cut to microseconds, the finest that a ledger keeps. Keep the column as an attribute, too.")
    }
    return time
  }

  private func missing(_ name: String) -> RowFault {
    reader.fault(
      RowFault.Code.missing, "“\(name)” has no value.", column: fields[name]?.columns.first,
      remedy: "Give the row one in the source.")
  }

  // MARK: Deletion

  /// Whether the row says that it is deleted, and when.
  mutating func deletion() -> (isDeleted: Bool, at: Timestamp?) {
    let mapping = reader.table.mapping
    if let deleted = mapping.deleted {
      do {
        guard try reader.boolean(deleted.flag, "deleted.flag") == true else { return (false, nil) }
        return (true, deleted.deletedAt.flatMap { time($0, "deleted.at") })
      } catch {
        leaveOut(error, "The row was taken as not deleted.")
        return (false, nil)
      }
    }
    guard let field = mapping.deletedAt, !reader.isNull(field) else { return (false, nil) }
    if let column = field.columns.first, let flag = reader.value(column).bareTruth {
      // Where times are numbers, 0 often says that there is none.
      if flag || mapper.isFirst("0 in \(column)") {
        note(
          RowFault.Code.value, "“\(reader.value(column).text ?? "")” is no time of a deletion.", column: column,
          remedy: "The row was taken as not deleted. Where the column says whether it is, write "
            + "`\"deleted\": {\"flag\": \"\(column)\"}` in the mapping\(flag ? "." : "; told once.")")
      }
      return (false, nil)
    }
    do { return (true, try readTime(field, "deletedAt")) } catch {
      leaveOut(error, "The row was taken as not deleted.")
      return (false, nil)
    }
  }
}

extension SourceValue {
  /// A bare truth, in whatever form a database keeps one; nil for anything that may be a time.
  fileprivate var bareTruth: Bool? {
    switch self {
    case .boolean(let truth): truth
    case .integer(0), .real(0): false
    case .integer(1), .real(1): true
    case .text: boolean
    default: nil
    }
  }
}
