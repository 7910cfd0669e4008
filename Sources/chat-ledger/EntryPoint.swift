import ArgumentParser
import ChatOperations
import DatabaseExchange
import Files
import LedgerJSON

/// The program: parses, runs, and says with its exit code how it went (see ``ExitStatus``).
@main
enum EntryPoint {
  static func main() {
    // Before anything is opened or printed.
    StandardDescriptors.occupy()
    DamageReports.install()
    Interruption.installDefaultsOfFirstProcess()
    System.exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs a verb and sees to it that what it printed has been written: a cut result must not look like a whole one.
  static func run(_ arguments: [String]) -> ExitStatus {
    let asJSON = arguments.contains("--json")
    if let code = StandardStreams.obstacle {
      ErrorReport.report(OutputFailure.closed(code).failure, asJSON: asJSON)
      return .damaged
    }
    var status = ExitStatus.done
    var failure: OutputFailure?
    do {
      try EmptyArguments.check(arguments)
      var command = try ChatLedgerCommand.parseAsRoot(arguments)
      // Every verb that works on a ledger takes --utc.
      let options = LedgerOptions.of(command)
      let zone = options?.utc == true ? Zone.utc : Zone.local
      if let options, !options.utc, let name = Zone.unknownName {
        options.note("The time zone “\(SafeText.excerpt(name, limit: 100))” in TZ is not known; times are in UTC.")
      }
      try Zone.$shown.withValue(zone) { try command.run() }
    } catch let exit as SilentExit {
      status = exit.status
    } catch let output as OutputFailure {
      failure = output
    } catch {
      status = report(error, arguments, asJSON: asJSON)
    }
    if let code = StandardStreams.close() { failure = failure ?? OutputFailure(code: code) }
    guard let failure else { return status }
    ErrorReport.report(failure.failure, asJSON: asJSON)
    return .damaged
  }

  /// The parser throws for help and versions, too: those are no failures and go to standard output.
  private static func report(_ error: any Error, _ arguments: [String], asJSON: Bool) -> ExitStatus {
    let code = ChatLedgerCommand.exitCode(for: error)
    if code == .success {
      if asJSON, arguments.contains("--version") {
        OutputChannel.output.line(Version.json)
        return .done
      }
      OutputChannel.output.block(ChatLedgerCommand.fullMessage(for: error) + "\n")
      return .done
    }
    if code == .validationFailure {
      if var failure = VerbSuggestion.failure(arguments, in: ChatLedgerCommand.self) {
        failure.message = repeating(arguments, in: failure.message)
        failure.hint = repeating(arguments, in: failure.hint)
        ErrorReport.report(failure, asJSON: asJSON)
        return .usage
      }
      if asJSON {
        let message = repeating(arguments, in: ChatLedgerCommand.message(for: error))
        ErrorReport.report(.usage(message, hint: "See `chat-ledger --help`."), asJSON: true)
      } else {
        let text = repeating(arguments, in: ChatLedgerCommand.fullMessage(for: error))
        OutputChannel.errors.block(
          (text.hasPrefix("Error: ") ? "error: " + text.dropFirst("Error: ".count) : text) + "\n")
      }
      return .usage
    }
    var failure = ErrorReport.failure(for: error)
    failure.message = repeating(arguments, in: failure.message)
    failure.hint = repeating(arguments, in: failure.hint)
    failure.details = failure.details.map { repeating(arguments, in: $0) }
    ErrorReport.report(failure, asJSON: asJSON)
    return failure.status
  }
}

extension EntryPoint {
  /// A message that repeats arguments, as it may be shown: an argument can be an address with a password, wherever it
  /// was given, and its line breaks are no line breaks of the message.
  static func repeating(_ arguments: [String], in message: String) -> String {
    var message = message
    for argument in arguments {
      let value = argument.hasPrefix("-") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
      for text in [argument, value] where !text.isEmpty {
        let shown = DatabaseAddress.mayBeRepeated(text) ? SafeText.line(text) : "…"
        if shown != text { message = message.replacing(text, with: shown) }
      }
    }
    return message
  }
}

/// The root of all verbs.
struct ChatLedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat-ledger",
    abstract: "Keep chats in a ledger that forgets nothing: every clear can be seen, explained and reverted.",
    discussion: """
      A first round, from nothing to a clear that was taken back:

        export CHAT_LEDGER=./demo.ledger
        chat-ledger init
        chat-ledger import mattermost archive.jsonl
        chat-ledger conversations
        chat-ledger messages general --limit 20
        chat-ledger clear general --reason "asked for by the owner" --dry-run
        chat-ledger clear general --reason "asked for by the owner"
        chat-ledger tail
        chat-ledger revert COMMAND --reason "not meant"     (the receipt of the clear names the command)
        chat-ledger verify

      Name rooms and accounts by identifier or by exact name (accounts also as @name). Results go to standard \
      output, everything else to standard error. Times are printed with their zone and accepted in the same form.

      Exit codes: 0 success, 1 a check found something, 2 wrong use or bad input, 3 busy, 4 damaged, or a disk failed \
      or is full, including that of standard output.
      """,
    version: Version.text,
    subcommands: [],
    groupedSubcommands: [
      CommandGroup(
        name: "Fill and empty",
        subcommands: [
          InitCommand.self, ImportCommand.self, ExportCommand.self, ExecCommand.self, BackfillCommand.self,
          ClearCommand.self, RemoveCommand.self, CleanupCommand.self, RevertCommand.self, ArchiveCommand.self,
          UnarchiveCommand.self, SendDueCommand.self,
        ]),
      CommandGroup(
        name: "Look",
        subcommands: [
          ConversationsCommand.self, MessagesCommand.self, AccountsCommand.self, ResourcesCommand.self,
          BlocksCommand.self, SessionsCommand.self, ReportsCommand.self, SettingsCommand.self, ScheduledCommand.self,
          ShowCommand.self,
          KeyCommand.self, StatsCommand.self, TailCommand.self,
        ]),
      CommandGroup(
        name: "Declare and guard",
        subcommands: [SchemaCommand.self, ConfigureCommand.self, ProtectCommand.self, UnprotectCommand.self]),
      CommandGroup(
        name: "Maintain",
        subcommands: [
          DoctorCommand.self, VerifyCommand.self, RebuildCommand.self, ReplayCommand.self, SnapshotCommand.self,
          CompletionsCommand.self, SampleCommand.self, PersistenceWriterCommand.self,
        ]),
    ])
}
