/// A live PostgreSQL database.
///
/// Everything is read in one transaction that is repeatable-read and read-only: one state, whatever is written
/// meanwhile, and no lock that a writer waits for. Rows come through cursors, some megabytes at a time.
public final class PostgreSQLSource: DatabaseSource {
  private let connection: PostgreSQLConnection
  private let schemas: [String]

  /// Connects.
  ///
  /// - Throws: ``SourceError`` `unreachable`.
  public init(_ address: PostgreSQLAddress) throws {
    connection = try PostgreSQLConnection(address)
    schemas = address.schemas
  }

  public func withSnapshot<R>(_ body: (any SourceSession) throws -> R) throws -> R {
    try connection.run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let result: R
    do {
      let session = PostgreSQLSession(connection)
      try session.prepare(schemas)
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

  private let connection: PostgreSQLConnection
  private var cursors = 0

  init(_ connection: PostgreSQLConnection) { self.connection = connection }

  /// Has the server write values in one way, whatever its settings are, and plan for reading everything.
  ///
  /// - Parameter schemas: Where names of tables without one are looked for; as the server has it when empty.
  func prepare(_ schemas: [String]) throws {
    if !schemas.isEmpty {
      let path = schemas.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ", ")
      _ = try connection.query("SELECT pg_catalog.set_config('search_path', $1, true)", [path])
    }
    for setting in [
      "datestyle = 'ISO, YMD'", "timezone = 'UTC'", "bytea_output = 'hex'", "extra_float_digits = 1",
      "cursor_tuple_fraction = 1", "statement_timeout = 0", "idle_in_transaction_session_timeout = 0",
    ] {
      try connection.run("SET LOCAL \(setting)")
    }
  }

  func tables() throws -> [SourceTable] {
    let rows = try connection.query(
      """
      SELECT n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid), a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname NOT LIKE 'pg\\_%'
      ORDER BY n.nspname, c.relname, a.attnum
      """)
    let keys = try uniqueKeys()
    var tables: [SourceTable] = []
    for row in 0..<rows.rowCount {
      let schema = rows.text(row, 0) ?? ""
      let name = rows.text(row, 1) ?? ""
      if tables.last?.name != name || tables.last?.schema != schema {
        tables.append(
          SourceTable(
            schema: schema, name: name, columns: [], uniqueKeys: keys["\(schema)\u{0}\(name)"] ?? [],
            isOnPath: rows.text(row, 2) == "t"))
      }
      tables[tables.count - 1].columns.append(
        SourceColumn(
          name: rows.text(row, 3) ?? "", type: rows.text(row, 4) ?? "", isNullable: rows.text(row, 5) == "f"))
    }
    return tables
  }

  /// Unique keys by schema and table, the primary key first. Partial ones and those of expressions bind not every row.
  private func uniqueKeys() throws -> [String: [[String]]] {
    let rows = try connection.query(
      """
      SELECT n.nspname, c.relname, i.indexrelid, a.attname
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
      WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
      ORDER BY n.nspname, c.relname, i.indisprimary DESC, i.indexrelid, k.place
      """)
    var keys: [String: [[String]]] = [:]
    var previous: String?
    for row in 0..<rows.rowCount {
      let table = "\(rows.text(row, 0) ?? "")\u{0}\(rows.text(row, 1) ?? "")"
      let index = rows.text(row, 2)
      if index != previous { keys[table, default: []].append([]) }
      previous = index
      let last = (keys[table]?.count ?? 1) - 1
      keys[table]?[last].append(rows.text(row, 3) ?? "")
    }
    return keys
  }

  func count(_ query: RowQuery) throws -> UInt64 {
    let text = Self.text(query, selecting: "count(*)")
    return UInt64(try connection.query(text.sql, text.parameters).text(0, 0) ?? "") ?? 0
  }

  func forEachRow(_ query: RowQuery, _ body: (any SourceRow) throws -> Bool) throws {
    let text = Self.text(query)
    cursors += 1
    let cursor = "chat_ledger_\(cursors)"
    _ = try connection.query("DECLARE \(cursor) NO SCROLL CURSOR FOR \(text.sql)", text.parameters)
    var portion = 200
    reading: while true {
      let rows = try connection.query("FETCH FORWARD \(portion) FROM \(cursor)")
      for row in 0..<rows.rowCount {
        guard try body(PostgreSQLRow(result: rows, row: row)) else { break reading }
      }
      if rows.rowCount < portion { break }
      portion = Self.nextPortion(rows: rows.rowCount, bytes: rows.sizeBytes)
    }
    try connection.run("CLOSE \(cursor)")
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
