import ChatLedger

/// One run of the harness: its sizes, its scratch space, and the rows found so far.
///
/// Every row interleaves the contestants (A B A B …), so that a slow minute of the machine slows both.
final class Bench {
  struct Sizes {
    var messages: Int
    var conversations: Int
    var room: Int
    var runs: Int
    var sendSeconds: Double
    var pages: Int
  }

  let sizes: Sizes
  let workload: Workload
  let scratch: Scratch
  private(set) var rows: [Measurement] = []
  private var made = 0

  init(sizes: Sizes, seed: UInt64, scratch: Scratch) {
    self.sizes = sizes
    self.scratch = scratch
    workload = Workload(conversationCount: sizes.conversations, seed: seed)
  }

  func add(_ row: Measurement) {
    rows.append(row)
    let ours = row.ours.map { " \(Report.format($0.median))" } ?? ""
    let peer = row.peer.map { " against \(Report.format($0.median))" } ?? ""
    let ratio = row.ratio.map { " (\(Report.format($0))×)" } ?? ""
    printToStandardError("  \(row.name): \(ours)\(peer) \(row.unit)\(ratio)")
  }

  /// A path that nothing is at.
  func newPath(_ name: String) -> String {
    made += 1
    return "\(scratch.path)/\(made)-\(name)"
  }

  /// Measures both sides in turns, as often as asked.
  func interleave(
    _ name: String, runs: Int? = nil, ours: (Int) throws -> Double, peer: (Int) throws -> Double
  ) throws -> (ours: Series, peer: Series) {
    printToStandardError(name)
    var oursValues: [Double] = []
    var peerValues: [Double] = []
    for run in 0..<(runs ?? sizes.runs) {
      Scratch.settle()
      oursValues.append(try ours(run))
      Scratch.settle()
      peerValues.append(try peer(run))
    }
    return (Series(LedgerContestant.name, oursValues), Series(SQLiteContestant.name, peerValues))
  }

  /// Two stores with the same messages, made for rows that only read or that change little.
  lazy var filled = Result { try makeFilled(messages: sizes.messages) }

  struct Stores {
    var ledger: LedgerContestant
    var sqlite: SQLiteContestant
  }

  func makeFilled(messages count: Int) throws -> Stores {
    printToStandardError("  filling both with \(Report.format(Double(count))) messages")
    let ledger = try LedgerContestant.make(at: newPath("ledger"), workload: workload)
    let sqlite = try SQLiteContestant.make(at: newPath("sqlite"), workload: workload)
    for numbers in (0..<count).chunks(of: 50_000) {
      let messages = workload.messages(numbers.startIndex..<numbers.endIndex)
      try ledger.store(messages, batch: 1_000)
      try sqlite.store(messages, batch: 1_000)
    }
    try BenchFailure.unlessEqual(ledger.messageCount(), sqlite.messageCount(), "The numbers of messages")
    return Stores(ledger: ledger, sqlite: sqlite)
  }
}
