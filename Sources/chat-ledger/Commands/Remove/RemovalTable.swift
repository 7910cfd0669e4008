import ChatLedger
import LedgerJSON

/// Counts before, what goes, and counts afterwards, table by table: beforehand as foreseen, afterwards with a check.
struct RemovalTable {
  /// All counts of a ledger, resources by kind.
  struct Counts: Hashable {
    var totals: Totals
    var resources: [String: Int64]

    init(_ totals: Totals, _ resources: [String: Int64]) {
      self.totals = totals
      self.resources = resources
    }

    init(_ view: LedgerView) throws {
      self.init(try view.totals(), try view.resourceCounts())
    }
  }

  var before: Counts
  /// What was foreseen to go.
  var removed: Counts
  /// What is there now; nil for a dry run.
  var after: Counts?
  /// Tables that are said to be kept.
  var kept: Set<String> = []
  /// Whether tables are listed in which nothing is.
  var listsEmptyTables = false

  /// Whether everything is as it was foreseen.
  var isAsForeseen: Bool { rows.allSatisfy { $0.after == nil || $0.after == $0.before - $0.removed } }

  private struct Row {
    var name: String
    var before: Int64
    var removed: Int64
    var after: Int64?
    var isKept: Bool

    var check: String {
      guard let after else { return isKept ? "kept" : "" }
      if after != before - removed { return "[DIFFERS]" }
      return isKept ? "kept" : "[OK]"
    }
  }

  private var rows: [Row] {
    var rows: [Row] = []
    for (index, old) in before.totals.counts.enumerated() {
      let isKept = kept.contains(old.name)
      if old.name == "resources" {
        rows += resourceRows(isKept: isKept)
        continue
      }
      rows.append(
        Row(
          name: old.name, before: old.count, removed: removed.totals.counts[index].count,
          after: after?.totals.counts[index].count, isKept: isKept))
    }
    let shown = rows.filter { listsEmptyTables || $0.before != 0 || $0.removed != 0 || ($0.after ?? 0) != 0 }
    // What is kept stands below what goes.
    return shown.filter { !$0.isKept } + shown.filter(\.isKept)
  }

  private func resourceRows(isKept: Bool) -> [Row] {
    let kinds = Set(before.resources.keys).union(removed.resources.keys).union(after?.resources.keys ?? [:].keys)
    if kinds.isEmpty {
      return [
        Row(name: "resources", before: 0, removed: 0, after: after.map(\.totals.resources), isKept: isKept)
      ]
    }
    return kinds.sorted().map { kind in
      Row(
        name: "resources: \(kind)", before: before.resources[kind] ?? 0, removed: removed.resources[kind] ?? 0,
        after: after.map { $0.resources[kind] ?? 0 }, isKept: isKept)
    }
  }

  func print() {
    let rows = rows
    let hasChecks = rows.contains { !$0.check.isEmpty }
    var columns: [TextTable.Column] = [
      .init("TABLE"), .init("BEFORE", isNumber: true), .init("CHANGE", isNumber: true), .init("AFTER", isNumber: true),
    ]
    if hasChecks { columns.append(.init("")) }
    var table = TextTable(columns)
    for row in rows {
      let after = row.after ?? row.before - row.removed
      let cells = [
        row.name, Format.count(row.before), Format.count(after - row.before), Format.count(after),
      ]
      table.append(hasChecks ? cells + [row.check] : cells)
    }
    table.print()
  }
}

extension RemovalTable.Counts {
  /// What is left of this when the other has gone.
  static func - (left: Self, right: Self) -> Self {
    var resources = left.resources
    for (kind, count) in right.resources { resources[kind, default: 0] -= count }
    return Self(left.totals - right.totals, resources.filter { $0.value != 0 })
  }

  var resourcesJSON: JSON {
    .object(resources.sorted { $0.key < $1.key }.map { JSON.Member(name: $0.key, value: .integer($0.value)) })
  }
}
