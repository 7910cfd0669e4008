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

@Suite("Reading SQLite", .ownThread)
struct SQLiteSourceTests {
  @Test("The catalogue has tables, views, columns and unique keys, whatever they are called")
  func catalogue() throws {
    let scene = try Scene(
      #"""
      CREATE TABLE "odd ""name" ("a b" TEXT NOT NULL, "select" INTEGER, c BLOB, PRIMARY KEY ("select", "a b"));
      CREATE UNIQUE INDEX x ON "odd ""name" (c);
      CREATE UNIQUE INDEX y ON "odd ""name" ("select") WHERE c IS NULL;
      CREATE VIEW v AS SELECT 1 AS one;
      CREATE TABLE g (a INTEGER PRIMARY KEY, b TEXT GENERATED ALWAYS AS (a || '!'));
      """#,
      #"INSERT INTO "odd ""name" VALUES ('x', 1, x'00ff'), ('y', 2, NULL); INSERT INTO g (a) VALUES (7);"#)
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let tables = try session.tables()
      #expect(tables.map(\.name) == ["g", #"odd "name"#, "v"])
      let odd = try tables.table(#"odd "name"#)
      #expect(odd.columns.map(\.name) == ["a b", "select", "c"])
      #expect(odd.columns.map(\.isNullable) == [false, false, true])
      #expect(odd.uniqueKeys == [["select", "a b"], ["c"]])
      var rows: [[SourceValue]] = []
      try session.forEachRow(RowQuery(odd, columns: ["c", "a b", "select"], order: ["select"])) { row in
        rows.append((0..<3).map(row.value))
        return true
      }
      #expect(rows == [[.bytes([0, 255]), .text("x"), .integer(1)], [.null, .text("y"), .integer(2)]])
      try session.forEachRow(RowQuery(try tables.table("g"), columns: ["b"])) { row in
        #expect(row.value(at: 0) == .text("7!"))
        return true
      }
    }
  }

  @Test("Filters compare as text, and a value is never part of the query")
  func filters() throws {
    let scene = try Scene(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT);", "INSERT INTO t VALUES (1,'a'),(2,'b'),(3,NULL),(4,'''; --');")
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let table = try session.tables().table("t")
      func ids(_ filters: RowFilter...) throws -> [SourceValue] {
        var ids: [SourceValue] = []
        try session.forEachRow(RowQuery(table, columns: ["id"], filters: filters, order: ["id"])) { row in
          ids.append(row.value(at: 0))
          return true
        }
        #expect(try session.count(RowQuery(table, columns: ["id"], filters: filters)) == UInt64(ids.count))
        return ids
      }
      #expect(try ids(RowFilter("s", .equals("a"))) == [.integer(1)])
      #expect(try ids(RowFilter("id", .equals("2"))) == [.integer(2)])
      #expect(try ids(RowFilter("s", .differs("a"))) == [.integer(2), .integer(3), .integer(4)])
      #expect(try ids(RowFilter("s", .isNull(true))) == [.integer(3)])
      #expect(
        try ids(RowFilter("s", .isNull(false)), RowFilter("id", .isOneOf(["1", "4"]))) == [.integer(1), .integer(4)])
      #expect(try ids(RowFilter("s", .equals("'; --"))) == [.integer(4)])
    }
  }

  @Test("A live file in WAL mode is read as it was at the beginning, while others write")
  func liveFile() throws {
    let scene = try Scene("CREATE TABLE t (id INTEGER PRIMARY KEY);", "INSERT INTO t VALUES (1);")
    let writer = try DatabasePool(path: scene.file)
    try writer.write { try $0.execute(sql: "INSERT INTO t VALUES (2)") }
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let query = RowQuery(try session.tables().table("t"), columns: ["id"])
      #expect(try session.count(query) == 2)
      try writer.write { try $0.execute(sql: "INSERT INTO t VALUES (3); DELETE FROM t WHERE id = 1") }
      #expect(try session.count(query) == 2)
      var ids: [SourceValue] = []
      try session.forEachRow(query) { row in
        ids.append(row.value(at: 0))
        return true
      }
      #expect(ids == [.integer(1), .integer(2)])
    }
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let count = try session.count(RowQuery(session.tables().table("t"), columns: ["id"]))
      #expect(count == 2)
    }
  }

  @Test("A file that is not there is not made, and what is no database is said to be none")
  func wrongFiles() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path + "/missing.sqlite"
    #expect(throws: SourceError.self) { try SQLiteSource(path: missing) }
    #expect(!FileManager.default.fileExists(atPath: missing))
    let text = folder.path + "/text.sqlite"
    try Data("this is a text, and a long one, too".utf8).write(to: URL(filePath: text))
    let error = #expect(throws: SourceError.self) { try SQLiteSource(path: text) }
    #expect(error?.message.contains("no SQLite database") == true)
    #expect(throws: SourceError.self) { try SQLiteSource(path: folder.path) }
  }

  @Test("Nothing can be written through it")
  func readOnly() throws {
    let scene = try Scene()
    let before = try Data(contentsOf: URL(filePath: scene.file))
    try scene.load()
    #expect(try Data(contentsOf: URL(filePath: scene.file)) == before)
  }

  @Test("A name that the database lacks is answered with what there is")
  func unknownNames() throws {
    let scene = try Scene()
    try scene.sql("ALTER TABLE pins RENAME TO pinned")
    let table = #expect(throws: SourceError.self) { try scene.load() }
    #expect(table?.code == .catalogue)
    #expect(table?.remedy.contains("pinned") == true)
    try scene.sql("ALTER TABLE pinned RENAME TO pins; ALTER TABLE pins RENAME COLUMN message TO m")
    let column = #expect(throws: SourceError.self) { try scene.load() }
    #expect(column?.message.contains("“pins” has no column “message”") == true)
    #expect(column?.remedy.contains("m (INTEGER)") == true)
    #expect(try scene.position() == Position(1), "nothing is recorded before the mapping fits")
  }
}
