import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire

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
      The same state gives the same bytes. What was deleted, cleared for everyone or removed is not exported.

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
      try tell(try export(to: 1, name: "standard output"), on: .errors)
      return
    }
    if !force, access(file, F_OK) == 0 {
      throw CommandFailure.usage("\(file) is there already.", hint: "Choose another name, or say --force.")
    }
    // Written beside it and renamed, so that nobody ever finds half an archive.
    let partial = "\(file).partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CommandFailure.usage("\(partial) cannot be written: \(System.errorText(errno)).", hint: "Check the folder.")
    }
    let report: ExportReport
    do {
      report = try export(to: descriptor, name: partial)
    } catch {
      close(descriptor)
      unlink(partial)
      throw error
    }
    guard fsync(descriptor) == 0, close(descriptor) == 0, rename(partial, file) == 0 else {
      throw CommandFailure(
        .damaged, "IO", "\(file) could not be finished: \(System.errorText(errno)).", hint: "Check the free space.")
    }
    try tell(report, on: .output)
  }

  private func export(to descriptor: Int32, name: String) throws -> ExportReport {
    let progress = ProgressLine(unit: "messages", isQuiet: options.quiet)
    defer { progress.finish() }
    return try options.withView { view in
      var exportOptions = ExportOptions()
      exportOptions.progress = { progress.update("export", done: $0, total: $1) }
      return try MattermostExporter(view: view)
        .write(to: DescriptorSink(descriptor: descriptor, name: name), options: exportOptions)
    }
  }

  private func tell(_ report: ExportReport, on channel: Channel) throws {
    if output.json {
      channel.line(String(decoding: try JSONText.encode(report), as: UTF8.self))
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
