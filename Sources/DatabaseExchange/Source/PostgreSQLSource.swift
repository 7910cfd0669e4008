/// A live PostgreSQL database.
///
/// Everything is read in one transaction that is repeatable-read and read-only: it sees one state, and sessions that
/// write rows never wait for it. Statements that change a table itself (ALTER TABLE, DROP, TRUNCATE) wait for the end
/// of the transaction, because reading a table holds it in ACCESS SHARE mode. Rows come through cursors, some megabytes
/// at a time.
public final class PostgreSQLSource: DatabaseSource {
  private let connection: PostgreSQLConnection
  private let schemas: [String]
  /// How long to wait for a table that another session has locked.
  var lockSeconds = 10

  public var isCancelled: @Sendable () -> Bool {
    get { connection.isCancelled }
    set { connection.isCancelled = newValue }
  }

  /// Connects.
  ///
  /// - Parameter isCancelled: See ``DatabaseSource/isCancelled``; asked while it connects, too.
  /// - Throws: ``SourceError`` `unreachable` or `interrupted`.
  public init(_ address: PostgreSQLAddress, isCancelled: @escaping @Sendable () -> Bool = { false }) throws {
    connection = try PostgreSQLConnection(address, isCancelled: isCancelled)
    schemas = address.schemas
  }

  public func withSnapshot<R>(_ body: (any SourceSession) throws -> R) throws -> R {
    try connection.run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let result: R
    do {
      let session = PostgreSQLSession(connection)
      try session.prepare(schemas, lockSeconds: lockSeconds)
      result = try body(session)
    } catch {
      try? connection.run("ROLLBACK")
      throw error
    }
    try connection.run("COMMIT")
    return result
  }
}

final class PostgreSQLSession: SourceSession {
  /// About how much one portion of rows may take, in bytes.
  static let portionBytes = 4 << 20
  static let portionRows = 5_000

  let connection: PostgreSQLConnection
  private var cursors = 0

  init(_ connection: PostgreSQLConnection) { self.connection = connection }

  /// Has the server write values in one way, whatever its settings are, and plan for reading everything.
  ///
  /// - Parameter schemas: Where names of tables without one are looked for; as the server has it when empty.
  func prepare(_ schemas: [String], lockSeconds: Int) throws {
    if !schemas.isEmpty {
      let path = schemas.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ", ")
      _ = try connection.query("SELECT pg_catalog.set_config('search_path', $1, true)", [path])
    }
    // Otherwise row-level security hides rows without a word; so it is an error.
    // What is in no encoding arrives as it is, and is told apart here.
    let encoding = connection.serverEncoding == "SQL_ASCII" ? "SQL_ASCII" : "UTF8"
    for setting in [
      "row_security = off", "lock_timeout = '\(lockSeconds)s'", "client_encoding = '\(encoding)'",
      "datestyle = 'ISO, YMD'", "timezone = 'UTC'", "bytea_output = 'hex'", "extra_float_digits = 1",
      "cursor_tuple_fraction = 1", "statement_timeout = 0", "idle_in_transaction_session_timeout = 0",
    ] {
      try connection.run("SET LOCAL \(setting)")
    }
  }

  func identity() throws -> SourceIdentity {
    let database = try connection.query("SELECT pg_catalog.current_database()").text(0, 0) ?? ""
    let number = try attempting {
      try connection.query("SELECT system_identifier FROM pg_catalog.pg_control_system()").text(0, 0)
    }
    return SourceIdentity(
      system: (try? number.get()).flatMap { number in number.map { "postgresql:\($0)" } } ?? "postgresql",
      database: database, description: "the PostgreSQL database “\(database)”")
  }

  func sample(_ table: SourceTable, limit: Int) throws -> [[SourceValue]] {
    try attempting { try rows(RowQuery(table, columns: table.columns.map(\.name), limit: limit)) }.get()
  }

  func count(_ query: RowQuery) throws -> UInt64 {
    let text = Self.text(query, selecting: "count(*)")
    return UInt64(try read(query.table, text.sql, text.parameters).text(0, 0) ?? "") ?? 0
  }

  func forEachRow(_ query: RowQuery, _ body: (any SourceRow) throws -> Bool) throws {
    let text = Self.text(query)
    cursors += 1
    let cursor = "chat_ledger_\(cursors)"
    _ = try read(query.table, "DECLARE \(cursor) NO SCROLL CURSOR FOR \(text.sql)", text.parameters)
    var portion = 200
    reading: while true {
      if connection.isCancelled() { throw SourceError.interrupted }
      let rows = try read(query.table, "FETCH FORWARD \(portion) FROM \(cursor)")
      for row in 0..<rows.rowCount {
        guard try body(PostgreSQLRow(result: rows, row: row)) else { break reading }
      }
      if rows.rowCount < portion { break }
      portion = Self.nextPortion(rows: rows.rowCount, bytes: rows.sizeBytes)
    }
    try connection.run("CLOSE \(cursor)")
  }

  /// Runs what may fail so that the transaction can go on afterwards.
  private func attempting<R>(_ body: () throws -> R) throws -> Result<R, SourceError> {
    try connection.run("SAVEPOINT attempt")
    do {
      let result = try body()
      try connection.run("RELEASE SAVEPOINT attempt")
      return .success(result)
    } catch let error as SourceError {
      if error.code == .interrupted { throw error }
      try connection.run("ROLLBACK TO SAVEPOINT attempt")
      return .failure(error)
    }
  }

  /// Runs a query on a table; where that is locked, the error says by whom.
  private func read(_ table: SourceTable, _ sql: String, _ parameters: [String] = []) throws -> PostgreSQLResult {
    do {
      return try connection.query(sql, parameters, of: table.qualifiedName)
    } catch let error as SourceError where error.code == .locked {
      guard let holder = holder(of: table) else { throw error }
      throw SourceError(error.code, error.message, remedy: error.remedy, cause: "\(error.cause ?? ""); \(holder)")
    }
  }

  /// Who locks a table. The transaction has failed, and ends here.
  private func holder(of table: SourceTable) -> String? {
    try? connection.run("ROLLBACK")
    let rows = try? connection.query(
      """
      SELECT l.pid, l.mode, a.application_name FROM pg_catalog.pg_locks l
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.relation = pg_catalog.to_regclass($1)
        AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
      ORDER BY l.granted DESC LIMIT 1
      """, [QueryText.name(of: table)])
    guard let rows, rows.rowCount == 1 else { return nil }
    let name = rows.text(0, 2) ?? ""
    return "process \(rows.text(0, 0) ?? "")\(name.isEmpty ? "" : " (\(name))") has \(rows.text(0, 1) ?? "")"
  }

  /// As many rows as take about ``portionBytes``, if they are like those before; never more than twice as many.
  static func nextPortion(rows: Int, bytes: Int) -> Int {
    let fitting = portionBytes / max(1, bytes / max(1, rows))
    return max(1, min(portionRows, min(fitting, rows * 2)))
  }

  private static func text(_ query: RowQuery, selecting selection: String? = nil) -> QueryText {
    QueryText(query, selecting: selection, mark: { "$\($0)" }, textOf: { "CAST(\($0) AS text)" })
  }
}

private struct PostgreSQLRow: SourceRow {
  let result: PostgreSQLResult
  let row: Int

  func value(at index: Int) -> SourceValue { result.value(row, index) }
}
