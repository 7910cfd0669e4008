import ChatDomain
import EventLog
import Files
import LMDB

extension Ledger {
  /// The entries after a position: first the existing ones, then new ones, each once it is on disk.
  ///
  /// Ends when the ledger closes or the task is cancelled, and throws when the ledger has stopped after a failure. A
  /// process that only reads checks for new entries five times a second. Entries are read in pages of 256, so a slow
  /// reader holds no transaction open.
  ///
  /// - Parameter position: The last entry that you have already; 0 for all entries. If it is beyond the end of the log,
  ///   the sequence waits for it.
  /// - Throws: The sequence throws ``LedgerError`` `damaged` at an entry that cannot be read, or the failure that
  ///   stopped the ledger.
  public func entries(after position: Position) -> AsyncThrowingStream<LedgerEntry, any Error> {
    let feed = EntryFeed(ledger: self, last: position)
    return AsyncThrowingStream { try await feed.next() }
  }
}

/// Pages through the log and waits at its end. Used by one iterator at a time.
private actor EntryFeed {
  private let ledger: Ledger
  private var last: Position
  private var page: ArraySlice<LedgerEntry> = []
  private static let pageEntries = 256
  private static let pollNanoseconds: UInt64 = 200_000_000

  init(ledger: Ledger, last: Position) {
    self.ledger = ledger
    self.last = last
  }

  func next() async throws -> LedgerEntry? {
    while true {
      if let entry = page.popFirst() { return entry }
      if Task.isCancelled { return nil }
      do { page = try ledger.page(after: last, limit: Self.pageEntries)[...] } catch let error as LedgerError
        where error.code == .closed
      {
        return nil
      }
      if let newest = page.last {
        last = newest.position
        continue
      }
      guard try await waitForMore() else { return nil }
    }
  }

  /// False when nothing will come any more.
  private func waitForMore() async throws -> Bool {
    guard let writer = ledger.writer else {
      do { try await Task.sleep(nanoseconds: Self.pollNanoseconds) } catch { return false }
      return true
    }
    await writer.waitForCommit(after: last)
    let state = writer.state.withLock {
      (isOver: $0.isOver, committed: $0.committed.position, failure: $0.failure)
    }
    guard state.isOver, state.committed <= last else { return true }
    if let failure = state.failure { throw failure }
    return false
  }
}

extension Ledger {
  fileprivate func page(after position: Position, limit: Int) throws -> [LedgerEntry] {
    try requireOpen()
    do {
      return try log.environment.read { transaction throws -> [LedgerEntry] in
        var page: [LedgerEntry] = []
        _ = try log.scan(from: position.next.rawValue, in: transaction) { entry in
          page.append(try LedgerEntry(entry, log: log, in: transaction))
          return page.count < limit ? .continue : .stop
        }
        return page
      }
    } catch { throw LedgerError(wrapping: error) }
  }
}
