import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import DatabaseExchange
import LedgerJSON

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

  /// Imports an archive, or compares with it, prints what came of it, and ends with the exit code that goes with that.
  ///
  /// - Parameter unit: what the archive is read by.
  func run(
    _ path: String, by actor: CommandActor, _ options: LedgerOptions, _ output: OutputOptions,
    _ progress: ImportProgressLine,
    unit: String = "line", comparing: (Ledger, ImportOptions) throws -> ComparisonReport,
    importing: (Ledger, ImportOptions) throws -> ImportReport
  ) throws {
    var settings = importOptions(for: path, by: actor, progress)
    if comparison.compare {
      let report = try comparison.withBaseline { baseline, differs in
        settings.baseline = baseline
        settings.differs = differs
        return try options.withLedger(.readOnly) { ledger in
          defer { progress.finish() }
          return try comparing(ledger, settings)
        }
      }
      return try ComparisonPrinter(options: options, output: output).finish(report)
    }
    settings.baseline = try comparison.readBaseline()
    let report = try faults.withRejects { rejects in
      if let rejects { settings.rejected = { rejects.add($0) } }
      return try options.withLedger(dryRun ? .readOnly : .readWrite) { ledger in
        defer { progress.finish() }
        return try importing(ledger, settings)
      }
    }
    try ImportReportPrinter(options: options, output: output, unit: unit).finish(report)
  }

  /// The options of an import that shows its progress and can be interrupted.
  private func importOptions(
    for path: String, by actor: CommandActor, _ progress: ImportProgressLine
  ) -> ImportOptions {
    Interruption.install()
    var options = ImportOptions(source: source ?? Self.label(of: path), actor: actor, origin: OperatorOptions.origin)
    options.isStrict = strict
    options.isDryRun = dryRun
    options.reason = reason
    options.deletesVanished = faults.deleteGone
    options.acceptsAnotherSource = faults.anotherSource
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
    try arguments.run(file, by: `operator`.name, options, output, progress) { ledger, options in
      try MattermostImporter(ledger: ledger, options: options).compare(input)
    } importing: { ledger, options in
      try MattermostImporter(ledger: ledger, options: options).run(input)
    }
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
