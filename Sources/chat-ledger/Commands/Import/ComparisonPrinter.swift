import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import Files
import LedgerJSON

/// Comparing with a source instead of importing it: the same for every format.
struct ComparisonArguments: ParsableArguments {
  @Flag(help: "Compare the ledger with the source, both ways; record nothing.")
  var compare = false

  @Option(
    help: ArgumentHelp(
      "Accept the known differences that this file lists; all others are still reported.",
      valueName: "file"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "With --compare: write all differences to a new file, for review and later use with --baseline.",
      valueName: "file"))
  var writeBaseline: String?

  func require(isDryRun: Bool) throws {
    if compare, isDryRun { throw ValidationError("--compare records nothing anyway: leave out --dry-run.") }
    if writeBaseline != nil, !compare { throw ValidationError("--write-baseline goes with --compare.") }
  }

  /// The largest baseline that is read, in bytes.
  private static let limitBytes = 64 << 20

  func readBaseline() throws -> Baseline {
    guard let baseline else { return Baseline() }
    guard let bytes = try? Files.contents(of: baseline, limitBytes: Self.limitBytes) else {
      throw CommandFailure.usage(
        "The baseline \(baseline) cannot be read.", hint: "Write one with --compare --write-baseline FILE.")
    }
    return try Baseline(bytes, name: baseline)
  }

  /// Runs a comparison with the baseline that was asked for, and writes the one that was: all that is different.
  func withBaseline(
    _ body: (Baseline, (@Sendable (Baseline.Entry) -> Void)?) throws -> ComparisonReport
  ) throws -> ComparisonReport {
    let known = try readBaseline()
    guard let writeBaseline else { return try body(known, nil) }
    let file = try RejectsFile(writeBaseline, option: "--write-baseline")
    let report = try body(known) { file.add($0) }
    try file.finish()
    return report
  }
}

/// Prints what a comparison found, and ends with the exit code that goes with it.
struct ComparisonPrinter {
  /// More differences of a table than this are not listed.
  private static let most = 20

  let options: LedgerOptions
  let output: OutputOptions
  var showsDigests = false
  private let channel = OutputChannel.output

  init(options: LedgerOptions, output: OutputOptions, showsDigests: Bool = false) {
    self.options = options
    self.output = output
    self.showsDigests = showsDigests
  }

  func finish(_ report: ComparisonReport) throws {
    if output.json {
      channel.line(JSON.encoded(try JSONText.encode(report)))
    } else {
      print(report)
    }
    if !report.isSame { throw SilentExit(status: .found) }
  }

  private func print(_ report: ComparisonReport) {
    var table = TextTable([
      .init("TABLE"), .init("BECOMES"), .init("SOURCE", isNumber: true), .init("DELETED", isNumber: true),
      .init("LEDGER", isNumber: true), .init("DELETED", isNumber: true), .init("DIGEST"), .init("STATE"),
    ])
    for row in report.tables {
      let digest = showsDigests ? row.sourceDigest : String(row.sourceDigest.prefix(16))
      table.append([
        row.table, row.becomes, Format.count(row.sourceRows), Format.count(row.sourceDeleted),
        Format.count(row.ledgerRows), Format.count(row.ledgerDeleted), digest, state(row),
      ])
    }
    table.print(to: channel)
    channel.line()
    for row in report.tables where row.differenceCount > row.acceptedCount { printDifferences(row) }
    for (warning, count) in report.warnings.sorted(by: { $0.key < $1.key }) {
      channel.line("Odd: \(warning) × \(Format.count(count))")
    }
    printNotCompared(report)
    if showsDigests {
      channel.line(
        "A digest is the sum, modulo 2^128, of the first 16 bytes of SHA-256 over each row's record; "
          + "Docs/Format.md, “Records of a comparison”, gives the record byte by byte.")
    }
    channel.line(verdict(report))
  }

  /// What several tables have in common is said once.
  private func printNotCompared(_ report: ComparisonReport) {
    var places: [String: [String]] = [:]
    for one in report.notCompared { places[one.what, default: []] += one.place.map { [$0] } ?? [] }
    for one in report.notCompared {
      guard let named = places.removeValue(forKey: one.what) else { continue }
      channel.line("Not compared: \(one.what)\(named.isEmpty ? "" : ": \(named.joined(separator: "; "))").")
    }
  }

  private func state(_ row: ComparisonReport.Table) -> String {
    if !row.isSame { return "[DIFFERENT]" }
    if row.notProved != nil { return "[PARTLY]" }
    return row.acceptedCount > 0 ? "[OK but \(Format.count(row.acceptedCount))]" : "[OK]"
  }

  private func printDifferences(_ row: ComparisonReport.Table) {
    let open = row.differences.filter { !$0.isAccepted }
    for difference in open.prefix(Self.most) {
      let message = difference.message.map { ": \($0)" } ?? ""
      channel.line("\(row.table):\(difference.key) \(difference.kind.rawValue)\(message)")
    }
    let more = row.differenceCount - row.acceptedCount - UInt64(min(open.count, Self.most))
    if more > 0 { channel.line("… and \(Format.count(more)) more of \(row.table); --json lists the first 1,000.") }
  }

  private func verdict(_ report: ComparisonReport) -> String {
    let rows = Format.count(report.tables.reduce(0) { $0 + $1.sourceRows }, "row")
    let time = Format.duration(seconds: report.seconds)
    let accepted = report.tables.reduce(0) { $0 + $1.acceptedCount }
    let known = accepted > 0 ? ", except for \(Format.count(accepted, "known oddity", plural: "known oddities"))" : ""
    switch report.verdict {
    case .interrupted: return "Interrupted: the rest was not looked at."
    case .same: return "The same\(known): \(rows) of “\(report.source)” in \(time)."
    case .different:
      let different = report.tables.count { !$0.isSame }
      return
        "Different: \(Format.count(different, "table")) of \(Format.count(report.tables.count)), \(rows) in \(time)."
    }
  }
}
