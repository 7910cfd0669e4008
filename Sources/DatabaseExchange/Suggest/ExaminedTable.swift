/// A table with what its catalogue entry, its names and its first rows tell.
final class ExaminedTable {
  let table: SourceTable
  /// The words of its name, in the singular.
  let words: [String]
  /// What its rows refer to: as the catalogue has it, and as names suggest where it has nothing.
  var references: [SourceForeignKey]
  /// Columns whose references are only a guess.
  var guessed: Set<String> = []
  private let rows: [[SourceValue]]
  private let names: [String: String]

  var name: String { table.qualifiedName }
  var key: [String] { table.uniqueKeys.first ?? [] }

  init(_ table: SourceTable, rows: [[SourceValue]]) {
    self.table = table
    self.rows = rows
    words = NameWords.ofTable(table.name)
    references = table.foreignKeys
    let pairs = table.columns.map { (NameWords.of($0.name).joined(separator: "_"), $0.name) }
    names = Dictionary(pairs) { first, _ in first }
  }

  /// The first of these columns that there is, however it is written; none that a filter refuses.
  func column(_ wanted: [String], where isFit: (SourceColumn) -> Bool = { _ in true }) -> String? {
    wanted.compactMap { names[$0] }.first { name in table.column(name).map(isFit) ?? false }
  }

  /// A column that can say a time.
  func time(_ wanted: [String]) -> String? { column(wanted) { !isTruth($0) } }

  func isTruth(_ column: SourceColumn) -> Bool {
    if column.type.lowercased().hasPrefix("bool") { return true }
    let type = column.type.lowercased()
    guard type.contains("int") || type.isEmpty || type == "bit" else { return false }
    let values = values(of: column.name)
    return !values.isEmpty && values.allSatisfy { $0 == "0" || $0 == "1" }
  }

  /// The different values in the first rows, as texts.
  func values(of column: String) -> [String] { Set(texts(of: column).compactMap(\.self)).sorted() }

  /// The value of each of the first rows, as a text.
  func texts(of column: String) -> [String?] {
    guard let index = table.columns.firstIndex(where: { $0.name == column }) else { return [] }
    return rows.map { $0[index].text }
  }

  func has(anyOf words: Set<String>) -> Bool { self.words.contains(where: words.contains) }

  /// References to a table, by the words of the columns.
  func references(to other: ExaminedTable?) -> [SourceForeignKey] {
    guard let other else { return [] }
    return references.filter { other.isTarget(of: $0) }
  }

  /// Whether a reference leads to a row of this table by its key.
  func isTarget(of key: SourceForeignKey) -> Bool {
    key.schema == table.schema && key.table == table.name && key.targetColumns == self.key
  }

  /// The reference whose columns have one of these words, the first word first; nil where none has.
  static func preferred(_ references: [SourceForeignKey], _ words: [String]) -> SourceForeignKey? {
    for word in words {
      let found = references.first { $0.columns.contains { NameWords.of($0).contains(word) } }
      if let found { return found }
    }
    return nil
  }

  /// The columns that nothing has been made of, and that may stand in a ledger as texts.
  func rest(without used: Set<String>) -> [String] {
    table.columns.filter { column in
      let type = column.type.lowercased()
      let isLarge = ["blob", "bytea", "vector", "geometry", "geography"].contains(where: type.contains)
      return !used.contains(column.name) && !isLarge && !isSecret(column.name)
    }.map(\.name)
  }

  /// Whether all rows of the table were looked at, and hardly one of these values is the key of one.
  func isRefuted(values: [String]) -> Bool {
    guard rows.count < MappingSuggestion.sampledRows, key.count == 1, !values.isEmpty else { return false }
    let keys = Set(self.values(of: key[0]))
    return values.count(where: keys.contains) * 2 < values.count
  }

  func isSecret(_ column: String) -> Bool { NameWords.of(column).contains(where: NameWords.secrets.contains) }

  /// How numbers and texts of keys are told apart when references are guessed.
  static func isNumber(_ type: String) -> Bool {
    let type = type.lowercased()
    return type.contains("int") || type.contains("serial") || type.contains("numeric")
  }
}

extension [ExaminedTable] {
  /// Adds the references that names suggest: many databases declare none.
  func guessReferences(people: ExaminedTable?) {
    for table in self {
      let known = Set(table.references.flatMap(\.columns))
      for column in table.table.columns where !known.contains(column.name) {
        var stem = NameWords.of(column.name)
        guard stem.count > 1, stem.last == "id" || stem.last == "uuid" else { continue }
        stem.removeLast()
        guard let target = target(of: stem.map(NameWords.singular), in: table, people: people), target.key.count == 1,
          let key = target.table.column(target.key[0]),
          ExaminedTable.isNumber(key.type) == ExaminedTable.isNumber(column.type),
          !target.isRefuted(values: table.values(of: column.name))
        else { continue }
        table.guessed.insert(column.name)
        table.references.append(
          SourceForeignKey(
            columns: [column.name], schema: target.table.schema, table: target.table.name, targetColumns: target.key))
      }
    }
  }

  private func target(of stem: [String], in table: ExaminedTable, people: ExaminedTable?) -> ExaminedTable? {
    let isAnswer = stem.contains { ["reply", "replied", "quoted", "parent", "answer"].contains($0) }
    if isAnswer, table.column(MappingProposal.bodyNames) != nil { return table }
    let named = filter { $0.words == stem || $0.words.suffix(stem.count) == stem }
    if let found = named.min(by: { $0.words.count < $1.words.count }) { return found }
    return stem.contains(where: NameWords.people.contains) ? people : nil
  }
}
