import ArgumentParser
import ChatLedger
import ChatOperations

struct RevertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert", abstract: "Take commands back: removals, edits, whole imports.",
    discussion: """
      Name commands by identifier or by position in the log; several go all together or not at all, and - reads them \
      from standard input, one on each line.

      What a command took away comes back: a clear, a deletion, a removal (`tail --removals` lists them). An edit is \
      taken back by another one, with text, mentions, attachments and attributes of the version before it \
      (`show MESSAGE` lists the versions). Reverting a revert takes it away again; reverting an import, by its first \
      command, takes away all that it brought.

      It shows what it will do, and asks. Where nobody is there to be asked, --force says that it is wanted.

      Examples:
        chat-ledger revert 8898 --dry-run
        chat-ledger revert 8898 --reason "the job had the wrong ledger"
        chat-ledger revert 2 --reason "the wrong archive" --force
        chat-ledger revert 501 502 507 --reason "somebody else had the account"
        jq .position edits.jsonl | chat-ledger revert - --reason "blanked by a bug" --force
      """)

  /// Commands of one transaction.
  static let commandLimit = 10_000

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var removal: RemovalOptions

  @Argument(help: ArgumentHelp("Commands to take back, by identifier or position; - for a list.", valueName: "command"))
  var commands: [String]

  @Flag(help: "Take an edit back although the message was edited again since: what was written then goes, too.")
  var discardLater = false

  @Option(help: ArgumentHelp("Why; it stays in the log. Required.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard !commands.isEmpty else { throw ValidationError("Name a command: its identifier or its position.") }
    guard !commands.contains("-") || commands.count == 1 else {
      throw ValidationError("- reads all commands from standard input: name no others.")
    }
    guard removal.dryRun || reason != nil else { throw ValidationError("A revert says why: give --reason TEXT.") }
  }

  func run() throws {
    let names = try commands == ["-"] ? listed() : commands
    try options.withLedger(removal.mode) { ledger in
      let flow = flow(ledger)
      if let id = try removal.id.map({ try CommandID(argument: $0) }), try flow.flow.wasAccepted(id) {
        return try ledger.receiptAgain(of: id).printDuplicate(output)
      }
      let plan = try ledger.read(.latest) { try flow.plan(names, in: $0) }
      try removal.dryRun ? flow.look(plan) : flow.run(plan)
    }
  }

  private func flow(_ ledger: Ledger) -> RevertFlow {
    RevertFlow(
      flow: RemovalFlow(ledger: ledger, removal: removal, output: output, options: options), actor: `operator`.name,
      reason: reason ?? "dry run", discardsLater: discardLater)
  }

  /// Names from standard input: one on each line, blank lines aside.
  private func listed() throws -> [String] {
    let input = try InputLineReader(path: nil, limitBytes: 64 << 10)
    var names: [String] = []
    while let line = try input.next() {
      let name = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace && $0 != "\"" }
      if name.isEmpty { continue }
      guard names.count < Self.commandLimit else {
        throw CommandFailure.usage(
          "More than \(Format.count(Self.commandLimit)) commands in one transaction.", hint: "Split the list.")
      }
      names.append(name)
    }
    guard !names.isEmpty else {
      throw CommandFailure.usage(
        "Standard input names no command.", hint: "Give one on each line: position or identifier.")
    }
    return names
  }
}
