import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring an archive in.", subcommands: [ImportMattermostCommand.self])
}

struct ImportMattermostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mattermost", abstract: "Import Mattermost bulk JSONL.",
    discussion: """
      Can be stopped at any moment and run again: what is there already is not added twice. Every line that \
      could not be taken is reported with its number and cause; the others go in, and the exit code is 1. One \
      `revert` of the import's command takes the whole import back.

      Examples:
        chat-ledger import mattermost archive.jsonl
        zcat archive.jsonl.gz | chat-ledger import mattermost -
        chat-ledger import mattermost --strict --json archive.jsonl
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Argument(help: ArgumentHelp("The archive; - for standard input.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "What to call the archive: an import that was stopped goes on under the same name.", valueName: "name"))
  var source: String?

  @Option(help: ArgumentHelp("Why; it stays in the log.", valueName: "text"))
  var reason: String?

  @Flag(help: "Stop at the first line that cannot be taken.")
  var strict = false

  func run() throws {
    let input = file == "-" ? DescriptorSource(descriptor: 0, name: "standard input") : try DescriptorSource(path: file)
    let progress = ImportProgressLine(isQuiet: options.quiet)
    Interruption.install()
    let report = try options.withLedger(.readWrite) { ledger in
      defer { progress.finish() }
      var importOptions = ImportOptions(
        source: source ?? Self.label(of: file), actor: `operator`.name, origin: OperatorOptions.origin)
      importOptions.isStrict = strict
      importOptions.reason = reason
      importOptions.progress = { progress.update($0) }
      importOptions.isCancelled = { Interruption.isRequested }
      return try MattermostImporter(ledger: ledger, options: importOptions).run(input)
    }
    if output.json {
      Channel.output.line(String(decoding: try JSONText.encode(report), as: UTF8.self))
    } else {
      printReport(report)
    }
    if report.outcome == .stoppedAtFault || report.rejectionCount > 0 { throw SilentExit(status: .found) }
    if report.outcome == .interrupted { throw SilentExit(status: .found) }
  }

  /// The name of the file without its folders: the same archive moved elsewhere is the same archive.
  private static func label(of file: String) -> String {
    if file == "-" { return "standard input" }
    return String(file.split(separator: "/").last ?? "archive")
  }

  private func printReport(_ report: ImportReport) {
    var table = Table([
      .init("TABLE"), .init("NEW", isNumber: true), .init("THERE ALREADY", isNumber: true),
      .init("NOT TAKEN", isNumber: true),
    ])
    let tables = report.tables
    for (name, counts) in [
      ("accounts", tables.accounts), ("conversations", tables.conversations), ("participants", tables.participants),
      ("messages", tables.messages), ("reactions", tables.reactions), ("pins", tables.pins),
    ] {
      table.append([name, Format.count(counts.added), Format.count(counts.present), Format.count(counts.rejected)])
    }
    table.print()
    let channel = Channel.output
    channel.line()
    channel.line(outcome(report))
    printFaults(report)
    if let command = report.importCommand, report.outcome != .nothingNew {
      options.note("To take the whole import back: chat-ledger revert \(command) --reason TEXT")
    }
  }

  private func outcome(_ report: ImportReport) -> String {
    let added = Format.count(report.tables.messages.added, "message")
    switch report.outcome {
    case .finished:
      let rate = report.seconds > 0 ? Double(report.tables.messages.added) / report.seconds : 0
      return "Added \(added) in \(Format.duration(seconds: report.seconds)) (\(Format.count(Int(rate)))/s), command "
        + "\(report.importCommand?.description ?? "-")\(report.isResumed ? ", going on with an earlier import" : "")."
    case .nothingNew where report.rejectionCount > 0:
      return "Nothing was recorded: what could be read is in the ledger already."
    case .nothingNew: return "Nothing new: all of it is in the ledger already, and nothing was recorded."
    case .interrupted: return "Interrupted after \(added); run the same command again to go on."
    case .stoppedAtFault: return "Stopped at the first line that could not be taken, after \(added)."
    }
  }

  private func printFaults(_ report: ImportReport) {
    let channel = Channel.output
    for (type, count) in report.unknownLinesByType.sorted(by: { $0.key < $1.key }) {
      channel.line(SafeText.line("Not read: \(Format.count(count, "line")) of the unknown type “\(type)”."))
    }
    for (warning, count) in report.warnings.sorted(by: { $0.key < $1.key }) {
      channel.line("Odd: \(warning) × \(Format.count(count))")
    }
    for rejected in report.rejections.prefix(50) {
      let column = rejected.column.map { ", column \($0)" } ?? ""
      channel.line(
        SafeText.line("Line \(rejected.line)\(column) (\(rejected.item)): \(rejected.message) \(rejected.remedy)"))
    }
    if report.rejectionCount > 50 {
      channel.line("\(Format.count(report.rejectionCount)) faults in all; --json lists the first 1,000.")
    }
    if report.withdrawn.messages > 0 {
      let by = report.withdrawn.by.map { " Bring them back with `chat-ledger revert \($0)`." } ?? ""
      channel.line("\(Format.count(report.withdrawn.messages, "message")) had been taken back since.\(by)")
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
