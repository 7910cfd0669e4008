import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct ScheduledCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scheduled", abstract: "List the messages that wait to be sent.",
    discussion: """
      `scheduleMessage` writes one and `cancelScheduledMessage` takes it back (see `chat-ledger exec --help`); \
      `chat-ledger send-due` sends those that are due.

      Examples:
        chat-ledger scheduled
        chat-ledger scheduled --due --for-account @anna
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Option(help: ArgumentHelp("Only those of this author.", valueName: "account"))
  var forAccount: String?

  @Flag(help: "Only those that can be sent now.")
  var due = false

  func run() throws {
    try options.withList(output) { view in
      let names = Names(view)
      var printer = ListPrinter(
        [
          .init("DUE"), .init("WHO", givesWay: true), .init("CONVERSATION", givesWay: true),
          .init("TEXT", givesWay: true), .init("ID"),
        ], list, output, options)
      let author = try forAccount.map { try options.lookup(in: view).account($0).id }
      try view.forEachScheduledMessage(by: author, dueBy: due ? Platform.now() : nil) { message in
        try printer.add(row: { try Self.row(message, names) }, json: { try message.json(names) })
      }
      let hint =
        due ? "No message is due." : "No message waits; `scheduleMessage` writes one (see `chat-ledger exec --help`)."
      printer.finish(whenEmpty: try HidingFinder(view: view).sentences(.scheduledMessages, names, otherwise: hint))
    }
  }

  private static func row(_ message: ScheduledMessage, _ names: Names) throws -> [String] {
    [
      Format.time(message.fields.dueAt), try names.account(message.fields.author),
      try names.conversation(message.fields.conversation),
      message.content.map { SafeText.excerpt($0.body) } ?? "(erased)", message.id.description,
    ]
  }
}
