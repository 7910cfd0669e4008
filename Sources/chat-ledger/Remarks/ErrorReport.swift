import ArgumentParser
import ChatExchange
import ChatLedger
import ChatOperations
import ChatWire
import Files
import LedgerJSON

/// What the exit code of the program says.
enum ExitStatus: Int32 {
  case done = 0
  /// A check found something, or a command was rejected.
  case found = 1
  /// The command line or the input makes no sense.
  case usage = 2
  /// Another process writes to the ledger.
  case busy = 3
  /// What is on disk is not what was written, or could not be read or written.
  case damaged = 4
  /// Ctrl-C or SIGTERM ended it in an orderly way, as the shell counts it.
  case interrupted = 130
}

/// A failure of the command itself.
struct CommandFailure: Error {
  var status: ExitStatus
  var code: String
  var message: String
  var hint: String
  /// Further lines that help, such as candidates.
  var details: [String] = []

  init(_ status: ExitStatus, _ code: String, _ message: String, hint: String, details: [String] = []) {
    self.status = status
    self.code = code
    self.message = message
    self.hint = hint
    self.details = details
  }

  static func usage(_ message: String, hint: String, details: [String] = []) -> CommandFailure {
    CommandFailure(.usage, "USAGE", message, hint: hint, details: details)
  }
}

/// Ends the program with a status after everything has been said.
struct SilentExit: Error {
  var status: ExitStatus
}

/// Turns whatever was thrown into lines on standard error and an exit code.
enum ErrorReport {
  static func failure(for error: any Error) -> CommandFailure {
    switch error {
    case let failure as CommandFailure: failure
    case let failure as LookupFailure: failure.failure
    case let output as OutputFailure: output.failure
    case let rejection as Rejection:
      CommandFailure(
        .usage, rejection.code.rawValue, rejection.message, hint: RemedyText(rejection).description)
    case let error as LedgerError:
      CommandFailure(
        status(of: error.code), error.code.rawValue, message(error.message, cause: error.cause),
        hint: RemedyText(error).description)
    case let error as ExchangeError:
      CommandFailure(
        status(of: error.code), error.code.rawValue, message(error.message, cause: error.cause),
        hint: RemedyText(error.remedy, error.steps).description)
    case let error as FileError:
      CommandFailure(
        error.isNamedWrong ? .usage : .damaged, error.isNamedWrong ? "USAGE" : "IO", error.message,
        hint: error.remedy)
    case let error as WireError:
      CommandFailure(
        .damaged, error.code.rawValue, message(error.message, cause: error.cause.map { "\($0)" }),
        hint: RemedyText(error.remedy, error.steps).description)
    default:
      CommandFailure(
        .damaged, "INTERNAL", String(describing: error), hint: "Run `chat-ledger verify` to see whether all is well.")
    }
  }

  private static func status(of code: LedgerError.Code) -> ExitStatus {
    switch code {
    case .busy, .overloaded: .busy
    case .notFound, .exists, .usage, .otherProcess: .usage
    case .damaged, .unsupported, .io, .closed: .damaged
    }
  }

  private static func status(of code: ExchangeError.Code) -> ExitStatus {
    switch code {
    case .syntax, .invalid, .tooLarge, .unsupported, .anotherSource: .usage
    case .interrupted: .found
    case .io, .brokenPipe: .damaged
    }
  }

  private static func message(_ message: String, cause: String?) -> String {
    guard let cause, !cause.isEmpty else { return message }
    return "\(message) (\(cause))"
  }

  /// Prints the failure: for people as `error: …` and `hint: …`, for programs as one JSON object.
  static func report(_ failure: CommandFailure, asJSON: Bool) {
    if asJSON {
      let error: JSON = [
        "code": .string(failure.code), "message": .string(failure.message), "remedy": .string(failure.hint),
        "details": failure.details.isEmpty ? .null : .array(failure.details.map { .string($0) }),
      ]
      return OutputChannel.errors.line(["error": error.compact] as JSON)
    }
    let channel = OutputChannel.errors
    channel.line("\(channel.styled("error:", .red)) \(block: indented(failure.message))")
    for detail in failure.details { channel.line("  \(detail)") }
    if !failure.hint.isEmpty { channel.line("\(channel.styled("hint:", .yellow)) \(block: indented(failure.hint))") }
  }

  /// Only the first line stands at the margin: a name with line breaks must not look like another message.
  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { SafeText.line(String($0)) }
      .joined(separator: "\n  ")
  }
}

/// Output goes through ``OutputChannel``; the compiler refuses what would write past it.
@available(*, unavailable, message: "OutputChannel.output and OutputChannel.errors print; see StandardStreams")
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {}

@available(*, unavailable, message: "OutputChannel.output and OutputChannel.errors print; see StandardStreams")
func debugPrint(_ items: Any..., separator: String = " ", terminator: String = "\n") {}
