import Files
internal import GRDB
internal import GRDBSQLite

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A SQLite file, opened for reading only.
///
/// The whole import is one read transaction. In WAL mode others may write meanwhile; with a rollback journal their
/// commits wait until the import has ended, so read a copy (`VACUUM INTO`, `.backup`) where that matters. The database
/// itself is never written; SQLite may put its own `-shm` beside a file in WAL mode.
public final class SQLiteSource: DatabaseSource {
  /// How long to wait for a file that another program has locked.
  private static let busySeconds = 10.0
  /// How many steps of SQLite's machine go by between two questions whether to stop: some milliseconds.
  private static let stepsBetweenQuestions: Int32 = 20_000

  private let queue: DatabaseQueue
  private let name: String
  private let cancellation: Cancellation

  public var isCancelled: @Sendable () -> Bool {
    get { cancellation.isCancelled }
    set { cancellation.isCancelled = newValue }
  }

  /// Opens a file that must be there.
  ///
  /// - Parameter name: What messages call it; its path when nil.
  /// - Parameter isCancelled: See ``DatabaseSource/isCancelled``; asked while the file is locked, too.
  /// - Throws: ``SourceError`` `unreachable` when it is not there or no SQLite database, `interrupted`.
  public init(path: String, name: String? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }) throws {
    let cancellation = Cancellation(isCancelled)
    self.cancellation = cancellation
    self.name = path.split(separator: "/").last.map(String.init) ?? path
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .callback { tries in
      let stepSeconds = 0.05
      guard Double(tries) * stepSeconds < Self.busySeconds, !cancellation.isCancelled() else { return false }
      usleep(UInt32(stepSeconds * 1_000_000))
      return true
    }
    configuration.label = "chat-ledger.import"
    // The library opens files by itself.
    StandardDescriptors.occupy()
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
    } catch let error as GRDB.DatabaseError {
      if error.resultCode == .SQLITE_BUSY, isCancelled() { throw SourceError.interrupted }
      throw Self.unreachable(error, name ?? path)
    }
  }

  public func withSnapshot<R>(_ body: (any SourceSession) throws -> R) throws -> R {
    do {
      return try queue.read { database in
        let context = Unmanaged.passUnretained(cancellation).toOpaque()
        sqlite3_progress_handler(
          database.sqliteConnection, Self.stepsBetweenQuestions,
          { context in
            guard let context else { return 0 }
            return Unmanaged<Cancellation>.fromOpaque(context).takeUnretainedValue().isCancelled() ? 1 : 0
          }, context)
        defer { sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil) }
        return try body(SQLiteSession(database, name: name))
      }
    } catch let error as GRDB.DatabaseError {
      if error.resultCode == .SQLITE_BUSY, isCancelled() { throw SourceError.interrupted }
      throw SQLiteSession.failed(error)
    }
  }

  /// The question whether to stop, in a form that SQLite can be given.
  private final class Cancellation: @unchecked Sendable {
    private let lock = Lock()
    private var question: @Sendable () -> Bool

    init(_ question: @escaping @Sendable () -> Bool) { self.question = question }

    var isCancelled: @Sendable () -> Bool {
      get { lock.withLock { question } }
      set { lock.withLock { question = newValue } }
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
  private let name: String

  init(_ database: Database, name: String) {
    self.database = database
    self.name = name
  }

  func identity() throws -> SourceIdentity {
    try wrapping {
      let number = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      return SourceIdentity(
        system: number == 0 ? "sqlite" : "sqlite:\(number)", database: name, description: "the SQLite file \(name)")
    }
  }

  func tables() throws -> [SourceTable] {
    try wrapping {
      let names = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM pragma_table_list
          WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          ORDER BY name
          """)
      var tables = try names.map(table)
      for index in tables.indices { tables[index].foreignKeys = try foreignKeys(of: tables[index], in: tables) }
      return tables
    }
  }

  /// Names of tables and columns are the same to SQLite however they are capitalized, and a reference may leave out
  /// the columns that it leads to.
  private func foreignKeys(of table: SourceTable, in tables: [SourceTable]) throws -> [SourceForeignKey] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq",
      arguments: [table.name])
    var keys: [SourceForeignKey] = []
    var previous: Int64?
    for row in rows {
      let id: Int64 = row[0]
      let name: String = row[1]
      let target = tables.first { $0.name.lowercased() == name.lowercased() }
      if id != previous {
        keys.append(SourceForeignKey(columns: [], schema: "", table: target?.name ?? name, targetColumns: []))
      }
      previous = id
      let last = keys.count - 1
      let place = keys[last].columns.count
      let own: String = row[2]
      let other: String? = row[3]
      let primary = target?.uniqueKeys.first ?? []
      keys[last].columns.append(table.named(own) ?? own)
      keys[last].targetColumns.append(
        other.map { target?.named($0) ?? $0 } ?? (place < primary.count ? primary[place] : ""))
    }
    return keys
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
      let statement = try database.makeStatement(sql: text.sql)
      let rows = try Row.fetchCursor(statement, arguments: StatementArguments(text.parameters))
      while try rows.next() != nil {
        guard try body(SQLiteRow(statement: statement.sqliteStatement)) else { return }
      }
    }
  }

  func sample(_ table: SourceTable, limit: Int) throws -> [[SourceValue]] {
    try rows(RowQuery(table, columns: table.columns.map(\.name), limit: limit))
  }

  private static func text(_ query: RowQuery, selecting selection: String? = nil) -> QueryText {
    QueryText(query, selecting: selection, mark: { _ in "?" }, textOf: { "CAST(\($0) AS TEXT)" })
  }

  private func wrapping<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as GRDB.DatabaseError { throw Self.failed(error) }
  }

  static func failed(_ error: GRDB.DatabaseError) -> SourceError {
    if error.resultCode == .SQLITE_INTERRUPT { return .interrupted }
    return SourceError(
      .query, "The database refused to be read.",
      remedy: "Check the file with `PRAGMA integrity_check`, or read a copy of it.", cause: error.message)
  }
}

/// The row at which a statement stands.
///
/// Values are read from SQLite itself: a text may hold NUL, or be no UTF-8, and neither may get lost.
private struct SQLiteRow: SourceRow {
  let statement: OpaquePointer

  func value(at index: Int) -> SourceValue {
    let index = Int32(truncatingIfNeeded: index)
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, index))
    case SQLITE_TEXT:
      // The length is that of the text as it was last asked for.
      let start = sqlite3_column_text(statement, index)
      return SourceValue(text: UnsafeBufferPointer(start: start, count: length(index)))
    case SQLITE_BLOB:
      guard let start = sqlite3_column_blob(statement, index) else { return .bytes([]) }
      return .bytes(Array(UnsafeRawBufferPointer(start: start, count: length(index))))
    default: return .null
    }
  }

  private func length(_ index: Int32) -> Int { Int(sqlite3_column_bytes(statement, index)) }
}

extension SourceTable {
  /// The column of a name, however it is capitalized.
  fileprivate func named(_ name: String) -> String? {
    columns.first { $0.name.lowercased() == name.lowercased() }?.name
  }
}
