import ArgumentParser
import ChatLedger
import LedgerJSON

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Rebuild the projection from the log, beside the live one, and swap them.",
    discussion: """
      The log is the truth and is not changed. Readers go on meanwhile.

      Examples:
        chat-ledger rebuild
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    Interruption.install()
    let progress = ProgressLine(unit: "entries", isQuiet: options.quiet)
    let report = try options.withLedger(.readWrite) { ledger in
      defer { progress.finish() }
      return try ledger.rebuild {
        try Interruption.check()
        progress.update($0.stage, done: $0.done, total: $0.total)
      }
    }
    if output.json {
      let json: JSON = [
        "position": .position(report.position), "stateRoot": .of(report.stateRoot),
        "matchedPrevious": .bool(report.matchedPrevious), "seconds": .decimal(report.seconds),
      ]
      OutputChannel.output.line(json)
    } else {
      var sheet = FactSheet()
      sheet.add("position", report.position.description)
      sheet.add("state root", report.stateRoot.description)
      sheet.add("took", Format.duration(seconds: report.seconds))
      sheet.add("before", report.matchedPrevious ? "the same state" : "another state: the old projection was damaged")
      sheet.print()
    }
    if !report.matchedPrevious { throw SilentExit(status: .found) }
  }
}
