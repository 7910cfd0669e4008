import ArgumentParser
import ChatLedger

@main
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat-ledger-bench",
    abstract: "Measures ChatLedger beside the same work on SQLite through GRDB, in one run.",
    discussion: """
      Each row is the median and the spread of interleaved runs; a ratio below 1 means that the peer is faster.
      Rows: \(BenchRow.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @Flag(help: "Small sizes and three runs: done in about a minute.") var quick = false
  @Flag(help: "1,000,000 messages and a room of 76,152.") var full = false
  @Flag(help: "Print JSON.") var json = false
  @Option(help: "Measure only rows whose name contains this.") var filter: String?
  @Option(help: "How often each side of a row is measured.") var runs: Int?
  @Option(help: "Messages for the rows that store, scan and rebuild.") var messages: Int?
  @Option(help: "What the workload is drawn from.") var seed: UInt64 = 20_260_101
  @Option(help: "Where the stores are made; on the disk to be measured.") var directory = "/tmp"

  func validate() throws {
    guard (1...1_000).contains(runs ?? 1) else { throw ValidationError("--runs is between 1 and 1,000.") }
    guard (10_000...10_000_000).contains(messages ?? 10_000) else {
      throw ValidationError("--messages is between 10,000 and 10,000,000.")
    }
    guard !(quick && full) else { throw ValidationError("Choose --quick or --full.") }
  }

  func run() throws {
    let chosen = BenchRow.allCases.filter { row in filter.map { row.rawValue.contains($0) } ?? true }
    guard !chosen.isEmpty else { throw ValidationError("No row has “\(filter ?? "")” in its name.") }
    let scratch = try Scratch(in: directory)
    defer { Scratch.remove(scratch.path) }
    var report = Report(
      machine: Machine.description(scratch: scratch.path), workload: [:], peerSettings: SQLiteContestant.settings)
    let bench = Bench(sizes: sizes, seed: seed, scratch: scratch)
    report.workload = [
      "messages": Report.format(Double(sizes.messages)), "body bytes": "\(Workload.bodyBytes)",
      "conversations": "\(Report.format(Double(sizes.conversations))), Zipf", "runs": "\(sizes.runs)",
      "seed": "\(seed)",
    ]
    for row in chosen { try row.measure(bench) }
    report.rows = bench.rows
    report.machine["load after"] = Machine.load()
    print(json ? try report.json() : report.text())
  }

  private var sizes: Bench.Sizes {
    Bench.Sizes(
      messages: messages ?? (quick ? 20_000 : full ? 1_000_000 : 200_000), conversations: quick ? 2_000 : 10_000,
      room: quick ? 5_000 : full ? 76_152 : 20_000, runs: runs ?? (quick ? 3 : 5), sendSeconds: quick ? 0.5 : 1.5,
      pages: quick ? 500 : 2_000)
  }
}

/// The rows there are, in the order they are measured.
enum BenchRow: String, CaseIterable {
  case limits, sends, bulk, page, scan, rebuild, clear, growth

  func measure(_ bench: Bench) throws {
    switch self {
    case .limits: try bench.measureLimits()
    case .sends: try bench.measureSends()
    case .bulk: try bench.measureBulk()
    case .page: try bench.measurePages()
    case .scan: try bench.measureScan()
    case .rebuild: try bench.measureRebuild()
    case .clear: try bench.measureClear()
    case .growth: try bench.measureGrowth()
    }
  }
}
