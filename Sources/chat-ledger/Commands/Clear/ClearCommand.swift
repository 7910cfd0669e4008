import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct ClearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Clear conversations: for everyone or one account, whole or up to a point.",
    discussion: """
      One command clears any number of messages, and one command restores them (see `revert`). Nothing is erased: the \
      log keeps every message.

      --everything alone leaves the chat empty: it removes conversations with everything in them, whiteboard \
      messages, blocks, sessions, privacy reports and scheduled messages. Accounts, their settings and the resources \
      stay. With --messages-only, and for one account or up to a time, only messages are cleared and the conversations \
      stay.

      Examples:
        chat-ledger clear --everything --dry-run
        chat-ledger clear --everything --reason "test data"
        chat-ledger clear general --reason "asked for by the owner" --dry-run
        chat-ledger clear general random --reason "end of the project"
        chat-ledger clear general --up-to-time 2021-01-01 --reason "old" --force
        chat-ledger clear --everything --for-account @anna --reason "a fresh start"
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var removal: RemovalOptions

  @Argument(help: ArgumentHelp("Conversations by identifier or exact name.", valueName: "room"))
  var rooms: [String] = []

  @Flag(help: "Clear everything: all conversations, and what is kept beside them.")
  var everything = false

  @Flag(help: "With --everything: clear the messages of all conversations, and keep the conversations.")
  var messagesOnly = false

  @Option(help: ArgumentHelp("Clear the view of this account only.", valueName: "account"))
  var forAccount: String?

  @Option(help: ArgumentHelp("The last message that goes, with all before it.", valueName: "message"))
  var upToMessage: String?

  @Option(
    help: ArgumentHelp(
      "What was said before this time goes: as times are printed, RFC 3339, or a date.", valueName: "time"))
  var upToTime: String?

  @Option(help: ArgumentHelp("Why; it stays in the log. Required.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard everything != !rooms.isEmpty else {
      throw ValidationError("Name conversations or say --everything, and not both.")
    }
    guard everything || !messagesOnly else {
      throw ValidationError("--messages-only goes with --everything; the conversations that are named stay anyway.")
    }
    guard removal.dryRun || !(reason ?? "").isEmpty else {
      throw ValidationError("A clear says why: give --reason TEXT.")
    }
  }

  func run() throws {
    try options.withLedger(removal.mode) { ledger in
      var flow = RemovalFlow(ledger: ledger, removal: removal, output: output, options: options)
      if everything, !messagesOnly, forAccount == nil, upToTime == nil, upToMessage == nil {
        return try ClearEverythingFlow(flow: flow).run(try command(.clearEverything(ClearEverything())))
      }
      let clear = try ledger.read(.latest) { try action(in: $0) }
      let clearing = try command(.clear(clear))
      flow.bounds = try ledger.read(.latest) { try bounds(of: clear, in: $0) }
      if let account = clear.forAccount {
        let name = try ledger.read(.latest) { try Names($0).account(account) }
        flow.viewer = RemovalFlow.Viewer(name: name) { preview in
          try ledger.read(.latest) { try personalCount(preview, of: account, in: $0) }
        }
      }
      try flow.run(clearing)
    }
  }

  /// Up to where it goes: a date alone, say, means the start of the day in the zone of whoever types it.
  private func bounds(of clear: Clear, in view: LedgerView) throws -> [(name: String, value: String)] {
    var bounds: [(name: String, value: String)] = []
    if let time = clear.upToTime { bounds.append(("said before", Format.exactTime(time))) }
    if let id = clear.upToMessage {
      let sent = try view.message(id).map { ", sent \(Format.exactTime($0.state.sentAt))" } ?? ""
      bounds.append(("up to message", "\(id) \(try Names(view).message(id))\(sent), this one too"))
    }
    return bounds
  }

  private func command(_ action: Action) throws -> Command {
    Command(
      id: try removal.id.map { try CommandID(argument: $0) } ?? Ledger.newCommandID(), actor: `operator`.name,
      origin: OperatorOptions.origin, reason: reason ?? "dry run", action: action)
  }

  private func action(in view: LedgerView) throws -> Clear {
    let lookup = NameLookup(view: view)
    var message: MessageID?
    if let upToMessage {
      guard let id = MessageID(upToMessage) else {
        throw CommandFailure.usage(
          "“\(upToMessage)” is not a message identifier.", hint: "`chat-ledger messages ROOM --json` shows them.")
      }
      message = id
    }
    return Clear(
      everything: everything, conversations: try rooms.map { try lookup.conversation($0).id },
      forAccount: try forAccount.map { try lookup.account($0).id }, upToMessage: message,
      upToTime: try upToTime.map { try Timestamp(argument: $0) })
  }

  /// Messages that show to the account now and would not any more, counted one by one.
  private func personalCount(_ preview: Preview, of account: AccountID, in view: LedgerView) throws -> Int64 {
    var count: Int64 = 0
    for case .historyCleared(let event) in preview.events {
      try view.forEachMessage(in: event.conversation) { message in
        if event.watermark.covers(message.state), try view.isVisible(message.state, to: account) { count += 1 }
        return true
      }
    }
    return count
  }
}
