import LMDB

/// The transaction under a session. Where it is one that reads, writing throws.
struct SessionTransaction: ~Copyable {
  /// Reads go through a copyable view of whichever transaction there is; it is never handed out.
  let view: TransactionView
  private let reader: ReadTransaction?
  private var writer: WriteTransaction?
  /// Where a row is put together before it is written: one buffer for all of them.
  var row = RowWriter()

  init(reading transaction: consuming ReadTransaction) {
    view = TransactionView(handle: transaction.handle, environment: transaction.environment)
    reader = consume transaction
    writer = nil
  }

  init(writing transaction: consuming WriteTransaction) {
    view = TransactionView(handle: transaction.handle, environment: transaction.environment)
    reader = nil
    writer = consume transaction
  }

  /// - Throws: ``ProjectionError`` with the code `readOnly` when nothing can be written, or no more.
  func requireWriting() throws {
    guard writer != nil else { throw Self.refusal }
  }

  /// Stores what stands in ``row``.
  mutating func put(
    _ table: Table, _ key: borrowing Key, _ mode: WriteTransaction.PutMode = .upsert
  ) throws {
    try Self.put(row, table, key, mode, &writer)
  }

  private static func put(
    _ row: RowWriter, _ table: Table, _ key: borrowing Key, _ mode: WriteTransaction.PutMode,
    _ writer: inout WriteTransaction?
  ) throws {
    guard writer != nil else { throw refusal }
    try writer?.put(table, key, row.bytes.span.bytes, mode)
  }

  mutating func delete(_ table: Table, _ key: borrowing Key) throws {
    try requireWriting()
    try writer?.delete(table, key)
  }

  mutating func commit() throws {
    guard let transaction = writer.take() else { throw Self.refusal }
    try transaction.commit()
  }

  /// Drops what was written; nothing when nothing can have been.
  mutating func abort() {
    guard let transaction = writer.take() else { return }
    transaction.abort()
  }

  private static var refusal: ProjectionError {
    ProjectionError(
      .readOnly, "A session of the projection that only reads, or that has ended, cannot write.",
      remedy: "Write in a session of `beginWriting()`, before it commits.")
  }
}

/// A transaction that somebody else owns, for reading.
struct TransactionView: Transaction {
  let handle: TransactionHandle
  let environment: Environment
}
