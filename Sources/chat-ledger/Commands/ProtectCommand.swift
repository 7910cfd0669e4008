import ArgumentParser
import ChatLedger
import ChatOperations

struct ProtectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protect", abstract: "Protect an account: nothing can remove or deactivate it.",
    discussion: """
      No clean-up, cascade or import that is taken back removes a protected account; whoever tries is told why not. \
      `chat-ledger configure --protect-role admin` protects everybody with a role.

      Examples:
        chat-ledger protect @anna
        chat-ledger accounts --protected
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var recording: RecordingOptions

  @Argument(help: ArgumentHelp("The account: its identifier or its exact name.", valueName: "account"))
  var account: String

  func run() throws {
    let change = ProtectionChange(options: options, output: output, recording: recording, isProtected: true)
    try change.run(account, by: `operator`.name)
  }
}

struct UnprotectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unprotect", abstract: "Take the protection of an account away; needs a reason.",
    discussion: """
      One of its roles may protect it still: see `chat-ledger configure`.

      Examples:
        chat-ledger unprotect @anna --reason "has left the company"
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var recording: RecordingOptions

  @Argument(help: ArgumentHelp("The account: its identifier or its exact name.", valueName: "account"))
  var account: String

  func validate() throws {
    guard !(recording.reason ?? "").isEmpty else {
      throw ValidationError("Taking protection away says why: give --reason TEXT.")
    }
  }

  func run() throws {
    let change = ProtectionChange(options: options, output: output, recording: recording, isProtected: false)
    try change.run(account, by: `operator`.name)
  }
}

/// What both verbs do.
private struct ProtectionChange {
  let options: LedgerOptions
  let output: OutputOptions
  let recording: RecordingOptions
  let isProtected: Bool

  func run(_ text: String, by actor: CommandActor) throws {
    try options.withLedger(.readWrite) { ledger in
      let account = try ledger.read(.latest) { try NameLookup(view: $0).account(text) }
      let receipt = try ledger.execute(
        try recording.command(
          .protectAccount(ProtectAccount(account: account.id, isProtected: isProtected)), by: actor))
      receipt.print(
        output, saying: "\(account.label) is \(isProtected ? "protected" : "not marked as protected any more").")
      let stillIs = try ledger.read(.latest) { view in
        try view.account(account.id).map { try view.isProtected($0.state) } ?? false
      }
      if !isProtected, stillIs {
        options.note("One of its roles protects it still (\(account.state.roles.joined(separator: ", "))).")
      }
    }
  }
}
