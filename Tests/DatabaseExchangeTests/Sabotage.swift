import ChatExchange
import GRDB
import TestSupport

@testable import DatabaseExchange

/// One change of a database, and what a comparison may say of it instead of telling it.
struct Sabotage {
  /// A line of what is not compared: how it begins, and what it has to name.
  struct Listing {
    var beginning: String
    var table: String?
    var names: [String] = []

    func isIn(_ report: ComparisonReport) -> Bool {
      report.notCompared.contains { listed in
        listed.what.hasPrefix(beginning) && listed.table == table && names.allSatisfy(listed.names.contains)
      }
    }
  }

  var table: String
  var what: String
  var listings: [Listing] = []

  func isListed(in report: ComparisonReport) -> Bool {
    listings.contains { $0.isIn(report) } || report.tables.contains { $0.table == table && $0.notProved != nil }
  }

  /// Makes one random change.
  ///
  /// - Returns: nil where it would say what is there already, or where the database does not take it.
  static func make(in database: Database, _ dice: inout Dice) throws -> Sabotage? {
    do {
      return switch dice.below(100) {
      case ..<62: try cell(in: database, &dice)
      case ..<72: try deletion(in: database, &dice)
      case ..<80: try addition(in: database, &dice)
      case ..<90: try exchange(in: database, &dice)
      default: try catalogue(in: database, &dice)
      }
    } catch let error as GRDB.DatabaseError
      where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode)
    {
      return nil
    }
  }

  // MARK: Cells

  private static func cell(in database: Database, _ dice: inout Dice) throws -> Sabotage? {
    let column = dice.pick(SabotageChat.columns)
    let cell = "\(column.table).\(column.name)"
    guard let row = try row(of: column.table, database, &dice) else { return nil }
    let before: DatabaseValue = try value(of: column, row, database)
    let wasGone = try isGone(column.table, row, database)
    guard let after = try changed(before, column, database, &dice) else { return nil }
    if try same(before, after, database) { return nil }
    let pairBefore = try column.table == "members" ? pairListing(row, database) : []
    // A key that is the row's own place moves it.
    let place = after.int64
    try database.execute(
      sql: "UPDATE \(column.table) SET \(column.name) = \(after.sql) WHERE rowid = ?", arguments: [row])
    let moved =
      try Bool.fetchOne(
        database, sql: "SELECT count(*) = 0 FROM \(column.table) WHERE rowid = ?", arguments: [row]) == true
    let now: DatabaseValue = try value(of: column, moved ? place ?? row : row, database)
    if now == before, try same(before, SabotageValue(now), database) { return nil }
    let isGone = try wasGone && isGone(column.table, moved ? place ?? row : row, database)
    return Sabotage(
      table: column.table, what: "\(cell) of \(row): \(before.shown) -> \(now.shown)",
      listings: listings(column, before, now, isGone: isGone)
        + (try column.table == "members" ? pairBefore + pairListing(row, database) : []))
  }

  /// What may be listed of a change in a cell: decided here, by what the column means.
  private static func listings(
    _ column: SabotageChat.Column, _ before: DatabaseValue, _ now: DatabaseValue, isGone: Bool
  ) -> [Listing] {
    let (table, names) = (column.table, [column.name])
    var result: [Listing] = []
    if isGone, column.meaning != .key { result.append(goneListing(column.table)) }
    switch column.meaning {
    case .unread:
      result.append(Listing(beginning: "columns that", table: table, names: names))
      result.append(Listing(beginning: "tables that the mapping does not read", names: [column.table]))
    case .edit: result.append(Listing(beginning: "when rows were edited", table: table))
    case .deletion where !before.isNull && !now.isNull:
      result.append(Listing(beginning: "when rows were deleted", table: table))
    case .text(tellsNull: false) where before.isBlank && now.isBlank:
      result.append(Listing(beginning: "NULL against", table: table, names: names))
    case .text(tellsNull: false) where column.table == "sessions":
      result.append(Listing(beginning: "where the parts", table: "sessions", names: ["device", "system"]))
    case .key: result.append(Listing(beginning: "keys of rows", table: table, names: names))
    case .reference where column.table == "rooms" && column.name != "course":
      result.append(Listing(beginning: "who stands in", table: table, names: names))
    case .time where now.isNull && column.name != "ended":
      result.append(Listing(beginning: "a time against NULL", table: table, names: names))
    case .words, .truth, .time:
      if column.meaning.says(before) == column.meaning.says(now) {
        result.append(Listing(beginning: "how words, truths and times are written", table: table, names: names))
      }
    default: break
    }
    return result
  }

  private static func goneListing(_ table: String) -> Listing {
    Listing(beginning: "what rows say that are deleted on both sides", table: table)
  }

  private static func pairListing(_ row: Int64, _ database: Database) throws -> [Listing] {
    let isPair = try Bool.fetchOne(
      database,
      sql: "SELECT sort = 'pair' OR one IS person FROM rooms, members WHERE rooms.id = room AND members.rowid = ?",
      arguments: [row])
    return isPair == true ? [Listing(beginning: "roles and deleted rows of members", table: "members")] : []
  }

  private static func changed(
    _ value: DatabaseValue, _ column: SabotageChat.Column, _ database: Database, _ dice: inout Dice
  ) throws -> SabotageValue? {
    switch column.meaning {
    case .key: return .integer(Int64(1_000 + dice.below(1_000)))
    case .reference:
      if dice.chance(15) { return value.isNull ? .integer(Int64(1 + dice.below(10))) : .null }
      return .integer(Int64(1 + dice.below(15)))
    case .time, .deletion, .edit:
      return dice.chance(60) ? SabotageValue.otherTime(value, &dice) : SabotageValue.otherText(value, &dice)
    case .words(let words, _, _) where dice.chance(60):
      return .text(dice.pick(words.keys.sorted() + ["member", "odd"]))
    case .truth: return dice.pick([.integer(0), .integer(1), .null, .text("yes"), .integer(2)])
    default: return SabotageValue.otherText(value, &dice)
    }
  }

  // MARK: Rows

  private static func deletion(in database: Database, _ dice: inout Dice) throws -> Sabotage? {
    let table = dice.pick(SabotageChat.tables)
    guard let row = try row(of: table, database, &dice) else { return nil }
    var listings = try isGone(table, row, database) ? [goneListing(table)] : []
    if table == "members" { listings += try pairListing(row, database) }
    try database.execute(sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [row])
    return Sabotage(table: table, what: "row \(row) of \(table) deleted", listings: listings)
  }

  /// A copy of a row under a new key: where it has none, or where it may be there once only, nothing.
  private static func addition(in database: Database, _ dice: inout Dice) throws -> Sabotage? {
    let table = dice.pick(SabotageChat.tables)
    guard let row = try row(of: table, database, &dice) else { return nil }
    let names = SabotageChat.columns.filter { $0.table == table }.map(\.name)
    let first = names[0]
    let key = "\(200 + dice.below(100))"
    let isReference = ["receipts", "pins", "settings", "second_steps", "members"].contains(table)
    let number = isReference ? "\(1 + dice.below(table == "receipts" || table == "pins" ? 60 : 11))" : key
    let others = names.dropFirst().joined(separator: ", ")
    let list = others.isEmpty ? "" : ", \(others)"
    try database.execute(
      sql: "INSERT INTO \(table) (\(first)\(list)) SELECT \(number)\(list) FROM \(table) WHERE rowid = ?",
      arguments: [row])
    var listings: [Listing] = []
    if table == "members" { listings += try pairListing(database.lastInsertedRowID, database) }
    return Sabotage(table: table, what: "row \(row) of \(table) copied as \(number)", listings: listings)
  }

  /// The values of two rows swapped.
  private static func exchange(in database: Database, _ dice: inout Dice) throws -> Sabotage? {
    let column = dice.pick(SabotageChat.columns)
    guard let one = try row(of: column.table, database, &dice), let other = try row(of: column.table, database, &dice),
      one != other, column.meaning != .key
    else { return nil }
    let (left, right) = (try value(of: column, one, database), try value(of: column, other, database))
    if try same(left, SabotageValue(right), database) { return nil }
    let areGone = try isGone(column.table, one, database) && isGone(column.table, other, database)
    for (row, value) in [(one, SabotageValue.null), (other, SabotageValue(left)), (one, SabotageValue(right))] {
      try database.execute(
        sql: "UPDATE \(column.table) SET \(column.name) = \(value.sql) WHERE rowid = ?", arguments: [row])
    }
    var allowed = listings(column, left, right, isGone: areGone)
    if column.table == "members" {
      let both = try pairListing(one, database) + pairListing(other, database)
      if both.count == 2 { allowed += both }
    }
    return Sabotage(
      table: column.table,
      what: "\(column.table).\(column.name) of \(one) and \(other) swapped: \(left.shown), \(right.shown)",
      listings: allowed)
  }

  // MARK: The catalogue

  private static func catalogue(in database: Database, _ dice: inout Dice) throws -> Sabotage? {
    let table = dice.pick(SabotageChat.tables)
    switch dice.below(4) {
    case 0:
      try database.execute(sql: "ALTER TABLE \(table) ADD COLUMN added TEXT; UPDATE \(table) SET added = 'x'")
      return Sabotage(
        table: table, what: "column added to \(table)",
        listings: [Listing(beginning: "columns that", table: table, names: ["added"])])
    case 1:
      try database.execute(sql: "CREATE TABLE added (id INTEGER PRIMARY KEY); INSERT INTO added VALUES (1)")
      return Sabotage(
        table: "added", what: "table added",
        listings: [Listing(beginning: "tables that the mapping does not read", names: ["added"])])
    case 2:
      let column = dice.pick(SabotageChat.columns)
      // The catalogue says which column is the key, whatever it is called.
      if column.meaning == .key { return nil }
      try database.execute(sql: "ALTER TABLE \(column.table) RENAME COLUMN \(column.name) TO renamed")
      return Sabotage(
        table: column.table, what: "\(column.table).\(column.name) renamed",
        listings: [
          Listing(beginning: "columns that", table: column.table, names: ["renamed"]),
          Listing(beginning: "tables that the mapping does not read", names: [column.table]),
        ])
    default:
      try database.execute(sql: "DROP TABLE \(table)")
      return Sabotage(table: table, what: "\(table) dropped")
    }
  }

  // MARK: Looking

  private static func row(of table: String, _ database: Database, _ dice: inout Dice) throws -> Int64? {
    let rows = try Int64.fetchAll(database, sql: "SELECT rowid FROM \(table) ORDER BY rowid")
    return rows.isEmpty ? nil : dice.pick(rows)
  }

  private static func value(
    of column: SabotageChat.Column, _ row: Int64, _ database: Database
  ) throws -> DatabaseValue {
    // As bytes where it is a text: neither NUL nor what is no UTF-8 may get lost on the way here.
    let found = try DatabaseValue.fetchOne(
      database,
      sql: "SELECT iif(typeof(\(column.name)) = 'text', CAST(\(column.name) AS BLOB), \(column.name)) "
        + "FROM \(column.table) WHERE rowid = ?", arguments: [row])
    return found ?? .null
  }

  private static func same(_ before: DatabaseValue, _ after: SabotageValue, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT (\(SabotageValue(before).sql)) IS (\(after.sql))") == true
  }

  private static func isGone(_ table: String, _ row: Int64, _ database: Database) throws -> Bool {
    guard let condition = SabotageChat.gone[table] else { return false }
    return try Bool.fetchOne(
      database, sql: "SELECT \(condition) FROM \(table) WHERE rowid = ?", arguments: [row]) == true
  }
}
