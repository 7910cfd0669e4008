/// A database that is read and never written.
///
/// Two things implement it: ``SQLiteSource`` and ``PostgreSQLSource``.
public protocol DatabaseSource: AnyObject {
  /// Asked now and then while the database is waited for; true ends the waiting within a second with a ``SourceError``
  /// `interrupted`.
  var isCancelled: @Sendable () -> Bool { get set }
  /// Runs the body on one consistent state of the whole database: what others write meanwhile does not show.
  ///
  /// Blocks the calling thread. The session is valid inside the body only.
  ///
  /// - Throws: ``SourceError``, and what the body throws.
  func withSnapshot<R>(_ body: (any SourceSession) throws -> R) throws -> R
}

/// One state of a database, on one thread.
public protocol SourceSession: AnyObject {
  /// Every table and view that holds data of a user, by name.
  func tables() throws -> [SourceTable]
  /// Which database it is.
  func identity() throws -> SourceIdentity
  /// How many rows the query has. O(rows) where no index serves it.
  func count(_ query: RowQuery) throws -> UInt64
  /// The rows of the query in its order, one after another and never all in memory; the body returns false to stop.
  ///
  /// The row is valid inside the body only. Another query may be run inside the body.
  func forEachRow(_ query: RowQuery, _ body: (any SourceRow) throws -> Bool) throws
  /// The first rows that the database gives, with all columns: to look at what is in a table.
  ///
  /// A table that cannot be read leaves the session in order.
  func sample(_ table: SourceTable, limit: Int) throws -> [[SourceValue]]
}

extension SourceSession {
  func rows(_ query: RowQuery) throws -> [[SourceValue]] {
    var rows: [[SourceValue]] = []
    try forEachRow(query) { row in
      rows.append(query.columns.indices.map(row.value))
      return true
    }
    return rows
  }
}

/// A row that is being read; its columns are numbered from 0 in the order of the query.
public protocol SourceRow {
  /// The value of a column.
  func value(at index: Int) -> SourceValue
}

/// A table or view as the catalogue has it.
public struct SourceTable: Hashable, Sendable, Codable {
  /// The namespace, for PostgreSQL; empty for SQLite.
  public var schema: String
  public var name: String
  public var columns: [SourceColumn]
  /// Sets of columns that no two rows share: the primary key first, then other unique constraints.
  public var uniqueKeys: [[String]]
  /// Whether the database finds it without its schema.
  public var isOnPath: Bool
  /// What its rows refer to, as far as the catalogue says.
  public var foreignKeys: [SourceForeignKey] = []

  /// How a mapping writes it.
  public var qualifiedName: String { isOnPath ? name : "\(schema).\(name)" }

  public func column(_ name: String) -> SourceColumn? { columns.first { $0.name == name } }

  /// Whether no two rows can have the same values in these columns.
  func isUnique(_ columns: [String]) -> Bool { uniqueKeys.contains { Set($0).isSubset(of: columns) } }
}

/// A reference as the catalogue has it.
public struct SourceForeignKey: Hashable, Sendable, Codable {
  public var columns: [String]
  /// The namespace of the table that it leads to; empty for SQLite.
  public var schema: String
  /// The table that it leads to.
  public var table: String
  /// Its columns, in the same order.
  public var targetColumns: [String]
}

/// A column as the catalogue has it.
public struct SourceColumn: Hashable, Sendable, Codable {
  public var name: String
  /// The type as it was declared.
  public var type: String
  public var isNullable: Bool
}

/// What to read of one table. Names must be those of the catalogue; values never become part of the query's text.
public struct RowQuery: Hashable, Sendable {
  public var table: SourceTable
  public var columns: [String]
  public var filters: [RowFilter]
  /// Columns to sort by, ascending, nulls last.
  public var order: [String]
  /// How many rows to read; all when nil.
  public var limit: Int?

  public init(
    _ table: SourceTable, columns: [String], filters: [RowFilter] = [], order: [String] = [], limit: Int? = nil
  ) {
    self.limit = limit
    self.table = table
    self.columns = columns
    self.filters = filters
    self.order = order
  }
}

/// A condition on one column.
public struct RowFilter: Hashable, Sendable {
  public enum Condition: Hashable, Sendable {
    case isNull(Bool)
    /// Compared as text, so that a mapping need not know the column's type.
    case equals(String)
    /// A null is different from every value.
    case differs(String)
    case isOneOf([String])
  }

  public var column: String
  public var condition: Condition

  public init(_ column: String, _ condition: Condition) {
    self.column = column
    self.condition = condition
  }
}

/// A query as text with what stands at its marks.
struct QueryText {
  var sql: String
  var parameters: [String]

  /// - Parameter mark: the n-th parameter, from 1, in the database's own way.
  /// - Parameter textOf: a column's value as text.
  init(
    _ query: RowQuery, selecting selection: String? = nil, mark: (Int) -> String, textOf: (String) -> String
  ) {
    var parameters: [String] = []
    func next(_ value: String) -> String {
      parameters.append(value)
      return mark(parameters.count)
    }
    let conditions = query.filters.map { filter in
      let column = Self.quoted(filter.column)
      return switch filter.condition {
      case .isNull(true): "\(column) IS NULL"
      case .isNull(false): "\(column) IS NOT NULL"
      case .equals(let value): "\(textOf(column)) = \(next(value))"
      case .differs(let value): "(\(column) IS NULL OR \(textOf(column)) <> \(next(value)))"
      case .isOneOf(let values): "\(textOf(column)) IN (\(values.map(next).joined(separator: ", ")))"
      }
    }
    let columns = selection ?? query.columns.map(Self.quoted).joined(separator: ", ")
    sql = "SELECT \(columns) FROM \(Self.name(of: query.table))"
    if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
    if selection == nil, !query.order.isEmpty {
      sql += " ORDER BY " + query.order.map { "\(Self.quoted($0)) ASC NULLS LAST" }.joined(separator: ", ")
    }
    if selection == nil, let limit = query.limit { sql += " LIMIT \(limit)" }
    self.parameters = parameters
  }

  static func name(of table: SourceTable) -> String {
    table.schema.isEmpty ? quoted(table.name) : "\(quoted(table.schema)).\(quoted(table.name))"
  }

  /// An identifier as standard SQL quotes it.
  static func quoted(_ name: String) -> String {
    var result = "\""
    for character in name.unicodeScalars {
      if character == "\"" { result.append("\"") }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
