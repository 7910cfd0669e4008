internal import ChatLedger

extension Mapping {
  /// The tables as the database has them, in the order in which they are read.
  ///
  /// - Throws: ``SourceError`` `mapping` for tables in a circle, `catalogue` that names all that the database lacks.
  func resolved(in catalogue: [SourceTable]) throws -> [ResolvedTable] {
    var faults: [SourceError] = []
    let resolved = try ordered().map { ResolvedTable($0, in: catalogue, &faults) }
    if let first = faults.first {
      guard faults.count > 1 else { throw first }
      throw SourceError(
        first.code,
        "The mapping “\(name)” does not fit the database, for \(faults.count) reasons:\n"
          + faults.map { "\($0.message) \($0.remedy)" }.joined(separator: "\n"),
        remedy: "Correct them in the mapping.")
    }
    var tables = resolved.compactMap(\.self)
    var read: [String: Set<String>] = [:]
    for table in tables {
      let columns = table.query.columns + table.query.filters.map(\.column)
      read[table.table.qualifiedName, default: []].formUnion(columns)
      if let other = table.participants { read[other.table.qualifiedName, default: []].formUnion(other.columns) }
    }
    for index in tables.indices {
      let columns = read[tables[index].table.qualifiedName] ?? []
      tables[index].columnsNotRead = tables[index].table.columns.map(\.name).filter { !columns.contains($0) }
    }
    return tables
  }

  /// The tables in an order in which nothing refers to what comes later; references of a table to itself aside.
  func ordered() throws -> [TableMapping] {
    var pending = tables
    var ordered: [TableMapping] = []
    while !pending.isEmpty {
      let index = pending.firstIndex { candidate in
        let needed = candidate.neededTables(schema)
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

extension [ResolvedTable] {
  /// Columns that no part of the mapping reads, each table once.
  var columnsNotRead: [(table: String, columns: [String])] {
    var seen: Set<String> = []
    return compactMap { table in
      guard !table.columnsNotRead.isEmpty, seen.insert(table.table.qualifiedName).inserted else { return nil }
      return (table.name, table.columnsNotRead)
    }
  }
}

extension TableMapping {
  /// The tables that its rows refer to; its own where another target of the same table comes first.
  fileprivate func neededTables(_ schema: ResourceSchema?) -> Set<String> {
    var needed: Set<String> = []
    for (name, field) in allFields {
      guard let references = field.references else { continue }
      // A message replies to messages of its own table; a whiteboard's conversation belongs to the resource of its row.
      if references == table, wanted(name, schema)?.leads(to: target) == true { continue }
      needed.insert(references)
    }
    return needed
  }
}
