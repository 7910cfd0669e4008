internal import ChatExchange
internal import ChatLedger

// What a comparison says that it did not look at.

extension DatabaseComparison {
  func notCompared(_ plan: ImportPlan, _ engine: ImportEngine, _ report: ComparisonReport) -> [NotCompared] {
    var list: [NotCompared] = []
    if !plan.tablesNotRead.isEmpty {
      list.append(NotCompared("tables that the mapping does not read", names: plan.tablesNotRead))
    }
    for unread in plan.tables.columnsNotRead {
      list.append(
        NotCompared("columns that the mapping does not read", in: unread.table, names: unread.columns))
    }
    for (index, table) in plan.tables.enumerated() {
      if plan.leftOut[index] > 0 {
        list.append(NotCompared("rows that `where` leaves out", in: table.name, count: plan.leftOut[index]))
      }
      list += rowsNotCompared(table)
      let becomes = table.mapping.target.description
      let hasDeleted = report.tables.contains {
        $0.table == table.name && $0.becomes == becomes && $0.sourceDeleted > 0
      }
      let hasGone = (engine.comparison?.buckets[index].goneBesides ?? 0) > 0
      if hasDeleted || hasGone || table.mapping.deletedAt != nil || table.mapping.deleted != nil {
        list.append(
          NotCompared("what rows say that are deleted on both sides, and whether they are still there", in: table.name))
      }
      list += valuesNotCompared(table)
    }
    list.append(NotCompared("whether a value is a number, a text or bytes, where these read the same"))
    if let count = engine.comparison?.mergedCount, count > 0 {
      list.append(
        NotCompared("in which of several direct conversations of a pair something was said", count: count))
    }
    if let count = engine.comparison?.repeatedCount, count > 0 {
      list.append(NotCompared("rows that repeat a key, of which the first is compared", count: count))
    }
    return list
  }

  private func rowsNotCompared(_ table: ResolvedTable) -> [NotCompared] {
    var list: [NotCompared] = []
    func add(_ what: String, _ columns: [String] = []) {
      list.append(NotCompared(what, in: table.name, names: columns))
    }
    let participants = table.mapping.participants.flatMap(\.columns)
    switch table.mapping.target {
    case .account: add("whether accounts are in use, of which a mapping does not speak")
    case .readMarker: add("receipts that were deleted, or that a later one covers")
    case .participant:
      add("roles and deleted rows of members of direct conversations, also of who is named by the other row")
    case .conversation where !table.mapping.participants.isEmpty && table.hasMemberTable(in: mapping):
      add(
        "who stands in the conversation's own row and is a member by another table, or was taken out; "
          + "the roles of members who stand there only", participants)
    default: break
    }
    let kept = Set(table.kept.map { table.query.columns[$0.place] })
    if table.mapping.participants.count > 1, !kept.isSuperset(of: participants) {
      add("which column names whom of those who take part", participants)
    }
    if table.mapping.target.identifierKind == .row {
      let read = Set(table.mapping.allFields.flatMap { $0.1.columns })
      let keys = table.key.filter { !read.contains($0) }
      if !keys.isEmpty { add("keys of rows that are known by what they join", keys) }
    }
    if let field = table.mapping.fields["editedAt"] { add("when rows were edited", field.columns) }
    if let field = table.mapping.deletedAt ?? table.mapping.deleted?.deletedAt {
      add("when rows were deleted", field.columns)
    }
    return list
  }

  /// Values that are the same to the ledger though the source writes them differently.
  private func valuesNotCompared(_ table: ResolvedTable) -> [NotCompared] {
    var list: [NotCompared] = []
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
            NotCompared("where the parts of a joined text begin and end", in: table.name, names: field.columns))
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
      (forms, "how words, truths and times are written"), (blanks, Self.blanks),
      (times, "a time against NULL, for which the time of the import stands"),
    ] where !columns.isEmpty {
      list.append(NotCompared(what, in: table.name, names: columns.uniqued))
    }
    return list
  }

  private static let blanks = "NULL against an empty text"

  /// Values that become the same by what the mapping says of them.
  private func substitutesNotCompared(_ table: ResolvedTable) -> [NotCompared] {
    var list: [NotCompared] = []
    var capitals: [String] = table.mapping.lowercasesKey ? table.key : []
    var substitutes: [String] = []
    var blanks: [String] = []
    for (name, field) in table.mapping.allFields where name != "participantsFrom.account" {
      let isWord = field.references != nil && !(field.words.isEmpty && field.otherwise == nil)
      let isSubstituted = field.otherwise != nil || field.ifNull != nil || field.ifGone != nil
      if isWord || isSubstituted { substitutes += field.columns }
      let isLowercased = mapping.tables.contains { $0.lowercasesKey && $0.table == field.references }
      if isLowercased || field.described?.lowercasesKey == true { capitals += field.columns }
      for (_, rule) in field.described?.fields ?? [:] {
        if rule.ifNull != nil || !rule.words.isEmpty { substitutes += rule.columns }
        blanks += rule.columns
      }
    }
    if let from = table.mapping.participantsFrom {
      let isRead = mapping.tables.contains { $0.target == .participant && $0.table == from.table }
      list.append(
        NotCompared(
          isRead
            ? "rows that say twice who takes part"
            : "who takes part in other conversations than those of pairs, and rows that say it twice", in: from.table,
          names: [from.conversation] + from.account.columns))
    }
    for (columns, what) in [
      (capitals, "capitals of keys"), (blanks, Self.blanks),
      (substitutes, "what `words`, `otherwise`, `ifNull` and `ifGone` make the same"),
    ] where !columns.isEmpty {
      list.append(NotCompared(what, in: table.name, names: columns.uniqued))
    }
    return list
  }
}

extension [String] {
  /// Each once, in order of its bytes.
  fileprivate var uniqued: [String] { Set(self).sorted { $0.precedesBytewise($1) } }
}
