import ArgumentParser
import ChatLedger

struct ConversationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversations", abstract: "List conversations, the latest activity first.",
    discussion: """
      Examples:
        chat-ledger conversations
        chat-ledger conversations --for-account @anna      (with her unread)
        chat-ledger conversations --of 01890a5d-ac96-774b-bcce-b302099a8057      (what hangs on a resource)
        chat-ledger conversations --all --json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only those in which this account takes part.", valueName: "account"))
  var forAccount: String?

  @Option(help: ArgumentHelp("Only those that hang on this resource.", valueName: "resource"))
  var of: String?

  @OptionGroup var list: ListOptions

  @Flag(help: "List removed ones, too.")
  var removed = false

  func validate() throws {
    guard of == nil || forAccount == nil else {
      throw ValidationError("Give --of or --for-account, and not both.")
    }
  }

  func run() throws {
    try options.withList(output) { view in
      let account = try forAccount.map { try NameLookup(view: view).account($0) }
      let attached = try of.map { text in
        try view.conversations(
          attachedTo: NameLookup(view: view).resource(text).id, includingRemoved: removed)
      }
      let found =
        try attached.map { Array($0.prefix(list.most)) }
        ?? view.conversations(of: account?.id, limit: list.most, includingRemoved: removed)
      let unread = try account.map { account in
        try found.map { try view.unreadCount(of: account.id, in: $0.id) }
      }
      if output.json { printJSON(found, unread) } else { try printTable(found, unread, Names(view)) }
      if output.json { return }
      if let attached {
        if attached.count > found.count { tellOfMore(found) }
      } else {
        try tellOfOthers(than: found, account, view)
      }
      if found.isEmpty { try tellOfNone(view) }
    }
  }

  private func tellOfMore(_ found: [Conversation]) {
    options.note("The first \(Format.count(found.count)); --all lists the others, too.")
  }

  private func tellOfNone(_ view: LedgerView) throws {
    if try view.conversations(limit: 1, includingRemoved: true).isEmpty {
      options.note(NothingThere.noConversations)
    } else if of != nil {
      options.note("No conversation hangs on it\(removed ? "" : "; --removed lists removed ones, too").")
    } else if forAccount != nil {
      options.note("The account takes part in none; `chat-ledger conversations` lists all.")
    }
  }

  private func tellOfOthers(than found: [Conversation], _ account: Account?, _ view: LedgerView) throws {
    let next = try view.conversations(of: account?.id, limit: 1, offset: found.count, includingRemoved: removed)
    if !next.isEmpty { return tellOfMore(found) }
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
    // A column of nothing would only take room.
    let hasResources = conversations.contains { $0.state.resource != nil }
    if hasResources { columns.append(.init("HANGS ON", givesWay: true)) }
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
      if hasResources { row.append(SafeText.excerpt(try state.resource.map { try names.resource($0) } ?? "")) }
      table.append(row + [conversation.id.description])
    }
    table.print()
  }
}
