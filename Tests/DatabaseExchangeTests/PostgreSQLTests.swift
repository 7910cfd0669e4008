import ChatExchange
import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Reading PostgreSQL", .ownThread)
struct PostgreSQLTests {
  @Test("Values arrive with their types, whatever the server's settings are", .needsPostgreSQL)
  func types() throws {
    let database = try PostgresServer.database()
    try database.run(
      """
      CREATE TABLE t (id bigint PRIMARY KEY, b boolean, s text, n numeric(8, 2), d double precision, y bytea, u uuid,
        ts timestamp, tz timestamptz, da date, j jsonb, a text[]);
      SET timezone = 'Asia/Kathmandu'; SET datestyle = 'German'; SET bytea_output = 'escape';
      INSERT INTO t VALUES (1, true, 'ä😀', 12.50, 0.1, '\\x00ff', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
        '2021-03-05 17:04:59.123456', '2021-03-05 17:04:59+00', '2021-03-05', '{"x": 1}', '{a,b}'),
        (2, NULL, '', NULL, 'NaN', '', NULL, 'infinity', NULL, NULL, NULL, NULL);
      ALTER DATABASE \(database.name) SET datestyle = 'German';
      ALTER DATABASE \(database.name) SET timezone = 'Asia/Tokyo';
      """)
    try database.source().withSnapshot { session in
      let table = try session.tables().table("t")
      var rows: [[SourceValue]] = []
      let names = table.columns.map(\.name)
      try session.forEachRow(RowQuery(table, columns: names, order: ["id"])) { row in
        rows.append(names.indices.map(row.value))
        return true
      }
      let micros: Int64 = 1_614_963_899_000_000
      let first: [SourceValue] = [
        .integer(1), .boolean(true), .text("ä😀"), .text("12.50"), .real(0.1), .bytes([0, 255]),
        .text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), .localTime(micros + 123_456), .time(micros),
        .localTime(1_614_902_400_000_000), .text(#"{"x": 1}"#), .text("{a,b}"),
      ]
      #expect(rows.first == first)
      #expect(rows.last?[2] == .text(""))
      #expect(rows.last?[7] == .text("infinity"))
      #expect(rows.last?[8] == .null)
    }
  }

  @Test("The catalogue has schemas, views, quoted names and unique keys", .needsPostgreSQL)
  func catalogue() throws {
    let database = try PostgresServer.database()
    try database.run(
      #"""
      CREATE SCHEMA "Other"; CREATE TABLE "Other"."T ""x" ("A b" text, k int, PRIMARY KEY (k, "A b"));
      CREATE TABLE t (id int PRIMARY KEY, e text UNIQUE, f text); CREATE TABLE "Other".t (id int);
      CREATE UNIQUE INDEX p ON t (f) WHERE f <> ''; CREATE UNIQUE INDEX l ON t (lower(f));
      CREATE VIEW v AS SELECT 1 AS one;
      """#)
    try database.source().withSnapshot { session in
      let tables = try session.tables()
      #expect(tables.map(\.qualifiedName) == [#"Other.T "x"#, "Other.t", "t", "v"])
      #expect(try tables.table("t").uniqueKeys == [["id"], ["e"]])
      #expect(try tables.table(#"Other.T "x"#).uniqueKeys == [["k", "A b"]])
      #expect(try session.count(RowQuery(tables.table(#"T "x"#), columns: [])) == 0)
      #expect(throws: SourceError.self) { try tables.table("u") }
    }
  }

  @Test("A portion has as many rows as fit")
  func portionSizes() {
    #expect(PostgreSQLSession.nextPortion(rows: 200, bytes: 20_000) == 400)
    #expect(PostgreSQLSession.nextPortion(rows: 5_000, bytes: 500_000) == 5_000)
    #expect(PostgreSQLSession.nextPortion(rows: 200, bytes: 200 << 20) == 4)
    #expect(PostgreSQLSession.nextPortion(rows: 1, bytes: 1 << 30) == 1)
  }

  @Test("Rows come in portions, and all of them", .needsPostgreSQL)
  func portions() throws {
    let database = try PostgresServer.database()
    try database.run("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 20000)")
    try database.source().withSnapshot { session in
      let query = RowQuery(try session.tables().table("t"), columns: ["id"], order: ["id"])
      var sum: Int64 = 0
      var last: Int64 = 0
      try session.forEachRow(query) { row in
        guard case .integer(let id) = row.value(at: 0) else { return false }
        #expect(id == last + 1)
        last = id
        sum += id
        return true
      }
      #expect(sum == 20_000 * 20_001 / 2)
      // A body that has enough leaves the session in order, and queries may stand in each other.
      try session.forEachRow(query) { _ in
        try session.forEachRow(query) { _ in false }
        return false
      }
      #expect(try session.count(query) == 20_000)
    }
  }

  @Test("An address with a schema finds its tables there", .needsPostgreSQL)
  func schema() throws {
    let database = try PostgresServer.database()
    try database.run(
      #"CREATE SCHEMA "My app"; CREATE TABLE "My app".t (id int PRIMARY KEY, only_here int); CREATE TABLE t (id int)"#)
    let host = try #require(database.address.split(separator: " ").first).dropFirst("host=".count)
    let escaped = host.replacing("/", with: "%2F")
    for (query, columns) in [("?schema=My%20app&connection_limit=1", ["id", "only_here"]), ("", ["id"])] {
      let address = try DatabaseAddress("postgresql+psycopg2://tester@\(escaped)/\(database.name)\(query)")
      let found = try address.open().withSnapshot { try $0.tables().table("t").columns.map(\.name) }
      #expect(found == columns)
    }
  }

  @Test("What others write meanwhile does not show, and they need not wait", .needsPostgreSQL)
  func snapshot() throws {
    let database = try PostgresServer.database()
    try database.run("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)")
    try database.source().withSnapshot { session in
      let query = RowQuery(try session.tables().table("t"), columns: ["id"])
      #expect(try session.count(query) == 1)
      try database.run("INSERT INTO t VALUES (2)")
      #expect(try session.count(query) == 1)
    }
  }

  @Test("Nothing can be written through it", .needsPostgreSQL)
  func readOnly() throws {
    let database = try PostgresServer.database()
    let connection = try PostgreSQLConnection(PostgreSQLAddress(keywords: database.address))
    try connection.run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let error = #expect(throws: SourceError.self) { try connection.run("CREATE TABLE x (id int)") }
    #expect(error?.code == .query)
  }

  @Test("The same rows make the same ledger as from SQLite, and either compares with the other", .needsPostgreSQL)
  func sameAsSQLite() throws {
    let database = try PostgresServer.database()
    let schema = SmallChat.schema.replacing("INTEGER PRIMARY KEY", with: "bigint PRIMARY KEY")
      .replacing("made TEXT", with: "made timestamp").replacing("sent TEXT", with: "sent timestamp")
      .replacing("gone TEXT", with: "gone timestamptz").replacing("is_on INTEGER", with: "is_on boolean")
    try database.run(
      "SET timezone = 'UTC';" + schema + SmallChat.rows.replacing("(1, 1, 'totp')", with: "(1, true, 'totp')"))
    let scene = try Scene()
    let report = try scene.load(from: database.source())
    #expect(report.faults == [])
    #expect(report.outcome == .finished)
    #expect(try scene.compare(from: database.source()).isSame)
    // Another database under the same name is noticed.
    #expect(throws: ExchangeError.self) { try scene.load() }
    #expect(try scene.compare { $0.acceptsAnotherSource = true }.isSame, "the SQLite file of the same rows")
    #expect(try scene.load { $0.acceptsAnotherSource = true }.outcome == .nothingNew)
    try database.run("UPDATE messages SET body = 'new' WHERE id = 1; UPDATE messages SET gone = now() WHERE id = 2")
    let change = try scene.load(from: database.source())
    #expect(change.tables.reduce(0) { $0 + $1.changed } == 1)
    #expect(change.tables.reduce(0) { $0 + $1.deleted } == 1)
  }

  @Test("A database that breaks off in the middle is told, and the import goes on afterwards", .needsPostgreSQL)
  func brokenConnection() throws {
    let database = try PostgresServer.database()
    try database.run("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 20000)")
    let error = #expect(throws: SourceError.self) {
      try database.source().withSnapshot { session in
        var count = 0
        try session.forEachRow(RowQuery(session.tables().table("t"), columns: ["id"])) { _ in
          count += 1
          if count == 100 {
            try database.run(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()
              """)
          }
          return true
        }
      }
    }
    #expect(error?.message == "The connection to PostgreSQL broke.")
  }
}
