import Files
internal import GRDB

/// A SQLite file, opened for reading only.
///
/// The whole import is one read transaction. In WAL mode others may write meanwhile; with a rollback journal their
/// commits wait until the import has ended, so read a copy (`VACUUM INTO`, `.backup`) where that matters. The database
/// itself is never written; SQLite may put its own `-shm` beside a file in WAL mode.
public final class SQLiteSource: DatabaseSource {
  private let queue: DatabaseQueue

  /// Opens a file that must be there.
  ///
  /// - Parameter name: What messages call it; its path when nil.
  /// - Throws: ``SourceError`` `unreachable` when it is not there or no SQLite database.
  public init(path: String, name: String? = nil) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    configuration.label = "chat-ledger.import"
    // The library opens files by itself.
    StandardDescriptors.occupy()
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
    } catch let error as GRDB.DatabaseError {
      throw Self.unreachable(error, name ?? path)
    }
  }

  public func withSnapshot<R>(_ body: (any SourceSession) throws -> R) throws -> R {
    do {
      return try queue.read { try body(SQLiteSession($0)) }
    } catch let error as GRDB.DatabaseError {
      throw SQLiteSession.failed(error)
    }
  }

  private static func unreachable(_ error: GRDB.DatabaseError, _ path: String) -> SourceError {
    switch error.resultCode {
    case .SQLITE_NOTADB:
      SourceError(
        .unreachable, "\(path) is no SQLite database.",
        remedy: "Give a SQLite file, or the address of a PostgreSQL database: postgres://HOST/NAME.",
        cause: error.message)
    case .SQLITE_BUSY:
      SourceError(
        .unreachable, "\(path) is locked by another program.", remedy: "Try again, or read a copy of it.",
        cause: error.message)
    default:
      SourceError(
        .unreachable, "\(path) cannot be opened.", remedy: "Check that the file is there and can be read.",
        cause: error.message)
    }
  }
}

final class SQLiteSession: SourceSession {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func tables() throws -> [SourceTable] {
    try wrapping {
      let names = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM pragma_table_list
          WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          ORDER BY name
          """)
      return try names.map(table)
    }
  }

  private func table(_ name: String) throws -> SourceTable {
    var columns: [SourceColumn] = []
    var primaryKey: [(order: Int, name: String)] = []
    // Generated columns are read like any other; hidden ones of virtual tables are not.
    let rows = try Row.fetchAll(
      database, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid",
      arguments: [name])
    for row in rows {
      let column: String = row[0]
      let order: Int = row[3]
      columns.append(SourceColumn(name: column, type: row[1], isNullable: row[2] == 0 && order == 0))
      if order > 0 { primaryKey.append((order, column)) }
    }
    var uniqueKeys = primaryKey.isEmpty ? [] : [primaryKey.sorted { $0.order < $1.order }.map(\.name)]
    let indexes = try String.fetchAll(
      database, sql: "SELECT name FROM pragma_index_list(?) WHERE \"unique\" = 1 AND partial = 0 ORDER BY name",
      arguments: [name])
    for index in indexes {
      let parts = try String?.fetchAll(
        database, sql: "SELECT name FROM pragma_index_info(?) ORDER BY seqno", arguments: [index])
      let names = parts.compactMap(\.self)
      if names.count == parts.count, !uniqueKeys.contains(names) { uniqueKeys.append(names) }
    }
    return SourceTable(schema: "", name: name, columns: columns, uniqueKeys: uniqueKeys, isOnPath: true)
  }

  func count(_ query: RowQuery) throws -> UInt64 {
    let text = Self.text(query, selecting: "count(*)")
    return try wrapping {
      UInt64(
        try Int64.fetchOne(database, sql: text.sql, arguments: StatementArguments(text.parameters)) ?? 0)
    }
  }

  func forEachRow(_ query: RowQuery, _ body: (any SourceRow) throws -> Bool) throws {
    let text = Self.text(query)
    try wrapping {
      let rows = try Row.fetchCursor(database, sql: text.sql, arguments: StatementArguments(text.parameters))
      while let row = try rows.next() {
        guard try body(SQLiteRow(row: row)) else { return }
      }
    }
  }

  private static func text(_ query: RowQuery, selecting selection: String? = nil) -> QueryText {
    QueryText(query, selecting: selection, mark: { _ in "?" }, textOf: { "CAST(\($0) AS TEXT)" })
  }

  private func wrapping<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as GRDB.DatabaseError { throw Self.failed(error) }
  }

  static func failed(_ error: GRDB.DatabaseError) -> SourceError {
    SourceError(
      .query, "The database refused to be read.",
      remedy: "Check the file with `PRAGMA integrity_check`, or read a copy of it.", cause: error.message)
  }
}

private struct SQLiteRow: SourceRow {
  let row: Row

  func value(at index: Int) -> SourceValue {
    let value: DatabaseValue = row[index]
    switch value.storage {
    case .null: return .null
    case .int64(let value): return .integer(value)
    case .double(let value): return .real(value)
    case .string(let value): return .text(value)
    case .blob(let data): return .bytes([UInt8](data))
    }
  }
}
