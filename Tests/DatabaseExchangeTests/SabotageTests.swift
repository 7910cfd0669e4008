import ChatExchange
import ChatLedger
import ChatLedgerTesting
import GRDB
import Testing

@testable import DatabaseExchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One random change in one random place of a source that was imported: the comparison has to tell it, or has to say
/// beforehand that it does not compare such a thing.
@Suite("Sabotage of a database")
struct SabotageTests {
  private static let tries = getenv("SABOTAGE").flatMap { Int(String(cString: $0)) } ?? 60

  /// Which rows are not deleted, by themselves or with what they belong to.
  private static let live = [
    "people": "gone IS NULL", "courses": "gone IS NULL", "rooms": "gone IS NULL", "blocks": "0",
    "messages": "gone IS NULL AND room <> 3", "members": "person <> 3",
  ]

  /// What can be changed: a column of a table, and how its values look.
  private struct Cell {
    var table: String
    var column: String
  }

  @Test("Whatever is changed is told, or listed as not compared")
  func changes() throws {
    let scene = try Scene()
    var random = SplitMix64(seed: 0x5AB0_7A6E)
    try fill(scene, &random)
    #expect(try scene.load().faults == [])
    #expect(try scene.load().outcome == .nothingNew)
    #expect(try scene.compare().isSame)
    var counts: [String: Int] = [:]
    for number in 0..<Self.tries {
      let before = try dump(scene)
      let change = try sabotage(scene, &random)
      let isChanged = try change != nil && dump(scene) != before
      let outcome = isChanged ? try judge(scene, change ?? "") : "nothing changed"
      counts[outcome, default: 0] += 1
      #expect(outcome != "SILENT", "change \(number): \(change ?? "")")
      try restore(scene, before)
    }
    print("sabotage of SQLite: \(counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
    #expect(try scene.compare().isSame, "the source is as it was")
    #expect(counts["told", default: 0] > Self.tries / 3)
  }

  private func judge(_ scene: Scene, _ change: String) throws -> String {
    do {
      let report = try scene.compare()
      if !report.isSame { return "told" }
      let words = change.split(separator: " ")
      let isListed = report.notCompared.contains { line in
        let isOfTable = line.contains(words[0])
        return isOfTable && (line.contains(words[1]) || line.contains("receipts of"))
      }
      return isListed ? "listed as not compared" : "SILENT"
    } catch is SourceError {
      return "refused"
    }
  }

  // MARK: The source

  /// More rows of each kind, so that there is something to be confused.
  private func fill(_ scene: Scene, _ random: inout SplitMix64) throws {
    var rows = ""
    for id in 100..<145 {
      let body = "text \(id) caf\u{e9} \(UInt64.random(in: 0..<1_000, using: &random))"
      let reply = id > 110 && id % 3 == 0 ? "\(id - 7)" : "NULL"
      rows += "INSERT INTO messages VALUES (\(id), 2, \(1 + id % 2), '\(body)', \(reply), "
      rows += "'2024-05-01 10:\(id - 90):11.\(100_000 + id)', NULL, NULL);"
    }
    try scene.sql(rows)
  }

  private func columns(_ scene: Scene) throws -> [Cell] {
    try scene.database.read { database in
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      return try tables.flatMap { table in
        try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
          .map { Cell(table: table, column: $0) }
      }
    }
  }

  /// All rows of all tables, to see whether anything changed and to put it back.
  private func dump(_ scene: Scene) throws -> [String: [Row]] {
    try scene.database.read { database in
      var result: [String: [Row]] = [:]
      for table in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        result[table] = try Row.fetchAll(
          database, sql: "SELECT rowid AS sabotage_row, * FROM \"\(table)\" ORDER BY rowid")
      }
      return result
    }
  }

  private func restore(_ scene: Scene, _ rows: [String: [Row]]) throws {
    try scene.database.writeWithoutTransaction { database in
      for (table, old) in rows {
        try database.execute(sql: "DELETE FROM \"\(table)\"")
        for row in old {
          let names = row.columnNames.dropFirst().map { "\"\($0)\"" }
          let marks = names.map { _ in "?" }.joined(separator: ", ")
          try database.execute(
            sql: "INSERT INTO \"\(table)\" (rowid, \(names.joined(separator: ", "))) VALUES (?, \(marks))",
            arguments: StatementArguments(row.databaseValues))
        }
      }
    }
  }

  // MARK: One change

  /// - Returns: the table and column, and what was done; nil where nothing could be.
  private func sabotage(_ scene: Scene, _ random: inout SplitMix64) throws -> String? {
    let cells = try columns(scene)
    let cell = cells[Int(UInt64.random(in: 0..<UInt64(cells.count), using: &random))]
    // What rows say that are deleted on both sides is not compared; the report says so.
    let live = Self.live[cell.table, default: "1"]
    let order = "(rowid * \(1 + random.next() % 9_973)) % 7919"
    let pick = "rowid = (SELECT rowid FROM \"\(cell.table)\" WHERE \(live) ORDER BY \(order) LIMIT 1)"
    let name = "\(cell.table) \(cell.column)"
    let column = "\"\(cell.column)\""
    let ways: [(String, String)] = [
      ("one character more", "UPDATE \"\(cell.table)\" SET \(column) = \(column) || 'x' WHERE \(pick)"),
      ("a blank behind it", "UPDATE \"\(cell.table)\" SET \(column) = \(column) || ' ' WHERE \(pick)"),
      ("NUL behind it", "UPDATE \"\(cell.table)\" SET \(column) = \(column) || char(0) || 'y' WHERE \(pick)"),
      ("no UTF-8", "UPDATE \"\(cell.table)\" SET \(column) = CAST(x'61e9' AS TEXT) WHERE \(pick)"),
      ("upper case", "UPDATE \"\(cell.table)\" SET \(column) = upper(\(column)) WHERE \(pick)"),
      ("NFD", "UPDATE \"\(cell.table)\" SET \(column) = replace(\(column), '\u{e9}', 'e\u{301}') WHERE \(pick)"),
      ("null", "UPDATE OR IGNORE \"\(cell.table)\" SET \(column) = NULL WHERE \(pick)"),
      ("empty", "UPDATE OR IGNORE \"\(cell.table)\" SET \(column) = '' WHERE \(pick)"),
      ("another number", "UPDATE OR IGNORE \"\(cell.table)\" SET \(column) = 2 WHERE \(pick)"),
      ("a later time", "UPDATE \"\(cell.table)\" SET \(column) = '2024-06-09 08:07:06.000001' WHERE \(pick)"),
      ("the row deleted", "DELETE FROM \"\(cell.table)\" WHERE \(pick)"),
      (
        "of another row",
        "UPDATE OR IGNORE \"\(cell.table)\" SET \(column) = (SELECT \(column) FROM \"\(cell.table)\" ORDER BY rowid "
          + "DESC LIMIT 1) WHERE \(pick)"
      ),
    ]
    let way = ways[Int(UInt64.random(in: 0..<UInt64(ways.count), using: &random))]
    do { try scene.sql(way.1) } catch is DatabaseError { return nil }
    return "\(name) \(way.0)"
  }
}
