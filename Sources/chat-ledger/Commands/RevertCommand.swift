import ArgumentParser
import ChatLedger

struct RevertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert", abstract: "Bring back what a command took away, or take an import back whole.",
    discussion: """
      Works on any command that removed something: a clear, a deletion, a removal; `tail --removals` lists them. \
      Name it by its identifier or by its position in the log. Reverting a revert takes it \
      away again; reverting an import (by its first command) takes away all that it brought. Both of these need \
      a reason.

      Examples:
        chat-ledger revert 8898 --dry-run
        chat-ledger revert 01890a5d-ac96-774b-bcce-b302099a8057
        chat-ledger revert 2 --reason "the wrong archive" --force
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var removal: RemovalOptions

  @Argument(help: ArgumentHelp("The command to take back: its identifier or position.", valueName: "command"))
  var command: String

  @Option(help: ArgumentHelp("Why; it stays in the log. Required where this takes something away.", valueName: "text"))
  var reason: String?

  func run() throws {
    let position = UInt64(command)
    let named = try position == nil ? CommandID(argument: command) : nil
    try options.withLedger(.readWrite) { ledger in
      let target = try named ?? ledger.read(.latest) { try $0.command(at: Position(position ?? 0)) }
      let revert = Command(
        id: try removal.id.map { try CommandID(argument: $0) } ?? Ledger.newCommandID(), actor: `operator`.name,
        origin: OperatorOptions.origin, reason: reason ?? (removal.dryRun ? "dry run" : nil),
        action: .revert(Revert(command: target)))
      try RemovalFlow(ledger: ledger, removal: removal, output: output, options: options)
        .run(revert, verb: RemovalFlow.undoing)
    }
  }
}

extension LedgerView {
  fileprivate func command(at position: Position) throws -> CommandID {
    guard let entry = try entry(at: position) else {
      throw CommandFailure.usage(
        "There is no entry at position \(position).", hint: "The log ends at position \(self.position).")
    }
    return entry.command.id
  }
}
