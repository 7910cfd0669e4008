import ArgumentParser
import ChatLedger
import LedgerJSON

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Replay the log into a projection elsewhere, to any position.",
    discussion: """
      The ledger itself is only read. Without --into the result is thrown away and only its state root is shown.

      Examples:
        chat-ledger replay
        chat-ledger replay --to 1200 --into /tmp/before-the-clear
        chat-ledger replay --from-snapshot 00000000000000001000
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Keep the projection in this new directory.", valueName: "dir"))
  var into: String?

  @Option(help: ArgumentHelp("Stop after this position.", valueName: "position"), transform: Position.option)
  var to: Position?

  @Option(help: ArgumentHelp("Begin with this snapshot instead of with the first entry.", valueName: "name"))
  var fromSnapshot: String?

  func run() throws {
    Interruption.install()
    let progress = ProgressLine(unit: "entries", isQuiet: options.quiet)
    let source = try options.path()
    if let into { try Ledger.requireOutsideOfLedgers(into) }
    let report: ReplayReport
    do {
      defer { progress.finish() }
      report = try Ledger.replay(
        from: source, into: into, through: to, snapshot: fromSnapshot,
        options: options.engineOptions()
      ) {
        try Interruption.check()
        progress.update($0.stage, done: $0.done, total: $0.total)
      }
    }
    let entries = report.position.rawValue - report.startPosition.rawValue
    if output.json {
      let json: JSON = [
        "position": .position(report.position), "stateRoot": .of(report.stateRoot), "tables": report.totals.json,
        "startedAt": .position(report.startPosition), "entries": .unsigned(entries),
        "seconds": .decimal(report.seconds),
        "into": .of(into),
      ]
      OutputChannel.output.line(json.compact)
      return
    }
    var sheet = FactSheet()
    sheet.add("position", report.position.description)
    sheet.add("state root", report.stateRoot.description)
    sheet.add("replayed", Format.count(entries) + (entries == 1 ? " entry" : " entries"))
    sheet.add("took", Format.duration(seconds: report.seconds))
    for (name, count) in report.totals.counts { sheet.add(name, Format.count(count)) }
    sheet.add("kept in", into)
    sheet.print()
  }
}
