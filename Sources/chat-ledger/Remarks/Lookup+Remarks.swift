import ChatLedger
import ChatOperations
import LedgerJSON

extension FormerName {
  /// `until 2026-11-24 03:00:01+01:00 (entry 17)`.
  var ending: String { "until \(Format.time(until.time)) (entry \(until.position))" }
}

extension FormerMatch {
  /// `Account 0199… was called “anna” until … (entry 17), and is called “bob” now.`
  var sentence: String {
    "\(kind.rawValue.capitalizedASCII) \(id) was called “\(name)” \(former.ending), and is called “\(now)” now."
  }

  var line: String { "\(id)  was called “\(name)” \(former.ending), is called “\(now)” now" }
}

extension String {
  /// `CONVERSATION` as `Conversation`.
  fileprivate var capitalizedASCII: String { prefix(1) + dropFirst().lowercased() }
}

extension Namesake {
  private var noun: String { kind == .conversation ? "room" : kind.rawValue.lowercased() }

  /// `Another room was called “general” until … (entry 17): chat-ledger messages 0199…`.
  var sentence: String {
    let look = "chat-ledger \(kind == .conversation ? "messages" : "show") \(id)"
    if let former { return "Another \(noun) was called “\(name)” \(former.ending): \(look)" }
    if isOfAnotherKind { return "\(kind == .account ? "An" : "A") \(noun) is called “\(name)”, too: \(look)" }
    return "Another \(noun) was called “\(name)” until it was removed: \(look)"
  }
}

extension [Namesake] {
  /// More are counted.
  static var linesShown: Int { 5 }

  /// A line for each.
  var lines: [String] {
    let rest = count - Self.linesShown
    return prefix(Self.linesShown).map(\.sentence) + (rest > 0 ? ["and \(rest) more that had this name"] : [])
  }
}

extension Suggestion {
  /// The nearest names as lines, the best first; nothing where none is near.
  static func details(for text: String, among names: Set<String>, limit: Int = 5) -> [String] {
    details(nearest(to: text, among: names, limit: limit))
  }

  fileprivate static func details(_ names: [String]) -> [String] { names.map { "did you mean “\($0)”?" } }
}

extension LookupFailure {
  private var noun: String { kind.rawValue.lowercased() }

  /// The hint for a list in which nothing can be, for there is nothing of its sort at all; nil for other failures.
  var nothingThere: String? {
    guard case .unknownName(_, isEmpty: true) = reason else { return nil }
    return switch kind {
    case .conversation: NothingThere.noConversations
    case .account: NothingThere.noAccounts
    case .resource: NothingThere.noResources
    }
  }

  var failure: CommandFailure {
    switch reason {
    case .unknownIdentifier: .usage("There is no \(noun) \(text).", hint: identifierHint)
    case .unknownName(let near, _):
      .usage(
        "No \(noun) is called “\(text)”.", hint: nameHint, details: Suggestion.details(near))
    case .several(let count, let candidates, let areAlike):
      .usage(
        "\(count) \(noun)s \(areAlike ? "may be meant by" : "are called") “\(text)”.",
        hint: kind == .account
          ? "Name one by its identifier, or exactly as it is written." : "Name one by its identifier.",
        details: candidates)
    case .former(let matches):
      .usage(
        "No \(noun) is called “\(text)” now. \(matches.count == 1 ? "One was" : "\(matches.count) were") before.",
        hint: "Name one by its identifier, or by what it is called now.",
        details: matches.prefix(20).map(\.line) + (matches.count > 20 ? ["and \(matches.count - 20) more"] : []))
    }
  }

  private var identifierHint: String {
    switch kind {
    case .conversation: "`chat-ledger conversations --all` lists them."
    case .account: "`chat-ledger messages ROOM --json` shows the identifiers of authors."
    case .resource: "`chat-ledger resources` lists them."
    }
  }

  private var nameHint: String {
    switch kind {
    case .conversation: "`chat-ledger conversations --all --with-removed` lists them."
    case .account: "`chat-ledger accounts --all` lists them; an e-mail address names one as well."
    case .resource: "`chat-ledger resources` lists them."
    }
  }
}

extension NameLookup {
  /// For verbs of the command: says on standard error for whom a name was taken that is only alike.
  ///
  /// - Parameters:
  ///   - note: Takes the remark that a name was a former one; nil for verbs that change something, which refuse it.
  ///   - namesakes: Takes others that had the name of what was found.
  init(view: LedgerView, note: ((String) -> Void)? = nil, namesakes: (([Namesake]) -> Void)? = nil) {
    self.init(
      view: view, note: note.map { note in { note($0.sentence) } },
      taken: { account in
        let name = account.profile.map { "@\($0.userName)" } ?? ""
        OutputChannel.errors.line(SafeText.line("Taken for \(name), \(account.id)."))
      }, namesakes: namesakes)
  }
}

extension Names {
  /// The names of a view, with times in the zone that is shown.
  init(_ view: LedgerView) { self.init(in: view) { Format.time($0) } }

  init(_ book: NameBook) { self.init(book) { Format.time($0) } }
}
