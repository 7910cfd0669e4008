internal import ChatExchange
internal import ChatLedger

// What a comparison says that it did not look at: by name, so that nobody takes “the same” for more than it is.

extension DatabaseComparison {
  func notCompared(_ plan: ImportPlan, _ engine: ImportEngine, _ report: ComparisonReport) -> [String] {
    var list: [String] = []
    if !plan.tablesNotRead.isEmpty {
      list.append("tables that the mapping does not read: \(plan.tablesNotRead.joined(separator: ", "))")
    }
    for unread in plan.tables.columnsNotRead {
      list.append(
        "columns of \(unread.table) that the mapping does not read: \(unread.columns.joined(separator: ", "))")
    }
    for (index, table) in plan.tables.enumerated() {
      if plan.leftOut[index] > 0 { list.append("\(plan.leftOut[index]) rows of \(table.name) that `where` leaves out") }
      list += rowsNotCompared(table)
      let becomes = table.mapping.target.description
      let hasDeleted = report.tables.contains {
        $0.table == table.name && $0.becomes == becomes && $0.sourceDeleted > 0
      }
      let hasGone = (engine.comparison?.buckets[index].goneBesides ?? 0) > 0
      if hasDeleted || hasGone || table.mapping.deletedAt != nil || table.mapping.deleted != nil {
        list.append("what rows of \(table.name) say that are deleted on both sides, and whether they are still there")
      }
      list += valuesNotCompared(table)
    }
    list.append("whether a value is a number, a text or bytes, where these read the same")
    if let count = engine.comparison?.mergedCount, count > 0 {
      list.append("in which of several direct conversations of a pair something was said (\(count) are in another one)")
    }
    if let count = engine.comparison?.repeatedCount, count > 0 {
      list.append("rows that repeat a key, of which the first is compared (\(count))")
    }
    return list
  }

  private func rowsNotCompared(_ table: ResolvedTable) -> [String] {
    var list: [String] = []
    switch table.mapping.target {
    case .account: list.append("whether accounts of \(table.name) are in use, of which a mapping does not speak")
    case .readMarker: list.append("receipts of \(table.name) that were deleted, or that a later one covers")
    case .participant:
      list.append(
        "members of direct conversations in \(table.name): roles, and deleted rows; also of who is named by the "
          + "other row"
      )
    case .conversation where !table.mapping.participants.isEmpty && table.hasMemberTable(in: mapping):
      let columns = table.mapping.participants.flatMap(\.columns).joined(separator: ", ")
      list.append(
        "who stands in \(columns) of \(table.name) and is a member by another table, or was taken out; "
          + "the roles of members who stand there only"
      )
    default: break
    }
    if table.mapping.target.identifierKind == .row {
      let read = Set(table.mapping.allFields.flatMap { $0.1.columns })
      let keys = table.key.filter { !read.contains($0) }
      if !keys.isEmpty {
        list.append("keys of rows of \(table.name), which are known by what they join: \(keys.joined(separator: ", "))")
      }
    }
    if table.mapping.fields["editedAt"] != nil { list.append("when rows of \(table.name) were edited") }
    if table.mapping.deletedAt != nil || table.mapping.deleted?.deletedAt != nil {
      let columns = (table.mapping.deletedAt ?? table.mapping.deleted?.deletedAt)?.columns ?? []
      list.append("when rows of \(table.name) were deleted: \(columns.joined(separator: ", "))")
    }
    return list
  }

  /// Values that are the same to the ledger though the source writes them differently.
  private func valuesNotCompared(_ table: ResolvedTable) -> [String] {
    var list: [String] = []
    var forms: [String] = []
    var blanks: [String] = []
    var times: [String] = []
    for rule in table.mapping.target.rules {
      guard let field = table.mapping.fields[rule.name], !field.columns.isEmpty else { continue }
      switch rule.kind {
      case .word, .boolean: forms += field.columns
      case .time:
        if rule.name != "editedAt" { forms += field.columns }
        if !rule.isRequired, rule.name != "editedAt", rule.name != "endedAt" { times += field.columns }
      case .text where !field.words.isEmpty: forms += field.columns
      case .text where !table.mapping.target.hasAttributes:
        if field.columns.count > 1 {
          list.append(
            "where the parts of \(rule.name) begin and end in \(table.name): \(field.columns.joined(separator: ", "))")
        }
        if !rule.isRequired { blanks += field.columns }
      default: break
      }
    }
    if let flag = table.mapping.deleted?.flag { forms += flag.columns }
    forms += table.mapping.fields.values.flatMap { $0.described?.fields["kind"]?.columns ?? [] }
    forms += table.kept.filter { $0.type != .other }.map { table.query.columns[$0.place] }
    list += substitutesNotCompared(table)
    for (columns, what) in [
      (forms, "how words, truths and times are written in"), (blanks, "NULL against an empty text in"),
      (times, "a time against NULL, for which the time of the import stands, in"),
    ] where !columns.isEmpty {
      list.append("\(what) \(table.name): \(columns.joined(separator: ", "))")
    }
    return list
  }

  /// Values that become the same by what the mapping says of them.
  private func substitutesNotCompared(_ table: ResolvedTable) -> [String] {
    var list: [String] = []
    var capitals: [String] = table.mapping.lowercasesKey ? table.key : []
    var substitutes: [String] = []
    var blanks: [String] = []
    for (name, field) in table.mapping.allFields where name != "participantsFrom.account" {
      let isWord = field.references != nil && !(field.words.isEmpty && field.otherwise == nil)
      if isWord || field.ifNull != nil || field.ifGone != nil { substitutes += field.columns }
      let isLowercased = mapping.tables.contains { $0.lowercasesKey && $0.table == field.references }
      if isLowercased || field.described?.lowercasesKey == true { capitals += field.columns }
      for (_, rule) in field.described?.fields ?? [:] {
        if rule.ifNull != nil || !rule.words.isEmpty { substitutes += rule.columns }
        blanks += rule.columns
      }
    }
    if let from = table.mapping.participantsFrom {
      let columns = ([from.conversation] + from.account.columns).joined(separator: ", ")
      list.append(
        "who takes part in other conversations of \(table.name) than those of pairs, and rows that say it twice, in "
          + "\(from.table): \(columns)")
    }
    for (columns, what) in [
      (capitals, "capitals of keys in"), (blanks, "NULL against an empty text in"),
      (substitutes, "what `words`, `otherwise`, `ifNull` and `ifGone` make the same in"),
    ] where !columns.isEmpty {
      list.append("\(what) \(table.name): \(Set(columns).sorted().joined(separator: ", "))")
    }
    return list
  }
}
