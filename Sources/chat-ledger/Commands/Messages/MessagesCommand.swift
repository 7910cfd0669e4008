import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct MessagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "messages", abstract: "Show the messages of a conversation in the order they were said.",
    discussion: """
      Prints the latest 50 by default. Deleted and cleared messages are only counted unless --hidden is given; \
      `chat-ledger show MESSAGE` says who removed one and how to restore it. Times are accepted as they are printed, \
      in RFC 3339, without an offset (in your time zone), or as a date for the start of that day.

      Examples:
        chat-ledger messages general
        chat-ledger messages general --before "2021-03-05 13:00" --limit 20
        chat-ledger messages general --for-account @anna      (as she sees it)
        chat-ledger messages general --hidden      (what was taken away, too)
        chat-ledger messages general --thread 01890a5d-ac96-774b-bcce-b302099a8057 --hidden
        chat-ledger messages general --all --json > general.jsonl
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("The conversation: its identifier or its exact name.", valueName: "room"))
  var room: String

  @Option(
    name: [.customShort("n", allowingJoined: true), .long], parsing: .unconditional,
    help: ArgumentHelp("At most this many.", valueName: "n"))
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
    let ways = [before != nil, after != nil, thread != nil || all].filter(\.self).count
    guard ways <= 1 else {
      throw ValidationError("Give only one of --before, --after and --all; --thread goes with --all alone.")
    }
    guard !(all && thread == nil && forAccount != nil) else {
      throw ValidationError("--all shows what everyone sees; leave out --for-account.")
    }
  }

  func run() throws {
    try options.withList(output) { view in
      let lookup = options.lookup(in: view)
      let names = Names(lookup.book)
      let conversation = try lookup.conversation(room)
      let account = try forAccount.map { try lookup.account($0) }
      let printer = MessagePrinter(view: view, names: names, asJSON: output.json, isFull: full)
      var stretch = Stretch()
      if all, thread == nil {
        try view.forEachMessage(in: conversation.id, includingHidden: hidden) { message in
          try printer.print(message, isHidden: hidden && !conversation.state.shows(message.state))
          return true
        }
      } else {
        let page = try page(of: conversation, account?.id, in: view)
        for message in page.messages {
          try printer.print(message, isHidden: try hidden && !view.isVisible(message.state, to: account?.id))
        }
        stretch = page.stretch
      }
      try tellOfHidden(conversation, account, names, stretch, count: printer.count)
    }
  }

  private func page(
    of conversation: Conversation, _ account: AccountID?, in view: LedgerView
  ) throws -> (messages: [Message], stretch: Stretch) {
    if let thread { return try page(ofThread: thread, account, in: view) }
    var anchor = PageAnchor.latest
    var stretch = Stretch()
    if let before {
      let point = try point(before, in: view, isAfter: false)
      anchor = .before(point)
      stretch.through = point.previous
    }
    if let after {
      let point = try point(after, in: view, isAfter: true)
      anchor = .after(point)
      stretch.from = point.following
    }
    let page = try view.messages(
      in: conversation.id, anchor, limit: limit, for: account, includingHidden: hidden)
    // A page that is not full reaches to the end of what there is.
    if page.count >= limit {
      switch anchor {
      case .after: stretch.through = page.last?.state.point
      case .before, .latest: stretch.from = page.first?.state.point
      }
    }
    return (page, stretch)
  }

  private func page(
    ofThread thread: String, _ account: AccountID?, in view: LedgerView
  ) throws -> (messages: [Message], stretch: Stretch) {
    let root = try message(thread, in: view)
    let limit = all ? Int.max - 1 : limit
    var replies = try view.replies(to: root.id, limit: limit + 1, for: account, includingHidden: hidden)
    var stretch = Stretch(thread: root.id)
    if replies.count > limit {
      replies.removeLast()
      stretch.through = replies.last?.state.point
      options.note("The first \(Format.count(limit)) answers; --all lists the others, too.")
    }
    return ((try hidden || view.isVisible(root.state, to: account) ? [root] : []) + replies, stretch)
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
    // A date is the start of its day, and what was said at midnight belongs to the day.
    let isDate = text.utf8.count == 10
    return ReadingPoint(time: try Timestamp(argument: text), position: isAfter && !isDate ? Position(.max) : .start)
  }

  /// Says how much does not show and who took it away, so that nobody believes that it never was; on standard error
  /// beside JSON, too.
  private func tellOfHidden(
    _ conversation: Conversation, _ account: Account?, _ names: Names, _ stretch: Stretch, count: Int
  ) throws {
    let finder = HidingFinder(view: names.book.view)
    var hidings = hidden ? [] : try finder.hidings(of: conversation.state)
    if let account {
      if let participant = try names.book.view.participant(account.id, in: conversation.id) {
        if !hidden { hidings += try finder.hidings(of: participant) }
      } else {
        options.note("\(account.label) takes no part here.")
      }
    }
    var sentences = try hidings.map { try $0.sentence(names) }
    if !conversation.state.isRemoved || hidden {
      let found = try HiddenStretch(stretch, of: conversation, for: account?.id, in: names.book.view)
      sentences += try found.sentences(names, isShown: hidden).map { ScreenText($0) }
    }
    if sentences.isEmpty, count == 0, !output.json { options.note("Nothing to show.") }
    for sentence in sentences { options.note(sentence) }
  }
}

extension ReadingPoint {
  /// Right before this point.
  fileprivate var previous: ReadingPoint {
    if position > .start { return ReadingPoint(time: time, position: Position(position.rawValue - 1)) }
    return ReadingPoint(time: Timestamp(microseconds: time.microseconds - 1), position: Position(.max))
  }

  /// Right after this point.
  fileprivate var following: ReadingPoint {
    if position < Position(.max) { return ReadingPoint(time: time, position: position.next) }
    return ReadingPoint(time: Timestamp(microseconds: time.microseconds + 1), position: .start)
  }
}
