import ChatExchange
import ChatLedger
import GRDB
import TestSupport
import Testing

@testable import DatabaseExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A chat that is mapped in the rarer ways: people who stand in their messages or in many rows, flags, conditions,
/// substitutes, members of pairs by another table, two rooms of a pair, keys of several columns, every column kept.
enum OtherWays {
  static let sql = """
    CREATE TABLE visits (id INTEGER PRIMARY KEY, mail TEXT, name TEXT, seen TIMESTAMP);
    CREATE TABLE chats (id INTEGER PRIMARY KEY, sort TEXT, title TEXT, is_deleted BOOLEAN, updated TEXT, made TEXT);
    CREATE TABLE seats (chat INTEGER, mail TEXT);
    CREATE TABLE posts (
      id INTEGER PRIMARY KEY, chat INTEGER, user_mail TEXT, user_name TEXT, user_role TEXT, user_sort TEXT, body TEXT,
      reply INTEGER, sent INTEGER, hidden INTEGER, score REAL, flag BOOLEAN, stamp TIMESTAMP, data BLOB, loose);
    CREATE TABLE notes (chat INTEGER, number TEXT, body TEXT, by TEXT, at TEXT, PRIMARY KEY (chat, number));
    CREATE TABLE likes (note_chat INTEGER, note_number TEXT, mail TEXT, emoji TEXT);
    INSERT INTO visits VALUES
      (1, 'ann@x', 'Ann', '2024-01-01 08:00:00'), (2, 'Bob@x', 'Bob', NULL), (3, 'bob@X', 'Bob', '2024-01-02'),
      (4, 'eve@x', NULL, '2024-01-03 08:00:00.5');
    INSERT INTO chats VALUES
      (1, 'pm', 'first of the pair', 0, NULL, '2024-02-01 08:00:00'),
      (2, 'pm', 'second of the pair', 0, '2024-02-02 09:00:00', '2024-02-02 08:00:00'),
      (3, 'town', 'Town', 0, NULL, '2024-02-03 08:00:00'), (4, 'town', 'Gone', 1, '2024-05-01 00:00:00', NULL),
      (5, 'pm', '', NULL, NULL, '2024-02-05 08:00:00');
    INSERT INTO seats VALUES
      (1, 'ann@x'), (1, 'bob@x'), (2, 'bob@x'), (2, 'ann@x'), (3, 'ann@x'), (5, 'ann@x'), (5, 'eve@x');
    INSERT INTO posts VALUES
      (1, 1, 'zed@y', 'Zed', 'guest', 'PERSON', 'hello', NULL, 1709280000, 0, 1.5, 1, '2024-03-01 08:00:00', x'00ff',
       1),
      (2, 3, 'Zed@y', 'Zed', 'guest', 'PERSON', 'caf\u{E9}', 1, 1709280001, 0, 2, 0, NULL, NULL, '1'),
      (3, 3, 'kim@y', NULL, NULL, 'SERVICE', '', 2, 1709280002, 0, NULL, NULL, '2024-03-02', x'', 'x'),
      (4, 2, 'kim@y', NULL, NULL, 'SERVICE', 'in the second', NULL, 1709280003, 0, 0.1, 1, NULL, NULL, NULL),
      (6, 3, 'solo@y', 'Solo', 'guest', 'PERSON', 'alone', NULL, 1709280005, 0, 1, 1, NULL, NULL, NULL),
      (5, 3, 'kim@y', NULL, NULL, 'SERVICE', 'left out', NULL, 1709280004, 1, 0, 0, NULL, NULL, NULL);
    INSERT INTO notes VALUES
      (3, '1', 'by a word', 'root', '2024-04-01 08:00:00'), (3, '1,2', 'by nobody', NULL, '2024-04-02 08:00:00'),
      (3, 'a\\b', 'by a row', 'BOB@x', '2024-04-03 08:00:00'),
      (5, '1', 'by who is gone', 'old@x', '2024-04-04 08:00:00');
    INSERT INTO likes VALUES (3, '1', 'eve@x', '+1'), (3, '1,2', 'ann@x', 'tada');

    """

  static let json = #"""
    {
      "mapping": 1, "name": "ways", "source": "ways",
      "accounts": [
        {"key": "former", "kind": "PERSON", "userName": "former", "displayName": "Former user"},
        {"key": "gone", "kind": "PERSON", "userName": "gone", "displayName": "Gone user"}],
      "tables": [
        {"table": "visits", "becomes": "account", "key": ["mail"], "distinct": true, "lowercased": true,
          "fields": {"userName": "name", "createdAt": "seen"}},
        {"table": "chats", "becomes": "conversation", "deleted": {"flag": "is_deleted", "at": "updated"},
          "fields": {
            "kind": {"column": "sort", "words": {"pm": "DIRECT"}, "otherwise": "ROOM"}, "title": "title",
            "startedAt": "made"},
          "participantsFrom": {
            "table": "seats", "conversation": "chat", "account": {"column": "mail", "references": "visits"}}},
        {"table": "posts", "becomes": "message", "where": [{"column": "hidden", "is": "0"}],
          "fields": {
            "conversation": {"column": "chat", "references": "chats"},
            "author": {
              "columns": ["user_mail"], "becomes": "account", "lowercased": true, "table": "guests",
              "fields": {
                "userName": {"column": "user_name", "ifNull": "-"}, "role": "user_role", "kind": "user_sort"}},
            "body": "body", "replyTo": {"column": "reply", "references": "posts"},
            "sentAt": {"column": "sent", "unit": "seconds"}},
          "attributes": ["*"]},
        {"table": "notes", "becomes": "message",
          "fields": {
            "conversation": {"column": "chat", "references": "chats"},
            "author": {
              "column": "by", "references": "visits", "words": {"root": "ann@x"}, "otherwise": "bob@x",
              "ifNull": {"account": "former"}, "ifGone": {"account": "gone"}},
            "body": "body", "sentAt": "at"}},
        {"table": "likes", "becomes": "reaction", "key": ["note_chat", "note_number", "mail", "emoji"],
          "fields": {
            "message": {"columns": ["note_chat", "note_number"], "references": "notes"},
            "account": {"column": "mail", "references": "visits"}, "emoji": "emoji"}}
      ]
    }
    """#

  static func mapping() throws -> Mapping { try Mapping(json: Array(json.utf8), name: "ways") }
}

@Suite("Sabotage of a database that is mapped in the rarer ways", .ownThread)
struct OtherWaysSabotageTests {
  private struct Cell {
    var table: String
    var column: String
    var row: Int64
    var before = DatabaseValue.null
    var after = DatabaseValue.null

    /// What a value says in the column, however it is written.
    func meaning(_ value: DatabaseValue) -> String {
      switch column {
      case "sort": value.read.text == "pm" ? "pm" : "town"
      case "user_sort": value.read.text?.uppercased() ?? "PERSON"
      case "flag": value.read.boolean.map { "\($0)" } ?? value.read.text ?? ""
      case "is_deleted": "\(value.read.boolean ?? false)"
      default: value.read.time(.automatic, offsetSeconds: 0).map { "\($0)" } ?? value.read.text ?? ""
      }
    }
  }

  private static let seed: UInt64 = 20_261_202

  @Test("Every single change is told, or is listed as not compared")
  func ways() throws {
    let scene = try Scene(OtherWays.sql, "")
    let mapping = try OtherWays.mapping()
    try scene.load(mapping)
    try #require(try scene.load(mapping).outcome == .nothingNew)
    let pristine = try scene.compare(mapping)
    let found = pristine.tables.flatMap { table in table.differences.map { "\(table.table) \($0)" } }
    try #require(pristine.isSame, "\(found)")
    let tries = SabotageCounts.tries.map { $0 / 5 } ?? 150
    var counts = SabotageCounts()
    let copy = scene.folder.path + "/copy.sqlite"
    for number in 0..<UInt64(tries) {
      var dice = Dice(Self.seed &* 1_000_003 &+ number)
      try FileManager.default.copyItem(atPath: scene.file, toPath: copy)
      defer { try? FileManager.default.removeItem(atPath: copy) }
      let queue = try DatabaseQueue(path: copy)
      let change = try queue.write { try Self.change(in: $0, &dice) }
      try queue.close()
      guard let change else {
        counts.skipped += 1
        continue
      }
      let report = try scene.compare(mapping, from: SQLiteSource(path: copy))
      if report.verdict == .different {
        counts.told += 1
      } else if report.notCompared != pristine.notCompared || report.warnings != pristine.warnings
        || Self.isListed(change.cell, in: report)
      {
        counts.listed += 1
      } else {
        counts.silent.append("\(number): \(change.what)")
      }
    }
    print("Sabotage of a database that is mapped in the rarer ways: \(counts.text)")
    #expect(counts.silent == [])
  }

  /// A line that says so of this very kind of change, and names table and column.
  private static func isListed(_ cell: Cell, in report: ComparisonReport) -> Bool {
    let (before, after) = (cell.before, cell.after)
    return report.notCompared.contains { listed in
      let line = listed.what
      if line.hasPrefix("what rows say") {
        return listed.table == cell.table && cell.table == "chats" && cell.row == 4
      }
      if line.hasPrefix("rows that `where`") {
        return listed.table == cell.table && cell.table == "posts" && cell.row == 5
      }
      if line.hasPrefix("rows that repeat a key") { return cell.table == "visits" && cell.row == 3 }
      if line.hasPrefix("in which of several") {
        return cell.column == "chat" && [1, 2].contains(before.int64) && [1, 2].contains(after.int64)
      }
      if line.hasPrefix("whether a value is a number") { return before.read.text == after.read.text }
      guard listed.table == cell.table, listed.names.contains(cell.column) else { return false }
      if line.hasPrefix("how words") { return cell.meaning(before) == cell.meaning(after) }
      if line.hasPrefix("a time against NULL") { return before.isNull || after.isNull }
      if line.hasPrefix("NULL against") { return before.isBlank && after.isBlank }
      if line.hasPrefix("capitals") { return before.read.text?.lowercased() == after.read.text?.lowercased() }
      return line.hasPrefix("columns that") || line.hasPrefix("what `words`")
        || line.hasPrefix("when rows were deleted")
        || line.hasPrefix("who takes part")
    }
  }

  private static func change(
    in database: Database, _ dice: inout Dice
  ) throws -> (cell: Cell, what: String)? {
    let table = dice.pick(["visits", "chats", "seats", "posts", "posts", "notes", "likes"])
    let columns = try database.columns(in: table).map(\.name)
    let rows = try Int64.fetchAll(database, sql: "SELECT rowid FROM \(table)")
    var cell = Cell(table: table, column: dice.pick(columns), row: dice.pick(rows))
    let name = "\(table).\(cell.column) of \(cell.row)"
    do {
      if dice.chance(8) {
        try database.execute(sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [cell.row])
        return (cell, "row \(cell.row) of \(table) deleted")
      }
      let plain = "SELECT \(cell.column) FROM \(table) WHERE rowid = ?"
      let read =
        "SELECT iif(typeof(\(cell.column)) = 'text', CAST(\(cell.column) AS BLOB), \(cell.column)) FROM \(table) "
        + "WHERE rowid = ?"
      let before = try DatabaseValue.fetchOne(database, sql: read, arguments: [cell.row]) ?? .null
      let after: String
      switch dice.below(4) {
      case 0: after = try other(database, cell, dice.pick(rows))
      case 1 where !before.isBlank: after = SabotageValue.otherTime(before, &dice).sql
      case 2: after = dice.pick(["0", "1", "2", "NULL", "''", "x'00'", "'1'", "1.5", "'yes'", "'root'"])
      default: after = SabotageValue.otherText(before, &dice).sql
      }
      cell.before = try DatabaseValue.fetchOne(database, sql: plain, arguments: [cell.row]) ?? .null
      let told = try String.fetchOne(
        database, sql: "SELECT quote(\(cell.column)) FROM \(table) WHERE rowid = \(cell.row)")
      try database.execute(sql: "UPDATE \(table) SET \(cell.column) = \(after) WHERE rowid = \(cell.row)")
      let now = try String.fetchOne(
        database, sql: "SELECT quote(\(cell.column)) FROM \(table) WHERE rowid = \(cell.row)")
      cell.after = try DatabaseValue.fetchOne(database, sql: plain, arguments: [cell.row]) ?? .null
      let later = try DatabaseValue.fetchOne(database, sql: read, arguments: [cell.row]) ?? .null
      if before == later, told == now { return nil }
      return (cell, "\(name): \(told ?? "") -> \(now ?? "another row") (\(after))")
    } catch let error as GRDB.DatabaseError
      where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode)
    {
      return nil
    }
  }

  /// The value of another row of the column.
  private static func other(_ database: Database, _ cell: Cell, _ row: Int64) throws -> String {
    try String.fetchOne(
      database, sql: "SELECT quote(\(cell.column)) FROM \(cell.table) WHERE rowid = ?", arguments: [row]) ?? "NULL"
  }
}

extension DatabaseValue {
  fileprivate var int64: Int64? { if case .int64(let number) = storage { number } else { nil } }

  /// The value as a source has it.
  fileprivate var read: SourceValue {
    switch storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .double(let number): .real(number)
    case .string(let text): .text(text)
    case .blob(let data): .bytes(Array(data))
    }
  }
}
