import ArgumentParser
import ChatLedger
import LedgerJSON

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check the ledger from what is on disk; exit code 1 when a fault is found.",
    discussion: """
      Levels, all of them unless some are named:
        log          checksums, dense positions, envelope against payload
        projection   fold the log again and compare, down to the row that differs
        decisions    decide every recorded command again and compare the events
        references   every reference leads somewhere, every count adds up
        contents     every text matches its commitment

      Examples:
        chat-ledger verify
        chat-ledger verify log contents
        chat-ledger verify --json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(
    help: ArgumentHelp("log, projection, decisions, references, contents; all unless named.", valueName: "level"))
  var levels: [Level] = []

  enum Level: String, CaseIterable, ExpressibleByArgument {
    case log, projection, decisions, references, contents

    var level: VerifyLevel {
      switch self {
      case .log: .log
      case .projection: .projection
      case .decisions: .decisions
      case .references: .references
      case .contents: .contents
      }
    }
  }

  func run() throws {
    let progress = ProgressLine(unit: "entries", isQuiet: options.quiet)
    let chosen = levels.isEmpty ? Set(VerifyLevel.allCases) : Set(levels.map(\.level))
    let report = try options.withLedger(
      .readOnly, damagedLog: chosen.isSubset(of: [.log, .contents]) ? .notFolded : .foldedToDamage
    ) { ledger in
      defer { progress.finish() }
      return try ledger.verify(chosen) { progress.update($0.stage, done: $0.done, total: $0.total) }
    }.withCommands
    if output.json { OutputChannel.output.line(report.json) } else { printReport(report) }
    if !report.isClean { throw SilentExit(status: .found) }
  }

  private func printReport(_ report: VerifyReport) {
    var table = TextTable([
      .init("LEVEL"), .init("CHECKED", isNumber: true), .init("SKIPPED", isNumber: true),
      .init("FAULTS", isNumber: true), .init("TOOK", isNumber: true),
    ])
    for level in report.levels {
      table.append([
        level.level.rawValue, Format.count(level.checked), Format.count(level.skipped), Format.count(level.faultCount),
        Format.duration(seconds: level.seconds),
      ])
    }
    table.print()
    let channel = OutputChannel.output
    for fault in report.levels.flatMap(\.faults) {
      let place = [fault.position.map { "position \($0)" }, fault.key.map { "key \($0)" }].compactMap(\.self)
      let at = place.isEmpty ? "" : " at " + place.joined(separator: ", ")
      channel.line()
      channel.line("\(channel.isTerminal ? "" : "fault: ")\(fault.level.rawValue)\(at): \(fault.message)")
      channel.line("  \(fault.remedy)")
    }
    let position = report.position.description
    channel.line()
    for note in report.notes { channel.line("\(channel.styled("Not looked at:", .yellow)) \(SafeText.line(note))") }
    channel.line(
      report.isClean
        ? channel.styled("Clean", .green) + " at position \(position)."
        : channel.styled("Faults found", .red) + " at position \(position).")
  }
}
