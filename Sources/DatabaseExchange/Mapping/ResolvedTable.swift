internal import ChatLedger

/// A table of the mapping with the names that the catalogue has for it.
struct ResolvedTable {
  var mapping: TableMapping
  var table: SourceTable
  var key: [String]
  /// No two rows can have the same key.
  var isKeyUnique: Bool
  var query: RowQuery
  /// Where columns stand in the query.
  var places: [String: Int]
  /// Columns that are kept as attributes.
  var kept: [KeptColumn]
  /// The table that says who takes part.
  var participants: RowQuery?

  var name: String { mapping.table }

  /// - Throws: ``SourceError`` `catalogue` when the database lacks what the mapping names.
  init(_ mapping: TableMapping, in catalogue: [SourceTable]) throws {
    self.mapping = mapping
    table = try catalogue.table(mapping.table)
    let primary = table.uniqueKeys.first ?? []
    key = mapping.key ?? primary
    guard !key.isEmpty else {
      throw SourceError(
        .catalogue, "The table “\(mapping.table)” has no primary key.", remedy: "Name its `key` in the mapping.")
    }
    isKeyUnique = table.isUnique(key)
    var columns = key
    for (_, field) in mapping.allFields where field != mapping.participantsFrom?.account { columns += field.columns }
    let read = Set(columns + mapping.filters.map(\.column))
    var attributes = mapping.attributes
    if mapping.keepsAllColumns {
      for column in table.columns where !read.contains(column.name) && attributes[column.name] == nil {
        attributes[column.name] = column.name
      }
    }
    columns += attributes.keys.sorted()
    var places: [String: Int] = [:]
    var distinct: [String] = []
    for column in columns where places[column] == nil {
      places[column] = distinct.count
      distinct.append(column)
    }
    try table.require(distinct + mapping.filters.map(\.column), "the mapping")
    self.places = places
    let source = table
    kept = attributes.sorted { $0.key < $1.key }.compactMap { column, name in
      places[column].map { KeptColumn(place: $0, name: name, type: .init(declared: source.column(column)?.type ?? "")) }
    }
    // Who answers comes after what is answered, as a rule.
    let time = mapping.fields["sentAt"]?.columns ?? mapping.fields["createdAt"]?.columns ?? []
    let isOrdered = mapping.target == .message || mapping.references.values.contains { $0.references == mapping.table }
    query = RowQuery(
      table, columns: distinct, filters: mapping.filters,
      order: isOrdered ? time + key.filter { !time.contains($0) } : [])
    if let from = mapping.participantsFrom {
      let other = try catalogue.table(from.table)
      let names = [from.conversation] + from.account.columns
      try other.require(names, "`participantsFrom`")
      participants = RowQuery(other, columns: names)
    }
  }
}

/// A column that is kept as an attribute.
struct KeptColumn {
  /// How SQLite's untyped values are read, so that an attribute is the same text whichever database it came from.
  enum DeclaredType {
    case boolean, time, other

    init(declared: String) {
      let type = declared.lowercased()
      self = type.hasPrefix("bool") ? .boolean : type.hasPrefix("timestamp") || type == "datetime" ? .time : .other
    }

    func text(of value: SourceValue) -> String? {
      switch (self, value) {
      case (.boolean, .integer): value.boolean.map { $0 ? "true" : "false" } ?? value.text
      case (.time, .text(let text)):
        switch SourceTime.parse(text) {
        case .moment(let time): SourceValue.time(time).text
        case .local(let time): SourceValue.localTime(time).text
        case nil: text
        }
      default: value.text
      }
    }
  }

  var place: Int
  /// The name of the attribute.
  var name: String
  var type: DeclaredType
}

extension [SourceTable] {
  /// The table that a mapping names, with its schema or without.
  func table(_ name: String) throws -> SourceTable {
    if let found = first(where: { $0.isOnPath && $0.name == name }) { return found }
    let candidates = filter { $0.name == name || "\($0.schema).\($0.name)" == name }
    if candidates.count == 1, let found = candidates.first { return found }
    let known = map(\.qualifiedName).sorted()
    if candidates.count > 1 {
      throw SourceError(
        .catalogue, "There are \(candidates.count) tables “\(name)”.",
        remedy: "Write one of: \(candidates.map(\.qualifiedName).joined(separator: ", ")).")
    }
    throw SourceError(
      .catalogue, "The database has no table “\(name)” that this role can see.",
      remedy: known.isEmpty ? "It has no tables at all." : "It has: \(known.joined(separator: ", ")).")
  }
}

extension SourceTable {
  func require(_ columns: [String], _ whose: String) throws {
    guard let missing = columns.first(where: { column($0) == nil }) else { return }
    throw SourceError(
      .catalogue, "The table “\(qualifiedName)” has no column “\(missing)”, which \(whose) names.",
      remedy: "It has: \(self.columns.map { "\($0.name) (\($0.type))" }.joined(separator: ", ")).")
  }
}

extension Mapping {
  /// The tables in an order in which nothing refers to what comes later; references of a table to itself aside.
  func ordered() throws -> [TableMapping] {
    var pending = tables
    var ordered: [TableMapping] = []
    while !pending.isEmpty {
      let index = pending.firstIndex { candidate in
        let needed = candidate.neededTables
        return !pending.contains { $0 != candidate && $0.target.isReferable && needed.contains($0.table) }
      }
      guard let index else {
        let names = pending.map(\.table).joined(separator: ", ")
        throw fault("the tables \(names) refer to each other in a circle")
      }
      ordered.append(pending.remove(at: index))
    }
    return ordered
  }
}

extension TableMapping {
  /// The tables that its rows refer to; its own, too, where another target of the same table comes first.
  fileprivate var neededTables: Set<String> {
    var needed = Set(allFields.compactMap { name, field in field.references })
    let refersToItselfOnly =
      fields.values.contains { $0.references == table } || references.values.contains { $0.references == table }
    // A message answers messages of its own table; a whiteboard's conversation hangs on the resource of the same row.
    if refersToItselfOnly, target != .conversation { needed.remove(table) }
    return needed
  }
}
