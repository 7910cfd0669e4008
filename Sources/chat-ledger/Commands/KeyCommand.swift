import ArgumentParser
import ChatLedger
import DatabaseExchange
import LedgerJSON

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Find what a row of an imported database became.",
    discussion: """
      Prints the identifier of everything that the row became; it is the same in every ledger. The parts of a key of \
      several columns are joined by commas. The other way round, `show` prints `sourceKey`. Rows that join other \
      things, such as reactions and participants, have no identifier of their own.

      Examples:
        chat-ledger key tutoring chat_rooms 17
        chat-ledger show $(chat-ledger key tutoring users 4 --quiet)
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("The name of the database in the import.", valueName: "source"))
  var source: String

  @Argument(help: ArgumentHelp("The table, as the mapping names it.", valueName: "table"))
  var table: String

  @Argument(help: ArgumentHelp("The row's key.", valueName: "key"))
  var key: String

  func run() throws {
    let found = try options.withView { view in
      try DatabaseIdentifier.Kind.allCases.compactMap { kind -> (id: String, what: String)? in
        let raw = DatabaseIdentifier.identifier(of: kind, source: source, table: table, keyText: key)
        return try Self.describe(raw, as: kind, in: view).map { (AccountID(rawValue: raw).description, $0) }
      }
    }
    if output.json {
      let things = found.map { thing -> JSON in ["id": .string(thing.id), "what": .string(thing.what)] }
      OutputChannel.output.line(JSON.array(things))
    } else {
      for thing in found { OutputChannel.output.line(options.quiet ? thing.id : "\(thing.id)  \(thing.what)") }
    }
    guard found.isEmpty else { return }
    options.note("The ledger has nothing of that key: check source, table and key, or import first.")
    throw SilentExit(status: .found)
  }

  /// What the ledger has under the identifier; nil where it has nothing of that kind.
  private static func describe(
    _ raw: UInt128, as kind: DatabaseIdentifier.Kind, in view: LedgerView
  ) throws -> String? {
    switch kind {
    case .account:
      try view.account(AccountID(rawValue: raw)).map { $0.state.isRemoved ? "account (removed)" : "account" }
    case .conversation:
      try view.conversation(ConversationID(rawValue: raw)).map {
        $0.state.isRemoved ? "conversation (removed)" : "conversation"
      }
    case .message:
      try view.message(MessageID(rawValue: raw)).map {
        try view.isVisible($0.state) ? "message" : "message (does not show)"
      }
    case .resource:
      try view.resource(ResourceID(rawValue: raw)).map {
        "\($0.state.kind)\($0.state.isRemoved ? " (removed)" : "")"
      }
    case .session: try view.record(.session(SessionID(rawValue: raw))).map { _ in "session" }
    case .report: try view.record(.report(ReportID(rawValue: raw))).map { _ in "report" }
    case .row: nil
    }
  }
}
