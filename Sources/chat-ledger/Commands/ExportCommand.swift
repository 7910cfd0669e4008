import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write an archive out.", subcommands: [ExportMattermostCommand.self])
}

struct ExportMattermostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mattermost", abstract: "Export what shows as Mattermost bulk JSONL.",
    discussion: """
      The same state gives the same bytes. A file is written beside its name and is its owner's alone; only a plain \
      file is ever replaced. What was deleted, cleared for everyone or removed is not exported.

      Examples:
        chat-ledger export mattermost archive.jsonl
        chat-ledger export mattermost | gzip > archive.jsonl.gz
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("The file to write; - or nothing for standard output.", valueName: "file"))
  var file: String?

  @Flag(help: "Write over a file that is there.")
  var force = false

  func run() throws {
    guard let file, file != "-" else {
      let report: ExportReport
      do {
        report = try export(to: OutputSink())
        Channel.flush()
        try Channel.check()
      } catch {
        try Channel.check()
        throw error
      }
      return try tell(report, on: .errors)
    }
    Interruption.install()
    try Ledger.requireOutsideOfLedgers(file)
    let pending = try begin(file)
    do {
      try tell(try write(to: pending), on: .output)
    } catch {
      pending.discard()
      throw error
    }
  }

  /// Nobody ever finds half an archive under its name; what is not finished goes again.
  private func begin(_ file: String) throws -> PendingFile {
    do throws(FileError) {
      return try PendingFile(file, replaces: force)
    } catch {
      guard error.number == EEXIST else { throw error }
      throw CommandFailure.usage("\(file) is there already.", hint: "Choose another name, or say --force.")
    }
  }

  private func write(to pending: PendingFile) throws -> ExportReport {
    let sink = DescriptorSink(descriptor: pending.descriptor, name: pending.partialPath)
    let report = try export(to: InterruptibleSink(sink))
    try pending.finish()
    return report
  }

  private func export(to sink: any ByteSink) throws -> ExportReport {
    let progress = ProgressLine(unit: "messages", isQuiet: options.quiet)
    defer { progress.finish() }
    return try options.withView { view in
      var exportOptions = ExportOptions()
      exportOptions.progress = { progress.update("export", done: $0, total: $1) }
      return try MattermostExporter(view: view).write(to: sink, options: exportOptions)
    }
  }

  private func tell(_ report: ExportReport, on channel: Channel) throws {
    if output.json {
      channel.line(JSON.encoded(try JSONText.encode(report)))
    } else if !options.quiet {
      let messages = report.posts + report.replies + report.directPosts
      channel.line(
        "Exported \(Format.count(messages, "message")) in \(Format.count(report.channels, "room")) and "
          + "\(Format.count(report.directChannels, "direct conversation")), \(Format.bytes(report.bytes)), "
          + "in \(Format.duration(seconds: report.seconds)).")
      for (warning, count) in report.warnings.sorted(by: { $0.key < $1.key }) {
        channel.line("Odd: \(warning) × \(Format.count(count))")
      }
    }
  }
}

/// Standard output as a place for an archive.
private final class OutputSink: ByteSink {
  func write(_ bytes: RawSpan) throws(ExchangeError) {
    bytes.withUnsafeBytes { Channel.output.archive($0) }
    guard let code = StandardStreams.failure else { return }
    throw ExchangeError(
      .io, "Standard output could not be written.", remedy: "Check the free space and where output goes.",
      cause: System.errorText(code))
  }
}
