import ChatLedger
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import DatabaseExchange

/// A flag that one thread raises and another looks at.
final class Flag: Sendable {
  private let raised = Mutex(false)

  var isRaised: Bool { raised.withLock { $0 } }
  func raise() { raised.withLock { $0 = true } }
}

@Suite("What PostgreSQL hides, locks or refuses", .ownThread)
struct PostgreSQLSafetyTests {
  /// Runs the body on its own session while another one holds what `sql` locks.
  private func role(_ database: TestDatabase, _ name: String) throws -> PostgreSQLSource {
    let address = database.address.replacing("user=tester", with: "user=\(name)")
    return try PostgreSQLSource(PostgreSQLAddress(keywords: address))
  }

  private func count(_ source: PostgreSQLSource, _ table: String = "t") throws -> UInt64 {
    try source.withSnapshot { try $0.count(RowQuery($0.tables().table(table), columns: [])) }
  }

  @Test("Rows that row-level security would hide are an error, not fewer rows", .needsPostgreSQL)
  func rowSecurity() throws {
    let database = try PostgresServer.database()
    let name = "reader_\(database.name)"
    try database.run(
      """
      CREATE ROLE \(name) LOGIN; CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2);
      GRANT SELECT ON t TO \(name); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p ON t FOR SELECT TO \(name) USING (id = 1)
      """)
    let error = #expect(throws: SourceError.self) { try count(role(database, name)) }
    #expect(error?.code == .refused)
    #expect(error?.message == "Row-level security would hide rows of the table “t”.")
    #expect(error?.remedy.contains("BYPASSRLS") == true)
    #expect(try count(database.source()) == 2, "the owner sees all")
    try database.run("ALTER TABLE t DISABLE ROW LEVEL SECURITY; REVOKE SELECT ON t FROM \(name)")
    let right = #expect(throws: SourceError.self) { try count(role(database, name)) }
    #expect(right?.code == .refused)
    #expect(right?.message == "The role may not read the table “t”.")
    #expect(right?.remedy.contains("GRANT SELECT") == true)
    // A look at such a table leaves the session in order.
    try role(database, name).withSnapshot { session in
      let table = try session.tables().table("t")
      #expect(throws: SourceError.self) { try session.sample(table, limit: 1) }
      #expect(try session.identity().database == database.name)
    }
  }

  @Test("A table that another session locks is named, with who locks it", .needsPostgreSQL)
  func lock() throws {
    let database = try PostgresServer.database()
    try database.run("CREATE TABLE t (id int PRIMARY KEY)")
    let other = try PostgreSQLConnection(PostgreSQLAddress(keywords: database.address + " application_name=migration"))
    try other.run("BEGIN")
    try other.run("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
    let source = try database.source()
    source.lockSeconds = 1
    let error = #expect(throws: SourceError.self) { try count(source) }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("Another session locks the table “t”") == true)
    #expect(error?.cause?.contains("(migration) has AccessExclusiveLock") == true, "\(error?.cause ?? "")")
    try other.run("ROLLBACK")
    #expect(try count(source) == 0, "the connection is of use afterwards")
  }

  @Test("What waits for the server ends within a second of being told to", .needsPostgreSQL)
  func cancel() throws {
    let database = try PostgresServer.database()
    try database.run(
      """
      CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);
      CREATE VIEW slow AS SELECT id, pg_sleep(60)::text AS nothing FROM t
      """)
    let other = try PostgreSQLConnection(PostgreSQLAddress(keywords: database.address))
    try other.run("BEGIN")
    try other.run("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
    for table in ["t", "slow"] {
      if table == "slow" { try other.run("ROLLBACK") }
      let source = try database.source()
      let clock = ContinuousClock()
      let end = clock.now + .milliseconds(300)
      source.isCancelled = { ContinuousClock.now >= end }
      let error = #expect(throws: SourceError.self) {
        try source.withSnapshot { session in
          let found = try session.tables().table(table)
          try session.forEachRow(RowQuery(found, columns: found.columns.map(\.name))) { _ in true }
        }
      }
      #expect(error?.code == .interrupted)
      #expect(clock.now - end < .seconds(1))
      source.isCancelled = { false }
      if table == "slow" { #expect(try count(source) == 1, "the connection is of use afterwards") }
    }
  }

  @Test("A host that does not answer is not waited for after being told to stop")
  func cancelConnecting() throws {
    let end = ContinuousClock.now + .milliseconds(200)
    // An address for documentation: nobody answers there, or the network says so at once.
    let error = #expect(throws: SourceError.self) {
      _ = try PostgreSQLSource(
        PostgreSQLAddress(keywords: "host=192.0.2.1 dbname=x"), isCancelled: { ContinuousClock.now >= end })
    }
    #expect(error?.code == .interrupted || error?.code == .unreachable)
    #expect(ContinuousClock.now - end < .seconds(1))
  }

  @Test("Texts of a database without an encoding arrive byte for byte", .needsPostgreSQL)
  func withoutEncoding() throws {
    let database = try PostgresServer.database()
    try database.run("CREATE DATABASE \(database.name)_ascii ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    let address = database.address.replacing("dbname=", with: "client_encoding=SQL_ASCII dbname=") + "_ascii"
    let writer = try PostgreSQLConnection(PostgreSQLAddress(keywords: address))
    try writer.run("SET client_encoding = 'SQL_ASCII'")
    try writer.run("CREATE TABLE t (id int PRIMARY KEY, s text)")
    try writer.run(#"INSERT INTO t VALUES (1, E'caf\xe9'), (2, 'cafe')"#)
    try PostgreSQLSource(PostgreSQLAddress(keywords: address)).withSnapshot { session in
      let rows = try session.sample(session.tables().table("t"), limit: 5)
      #expect(rows == [[.integer(1), .invalidText([0x63, 0x61, 0x66, 0xE9])], [.integer(2), .text("cafe")]])
    }
  }

  @Test(
    "Every refusal has the advice that belongs to it",
    arguments: [
      ("42501", "GRANT SELECT"), ("55P03", "pg_locks"), ("57014", "time limit"), ("22021", "convert_from"),
      ("25006", "view"), ("42P01", "catalogue"), ("53300", "memory"), ("XX001", "damaged"), ("99999", "own words"),
    ])
  func advice(_ state: String, _ words: String) {
    let error = PostgreSQLFailure(state: state, cause: "c", isRowSecurity: false).error("t")
    #expect(error.remedy.contains(words))
    #expect(error.remedy.contains("GRANT") == (state == "42501"))
    #expect(error.message.contains("“t”") || state == "42501")
  }
}

@Suite("What a catalogue says of a database", .ownThread)
struct CatalogueTests {
  private static let tables = """
    CREATE TABLE people (id INTEGER PRIMARY KEY);
    CREATE TABLE rooms (a INTEGER, b INTEGER, owner INTEGER REFERENCES people (id), PRIMARY KEY (a, b));
    CREATE TABLE notes (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, who INTEGER REFERENCES people,
      FOREIGN KEY (x, y) REFERENCES rooms (a, b));
    INSERT INTO people VALUES (1), (2), (3);
    """

  private func check(_ session: any SourceSession, _ schema: String) throws {
    let tables = try session.tables()
    #expect(
      try tables.table("rooms").foreignKeys == [
        SourceForeignKey(columns: ["owner"], schema: schema, table: "people", targetColumns: ["id"])
      ])
    #expect(
      try Set(tables.table("notes").foreignKeys) == [
        SourceForeignKey(columns: ["who"], schema: schema, table: "people", targetColumns: ["id"]),
        SourceForeignKey(columns: ["x", "y"], schema: schema, table: "rooms", targetColumns: ["a", "b"]),
      ])
    #expect(try session.sample(tables.table("people"), limit: 2) == [[.integer(1)], [.integer(2)]])
  }

  @Test("References and first rows, of SQLite")
  func sqlite() throws {
    let scene = try Scene(Self.tables, "")
    try SQLiteSource(path: scene.file).withSnapshot { try check($0, "") }
  }

  @Test("References and first rows, of PostgreSQL", .needsPostgreSQL)
  func postgreSQL() throws {
    let database = try PostgresServer.database()
    try database.run(Self.tables)
    try database.source().withSnapshot { try check($0, "public") }
  }

  @Test("Another database is told where both say enough")
  func identity() throws {
    func identity(_ system: String, _ database: String) -> SourceIdentity {
      SourceIdentity(system: system, database: database, description: "")
    }
    let one = identity("postgresql:1", "app")
    #expect(!one.isAnother(than: one))
    #expect(one.isAnother(than: identity("postgresql:2", "app")))
    #expect(one.isAnother(than: identity("postgresql:1", "staging")))
    #expect(!one.isAnother(than: identity("postgresql", "staging")), "a server that does not tell")
    #expect(one.isAnother(than: identity("sqlite", "app")))
    #expect(!identity("sqlite", "a").isAnother(than: identity("sqlite", "b")), "a copy")
    #expect(identity("sqlite:1", "a").isAnother(than: identity("sqlite:2", "a")))
    let scene = try Scene()
    #expect(
      try SQLiteSource(path: scene.file).withSnapshot { try $0.identity() }.system == "sqlite")
    try scene.sql("PRAGMA application_id = 77")
    let found = try SQLiteSource(path: scene.file).withSnapshot { try $0.identity() }
    #expect((found.system, found.database) == ("sqlite:77", "app.sqlite"))
  }

  @Test("A server tells which it is", .needsPostgreSQL)
  func serverIdentity() throws {
    let database = try PostgresServer.database()
    let found = try database.source().withSnapshot { try $0.identity() }
    #expect(found.system.hasPrefix("postgresql:"))
    #expect(found.database == database.name)
    #expect(try found.isAnother(than: PostgresServer.database().source().withSnapshot { try $0.identity() }))
  }
}

@Suite("Reading SQLite byte for byte", .ownThread)
struct SQLiteBytesTests {
  @Test("A text keeps its NUL, and one that is no UTF-8 its bytes")
  func texts() throws {
    let scene = try Scene(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, s);",
      """
      INSERT INTO t VALUES (1, 'pay 100' || char(0) || '000 EUR'), (2, CAST(x'636166e9' AS TEXT)), (3, x'68656c6c6f'),
        (4, ''), (5, x''), (6, NULL), (7, 1.5);
      """)
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let rows = try session.sample(session.tables().table("t"), limit: 9).map { $0[1] }
      #expect(
        rows == [
          .text("pay 100\u{0}000 EUR"), .invalidText([0x63, 0x61, 0x66, 0xE9]), .bytes(Array("hello".utf8)), .text(""),
          .bytes([]), .null, .real(1.5),
        ])
      #expect(rows[1].text == "caf\u{FFFD}")
      #expect(rows[1].keyText != SourceValue.invalidText([0x63, 0x61, 0x66, 0xE8]).keyText)
    }
  }

  @Test("A long search ends within a second of being told to, and so does waiting for a lock")
  func cancel() throws {
    let scene = try Scene(
      """
      CREATE VIEW v AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x < 0;
      """, "")
    let end = ContinuousClock.now + .milliseconds(200)
    let source = try SQLiteSource(path: scene.file)
    source.isCancelled = { ContinuousClock.now >= end }
    let error = #expect(throws: SourceError.self) {
      try source.withSnapshot { try $0.count(RowQuery($0.tables().table("v"), columns: [])) }
    }
    #expect(error?.code == .interrupted)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let writer = try DatabaseQueue(path: scene.file, configuration: configuration)
    try writer.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    let locked = #expect(throws: SourceError.self) {
      try SQLiteSource(path: scene.file, isCancelled: { true })
    }
    #expect(locked?.code == .interrupted)
    try writer.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(ContinuousClock.now - end < .seconds(1))
  }

  @Test("Times that say more than a microsecond are told apart from those that do not")
  func fractions() {
    #expect(SourceTime.isFinerThanMicroseconds("2024-01-01 00:00:00.1234567"))
    #expect(SourceTime.isFinerThanMicroseconds("2024-01-01T00:00:00.123456789Z"))
    #expect(!SourceTime.isFinerThanMicroseconds("2024-01-01T00:00:00.123456000+01:00"))
    #expect(!SourceTime.isFinerThanMicroseconds("2024-01-01 00:00:00.123456"))
    #expect(SourceTime.parse("2024-01-01 00:00:00.1234567890123") == SourceTime.parse("2024-01-01 00:00:00.123456"))
    #expect(SourceTime.parse("2024-01-01 00:00:00 UTC") == SourceTime.parse("2024-01-01 00:00:00Z"))
    #expect(
      SourceValue.integer(1_709_280_002_123_456_789).time(.automatic, offsetSeconds: 0) == 1_709_280_002_123_456)
    #expect(SourceValue.integer(1_709_280_002_123_456_789).isFinerThanMicroseconds(.automatic))
    #expect(!SourceValue.integer(1_709_280_002_123_456_000).isFinerThanMicroseconds(.nanoseconds))
    #expect(!SourceValue.integer(1_709_280_002).isFinerThanMicroseconds(.automatic))
  }
}
