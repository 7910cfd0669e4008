import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import DatabaseExchange

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring an archive or a database in.",
    subcommands: [ImportMattermostCommand.self, ImportSlackCommand.self, ImportSQLCommand.self])
}

/// What every import of an archive takes.
struct ImportArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to call the archive: an import that was stopped goes on under the same name.", valueName: "name"))
  var source: String?

  @Option(help: ArgumentHelp("Why; it stays in the log.", valueName: "text"))
  var reason: String?

  @Flag(help: "Stop at the first thing that cannot be taken.")
  var strict = false

  @Flag(help: "Say exactly what would be recorded, and record nothing.")
  var dryRun = false

  @OptionGroup var faults: FaultArguments
  @OptionGroup var comparison: ComparisonArguments

  func validate() throws {
    try Self.requireName(source)
    try comparison.require(isDryRun: dryRun)
  }

  /// What `--source` of any import may be.
  static func requireName(_ source: String?) throws {
    if let source, !DatabaseAddress.mayBeRepeated(source) {
      throw ValidationError("--source is a name, which stays in the log, and no address.")
    }
  }

  /// The options of an import that shows its progress and can be interrupted.
  func options(
    for path: String, by actor: Actor, _ progress: ImportProgressLine, _ rejects: RejectsFile?
  ) -> ImportOptions {
    Interruption.install()
    var options = ImportOptions(source: source ?? Self.label(of: path), actor: actor, origin: OperatorOptions.origin)
    options.isStrict = strict
    options.isDryRun = dryRun
    options.reason = reason
    options.deletesVanished = faults.deleteGone
    options.acceptsAnotherSource = faults.anotherSource
    if let rejects { options.rejected = { rejects.add($0) } }
    options.progress = { progress.update($0) }
    options.isCancelled = { Interruption.isRequested }
    return options
  }

  /// The last part of the path: the same archive moved elsewhere is the same archive.
  private static func label(of path: String) -> String {
    if path == "-" { return "standard input" }
    return String(path.split(separator: "/").last ?? "archive")
  }
}

struct ImportMattermostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mattermost", abstract: "Import Mattermost bulk JSONL.",
    discussion: """
      Reads the lines, or the zip that Mattermost exported: that is never unpacked to disk, and the files that were \
      attached stay in it. Can be stopped at any moment and run again: what is there already is not added twice. \
      Every line that could not be taken is reported with its number and cause; the others go in, and the exit code \
      is 1. One `revert` of the import's command takes the whole import back.

      Examples:
        chat-ledger import mattermost archive.jsonl
        chat-ledger import mattermost export.zip
        zcat archive.jsonl.gz | chat-ledger import mattermost -
        chat-ledger import mattermost --strict --json archive.jsonl
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Argument(help: ArgumentHelp("The archive; - for standard input.", valueName: "file"))
  var file: String

  @OptionGroup var arguments: ImportArguments

  func run() throws {
    let input = InterruptibleSource(
      file == "-" ? DescriptorSource(descriptor: 0, name: "standard input") : try MattermostFile.open(at: file))
    let progress = ImportProgressLine(isQuiet: options.quiet)
    if arguments.comparison.compare {
      let report = try arguments.comparison.withBaseline { baseline in
        try options.withLedger(.readOnly) { ledger in
          defer { progress.finish() }
          var importOptions = arguments.options(for: file, by: `operator`.name, progress, nil)
          importOptions.baseline = baseline
          return try MattermostImporter(ledger: ledger, options: importOptions).compare(input)
        }
      }
      return try ComparisonPrinter(options: options, output: output).finish(report)
    }
    let baseline = try arguments.comparison.readBaseline()
    let report = try arguments.faults.withRejects { rejects in
      try options.withLedger(arguments.dryRun ? .readOnly : .readWrite) { ledger in
        defer { progress.finish() }
        var importOptions = arguments.options(for: file, by: `operator`.name, progress, rejects)
        importOptions.baseline = baseline
        return try MattermostImporter(ledger: ledger, options: importOptions).run(input)
      }
    }
    try ImportReportPrinter(options: options, output: output).finish(report)
  }
}

/// The progress of an import, which is counted in bytes and told in messages.
final class ImportProgressLine: Sendable {
  private let line: ProgressLine

  init(isQuiet: Bool) { line = ProgressLine(unit: "bytes", isQuiet: isQuiet) }

  func update(_ progress: ImportProgress) {
    let rate = Format.count(Int(progress.messagesPerSecond))
    line.update(
      "import", done: progress.bytes, total: progress.totalBytes ?? 0,
      note: "\(Format.count(progress.messages, "message")), \(rate)/s")
  }

  func finish() { line.finish() }
}
