import ChatLedger

extension Bench {
  /// Durable messages from concurrent senders, each waiting for its receipt.
  func measureSends() throws {
    let ledger = try LedgerContestant.make(at: newPath("ledger"), workload: workload)
    let sqlite = try SQLiteContestant.make(at: newPath("sqlite"), workload: workload)
    var first = 0
    var acknowledged = (ours: 0, peer: 0)
    for senders in [1, 8, 64] {
      var latencies: (ours: [Double], peer: [Double]) = ([], [])
      func run(_ contestant: some Contestant) throws -> SendResult {
        defer { first += 10_000_000 }
        return try contestant.sendConcurrently(
          senders: senders, seconds: sizes.sendSeconds, first: first, workload: workload)
      }
      let speed = try interleave("sends by \(senders)") { _ in
        let result = try run(ledger)
        latencies.ours += result.latenciesMicroseconds
        return result.perSecond
      } peer: { _ in
        let result = try run(sqlite)
        latencies.peer += result.latenciesMicroseconds
        return result.perSecond
      }
      acknowledged.ours += latencies.ours.count
      acknowledged.peer += latencies.peer.count
      let name = "sends by \(senders)"
      add(Measurement(name, "messages/s", isHigherBetter: true, ours: speed.ours, peer: speed.peer))
      for percentage in [50.0, 99.0] {
        add(
          Measurement(
            "\(name), latency p\(Int(percentage))", "ms", isHigherBetter: false,
            ours: Series(LedgerContestant.name, [latencies.ours.percentile(percentage) / 1_000]),
            peer: Series(SQLiteContestant.name, [latencies.peer.percentile(percentage) / 1_000])))
      }
    }
    try BenchFailure.unlessEqual(ledger.messageCount(), acknowledged.ours, "ChatLedger's messages and receipts")
    try BenchFailure.unlessEqual(sqlite.messageCount(), acknowledged.peer, "SQLite's messages and commits")
    try ledger.close()
    try sqlite.close()
  }

  /// All messages by 1,000 from one caller into empty stores, until they are durable and can be queried.
  func measureBulk() throws {
    let messages = workload.messages(0..<sizes.messages)
    var counts: (ours: Int, peer: Int) = (0, 0)
    var bytes: (log: Int, ours: Int, peer: Int) = (0, 0, 0)
    let count = Double(messages.count)
    let speed = try interleave("bulk by 1,000", runs: min(sizes.runs, 3)) { _ in
      let store = try LedgerContestant.make(at: newPath("bulk-ledger"), workload: workload)
      let before = (all: try store.diskBytes(), log: try store.logBytes())
      let seconds = try Stopwatch.time { try store.store(messages, batch: 1_000) }
      counts.ours = try store.messageCount()
      bytes.ours = try store.diskBytes() - before.all
      bytes.log = try store.logBytes() - before.log
      try store.close()
      return count / seconds
    } peer: { _ in
      let store = try SQLiteContestant.make(at: newPath("bulk-sqlite"), workload: workload)
      let before = try store.diskBytes()
      let seconds = try Stopwatch.time { try store.store(messages, batch: 1_000) }
      counts.peer = try store.messageCount()
      bytes.peer = try store.diskBytes() - before
      try store.close()
      return count / seconds
    }
    try BenchFailure.unlessEqual(counts.ours, counts.peer, "The numbers of messages after bulk")
    add(Measurement("bulk by 1,000", "messages/s", isHigherBetter: true, ours: speed.ours, peer: speed.peer))
    func beyondText(_ bytes: Int) -> Double { Double(bytes) / count - Double(Workload.bodyBytes) }
    add(
      Measurement(
        "bytes on disk per message beyond its text", "bytes", isHigherBetter: false,
        ours: Series(LedgerContestant.name, [beyondText(bytes.ours)]),
        peer: Series(SQLiteContestant.name, [beyondText(bytes.peer)]),
        note: "ChatLedger: log and projection with its free pages; SQLite: tables and indexes, no log."))
    add(
      Measurement(
        "  of that the log", "bytes", isHigherBetter: false,
        ours: Series(LedgerContestant.name, [beyondText(bytes.log)])))
  }
}
