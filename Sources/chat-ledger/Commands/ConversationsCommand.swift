import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct ConversationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversations", abstract: "List conversations, the latest activity first.",
    discussion: """
      Those that are removed are listed with --removed, or among the others with --with-removed. The list of an \
      account leaves out those that it has archived; --archived lists these.

      Examples:
        chat-ledger conversations
        chat-ledger conversations --for-account @anna      (with her unread)
        chat-ledger conversations --for-account @anna --archived      (what she has put away)
        chat-ledger conversations --of 01890a5d-ac96-774b-bcce-b302099a8057      (what hangs on a resource)
        chat-ledger conversations --removed --all      (what is gone; `show` says by whom)
        chat-ledger conversations --all --json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only those in which this account takes part.", valueName: "account"))
  var forAccount: String?

  @Option(help: ArgumentHelp("Only those attached to this resource.", valueName: "resource"))
  var of: String?

  @Flag(help: "Only those that the account of --for-account has archived.")
  var archived = false

  @OptionGroup var list: ListOptions

  @OptionGroup var presence: RemovedOptions

  func validate() throws {
    guard of == nil || forAccount == nil else {
      throw ValidationError("Give --of or --for-account, and not both.")
    }
    guard !archived || forAccount != nil else {
      throw ValidationError("An account archives conversations for itself: say whose with --for-account.")
    }
  }

  func run() throws {
    try options.withList(output) { view in
      let account = try forAccount.map { try options.lookup(in: view).account($0) }
      let candidates = try candidates(account, view)
      let found = Array(candidates.prefix(list.most))
      let unread = try account.map { account in
        try found.map { try view.unreadCount(of: account.id, in: $0.id) }
      }
      if output.json { printJSON(found, unread) } else { try printTable(found, unread, Names(view)) }
      if output.json { return }
      if candidates.count > found.count { tellOfMore(found) } else { try tellOfRemoved(found, account, view) }
      if let account, !archived { try tellOfArchived(account, view) }
      if found.isEmpty { try tellOfNone(view) }
    }
  }

  private var archive: ArchiveFilter { archived ? .only : .leftOut }

  /// What is to be listed, and one more where there is more.
  private func candidates(_ account: Account?, _ view: LedgerView) throws -> [Conversation] {
    // Only removed ones have to be looked for among the others.
    let most = presence.removed || list.all ? Int.max : list.limit + 1
    let all =
      try of.map { text in
        try view.conversations(
          attachedTo: options.lookup(in: view).resource(text).id, includingRemoved: presence.looksAtRemoved)
      }
      ?? view.conversations(
        of: account?.id, limit: most, includingRemoved: presence.looksAtRemoved, archive: archive)
    return all.filter { presence.lists(isRemoved: $0.state.isRemoved) }
  }

  private func tellOfMore(_ found: [Conversation]) {
    options.note("The first \(Format.count(found.count)); --all lists the others, too.")
  }

  private func tellOfNone(_ view: LedgerView) throws {
    if try view.conversations(limit: 1, includingRemoved: true).isEmpty {
      options.note(NothingThere.noConversations)
    } else if presence.removed {
      options.note("No conversation like that is removed.")
    } else if archived {
      options.note("The account has archived none.")
    } else if of != nil {
      options.note("No conversation is attached to it\(presence.withRemoved ? "" : "; --removed lists removed ones").")
    } else if forAccount != nil {
      options.note("The account takes part in none; `chat-ledger conversations` lists all.")
    }
  }

  /// All that are not removed were listed, so one more is a removed one.
  private func tellOfRemoved(_ found: [Conversation], _ account: Account?, _ view: LedgerView) throws {
    if presence.looksAtRemoved || of != nil { return }
    let gone = try view.conversations(
      of: account?.id, limit: 1, offset: found.count, includingRemoved: true, archive: archive)
    if !gone.isEmpty { options.note("Some are removed: --removed lists them; `chat-ledger show` says by whom.") }
  }

  private func tellOfArchived(_ account: Account, _ view: LedgerView) throws {
    let count = try view.conversations(of: account.id, limit: Int.max, archive: .only).count
    if count > 0 { options.note("\(account.label) has archived \(Format.count(count)): --archived lists them.") }
  }

  private func printJSON(_ conversations: [Conversation], _ unread: [Int]?) {
    for (index, conversation) in conversations.enumerated() {
      var json = conversation.json
      if let unread {
        json = .object(json.members + [JSON.Member(name: "unread", value: .integer(Int64(unread[index])))])
      }
      OutputChannel.output.line(json)
    }
  }

  private func printTable(_ conversations: [Conversation], _ unread: [Int]?, _ names: Names) throws {
    var columns: [TextTable.Column] = [
      .init("LATEST"), .init("NAME", givesWay: true), .init("KIND"), .init("PEOPLE", isNumber: true),
      .init("MESSAGES", isNumber: true),
    ]
    if unread != nil { columns.append(.init("UNREAD", isNumber: true)) }
    // A column of nothing would only take room.
    let hasResources = conversations.contains { $0.state.resource != nil }
    if hasResources { columns.append(.init("HANGS ON", givesWay: true)) }
    columns.append(.init("ID", mayGo: true))
    var table = TextTable(columns)
    for (index, conversation) in conversations.enumerated() {
      let state = conversation.state
      var kind = state.kind.rawValue.lowercased()
      if state.isRemoved { kind += ", removed" } else if state.endedAt != nil { kind += ", \(state.kind.wordForEnded)" }
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
