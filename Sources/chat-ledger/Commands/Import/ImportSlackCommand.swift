import ArgumentParser
import ChatExchange
import ChatLedger
import LedgerJSON

struct ImportSlackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slack", abstract: "Import an export of Slack.",
    discussion: """
      Reads the zip as it was downloaded, or the directory that it was unpacked to; a zip is never unpacked to \
      disk. Of an organisation (Enterprise Grid) every workspace is read. Can be stopped at any moment and run again: \
      what is there already is not added twice, and a newer export of the same workspace adds what is new in it. \
      Everything that could not be taken is reported with its file, its place in the file and the cause; the rest \
      goes in, and the exit code is 1. One `revert` of the import's command takes the whole import back.

      Examples:
        chat-ledger import slack "Acme Slack export Jan 1 2020 - Feb 1 2020.zip"
        chat-ledger import slack --dry-run export/
        chat-ledger import slack --strict --json export.zip
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Argument(help: ArgumentHelp("The zip or the directory.", valueName: "path"))
  var path: String

  @OptionGroup var arguments: ImportArguments

  @Option(
    help: ArgumentHelp(
      """
      The workspace, for example T024BE7LD: part of every identifier; the one that most users of the export have \
      otherwise.
      """,
      valueName: "id"))
  var team: String?

  @Option(help: ArgumentHelp("The largest file that is read, in MiB; 256 unless given.", valueName: "mib"))
  var largestFile: Int?

  func validate() throws {
    if let largestFile, !(1...4_096).contains(largestFile) {
      throw ValidationError("--largest-file takes 1 to 4096.")
    }
  }

  private var limits: ArchiveLimits {
    var limits = ArchiveLimits()
    if let largestFile { limits.fileBytes = largestFile << 20 }
    return limits
  }

  func run() throws {
    let progress = ImportProgressLine(isQuiet: options.quiet)
    func importer(_ ledger: Ledger, _ options: ImportOptions) -> SlackImporter {
      SlackImporter(ledger: ledger, options: options, team: team, limits: limits)
    }
    try arguments.run(path, by: `operator`.name, options, output, progress, unit: "element") { ledger, options in
      try importer(ledger, options).compare(path)
    } importing: { ledger, options in
      try importer(ledger, options).run(path)
    }
  }
}
