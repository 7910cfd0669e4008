import ChatLedger

/// Finds rooms, accounts and resources by identifier or name, and helps where a name fits none or several.
///
/// Names are compared in their normal form: two spellings that no screen tells apart are one, unless both are there.
/// Names of accounts may have other capitals, and an e-mail address names an account as well. What is removed is found
/// when nothing else has the name: somebody has to ask where it went. Verbs that only look find former names, too, and
/// tell of others that had the name.
struct NameLookup {
  let view: LedgerView
  let book: NameBook
  /// Takes the remark that a name was a former one; nil for verbs that change something, which refuse it.
  let note: ((String) -> Void)?
  /// Takes others that had the name of what was found; nil where nobody wants to know, for that is a look at the log.
  let namesakes: (([Namesake]) -> Void)?

  init(view: LedgerView, note: ((String) -> Void)? = nil, namesakes: (([Namesake]) -> Void)? = nil) {
    self.view = view
    self.note = note
    self.namesakes = namesakes
    book = NameBook(view)
  }

  // MARK: Conversations

  func conversation(_ text: String) throws -> Conversation {
    if let id = ConversationID(text) {
      guard let found = try view.conversation(id) else {
        throw CommandFailure.usage(
          "There is no conversation \(id).", hint: "`chat-ledger conversations --all` lists them.")
      }
      return found
    }
    let matches = try conversations(called: text)
    let several = CommandFailure.usage(
      "\(matches.found.count) conversations are called “\(text)”.", hint: "Name one by its identifier.")
    if let only = try matches.only(orElse: several) {
      try tellNamesakes(of: only, matches, .conversation, text) { try formerConversations(called: text) }
      return only
    }
    if let former = try only(formerConversations(called: text), "conversation", called: text),
      let id = ConversationID(former.id), let conversation = try view.conversation(id)
    {
      return conversation
    }
    let failure = CommandFailure.usage(
      "No conversation is called “\(text)”.", hint: "`chat-ledger conversations --all --with-removed` lists them.",
      details: Suggestion.details(for: text, among: matches.names))
    throw try NothingThere.conversations(failure, view) ?? failure
  }

  /// Those that have the name or the title.
  func conversations(called text: String) throws -> NameMatches<Conversation> {
    var matches = NameMatches<Conversation>()
    try view.forEachConversation(includingRemoved: true) { conversation in
      let details = conversation.details
      matches.add(
        conversation, NameFit(text, details?.name ?? "", .exact, .same, isMeant: false),
        NameFit(text, details?.title ?? "", .title, .sameTitle, isMeant: false))
      if let details { matches.names.insert(details.name.isEmpty ? details.title : details.name) }
      return true
    }
    return matches
  }

  // MARK: Accounts

  func account(_ text: String) throws -> Account {
    if let id = AccountID(text) {
      guard let found = try view.account(id) else {
        throw CommandFailure.usage(
          "There is no account \(id).", hint: "`chat-ledger messages ROOM --json` shows the identifiers of authors.")
      }
      return found
    }
    let name = text.hasPrefix("@") ? String(text.dropFirst()) : text
    let matches = try accounts(called: name)
    let several = CommandFailure.usage(
      "\(matches.found.count) accounts \(matches.isFirm ? "are called" : "may be meant by") “\(name)”.",
      hint: "Name one by its identifier, or exactly as it is written.")
    if let only = try matches.only(orElse: several) {
      if let fit = matches.fit(of: only), fit != .exact {
        OutputChannel.errors.line(
          SafeText.line("Taken for \(only.profile.map { "@\($0.userName)" } ?? ""), \(only.id)."))
      }
      try tellNamesakes(of: only, matches, .account, name) { try formerAccounts(called: name) }
      return only
    }
    if let former = try only(formerAccounts(called: name), "account", called: name),
      let id = AccountID(former.id), let account = try view.account(id)
    {
      return account
    }
    let failure = CommandFailure.usage(
      "No account is called “\(name)”.",
      hint: "`chat-ledger accounts --all` lists them; an e-mail address names one as well.",
      details: Suggestion.details(for: name, among: matches.names))
    throw try NothingThere.accounts(failure, view) ?? failure
  }

  /// Those that have the user name or the e-mail address, or one that differs by capitals or blanks alone.
  ///
  /// - Parameter name: Without the `@` before it.
  func accounts(called name: String) throws -> NameMatches<Account> {
    var matches = NameMatches<Account>()
    try view.forEachAccount(includingRemoved: true) { account in
      let profile = account.profile
      matches.add(
        account, NameFit(name, profile?.userName ?? "", .exact, .same, isMeant: true),
        NameFit(name, profile?.email ?? "", .address, .sameAddress, isMeant: true))
      if let profile { matches.names.insert(profile.userName) }
      return true
    }
    return matches
  }

  // MARK: Resources

  /// A resource by its identifier or its title.
  func resource(_ text: String) throws -> Resource {
    if let id = ResourceID(text) {
      guard let found = try view.resource(id) else {
        throw CommandFailure.usage("There is no resource \(id).", hint: "`chat-ledger resources` lists them.")
      }
      return found
    }
    let matches = try resources(called: text)
    let several = CommandFailure.usage(
      "\(matches.found.count) resources are called “\(text)”.", hint: "Name one by its identifier.")
    if let only = try matches.only(orElse: several) {
      try tellNamesakes(of: only, matches, .resource, text) { try formerResources(called: text) }
      return only
    }
    if let former = try only(formerResources(called: text), "resource", called: text),
      let id = ResourceID(former.id), let resource = try view.resource(id)
    {
      return resource
    }
    let failure = CommandFailure.usage(
      "No resource is called “\(text)”.", hint: "`chat-ledger resources` lists them.",
      details: Suggestion.details(for: text, among: matches.names))
    throw try NothingThere.resources(failure, view) ?? failure
  }

  func resources(called text: String) throws -> NameMatches<Resource> {
    var matches = NameMatches<Resource>()
    try view.forEachResource(includingRemoved: true) { resource in
      let title = resource.details?.title ?? ""
      matches.add(resource, NameFit(text, title, .exact, .same, isMeant: false))
      if !title.isEmpty { matches.names.insert(title) }
      return true
    }
    return matches
  }

  /// What a reference can lead to: an account as @name or by its e-mail address, a resource by title, either by
  /// identifier.
  func target(_ text: String) throws -> ReferenceTarget {
    if text.hasPrefix("@") { return .account(try account(text).id) }
    if let id = AccountID(text), try view.account(id) != nil { return .account(id) }
    if text.contains("@"), try resources(called: text).found.isEmpty, try !accounts(called: text).found.isEmpty {
      return .account(try account(text).id)
    }
    return .resource(try resource(text).id)
  }
}

/// Names that somebody may have meant.
enum Suggestion {
  /// The nearest names as lines, the best first; nothing where none is near.
  static func details(for text: String, among names: Set<String>, limit: Int = 5) -> [String] {
    nearest(to: text, among: names, limit: limit).map { "did you mean “\($0)”?" }
  }

  static func nearest(to text: String, among names: Set<String>, limit: Int) -> [String] {
    let wanted = Array(text.lowercased().unicodeScalars.prefix(64))
    let allowed = max(2, wanted.count / 3)
    let scored = names.compactMap { name -> (distance: Int, name: String)? in
      let candidate = Array(name.lowercased().unicodeScalars.prefix(64))
      guard !candidate.isEmpty else { return nil }
      // The same but for capitals, or for the sign of an account.
      if candidate == wanted || candidate == ["@"] + wanted { return (-1, name) }
      if wanted.count >= 3, name.lowercased().contains(text.lowercased()) { return (0, name) }
      guard abs(candidate.count - wanted.count) <= allowed else { return nil }
      let distance = editDistance(wanted, candidate)
      return distance <= allowed ? (distance, name) : nil
    }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
  }

  /// The Levenshtein distance, one row at a time.
  private static func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var previous = Array(0...other.count)
    for (row, left) in one.enumerated() {
      var current = [row + 1]
      for (column, right) in other.enumerated() {
        let change = previous[column] + (left == right ? 0 : 1)
        current.append(min(change, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[other.count]
  }
}
