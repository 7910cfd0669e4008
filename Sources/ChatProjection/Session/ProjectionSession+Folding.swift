public import ChatDomain
import LMDB

extension ProjectionSession {
  /// Folds the events of one entry.
  ///
  /// - Throws: ``FoldError`` or ``ProjectionError`` when the entry does not fit; abort the session then.
  public func fold(_ events: [Event], of entry: EntryStamp) throws {
    try transaction.requireWriting()
    guard entry.position == position.next else {
      throw FoldError("an entry is folded out of order, after position \(position)", at: entry.position)
    }
    cache.hasChanges = true
    current = CommandRow(id: entry.commandID, position: entry.position)
    for event in events {
      try LoggedEvent(
        event: event, position: entry.position, firstPosition: entry.firstPosition, time: entry.time,
        commandID: entry.commandID, correlation: entry.correlation
      ).fold(into: self)
    }
    // The continuations of a split command bring no identifier of their own.
    if entry.position == entry.firstPosition, let current { try insert(current, into: .commands) }
    current = nil
    position = entry.position
    if cache.isFull { try flush() }
  }

  /// Changes the totals of the whole ledger by the additions and removals of the fold.
  public func adjustTotals(_ change: (inout Totals) -> Void) throws {
    try transaction.requireWriting()
    change(&totals)
  }
}
