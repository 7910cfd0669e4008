import ArgumentParser
import ChatLedger

struct ConversationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversations", abstract: "List conversations, the latest activity first.",
    discussion: """
      Examples:
        chat-ledger conversations
        chat-ledger conversations --for-account @anna      (with her unread)
        chat-ledger conversations --all --json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only those in which this account takes part.", valueName: "account"))
  var forAccount: String?

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("At most this many.", valueName: "n"))
  var limit = 50

  @Flag(help: "List all of them.")
  var all = false

  @Flag(help: "List removed ones, too.")
  var removed = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
  }

  func run() throws {
    try options.withView { view in
      let account = try forAccount.map { try NameLookup(view: view).account($0) }
      let found = try view.conversations(
        of: account?.id, limit: all ? Int.max : limit, includingRemoved: removed)
      let unread = try account.map { account in
        try found.map { try view.unreadCount(of: account.id, in: $0.id) }
      }
      if output.json { printJSON(found, unread) } else { try printTable(found, unread, Names(view)) }
      if !output.json { try tellOfOthers(than: found, account, view) }
    }
  }

  private func tellOfOthers(than found: [Conversation], _ account: Account?, _ view: LedgerView) throws {
    let next = try view.conversations(of: account?.id, limit: 1, offset: found.count, includingRemoved: removed)
    if !next.isEmpty { return options.note("The first \(Format.count(found.count)); --all lists the others, too.") }
    if removed { return }
    let gone = try view.conversations(of: account?.id, limit: 1, offset: found.count, includingRemoved: true)
    if !gone.isEmpty { options.note("Some are removed: --removed lists them, too; `chat-ledger show` says by whom.") }
  }

  private func printJSON(_ conversations: [Conversation], _ unread: [Int]?) {
    for (index, conversation) in conversations.enumerated() {
      var json = conversation.json
      if let unread {
        json = .object(json.members + [JSON.Member(name: "unread", value: .integer(Int64(unread[index])))])
      }
      Channel.output.line(json.text)
    }
  }

  private func printTable(_ conversations: [Conversation], _ unread: [Int]?, _ names: Names) throws {
    var columns: [Table.Column] = [
      .init("LATEST"), .init("NAME", givesWay: true), .init("KIND"), .init("PEOPLE", isNumber: true),
      .init("MESSAGES", isNumber: true),
    ]
    if unread != nil { columns.append(.init("UNREAD", isNumber: true)) }
    columns.append(.init("ID", mayGo: true))
    var table = Table(columns)
    for (index, conversation) in conversations.enumerated() {
      let state = conversation.state
      var kind = state.kind.rawValue.lowercased()
      if state.isRemoved { kind += ", removed" } else if state.endedAt != nil { kind += ", ended" }
      var row = [
        Format.time(state.latestActivity, unknown: "-"), SafeText.excerpt(try names.label(of: conversation)), kind,
        Format.count(state.activeParticipants), Format.count(state.visible.messages),
      ]
      if let unread { row.append(Format.count(unread[index])) }
      table.append(row + [conversation.id.description])
    }
    table.print()
  }
}
