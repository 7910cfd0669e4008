import ChatDomain
import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

@testable import ChatProjection

/// Digests are what follows from the rows, however the rows came to be.
@Suite(.ownThread) struct DigestTests {
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func aDigestIsTheSumOverTheRows(seed: UInt64) throws {
    let history = try HistoryGenerator.history(seed: seed, count: 400)
    let temporary = try TemporaryProjection()
    try temporary.fold(history.chat.entries, inBatchesOf: 7)
    let session = try temporary.projection.beginReading()
    #expect(session.position == history.chat.position && session.totals == history.chat.totals, "seed \(seed)")
    let byConversation = try checkTables(session, seed)
    var kept: [ConversationID: UInt128] = [:]
    for id in history.chat.tables.conversations.keys { kept[id] = try session.digest(of: id) }
    #expect(kept == byConversation, "seed \(seed)")
  }

  /// The digests of the conversations, summed anew over the rows.
  private func checkTables(_ session: ProjectionSession, _ seed: UInt64) throws -> [ConversationID: UInt128] {
    var byConversation: [ConversationID: UInt128] = [:]
    for table in ProjectionTable.all {
      var sum: UInt128 = 0
      try session.scan(session.tables[table], prefix: Key(), from: Key()) { key, row in
        let hash = session.digests.hash(table.number, key, row)
        sum &+= hash
        if table.belongsToConversation {
          var reader = KeyReader(key)
          byConversation[try reader.nextID(), default: 0] &+= hash
        }
        return true
      }
      #expect(try session.digest(of: table) == sum, "seed \(seed), \(table)")
    }
    return byConversation
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func howTheFoldIsCutMakesNoDifference(seed: UInt64) throws {
    let entries = try HistoryGenerator.history(seed: seed, count: 300).chat.entries
    let whole = try TemporaryProjection()
    try whole.fold(entries)
    let root = try whole.projection.beginReading().stateRoot()
    for size in [1, 3, 64] {
      let cut = try TemporaryProjection()
      try cut.fold(entries, inBatchesOf: size)
      let live = try cut.projection.beginReading()
      #expect(try live.stateRoot() == root, "seed \(seed), batches of \(size)")
      for table in ProjectionTable.all {
        var differences = 0
        _ = try ProjectionSession.differences(in: table, between: live, and: whole.projection.beginReading()) { _ in
          differences += 1
        }
        #expect(differences == 0, "seed \(seed), \(table), batches of \(size)")
      }
    }
  }

  @Test func anAbortedSessionLeavesNothing() throws {
    let entries = try HistoryGenerator.history(seed: 5, count: 100).chat.entries
    let temporary = try TemporaryProjection()
    try temporary.fold(entries.prefix(40))
    let root = try temporary.projection.beginReading().stateRoot()
    let session = try temporary.projection.beginWriting()
    let next = entries[40]
    try session.fold(
      next.events,
      of: EntryStamp(
        position: next.position, firstPosition: next.position, time: next.time, commandID: next.command.id,
        correlation: nil))
    session.abort()
    #expect(try temporary.projection.beginReading().stateRoot() == root)
    try temporary.fold(entries.dropFirst(40))
    let whole = try TemporaryProjection()
    try whole.fold(entries)
    #expect(try temporary.projection.beginReading().stateRoot() == whole.projection.beginReading().stateRoot())
  }

  @Test func anEntryOutOfOrderIsRefused() throws {
    let entries = try HistoryGenerator.history(seed: 6, count: 10).chat.entries
    let temporary = try TemporaryProjection()
    #expect(throws: FoldError.self) { try temporary.fold(entries.dropFirst()) }
  }
}
