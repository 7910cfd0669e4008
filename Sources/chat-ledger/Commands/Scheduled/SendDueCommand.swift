import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct SendDueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send-due", abstract: "Send the scheduled messages that are due.",
    discussion: """
      Each message is sent by a separate command, and checked like a new one: the conversation must be open, and the \
      author must take part and not be blocked. A refused message stays scheduled and is listed with the reason. A \
      second run sends nothing twice, so run it from cron as often as you like.

      Exit codes: 0 all were sent or none was due, 1 some were refused.

      Examples:
        chat-ledger send-due
        chat-ledger send-due --dry-run      (which are due)
        * * * * *  chat-ledger send-due --quiet --ledger /srv/chats.ledger
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Option(help: ArgumentHelp("Why; it stays in the log.", valueName: "text"))
  var reason: String?

  @Flag(help: "Only list which are due; send none.")
  var dryRun = false

  func run() throws {
    if dryRun {
      return try options.withLedger(.readOnly) { ledger in
        try print(try ledger.dueMessages(), "due", in: ledger)
      }
    }
    try options.withLedger(.readWrite) { ledger in
      let report = try ledger.sendDueMessages(
        actor: `operator`.name, origin: OperatorOptions.origin, reason: reason)
      try print(report.sent, "sent", in: ledger)
      try tell(report.refused, in: ledger)
    }
  }

  private func print(_ messages: [ScheduledMessage], _ outcome: String, in ledger: Ledger) throws {
    try ledger.read(.latest) { view in
      let names = Names(view)
      if output.json {
        for message in messages { OutputChannel.output.line(try message.json(names, outcome: outcome.uppercased())) }
        return
      }
      OutputChannel.output.line("\(Format.count(messages.count, "message")) \(outcome).")
    }
  }

  private func tell(_ refused: [DueMessagesReport.Refusal], in ledger: Ledger) throws {
    guard !refused.isEmpty else { return }
    try ledger.read(.latest) { view in
      if output.json { try printJSON(refused, Names(view)) } else { printTable(refused) }
    }
    throw SilentExit(status: .found)
  }
  private func printJSON(_ refused: [DueMessagesReport.Refusal], _ names: Names) throws {
    for refusal in refused {
      let json = try refusal.message.json(names, outcome: "REFUSED")
      let code = JSON.Member(name: "code", value: .string(refusal.rejection.code.rawValue))
      OutputChannel.output.line(.object(json.members + [code]))
    }
  }

  private func printTable(_ refused: [DueMessagesReport.Refusal]) {
    var table = TextTable([.init("REFUSED"), .init("CODE"), .init("WHY", givesWay: true), .init("ID")])
    for refusal in refused {
      table.append([
        Format.time(refusal.message.fields.dueAt), refusal.rejection.code.rawValue,
        SafeText.excerpt(refusal.rejection.message), refusal.message.id.description,
      ])
    }
    table.print()
  }
}
