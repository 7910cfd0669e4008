import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Examine the ledger and say what to do; exit code 1 when a check fails.",
    discussion: """
      Looks at formats, checksums, counts, references, times, rooms by policy, demo data, protection, disk and \
      snapshots, beside whoever writes. Large ledgers are looked at in part; --full looks at everything. Warnings \
      alone leave the exit code 0.

      --persistence-test writes a conversation into a scratch ledger beside the files of this one, kills its writer, \
      opens it again, reads everything back, and removes it.

      Examples:
        chat-ledger doctor
        chat-ledger doctor --persistence-test
        chat-ledger doctor --check rooms --check members
        chat-ledger doctor --full --json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Run this check only; may be repeated. \(DoctorCheck.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var check: [String] = []

  @Flag(help: "Look at every entry and every row, however long it takes.")
  var full = false

  @Flag(help: "Write, kill the writer, open again, read back; in a scratch ledger beside this one.")
  var persistenceTest = false

  func validate() throws {
    for name in check where DoctorCheck(rawValue: name) == nil {
      throw ValidationError(
        "There is no check “\(name)”; there are \(DoctorCheck.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  func run() throws {
    var doctor = DoctorOptions()
    doctor.isFull = full
    doctor.ledger = options.engineOptions()
    doctor.ledger.leavesNoTrace = true
    if !check.isEmpty { doctor.checks = Set(check.compactMap { DoctorCheck(rawValue: $0) }) }
    if persistenceTest { doctor.checks.insert(.persistence) }
    // The test takes away its scratch ledger at its end: the first Ctrl-C lets it come to that.
    if doctor.checks.contains(.persistence) { Interruption.install() }
    doctor.persistenceWriter = [try System.programPath(), PersistenceWriterCommand.name]
    let progress = ProgressLine(unit: "entries", isQuiet: options.quiet)
    let report = try Ledger.diagnose(at: options.path(), options: doctor) {
      progress.update($0.stage, done: $0.done, total: $0.total)
    }.withCommands
    progress.finish()
    try Interruption.check()
    if output.json { OutputChannel.output.line(report.json) } else { print(report) }
    if !report.isHealthy { throw SilentExit(status: .found) }
  }

  private func print(_ report: DoctorReport) {
    let channel = OutputChannel.output
    let width = report.findings.reduce(0) { max($0, $1.check.rawValue.count) }
    for finding in report.findings {
      let mark = "[\(finding.outcome.rawValue)]"
      let padding = String(repeating: " ", count: max(0, 9 - mark.count))
      let name = finding.check.rawValue.padded(to: width)
      channel.line("\(channel.styled(mark, finding.outcome.style))\(padding)  \(name)  \(finding.found)")
      let indent = String(repeating: " ", count: 13 + width)
      for detail in finding.details { channel.line("\(indent)- \(detail)") }
      if let advice = finding.advice { channel.line("\(indent)→ \(advice)") }
    }
    let counts = Dictionary(grouping: report.findings, by: \.outcome).mapValues(\.count)
    let failed = counts[.failed] ?? 0
    let rest = [DoctorOutcome.warning, .skipped].compactMap { outcome in
      counts[outcome].map { "\($0) \(outcome == .warning ? ($0 == 1 ? "warning" : "warnings") : "skipped")" }
    }
    let tail = rest.isEmpty ? "" : " (\(rest.joined(separator: ", ")))"
    channel.line()
    channel.line(
      report.isHealthy
        ? channel.styled("Healthy", .green) + ": \(Format.count(report.findings.count, "check"))\(tail)."
        : channel.styled("Not healthy", .red) + ": \(Format.count(failed, "check")) failed\(tail).")
  }
}

/// Hidden: what `doctor --persistence-test` starts and kills.
struct PersistenceWriterCommand: ParsableCommand {
  static let name = "persistence-writer"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Make a ledger and write into it until this process is killed.", shouldDisplay: false)

  @Argument(help: ArgumentHelp("A directory that is not there yet.", valueName: "dir"))
  var directory: String

  func run() throws { try PersistenceTest.runWriter(at: directory) }
}

extension DoctorOutcome {
  fileprivate var style: Style {
    switch self {
    case .ok: .green
    case .warning: .yellow
    case .failed: .red
    case .skipped: .dim
    }
  }
}

extension System {
  /// The path of this very program, to start it again.
  fileprivate static func programPath() throws -> String {
    #if os(Linux)
      let name = "/proc/self/exe"
    #else
      let name = CommandLine.arguments.first ?? ""
    #endif
    guard let resolved = realpath(name, nil) else {
      throw CommandFailure.usage("The path of this program cannot be found.", hint: "Start it by its full path.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
