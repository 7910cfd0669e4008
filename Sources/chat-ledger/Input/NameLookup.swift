import ChatLedger

/// Finds rooms and accounts by identifier or exact name, and helps where a name fits none or several.
///
/// What is removed is found when nothing else has the name: somebody has to ask where it went. Verbs that only look
/// find former names, too.
struct NameLookup {
  let view: LedgerView
  let book: NameBook
  /// Takes the remark that a name was a former one; nil for verbs that change something, which refuse it.
  let note: ((String) -> Void)?
  /// Takes no former names, and does not look for them either.
  var isPresentOnly = false

  init(view: LedgerView, note: ((String) -> Void)? = nil) {
    self.view = view
    self.note = note
    book = NameBook(view)
  }

  var presentOnly: NameLookup {
    var lookup = self
    lookup.isPresentOnly = true
    return lookup
  }

  func conversation(_ text: String) throws -> Conversation {
    if let id = ConversationID(text) {
      guard let found = try view.conversation(id) else {
        throw CommandFailure.usage(
          "There is no conversation \(id).", hint: "`chat-ledger conversations --all` lists them.")
      }
      return found
    }
    var named: [Conversation] = []
    var titled: [Conversation] = []
    var names: Set<String> = []
    try view.forEachConversation(includingRemoved: true) { conversation in
      if let details = conversation.details {
        if details.name.isExactly(text) { named.append(conversation) }
        if details.title.isExactly(text) { titled.append(conversation) }
        names.insert(details.name.isEmpty ? details.title : details.name)
      }
      return true
    }
    let there = [named, titled].map { $0.filter { !$0.state.isRemoved } }
    let found = (there + [named, titled]).first { !$0.isEmpty } ?? []
    if found.count == 1, let only = found.first { return only }
    if found.isEmpty {
      if let former = try only(formerConversations(called: text), "conversation", called: text),
        let id = ConversationID(former.id), let conversation = try view.conversation(id)
      {
        return conversation
      }
      let failure = CommandFailure.usage(
        "No conversation is called “\(text)”.", hint: "`chat-ledger conversations --all --with-removed` lists them.",
        details: Suggestion.details(for: text, among: names))
      throw try NothingThere.conversations(failure, view) ?? failure
    }
    throw CommandFailure.usage(
      "\(found.count) conversations are called “\(text)”.", hint: "Name one by its identifier.",
      details: found.prefix(20).map { conversation in
        "\(conversation.id)  \(conversation.state.kind.rawValue.lowercased())  "
          + (conversation.state.isRemoved ? "removed  " : "")
          + Format.count(conversation.state.visible.messages, "message")
      })
  }

  func account(_ text: String) throws -> Account {
    if let id = AccountID(text) {
      guard let found = try view.account(id) else {
        throw CommandFailure.usage(
          "There is no account \(id).", hint: "`chat-ledger messages ROOM --json` shows the identifiers of authors.")
      }
      return found
    }
    let name = text.hasPrefix("@") ? String(text.dropFirst()) : text
    var all: [Account] = []
    var meant: [Account] = []
    var names: Set<String> = []
    try view.forEachAccount(includingRemoved: true) { account in
      if let profile = account.profile {
        if profile.userName.isExactly(name) {
          all.append(account)
        } else if name.isMeant(profile.userName) || (!text.hasPrefix("@") && name.isMeant(profile.email)) {
          meant.append(account)
        }
        names.insert(profile.userName)
      }
      return true
    }
    let there = all.filter { !$0.state.isRemoved }
    let found = there.isEmpty ? all : there
    if found.count == 1, let only = found.first { return only }
    if found.isEmpty, let only = only(of: meant) {
      Channel.errors.line(SafeText.line("Taken for \(only.profile.map { "@\($0.userName)" } ?? ""), \(only.id)."))
      return only
    }
    if found.isEmpty {
      if let former = try only(formerAccounts(called: name), "account", called: name),
        let id = AccountID(former.id), let account = try view.account(id)
      {
        return account
      }
      let failure = CommandFailure.usage(
        "No account is called “\(name)”.",
        hint: "`chat-ledger accounts --all` lists them; an e-mail address names one as well.",
        details: Suggestion.details(for: name, among: names))
      throw try NothingThere.accounts(failure, view) ?? failure
    }
    throw CommandFailure.usage(
      "\(found.count) accounts are called “\(name)”.", hint: "Name one by its identifier.",
      details: found.prefix(20).map { "\($0.id)  \($0.profile?.displayName ?? "")" })
  }

  /// The one that somebody means who writes a name with other capitals or blanks; those that are there come first.
  private func only(of accounts: [Account]) -> Account? {
    let there = accounts.filter { !$0.state.isRemoved }
    let found = there.isEmpty ? accounts : there
    return found.count == 1 ? found.first : nil
  }
}

extension NameLookup {
  /// A resource by its identifier or its exact title.
  func resource(_ text: String) throws -> Resource {
    if let id = ResourceID(text) {
      guard let found = try view.resource(id) else {
        throw CommandFailure.usage("There is no resource \(id).", hint: "`chat-ledger resources` lists them.")
      }
      return found
    }
    var all: [Resource] = []
    var titles: Set<String> = []
    try view.forEachResource(includingRemoved: true) { resource in
      if let title = resource.details?.title {
        if title.isExactly(text) { all.append(resource) }
        titles.insert(title)
      }
      return true
    }
    let there = all.filter { !$0.state.isRemoved }
    let found = there.isEmpty ? all : there
    if found.count == 1, let only = found.first { return only }
    if found.isEmpty {
      if let former = try only(formerResources(called: text), "resource", called: text),
        let id = ResourceID(former.id), let resource = try view.resource(id)
      {
        return resource
      }
      let failure = CommandFailure.usage(
        "No resource is called “\(text)”.", hint: "`chat-ledger resources` lists them.",
        details: Suggestion.details(for: text, among: titles))
      throw try NothingThere.resources(failure, view) ?? failure
    }
    throw CommandFailure.usage(
      "\(found.count) resources are called “\(text)”.", hint: "Name one by its identifier.",
      details: found.prefix(20).map { "\($0.id)  \($0.state.kind)  \($0.state.status)" })
  }

  /// What a reference can lead to: an account as @name, a resource by title, either by identifier.
  func target(_ text: String) throws -> ReferenceTarget {
    if text.hasPrefix("@") { return .account(try account(text).id) }
    if let id = AccountID(text), try view.account(id) != nil { return .account(id) }
    return .resource(try resource(text).id)
  }
}

extension String {
  /// The same bytes: names that differ only by their Unicode form are different names.
  func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Other capitals, other blanks around it, or another Unicode form of the same letters.
  fileprivate func isMeant(_ other: String) -> Bool { !other.isEmpty && asMeant == other.asMeant }
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
