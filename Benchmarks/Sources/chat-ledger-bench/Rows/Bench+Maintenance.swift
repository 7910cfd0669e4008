import ChatLedger
import GRDB

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension Bench {
  /// The projection folded anew from the log; for scale, all messages sorted into SQLite in one unsynced transaction.
  func measureRebuild() throws {
    let stores = try filled.get()
    let before = try stores.ledger.ledger.statistics()
    let messages = workload.messages(0..<sizes.messages)
    // One for the ledger itself; a conversation is created and joined by each participant.
    let joined = workload.conversations.count * (1 + Workload.participantsPerConversation)
    let events = 1 + workload.accounts.count + joined + messages.count
    let speed = try interleave("rebuild", runs: min(sizes.runs, 3)) { _ in
      let report = try stores.ledger.ledger.rebuild()
      try BenchFailure.unlessEqual(report.stateRoot, before.stateRoot, "The state roots before and after the rebuild")
      return Double(events) / report.seconds
    } peer: { _ in
      let store = try SQLiteContestant.make(at: newPath("load"), workload: workload, synchronous: "OFF")
      let seconds = try Stopwatch.time { try store.store(messages, batch: messages.count) }
      try BenchFailure.unlessEqual(store.messageCount(), messages.count, "SQLite's messages after loading")
      try store.close()
      return Double(messages.count) / seconds
    }
    add(
      Measurement(
        "rebuild of the projection", "events/s", isHigherBetter: true, ours: speed.ours, peer: speed.peer,
        note: "SQLite has nothing to rebuild from: its figure is INSERT of all rows in order, one unsynced transaction."
      ))
  }

  /// A large room cleared for everyone, durably, and brought back.
  func measureClear() throws {
    let stores = try filled.get()
    let index = workload.conversations.count - 1
    let room = workload.conversations[index]
    let messages = workload.messages(20_000_000..<20_000_000 + sizes.room, in: index)
    try stores.ledger.store(messages, batch: 1_000)
    try stores.sqlite.store(messages, batch: 1_000)
    let count = try stores.sqlite.messageCount()
    try BenchFailure.unlessEqual(stores.ledger.messageCount(), count, "The messages before the clear")

    var reverts: [Double] = []
    var decisions: [Double] = []
    let clears = try interleave("clear") { _ in
      let clear = LedgerContestant.command(.clear(Clear(conversations: [room])), reason: "benchmark")
      decisions.append(1_000 * (try Stopwatch.time { _ = try stores.ledger.ledger.preview(clear) }))
      let seconds = try Stopwatch.time { _ = try stores.ledger.ledger.execute(clear) }
      try BenchFailure.unlessEqual(stores.ledger.page(of: room, limit: 50).count, 0, "Messages shown after the clear")
      Scratch.settle()
      let revert = LedgerContestant.command(.revert(Revert(command: clear.id)), reason: "benchmark")
      reverts.append(1_000 * (try Stopwatch.time { _ = try stores.ledger.ledger.execute(revert) }))
      return seconds * 1_000
    } peer: { _ in
      try deleteAndRestore(room, stores.sqlite) * 1_000
    }
    try BenchFailure.unlessEqual(stores.ledger.messageCount(), count, "The messages after the revert")
    let size = Report.format(Double(try stores.sqlite.pool.read { try Self.count(of: room, $0) }))
    add(
      Measurement(
        "clear of a room of \(size), durable", "ms", isHigherBetter: false, ours: clears.ours, peer: clears.peer,
        note: "SQLite deletes the rows, with the keys that hang on them."))
    add(
      Measurement(
        "  of that the engine, without the sync", "ms", isHigherBetter: false,
        ours: Series(LedgerContestant.name, decisions), note: "Decided, folded and taken back (a preview)."))
    add(
      Measurement(
        "revert of that clear, durable", "ms", isHigherBetter: false, ours: Series(LedgerContestant.name, reverts),
        note: "SQLite cannot: the rows are gone."))
  }

  /// The seconds of the deletion; afterwards the rows are put back from a copy, unmeasured.
  private func deleteAndRestore(_ room: ConversationID, _ sqlite: SQLiteContestant) throws -> Double {
    let key = UUID(room)
    try sqlite.pool.write { db in
      try db.execute(sql: "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM messages WHERE 0")
      try db.execute(sql: "INSERT INTO kept SELECT * FROM messages WHERE conversation = ?", arguments: [key])
    }
    Scratch.settle()
    let seconds = try Stopwatch.time {
      try sqlite.pool.write { try $0.execute(sql: "DELETE FROM messages WHERE conversation = ?", arguments: [key]) }
    }
    try BenchFailure.unlessEqual(try sqlite.pool.read { try Self.count(of: room, $0) }, 0, "Rows after the deletion")
    try sqlite.pool.write { try $0.execute(sql: "INSERT INTO messages SELECT * FROM kept; DROP TABLE kept") }
    return seconds
  }

  private static func count(of room: ConversationID, _ db: Database) throws -> Int {
    let key = UUID(room)
    return try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM messages WHERE conversation = ?", arguments: [key]) ?? 0
  }
}
