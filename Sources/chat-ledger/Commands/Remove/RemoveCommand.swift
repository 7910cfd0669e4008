import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct RemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove items with everything that depends on them, by the table of relations.",
    discussion: """
      The relations (see `schema relations`) decide what else is removed: conversations with everything in them, \
      resources that require a removed one, records of an account. The dry run shows all of it, and the removal does \
      exactly that. It is one command, and one revert restores everything.

      Examples:
        chat-ledger remove 01890a5d-ac96-774b-bcce-b302099a8057 --dry-run
        chat-ledger remove --resource 01890a5d-ac96-774b-bcce-b302099a8057 --reason "called off"
        chat-ledger remove --account @anna --conversation general --reason "asked for by the owner"
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var removal: RemovalOptions

  @Argument(help: ArgumentHelp("Resources, conversations or accounts by identifier.", valueName: "thing"))
  var things: [String] = []

  @Option(help: ArgumentHelp("A resource by identifier or exact title; may be repeated.", valueName: "resource"))
  var resource: [String] = []

  @Option(help: ArgumentHelp("An account by identifier or exact name; may be repeated.", valueName: "account"))
  var account: [String] = []

  @Option(help: ArgumentHelp("A conversation by identifier or exact name; may be repeated.", valueName: "room"))
  var conversation: [String] = []

  @Option(help: ArgumentHelp("Why; it stays in the log. Required.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard !(things + resource + account + conversation).isEmpty else {
      throw ValidationError("Name at least one item to remove: an identifier, --resource, --account or --conversation.")
    }
    guard removal.dryRun || !(reason ?? "").isEmpty else {
      throw ValidationError("A removal says why: give --reason TEXT.")
    }
  }

  func run() throws {
    try options.withLedger(removal.mode) { ledger in
      let flow = RemovalFlow(ledger: ledger, removal: removal, output: output, options: options)
      let targets = try ledger.read(.latest) { try action(in: $0) }
      let command = Command(
        id: try removal.id.map { try CommandID(argument: $0) } ?? Ledger.newCommandID(), actor: `operator`.name,
        origin: OperatorOptions.origin, reason: reason ?? "dry run", action: .remove(targets))
      if try flow.wasAccepted(command.id) { return try flow.answerKnown(command).printDuplicate(output) }
      let radius = try ledger.read(.latest) { try RemovalForecast(of: targets, in: $0) }
      if removal.dryRun { return try printForeseen(radius) }
      if let refusal = radius.refusal { throw refusal }
      try ledger.read(.latest) { try RemovalQuestion(flow, radius, in: $0) }.ask(removal)
      try RemovalOutcome(flow: flow, radius: radius).conclude(with: [try ledger.execute(command)])
    }
  }

  private func action(in view: LedgerView) throws -> Remove {
    let lookup = NameLookup(view: view)
    var action = Remove(
      resources: try resource.map { try lookup.resource($0).id },
      accounts: try account.map { try lookup.account($0).id },
      conversations: try conversation.map { try lookup.conversation($0).id })
    for thing in things {
      guard let id = ResourceID(thing) else {
        throw CommandFailure.usage(
          "“\(thing)” is not an identifier.", hint: "Names go with --resource, --account or --conversation.")
      }
      if try view.account(AccountID(rawValue: id.rawValue)) != nil {
        action.accounts.append(AccountID(rawValue: id.rawValue))
      } else if try view.conversation(ConversationID(rawValue: id.rawValue)) != nil {
        action.conversations.append(ConversationID(rawValue: id.rawValue))
      } else if try view.message(MessageID(rawValue: id.rawValue)) != nil {
        throw CommandFailure.usage(
          "\(id) is a message; `remove` takes resources, conversations and accounts.",
          hint: #"echo '{"deleteMessage":{"message":"\#(id)"},"reason":"…"}' | chat-ledger exec"#)
      } else {
        action.resources.append(id)
      }
    }
    return action
  }

  private func printForeseen(_ radius: RemovalForecast) throws {
    if output.json {
      OutputChannel.output.line(JSON.object([JSON.Member(name: "dryRun", value: .bool(true))] + radius.members))
    } else {
      radius.print()
      options.note("Nothing was recorded: this was a dry run.")
    }
    if !radius.blockers.isEmpty { throw SilentExit(status: .found) }
  }
}
