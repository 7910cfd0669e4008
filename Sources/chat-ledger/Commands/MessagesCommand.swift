import ArgumentParser
import ChatLedger

struct MessagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "messages", abstract: "Show the messages of a conversation in the order they were said.",
    discussion: """
      The latest 50 unless told otherwise. What was deleted or cleared does not show unless --hidden is given; \
      `chat-ledger show MESSAGE` then says who took it away and how to bring it back.

      Examples:
        chat-ledger messages general
        chat-ledger messages general --before 2021-03-05T12:00:00Z --limit 20
        chat-ledger messages general --for-account @anna      (as she sees it)
        chat-ledger messages general --hidden      (what was taken away, too)
        chat-ledger messages general --thread 01890a5d-ac96-774b-bcce-b302099a8057
        chat-ledger messages general --all --json > general.jsonl
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("The conversation: its identifier or its exact name.", valueName: "room"))
  var room: String

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("At most this many.", valueName: "n"))
  var limit = 50

  @Option(help: ArgumentHelp("The latest before this time or message.", valueName: "time|message"))
  var before: String?

  @Option(help: ArgumentHelp("The earliest after this time or message.", valueName: "time|message"))
  var after: String?

  @Option(help: ArgumentHelp("Only what this account can see.", valueName: "account"))
  var forAccount: String?

  @Option(help: ArgumentHelp("The thread that this message starts.", valueName: "message"))
  var thread: String?

  @Flag(help: "Every message, from the first.")
  var all = false

  @Flag(help: "What was deleted or cleared, too, each marked so.")
  var hidden = false

  @Flag(help: "Whole texts instead of one line each.")
  var full = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
    let ways = [before != nil, after != nil, thread != nil, all].filter(\.self).count
    guard ways <= 1 else { throw ValidationError("Give only one of --before, --after, --thread and --all.") }
    guard !(all && forAccount != nil) else {
      throw ValidationError("--all shows what everyone sees; leave out --for-account.")
    }
    guard !hidden || (before == nil && after == nil && thread == nil && forAccount == nil) else {
      throw ValidationError("--hidden goes with --limit or --all alone.")
    }
  }

  func run() throws {
    try options.withList(output) { view in
      let lookup = NameLookup(view: view)
      let conversation = try lookup.conversation(room)
      let printer = MessagePrinter(view: view, asJSON: output.json, isFull: full)
      if hidden {
        try printHidden(of: conversation, printer, view)
      } else if all {
        try view.forEachMessage(in: conversation.id) { message in
          try printer.print(message)
          return true
        }
      } else {
        for message in try page(of: conversation, lookup) { try printer.print(message) }
      }
      printer.finish()
      if !output.json, !hidden { try tellOfHidden(conversation, lookup, count: printer.count) }
    }
  }

  /// One pass over the whole conversation, of which the last ones are kept.
  private func printHidden(of conversation: Conversation, _ printer: MessagePrinter, _ view: LedgerView) throws {
    var last: [Message] = []
    func print(_ message: Message) throws {
      try printer.print(message, isHidden: !conversation.state.shows(message.state))
    }
    try view.forEachMessage(in: conversation.id, includingHidden: true) { message in
      if all {
        try print(message)
      } else {
        last.append(message)
        if last.count >= 2 * limit { last.removeFirst(last.count - limit) }
      }
      return true
    }
    for message in last.suffix(limit) { try print(message) }
  }

  private func page(of conversation: Conversation, _ lookup: NameLookup) throws -> [Message] {
    let view = lookup.view
    if let thread {
      let root = try message(thread, in: view)
      let replies = try view.replies(to: root.id, limit: limit)
      return (try view.isVisible(root.state) ? [root] : []) + replies
    }
    let account = try forAccount.map { try lookup.account($0).id }
    var anchor = PageAnchor.latest
    if let before { anchor = .before(try point(before, in: view, isAfter: false)) }
    if let after { anchor = .after(try point(after, in: view, isAfter: true)) }
    return try view.messages(in: conversation.id, anchor, limit: limit, for: account)
  }

  private func message(_ text: String, in view: LedgerView) throws -> Message {
    guard let id = MessageID(text), let message = try view.message(id) else {
      throw CommandFailure.usage(
        "There is no message “\(text)”.", hint: "`chat-ledger messages ROOM --json` shows identifiers.")
    }
    return message
  }

  /// A time stands before everything said at it, or after it, so that the page leaves out what was named.
  private func point(_ text: String, in view: LedgerView, isAfter: Bool) throws -> ReadingPoint {
    if MessageID(text) != nil { return try message(text, in: view).state.point }
    return ReadingPoint(time: try Timestamp(argument: text), position: isAfter ? Position(.max) : .start)
  }

  /// Says who took away what does not show, so that nobody believes that it never was.
  private func tellOfHidden(_ conversation: Conversation, _ lookup: NameLookup, count: Int) throws {
    let finder = HidingFinder(view: lookup.view)
    var hidings = try finder.hidings(of: conversation.state)
    if let forAccount {
      let account = try lookup.account(forAccount)
      if let participant = try lookup.view.participant(account.id, in: conversation.id) {
        hidings += try finder.hidings(of: participant)
      } else {
        options.note("\(account.label) takes no part here.")
      }
    }
    if hidings.isEmpty, count == 0 { options.note("Nothing to show.") }
    let names = Names(lookup.view)
    for hiding in hidings { options.note(try hiding.sentence(names)) }
  }
}
