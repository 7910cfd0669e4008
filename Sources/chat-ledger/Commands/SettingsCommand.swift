import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Show the chat settings and two-step verification of an account, or of all.",
    discussion: """
      Clearing the chat leaves both as they are.

      Examples:
        chat-ledger settings @anna
        chat-ledger settings      (who has any)
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Argument(
    help: ArgumentHelp("The account: its identifier or its exact name; all unless named.", valueName: "account"))
  var account: String?

  func run() throws {
    try options.withList(output) { view in
      if let account { try show(options.lookup(in: view).account(account), view) } else { try printList(view) }
    }
  }

  private func show(_ account: Account, _ view: LedgerView) throws {
    let found = try Found(account.id, view)
    if output.json { return OutputChannel.output.line(try found.json(Names(view))) }
    var sheet = FactSheet()
    sheet.add("two-step verification", found.twoStepWords)
    for (name, value) in (found.settings?.values ?? [:]).sorted(by: { $0.key < $1.key }) {
      sheet.add(name, SafeText.excerpt(value))
    }
    sheet.print()
    if found.settings == nil {
      options.note(
        "\(account.label) has no chat settings; `setChatSettings` sets them (see `chat-ledger exec --help`).")
    }
  }

  private func printList(_ view: LedgerView) throws {
    let names = Names(view)
    var printer = ListPrinter(
      [.init("WHO", givesWay: true), .init("SETTINGS", isNumber: true), .init("TWO-STEP VERIFICATION"), .init("ID")],
      list, output, options)
    for id in try view.accountsWithSettings() {
      let found = try Found(id, view)
      let hasRoom = try printer.add(
        row: {
          [
            try names.account(id), Format.count(found.settings?.values?.count ?? 0), found.twoStepWords,
            id.description,
          ]
        }, json: { try found.json(names) })
      if !hasRoom { break }
    }
    printer.finish(
      whenEmpty: "No account has settings; `setChatSettings` sets them (see `chat-ledger exec --help`).")
  }

  /// Both sorts of settings of one account.
  private struct Found {
    let account: AccountID
    let settings: ChatSettings?
    let twoStep: TwoStepVerification?

    init(_ account: AccountID, _ view: LedgerView) throws {
      self.account = account
      settings = try view.chatSettings(of: account)
      twoStep = try view.twoStepVerification(of: account)
    }

    var twoStepWords: String {
      guard let twoStep else { return "not set" }
      return (twoStep.isEnabled ? "on" : "off") + (twoStep.method.isEmpty ? "" : " (\(twoStep.method))")
    }

    func json(_ names: Names) throws -> JSON {
      ([
        "account": .of(account), "accountName": .string(try names.account(account)),
        "chatSettings": settings?.json ?? .null, "twoStepVerification": twoStep?.json ?? .null,
      ] as JSON).compact
    }
  }
}
