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
  /// Columns of the table that no part of the mapping reads, in the order of the table.
  var columnsNotRead: [String] = []

  var name: String { mapping.table }

  /// - Parameter faults: Gets what the database lacks; nothing is resolved then.
  init?(_ mapping: TableMapping, in catalogue: [SourceTable], _ faults: inout [SourceError]) {
    let count = faults.count
    self.mapping = mapping
    participants = Self.participants(of: mapping, in: catalogue, &faults)
    do { table = try catalogue.table(mapping.table) } catch {
      faults.append(error)
      return nil
    }
    key = mapping.key ?? table.uniqueKeys.first ?? []
    if key.isEmpty {
      faults.append(
        SourceError(
          .catalogue, "The table “\(mapping.table)” has no primary key.", remedy: "Name its `key` in the mapping."))
    }
    isKeyUnique = table.isUnique(key) && !mapping.lowercasesKey
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
    self.places = places
    let source = table
    kept = attributes.sorted { $0.key < $1.key }.compactMap { column, name in
      places[column].map { KeptColumn(place: $0, name: name, type: .init(declared: source.column(column)?.type ?? "")) }
    }
    query = RowQuery(
      table, columns: distinct, filters: mapping.filters, order: Self.order(mapping, key: key, table))
    table.require(distinct + mapping.filters.map(\.column), "the mapping", &faults)
    refuseFlag(&faults)
    guard faults.count == count else { return nil }
  }

  /// Who answers comes after what is answered, as a rule; and where the first row describes an account, it has to be
  /// the same one every time.
  private static func order(_ mapping: TableMapping, key: [String], _ table: SourceTable) -> [String] {
    if mapping.isDistinct { return table.uniqueKeys.first ?? key }
    let isOrdered = mapping.target == .message || mapping.references.values.contains { $0.references == mapping.table }
    let time = mapping.fields["sentAt"]?.columns ?? mapping.fields["createdAt"]?.columns ?? []
    return isOrdered ? time + key.filter { !time.contains($0) } : []
  }

  private static func participants(
    of mapping: TableMapping, in catalogue: [SourceTable], _ faults: inout [SourceError]
  ) -> RowQuery? {
    guard let from = mapping.participantsFrom else { return nil }
    do {
      let other = try catalogue.table(from.table)
      let names = [from.conversation] + from.account.columns
      other.require(names, "`participantsFrom`", &faults)
      return RowQuery(other, columns: names)
    } catch {
      faults.append(error)
      return nil
    }
  }

  /// Every row has a value in a column of truths, and would be deleted.
  private func refuseFlag(_ faults: inout [SourceError]) {
    guard let name = mapping.deletedAt?.columns.first, let column = table.column(name),
      column.type.lowercased().hasPrefix("bool")
    else { return }
    faults.append(
      SourceError(
        .catalogue, "`deletedAt` of the table “\(mapping.table)” is “\(name)”, which is a \(column.type) and no time.",
        remedy: "Say `\"deleted\": {\"flag\": \"\(name)\"}` instead, with `at` where a column says when."))
  }

  /// How many rows the conditions of the mapping leave out.
  func rowsLeftOut(_ session: any SourceSession) throws -> UInt64 {
    guard !query.filters.isEmpty else { return 0 }
    var all = query
    all.filters = []
    let (count, overflow) = try session.count(all).subtractingReportingOverflow(session.count(query))
    return overflow ? 0 : count
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
      // What a time of microseconds cannot hold stays as it is written.
      case (.time, .text(let text)) where SourceTime.isFinerThanMicroseconds(text): text
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
  func table(_ name: String) throws(SourceError) -> SourceTable {
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
  func require(_ columns: [String], _ whose: String, _ faults: inout [SourceError]) {
    var missing: [String] = []
    for name in columns where column(name) == nil && !missing.contains(name) { missing.append(name) }
    guard !missing.isEmpty else { return }
    let names = missing.map { "“\($0)”" }.joined(separator: ", ")
    faults.append(
      SourceError(
        .catalogue, "The table “\(qualifiedName)” has no column \(names), which \(whose) names.",
        remedy: "It has: \(self.columns.map { "\($0.name) (\($0.type))" }.joined(separator: ", "))."))
  }
}
