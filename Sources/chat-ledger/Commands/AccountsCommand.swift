import ArgumentParser
import ChatLedger
import LedgerJSON

struct AccountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts", abstract: "List accounts with their roles, and which of them nothing can remove.",
    discussion: """
      In the order of their identifiers; those that are removed with --removed, or among the others with --with-removed.

      Examples:
        chat-ledger accounts
        chat-ledger accounts --role admin
        chat-ledger accounts --protected
        chat-ledger accounts --removed --all
        chat-ledger accounts --all --json | jq -r .email
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Option(help: ArgumentHelp("Only those with this role, whatever the case of its letters.", valueName: "role"))
  var role: String?

  @Flag(help: "Only those that nothing can remove.")
  var protected = false

  @OptionGroup var presence: RemovedOptions

  func run() throws {
    try options.withList(output) { view in
      var printer = ListPrinter(
        [
          .init("NAME", givesWay: true), .init("DISPLAY NAME", givesWay: true, mayGo: true), .init("KIND"),
          .init("ROLES", givesWay: true), .init("STATE"), .init("SINCE", mayGo: true), .init("ID", mayGo: true),
        ], list, output, options)
      try view.forEachAccount(includingRemoved: presence.looksAtRemoved) { account in
        guard presence.lists(isRemoved: account.state.isRemoved) else { return true }
        let isProtected = try view.isProtected(account.state)
        if protected, !isProtected { return true }
        if let role, !account.state.roles.contains(where: { $0.asMeant == role.asMeant }) { return true }
        return printer.add(
          row: { row(account, isProtected) }, json: { account.json(isProtected: isProtected) })
      }
      printer.finish(whenEmpty: try hint(view))
    }
  }

  private func row(_ account: Account, _ isProtected: Bool) -> [String] {
    let name = account.profile.map { $0.userName.isEmpty ? "-" : "@" + $0.userName } ?? "-"
    var state = account.state.isRemoved ? "removed" : account.state.isActive ? "active" : "deactivated"
    if isProtected { state += ", protected" }
    return [
      SafeText.excerpt(name), SafeText.excerpt(account.profile?.displayName ?? ""),
      account.state.kind.rawValue.lowercased(), account.state.roles.joined(separator: ", "), state,
      Format.time(account.state.registeredTime), account.id.description,
    ]
  }

  private func hint(_ view: LedgerView) throws -> String {
    if presence.removed, role == nil, !protected { return "No account is removed." }
    if try view.totals().accounts == 0, !presence.looksAtRemoved { return try NothingThere.noAccountsNow(view) }
    if protected {
      return "No account is protected: `chat-ledger protect ACCOUNT`, or `chat-ledger configure --protect-role admin`."
    }
    return "No account has the role “\(role ?? "")”; `chat-ledger accounts` lists all."
  }
}
