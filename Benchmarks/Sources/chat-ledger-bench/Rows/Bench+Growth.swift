import ChatLedger
import ChatLedgerTesting

extension Bench {
  /// Whether a send, a page and a clear take the same time in a small store and in a full one.
  func measureGrowth() throws {
    let small = try makeFilled(messages: 10_000)
    let full = try filled.get()
    let sizes = ["10,000", Report.format(Double(self.sizes.messages))]
    let batch = workload.messages(30_000_000..<30_020_000)
    for (stores, size) in zip([small, full], sizes) {
      let send = try interleave("growth: stores at \(size)", runs: 1) { _ in
        try Stopwatch.time { try stores.ledger.store(batch, batch: 1_000) } * 1e6 / Double(batch.count)
      } peer: { _ in
        try Stopwatch.time { try stores.sqlite.store(batch, batch: 1_000) } * 1e6 / Double(batch.count)
      }
      add(
        Measurement(
          "growth: 20,000 more by 1,000, at \(size)", "µs/message", isHigherBetter: false, ours: send.ours,
          peer: send.peer))
      let page = try interleave("growth: pages at \(size)") { _ in
        try busyPages(stores.ledger)
      } peer: { _ in
        try busyPages(stores.sqlite)
      }
      add(
        Measurement(
          "growth: page of 50, busiest, at \(size)", "µs/page", isHigherBetter: false, ours: page.ours, peer: page.peer)
      )
      add(
        Measurement(
          "growth: clear of the busiest, engine only, at \(size)", "ms", isHigherBetter: false,
          ours: Series(LedgerContestant.name, try clearTimes(stores.ledger.ledger))))
    }
    try small.ledger.close()
    try small.sqlite.close()
  }

  /// The ten busiest conversations in turns, which have more than a page in either store.
  private func busyPages(_ store: some Contestant) throws -> Double {
    let seconds = try Stopwatch.time {
      for number in 0..<sizes.pages { _ = try store.page(of: workload.conversations[number % 10], limit: 50) }
    }
    return seconds * 1e6 / Double(sizes.pages)
  }

  private func clearTimes(_ ledger: Ledger) throws -> [Double] {
    try (0..<sizes.runs).map { _ in
      let clear = LedgerContestant.command(
        .clear(Clear(conversations: [workload.conversations[0]])), reason: "benchmark")
      return 1_000 * (try Stopwatch.time { _ = try ledger.preview(clear) })
    }
  }
}
