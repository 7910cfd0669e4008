import ArgumentParser
import ChatExchange
import ChatLedger
import ChatOperations
import ChatWire
import Files
import LedgerJSON

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
    commandName: "mattermost", abstract: "Export everything visible as Mattermost bulk JSONL.",
    discussion: """
      The same state gives the same bytes. A file is written beside its name and is its owner's alone; only a plain \
      file is ever replaced. What was deleted, cleared for everyone or removed is not exported; somebody who was \
      removed has a line while something that shows refers to them. What the format cannot say, and what Mattermost \
      refuses of the archive, is written all the same and named with the first places: “Odd: …”; --json has more.

      Examples:
        chat-ledger export mattermost archive.jsonl
        chat-ledger export mattermost | gzip > archive.jsonl.gz
        chat-ledger export mattermost archive.jsonl --placeholder-email invalid.example
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("The file to write; - or nothing for standard output.", valueName: "file"))
  var file: String?

  @Flag(help: "Write over a file that is there.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "Give accounts without an e-mail address NAME@DOMAIN, for Mattermost refuses users without one.",
      valueName: "domain"))
  var placeholderEmail: String?

  func validate() throws {
    guard let domain = placeholderEmail else { return }
    let isDomain = !domain.isEmpty && domain.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }
    if !isDomain {
      throw ValidationError("“\(domain)” is no domain. Name one without @, for example invalid.example.")
    }
  }

  func run() throws {
    guard let file, file != "-" else {
      let outcome: Outcome
      do {
        outcome = try export(to: OutputSink())
        OutputChannel.flush()
        try OutputChannel.check()
      } catch {
        try OutputChannel.check()
        throw error
      }
      return try tell(outcome, on: .errors)
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
      throw CommandFailure.usage("\(file) exists already.", hint: "Choose another name, or give --force.")
    }
  }

  /// What was written, and what is odd about it.
  private struct Outcome {
    var report: ExportReport
    var oddities: [String]
  }

  private func write(to pending: PendingFile) throws -> Outcome {
    let sink = DescriptorSink(descriptor: pending.descriptor, name: pending.partialPath)
    let outcome = try export(to: InterruptibleSink(sink))
    try pending.finish()
    return outcome
  }

  private func export(to sink: any ByteSink) throws -> Outcome {
    let progress = ProgressLine(unit: "messages", isQuiet: options.quiet)
    defer { progress.finish() }
    return try options.withView { view in
      var exportOptions = ExportOptions()
      exportOptions.placeholderEmailDomain = placeholderEmail
      exportOptions.progress = { progress.update("export", done: $0, total: $1) }
      let report = try MattermostExporter(view: view).write(to: sink, options: exportOptions)
      return Outcome(report: report, oddities: output.json || options.quiet ? [] : try oddities(of: report, view))
    }
  }

  private func tell(_ outcome: Outcome, on channel: OutputChannel) throws {
    let report = outcome.report
    if output.json {
      channel.line(JSON.encoded(try JSONText.encode(report)))
    } else if !options.quiet {
      let messages = report.posts + report.replies + report.directPosts
      channel.line(
        "Exported \(Format.count(messages, "message")) in \(Format.count(report.channels, "room")) and "
          + "\(Format.count(report.directChannels, "direct conversation")), \(Format.bytes(report.bytes)), "
          + "in \(Format.duration(seconds: report.seconds)).")
      for line in outcome.oddities { channel.line(SafeText.line(line)) }
    }
  }

  /// Places that are named with each kind of warning; `--json` has more.
  private static let shownPlaces = 3

  private func oddities(of report: ExportReport, _ view: LedgerView) throws -> [String] {
    let names = Names(view)
    var lines: [String] = []
    for (warning, count) in report.warnings.sorted(by: { $0.key < $1.key }) {
      let words = ExportWarning(rawValue: warning).map { ": \($0.words)" } ?? ""
      lines.append("Odd: \(warning) × \(Format.count(count))\(words)")
      for place in (report.places[warning] ?? []).prefix(Self.shownPlaces) {
        lines.append("  \(try Self.words(for: place, names))")
      }
    }
    return lines
  }

  /// What somebody looks it up by: the message or the conversation, with the name that it has on screens.
  private static func words(for place: ExportLocation, _ names: Names) throws -> String {
    var parts: [String] = []
    if let name = place.name { parts.append(name) }
    if let message = place.message { parts.append("message \(message)") }
    if let account = place.account, place.name == nil { parts.append("of \(try names.account(account))") }
    if let conversation = place.conversation { parts.append("in \(try names.conversation(conversation))") }
    if place.message == nil, let conversation = place.conversation { parts.append("\(conversation)") }
    return parts.joined(separator: " ")
  }
}

/// Standard output as a place for an archive.
private final class OutputSink: ByteSink {
  func write(_ bytes: RawSpan) throws(ExchangeError) {
    bytes.withUnsafeBytes { OutputChannel.output.archive($0) }
    guard let code = StandardStreams.failure else { return }
    throw ExchangeError(
      .io, "Standard output could not be written.", remedy: "Check the free space and where output goes.",
      cause: System.errorText(code))
  }
}
