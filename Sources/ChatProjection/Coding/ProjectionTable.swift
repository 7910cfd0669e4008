import LMDB

/// A table of the projection without the type of its rows, for code that iterates over all tables.
public struct ProjectionTable: Sendable, CustomStringConvertible {
  /// The name under which it is stored.
  public let name: String
  let number: UInt8
  let belongsToConversation: Bool
  /// Whether the bytes of a row are those that the row's own type would write, under the key that it would take.
  let isCanonical: @Sendable (_ key: RawSpan, _ row: RawSpan) throws -> Bool

  init<Row>(_ table: RowTable<Row>) {
    name = table.name
    number = table.number
    belongsToConversation = table.belongsToConversation
    isCanonical = { key, row in
      let value = try Row.read(key, row)
      let written = value.rowKey
      var writer = RowWriter()
      value.write(to: &writer)
      return written.bytes.isEqual(to: key) && writer.bytes.span.bytes.isEqual(to: row)
    }
  }

  public var description: String { name }

  /// The place among the opened tables and among the digests.
  var index: Int { Int(number) - 1 }

  static func inOrder(_ tables: [ProjectionTable]) -> [ProjectionTable] {
    for (index, table) in tables.enumerated() {
      precondition(table.index == index, "the table \(table.name) has the number \(table.number) at place \(index + 1)")
    }
    return tables
  }
}

/// A table as its own file knows it: with the type of its rows, which says how key and row are written and read.
///
/// It is made where it is named, so that what it says is known while compiling.
struct RowTable<Row: ProjectionRow>: Sendable {
  let name: String
  /// The number that stands for the table in digests, and its place in ``ProjectionTable/all``. A format: never reuse
  /// one.
  let number: UInt8
  /// Whether the digest of a conversation covers the table: its keys begin with the conversation's identifier then.
  let belongsToConversation: Bool

  init(_ name: String, number: UInt8, belongsToConversation: Bool = false) {
    self.name = name
    self.number = number
    self.belongsToConversation = belongsToConversation
  }

  var index: Int { Int(number) - 1 }
}

/// What stands in a row and in its key.
protocol ProjectionRow: Sendable {
  /// What the row stands under.
  var rowKey: Key { get }
  /// Writes what the key does not say.
  func write(to row: inout RowWriter)
  /// Reads both. Whether anything is left over is looked at afterwards, by ``read(_:_:)``.
  init(key: inout KeyReader, row: inout RowReader) throws
}

extension ProjectionRow {
  /// - Throws: ``ProjectionError`` with the code `damaged`, or `LMDBError`, when the bytes are not those of a row.
  static func read(_ key: RawSpan, _ row: RawSpan) throws -> Self {
    var keyReader = KeyReader(key)
    var rowReader = RowReader(row)
    let value = try Self(key: &keyReader, row: &rowReader)
    guard keyReader.remaining == 0 else {
      throw ProjectionError(.damaged, "A key has \(keyReader.remaining) bytes too many.")
    }
    try rowReader.finish()
    return value
  }
}

/// A row whose key says everything: an index.
protocol IndexRow: ProjectionRow {
  init(key: inout KeyReader) throws
}

extension IndexRow {
  func write(to row: inout RowWriter) {}
  init(key: inout KeyReader, row: inout RowReader) throws { try self.init(key: &key) }
}

/// The opened tables.
struct OpenTables: Sendable {
  private let tables: [Table]
  /// Position, totals, digests and settings; not part of any digest itself.
  let meta: Table
  /// The digest of each conversation.
  let digests: Table

  init(in environment: Environment) throws {
    let names = ProjectionTable.all.map(\.name)
    let opened = try environment.openTables(names + ["meta", "digests"])
    tables = Array(opened[..<names.count])
    meta = opened[names.count]
    digests = opened[names.count + 1]
  }

  subscript(table: ProjectionTable) -> Table { tables[table.index] }

  subscript<Row>(table: RowTable<Row>) -> Table {
    assert(tables[table.index].name == table.name, "the table \(table.name) is missing in ProjectionTable.all")
    return tables[table.index]
  }
}
