import ArgumentParser
import ChatLedger
import LedgerJSON

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make an empty ledger.",
    discussion: """
      The settings are written into the log and can never change afterwards. The ledger is for its owner alone \
      (modes 0700 and 0600), whatever the umask; with --group the directory's group shares it (2770 and 0660), and \
      what is made in it later follows from that. By default it checks who may do what: an account speaks as itself, \
      and does what its role allows (`chat-ledger schema who-may` shows the table). An init that was interrupted can \
      be run again.

      Examples:
        chat-ledger init --ledger ./chats.ledger
        chat-ledger init --ledger /srv/chats.ledger --group
        chat-ledger init --max-body-bytes 65536 --register-unknown-accounts
        chat-ledger init --authorization trusted      (the service has checked; see Docs/WhoMay.md)
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Option(help: ArgumentHelp("The longest message body in UTF-8 bytes.", valueName: "n"))
  var maxBodyBytes = Limits.defaultBodyBytes

  @Flag(help: "Register an account when a command first names it, instead of rejecting the command.")
  var registerUnknownAccounts = false

  @Option(help: "Who checks who may do what: the ledger (members), or the service before it sends (trusted).")
  var authorization = AuthorizationArgument.members

  @Flag(help: "Let the group of the directory read and write it, too.")
  var group = false

  func validate() throws {
    guard (1...Limits.largestBodyBytes).contains(maxBodyBytes) else {
      throw ValidationError("--max-body-bytes takes a number from 1 to \(Limits.largestBodyBytes).")
    }
  }

  func run() throws {
    let path = try options.path()
    try Ledger.requireOutsideOfLedgers(path)
    let settings = LedgerSettings(
      maximumBodyBytes: maxBodyBytes, registersUnknownAccounts: registerUnknownAccounts,
      authorization: authorization.value)
    let ledger = try Ledger.create(
      at: path, settings: settings, actor: `operator`.name, origin: OperatorOptions.origin,
      isShared: group, options: options.engineOptions())
    try ledger.close()
    Recorded.note("The ledger WAS made, at \(path).")
    guard output.json else {
      OutputChannel.output.line("Made an empty ledger at \(path).")
      return
    }
    let result: JSON = [
      "ledger": .string(path),
      "settings": [
        "maximumBodyBytes": .integer(Int64(settings.maximumBodyBytes)),
        "registersUnknownAccounts": .bool(settings.registersUnknownAccounts),
        "authorization": .string(settings.authorization.rawValue),
      ],
    ]
    OutputChannel.output.line(result)
  }
}

/// ``Authorization`` in small letters.
enum AuthorizationArgument: String, CaseIterable, ExpressibleByArgument {
  case members, trusted

  var value: Authorization {
    switch self {
    case .members: .members
    case .trusted: .trusted
    }
  }
}
