import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "List active sessions, or ended ones, too.",
    discussion: """
      Examples:
        chat-ledger sessions
        chat-ledger sessions --for-account @anna --ended
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Option(help: ArgumentHelp("Only those of this account.", valueName: "account"))
  var forAccount: String?

  @Flag(help: "List those that have ended, too.")
  var ended = false

  func run() throws {
    try options.withList(output) { view in
      let names = Names(view)
      var printer = ListPrinter(
        [
          .init("STARTED"), .init("ENDED"), .init("WHO", givesWay: true), .init("DEVICE", givesWay: true),
          .init("CONVERSATION", givesWay: true), .init("ID"),
        ], list, output, options)
      let id = try forAccount.map { try options.lookup(in: view).account($0).id }
      try view.forEachSession(of: id, ended ? .all : .active) { session in
        try printer.add(
          row: {
            [
              Format.time(session.startedAt), session.endedAt.map { Format.time($0) } ?? "",
              try names.account(session.account), SafeText.excerpt(session.device ?? "(erased)"),
              try session.conversation.map { try names.conversation($0) } ?? "", session.id.description,
            ]
          }, json: { try session.json(names) })
      }
      let hint =
        ended
        ? "There are no sessions; `openSession` begins one (see `chat-ledger exec --help`)."
        : "No session is active; --ended lists those that have ended, too."
      printer.finish(whenEmpty: try HidingFinder(view: view).sentences(.sessions, names, otherwise: hint))
    }
  }
}
