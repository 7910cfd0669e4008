import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct BlocksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blocks", abstract: "List who has blocked whom.",
    discussion: """
      Who is blocked cannot write into the direct conversation of the two.

      Examples:
        chat-ledger blocks
        chat-ledger blocks @anna      (whom she blocks, and who blocks her)
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Argument(help: ArgumentHelp("Only blocks by or of this account.", valueName: "account"))
  var account: String?

  func run() throws {
    try options.withList(output) { view in
      let names = Names(view)
      var printer = ListPrinter(
        [.init("WHO", givesWay: true), .init("BLOCKS", givesWay: true), .init("SINCE")], list, output, options)
      let id = try account.map { try options.lookup(in: view).account($0).id }
      try view.forEachBlock(of: id) { block in
        try printer.add(
          row: {
            [try names.account(block.account), try names.account(block.contact), Format.time(block.blockedAt)]
          }, json: { try block.json(names) })
      }
      let hint = "Nobody is blocked; `blockContact` blocks somebody (see `chat-ledger exec --help`)."
      printer.finish(whenEmpty: try HidingFinder(view: view).sentences(.blocks, names, otherwise: hint))
    }
  }
}
