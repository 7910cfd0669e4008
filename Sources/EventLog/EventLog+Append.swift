public import LMDB

extension EventLog {
  /// Appends a batch at the end of the log. It is durable when the transaction has been committed.
  ///
  /// About 200 ns for each small entry: they are encoded straight into the log's pages.
  ///
  /// - Throws: ``EventLogError`` with the code `positionMismatch` when the log ends elsewhere than the batch begins,
  ///   and then nothing was written; or `LMDBError`, and then the transaction must be aborted. After `mapFull` the same
  ///   batch may be appended again in a larger map.
  public func append(_ batch: EntryBatch, in transaction: inout WriteTransaction) throws {
    let last = try lastPosition(in: transaction)
    guard last == batch.previous else { throw EventLogError.mismatch(batch, after: last).of(environment.path) }
    if batch.isEmpty { return }
    try noteFormat(in: &transaction)
    var position = last
    for draft in batch.drafts {
      position += 1
      let endsBatch = position == batch.last
      try transaction.reserve(entries, Key(position), count: draft.encodedCount(at: position), .append) { buffer in
        draft.encode(at: position, endsBatch: endsBatch, into: buffer)
      }
    }
  }

  /// Appends entries at the end of the log, and returns their positions.
  ///
  /// - Throws: ``EventLogError`` with the code `tooLarge` or `invalidDraft`, also for no drafts at all, and then
  ///   nothing was written; or `LMDBError`, and then the transaction must be aborted.
  @discardableResult
  public func append(
    _ drafts: [EntryDraft], in transaction: inout WriteTransaction
  ) throws -> ClosedRange<UInt64> {
    guard !drafts.isEmpty else {
      throw EventLogError(
        .invalidDraft, message: "There is nothing to append.", remedy: "Append one entry or more.")
    }
    var batch = EntryBatch(after: try lastPosition(in: transaction))
    for draft in drafts { try batch.append(draft) }
    try append(batch, in: &transaction)
    return (batch.previous + 1)...batch.last
  }
}
