import LMDB

// What every table is read and written by. Generic over the row, and specialised for each: nothing is boxed.

// MARK: Reading

extension ProjectionSession {
  /// The row at a key; nil when there is none. What is kept in the cache is not looked at.
  func row<Row>(of table: RowTable<Row>, at key: borrowing Key) throws -> Row? {
    let view = transaction.view
    guard let row = try view.get(tables[table], key) else { return nil }
    return try Row.read(key.bytes, row)
  }

  func contains<Row>(_ key: borrowing Key, in table: RowTable<Row>) throws -> Bool {
    let view = transaction.view
    return try view.contains(tables[table], key)
  }

  /// The number of rows of a table. O(1); in a writing session, plus the pending rows.
  public func rowCount(of table: ProjectionTable) throws -> Int {
    try flush()
    let view = transaction.view
    return try view.count(tables[table])
  }

  /// All rows of a table in the order of their keys. The body returns false to stop.
  func forEachRow<Row>(of table: RowTable<Row>, _ body: (Row) throws -> Bool) throws {
    try forEachRow(of: table, from: Key(), below: Key(), body)
  }

  /// The rows whose keys begin with `prefix`, in key order.
  func forEachRow<Row>(of table: RowTable<Row>, below prefix: borrowing Key, _ body: (Row) throws -> Bool) throws {
    try scan(tables[table], prefix: prefix, from: prefix) { key, row in try body(Row.read(key, row)) }
  }

  /// The rows whose keys begin with `prefix`, from `start` on, in key order.
  func forEachRow<Row>(
    of table: RowTable<Row>, from start: borrowing Key, below prefix: borrowing Key, _ body: (Row) throws -> Bool
  ) throws {
    try scan(tables[table], prefix: prefix, from: start) { key, row in try body(Row.read(key, row)) }
  }

  /// Keys that begin with `prefix`, from `start` on, in key order, and their rows. The body returns false to stop.
  func scan(
    _ table: Table, prefix: borrowing Key, from start: borrowing Key,
    _ body: (_ key: RawSpan, _ row: RawSpan) throws -> Bool
  ) throws {
    try flush()
    let view = transaction.view
    var cursor = try view.cursor(table)
    var isFound = try cursor.seek(start)
    while isFound, cursor.key.hasPrefix(prefix.bytes) {
      guard try body(cursor.key, cursor.value) else { return }
      isFound = try cursor.next()
    }
  }

  /// The same backwards: keys that begin with `prefix` and lie below `end`.
  func scanBackwards(
    _ table: Table, prefix: borrowing Key, below end: borrowing Key,
    _ body: (_ key: RawSpan, _ row: RawSpan) throws -> Bool
  ) throws {
    try flush()
    let view = transaction.view
    var cursor = try view.cursor(table)
    var isFound = try cursor.seek(end) ? cursor.previous() : cursor.last()
    while isFound, cursor.key.hasPrefix(prefix.bytes) {
      guard try body(cursor.key, cursor.value) else { return }
      isFound = try cursor.previous()
    }
  }
}

// MARK: Writing

extension ProjectionSession {
  /// Stores a row, new or instead of the one there is.
  func put<Row>(_ row: Row, into table: RowTable<Row>) throws {
    let key = row.rowKey
    encode(row)
    var change = digests.hash(table.number, key.bytes, transaction.row.bytes.span.bytes)
    let view = transaction.view
    if let before = try view.get(tables[table], key) {
      change = change &- digests.hash(table.number, key.bytes, before)
    }
    try transaction.put(tables[table], key)
    try digests.add(change, of: table, key.bytes)
  }

  /// Stores a row that must be new.
  func insert<Row>(_ row: Row, into table: RowTable<Row>) throws {
    let key = row.rowKey
    encode(row)
    let change = digests.hash(table.number, key.bytes, transaction.row.bytes.span.bytes)
    try transaction.put(tables[table], key, .insert)
    try digests.add(change, of: table, key.bytes)
  }

  /// Takes away a row that must be there.
  func delete<Row>(at key: borrowing Key, from table: RowTable<Row>) throws {
    let view = transaction.view
    guard let before = try view.get(tables[table], key) else {
      throw ProjectionError(.inconsistent, "A row of the table \(table.name) is deleted that is not there.")
    }
    let change = 0 &- digests.hash(table.number, key.bytes, before)
    try transaction.delete(tables[table], key)
    try digests.add(change, of: table, key.bytes)
  }

  private func encode<Row: ProjectionRow>(_ row: Row) {
    transaction.row.reset()
    row.write(to: &transaction.row)
  }
}
