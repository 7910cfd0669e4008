internal import ChatLedger

/// Turns rows into things, one table after another.
///
/// Remembers the identifiers of accounts, conversations and resources that it has seen, to tell a reference that leads
/// nowhere; never a message.
final class RowMapper {
  let mapping: Mapping
  let source: String
  /// The table whose rows are being read.
  private(set) var table: ResolvedTable
  private(set) var tableIndex = 0
  /// Rows that were taken or are in the ledger; messages are asked for in the ledger.
  var known: Set<UInt128> = []
  /// What is deleted in the source, by itself or with what it belongs to.
  var deleted: Set<UInt128> = []
  /// Messages that are deleted because their conversation is: only then does who has read them go, too.
  private var deletedWithConversation: Set<UInt128> = []
  /// Who speaks where no column says it: the first participant of an assistant conversation.
  var speakers: [ConversationID: AccountID] = [:]
  /// Members of conversations by key, where another table has them.
  var members: [String: [AccountID]] = [:]
  /// Keys of the present table so far, where the database does not keep them apart.
  var keys: Set<UInt128> = []
  /// What joins things of the present table, to find the second of a kind.
  var subjects: Set<UInt128> = []
  /// Whether references are looked up; not where only records are compared.
  var checksReferences = true

  private var constants: [String: UInt128] = [:]
  private let messageTables: Set<String>

  init(_ mapping: Mapping, source: String, first table: ResolvedTable) {
    self.mapping = mapping
    self.source = source
    self.table = table
    messageTables = Set(mapping.tables.filter { $0.target == .message }.map(\.table))
    for account in mapping.accounts { constants[account.key] = Self.constantID(account.key, source) }
  }

  static func constantID(_ key: String, _ source: String) -> UInt128 {
    DatabaseIdentifier.identifier(of: .account, source: source, table: ConstantAccount.table, key: [key])
  }

  func begin(_ table: ResolvedTable, at index: Int) {
    self.table = table
    tableIndex = index
    keys = []
    subjects = []
  }

  /// What the row says.
  ///
  /// - Throws: ``RowFault`` when it cannot be taken.
  func map(_ row: any SourceRow) throws(RowFault) -> ImportedRow {
    var reader = RowReader(table: table, row: row, offsetSeconds: mapping.timeZoneSeconds)
    let parts = try reader.keyParts()
    let id = DatabaseIdentifier.identifier(
      of: table.mapping.target.identifierKind, source: source, table: table.name, key: parts)
    if !table.isKeyUnique, !keys.insert(id).inserted {
      throw reader.fault(
        RowFault.Code.duplicateKey, "An earlier row has the same key.",
        remedy: "Correct one of the two, or name more columns as the table's `key`.")
    }
    var result = ImportedRow(
      table: tableIndex, key: reader.key, id: id, thing: .pin(MessageID(rawValue: id)))
    var context = RowContext(reader: reader, mapper: self)
    result.thing = try thing(id, &context)
    result.owners = context.owners
    result.notes = context.notes
    result.sizeBytes = 256 + context.reader.sizeBytes
    reader = context.reader
    if let field = table.mapping.deletedAt, !reader.isNull(field) {
      result.isDeleted = true
      result.deletedAt = try reader.time(field, "deletedAt")
    }
    if let field = table.mapping.fields["editedAt"] { result.editedAt = try reader.time(field, "editedAt") }
    try refuseSecond(of: result.thing, reader)
    let isGone = result.isDeleted || result.owners.contains(where: deleted.contains)
    if isGone, table.mapping.target.isReferable { deleted.insert(id) }
    switch result.thing {
    case .message(_, let command) where deleted.contains(command.conversation.rawValue):
      deletedWithConversation.insert(id)
    case .readMarker(let message, _):
      result.isDeleted = result.isDeleted || deletedWithConversation.contains(message.rawValue)
    default: break
    }
    return result
  }

  /// Two rows that join the same things say it once; where the identifier is the row's own, there is no second.
  private func refuseSecond(of thing: ImportedThing, _ reader: RowReader) throws(RowFault) {
    switch thing {
    case .participant, .reaction, .readMarker, .pin, .block, .chatSettings, .twoStepVerification: break
    default: return
    }
    var digest: UInt128 = 0
    for subject in thing.subjects { digest = (digest &* 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) ^ subject }
    guard subjects.insert(digest).inserted else {
      throw reader.fault(
        RowFault.Code.duplicate, "An earlier row says the same under another key.",
        remedy: "Nothing is lost: what it says is in the ledger. Delete one of the two in the source.")
    }
  }

  /// The row is in the ledger, or will be.
  func remember(_ row: ImportedRow) {
    switch row.thing {
    case .account, .resource:
      known.insert(row.id)
    case .conversation(let command, _):
      known.insert(row.id)
      if command.kind == .assistant, let first = command.participants.first {
        speakers[command.conversation] = first
      }
    default: break
    }
  }

  func holdsMessages(_ table: String) -> Bool { messageTables.contains(table) }

  func constantAccount(_ key: String) -> AccountID? { constants[key].map { AccountID(rawValue: $0) } }
}

extension ConstantAccount {
  /// What stands for the table in identifiers of accounts that no table has.
  static let table = "mapping"
}

/// The values of one row by the fields of its mapping.
struct RowReader {
  let table: ResolvedTable
  let row: any SourceRow
  let offsetSeconds: Int64
  private(set) var key = ""
  var sizeBytes = 0

  init(table: ResolvedTable, row: any SourceRow, offsetSeconds: Int64) {
    self.table = table
    self.row = row
    self.offsetSeconds = offsetSeconds
  }

  mutating func keyParts() throws(RowFault) -> [String] {
    var parts: [String] = []
    for column in table.key {
      guard let text = value(column).text else {
        key = DatabaseIdentifier.keyText(parts + ["NULL"])
        throw fault(
          RowFault.Code.nullKey, "“\(column)”, a part of the key, is null.", column: column,
          remedy: "Give the row a key, or choose another `key` in the mapping.")
      }
      parts.append(text)
    }
    key = DatabaseIdentifier.keyText(parts)
    return parts
  }

  func value(_ column: String) -> SourceValue { table.places[column].map { row.value(at: $0) } ?? .null }

  func isNull(_ field: FieldMapping) -> Bool { field.columns.allSatisfy { value($0).isNull } }

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
    guard let found else { return field.ifNull }
    sizeBytes += found.utf8.count
    if field.words.isEmpty { return found }
    if let word = field.words[found] ?? field.otherwise { return word }
    throw fault(
      RowFault.Code.value, "“\(Self.short(found))” is not among the words of “\(name)”.", column: field.columns.first,
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
    return Timestamp(microseconds: microseconds)
  }

  func boolean(_ field: FieldMapping, _ name: String) throws(RowFault) -> Bool? {
    switch field.origin {
    case .constant(let text): return SourceValue.text(text).boolean
    case .account: return nil
    case .columns(let columns):
      let value = value(columns[0])
      if value.isNull { return field.ifNull.flatMap { SourceValue.text($0).boolean } }
      let word = value.text.flatMap { field.words[$0] ?? field.otherwise }
      if let truth = word.map({ SourceValue.text($0) })?.boolean ?? value.boolean { return truth }
      throw fault(
        RowFault.Code.value, "“\(Self.short(value.text ?? ""))” is neither true nor false.", column: columns[0],
        remedy: "Translate it with `words` in the mapping.")
    }
  }

  /// The columns that are kept, and the key.
  mutating func attributes() -> [String: String] {
    var attributes = [DatabaseIdentifier.keyAttribute: "\(table.name):\(key)"]
    for kept in table.kept {
      guard let text = kept.type.text(of: row.value(at: kept.place)) else { continue }
      attributes[kept.name] = text
      sizeBytes += text.utf8.count
    }
    return attributes
  }

  func fault(
    _ code: String, _ message: String, column: String? = nil, remedy: String
  ) -> RowFault {
    RowFault(table: table.name, key: key, column: column, code: code, message: message, remedy: remedy)
  }

  private static func short(_ text: String) -> String { text.count <= 80 ? text : text.prefix(80) + "…" }
}
