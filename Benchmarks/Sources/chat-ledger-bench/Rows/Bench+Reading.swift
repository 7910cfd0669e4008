import ChatLedger
import ChatLedgerTesting

extension Bench {
  /// A page of 50 as Swift values, each in a read of its own, everything in memory.
  func measurePages() throws {
    let stores = try filled.get()
    var random = SplitMix64(seed: workload.seed)
    let busiest = min(100, workload.conversations.count)
    let busy = (0..<sizes.pages).map { _ in workload.conversations[random.below(busiest)] }
    let any = (0..<sizes.pages).map { _ in workload.conversations[random.below(workload.conversations.count)] }
    try measurePages("page of 50, busy conversations", of: busy, stores)
    try measurePages("page of 50, any conversation", of: any, stores)
  }

  private func measurePages(_ name: String, of conversations: [ConversationID], _ stores: Stores) throws {
    func read(_ store: some Contestant) throws -> (microseconds: Double, pages: [PageSummary]) {
      var pages: [PageSummary] = []
      pages.reserveCapacity(conversations.count)
      let seconds = try Stopwatch.time {
        for conversation in conversations { pages.append(try store.page(of: conversation, limit: 50)) }
      }
      return (seconds * 1e6 / Double(conversations.count), pages)
    }
    // The first pass warms both, and holds them to the same messages in the same order.
    let ours = try read(stores.ledger).pages
    try BenchFailure.unlessEqual(ours, try read(stores.sqlite).pages, "The pages")
    let result = try interleave(name, runs: sizes.runs * 3) { _ in
      try read(stores.ledger).microseconds
    } peer: { _ in
      try read(stores.sqlite).microseconds
    }
    let rows = Double(ours.reduce(0) { $0 + $1.count }) / Double(ours.count)
    add(
      Measurement(
        name, "µs/page", isHigherBetter: false, ours: result.ours, peer: result.peer,
        note: "\(Report.format(rows)) messages a page on average."))
  }

  /// Every entry of the log that holds a message (of the peer: every message row) decoded into Swift values.
  func measureScan() throws {
    let stores = try filled.get()
    let messages = Double(try stores.sqlite.messageCount())
    var counts: (ours: Int, peer: Int) = (0, 0)
    let speed = try interleave("scan") { _ in
      messages / (try Stopwatch.time { counts.ours = try stores.ledger.scan() })
    } peer: { _ in
      messages / (try Stopwatch.time { counts.peer = try stores.sqlite.scan() })
    }
    try BenchFailure.unlessEqual(counts.ours, counts.peer, "The messages scanned")
    add(
      Measurement(
        "scan, decoded", "entries/s", isHigherBetter: true, ours: speed.ours, peer: speed.peer,
        note: "ChatLedger decodes checksummed entries: command, events and text; SQLite's are message rows."))
  }
}
