package import ChatLedger

/// Finds rooms, accounts and resources by identifier or name, and helps where a name fits none or several.
///
/// Names are compared in their normal form: two spellings that no screen tells apart are one, unless both are there.
/// Names of accounts may have other capitals, and an e-mail address names an account as well. What is removed is found
/// when nothing else has the name: somebody has to ask where it went. Verbs that only look find former names, too, and
/// tell of others that had the name.
package struct NameLookup {
  package let view: LedgerView
  package let book: NameBook
  /// Takes that a name was a former one; nil for what changes something, which refuses it.
  let note: ((FormerMatch) -> Void)?
  /// Takes the account that a name is only like.
  let taken: (Account) -> Void
  /// Takes others that had the name of what was found; nil where nobody wants to know, for that is a look at the log.
  package let namesakes: (([Namesake]) -> Void)?

  package init(
    view: LedgerView, note: ((FormerMatch) -> Void)?, taken: @escaping (Account) -> Void,
    namesakes: (([Namesake]) -> Void)?
  ) {
    self.view = view
    self.note = note
    self.taken = taken
    self.namesakes = namesakes
    book = NameBook(view)
  }

  // MARK: Conversations

  package func conversation(_ text: String) throws -> Conversation {
    if let id = ConversationID(text) {
      guard let found = try view.conversation(id) else {
        throw LookupFailure(.conversation, .unknownIdentifier, id.description)
      }
      return found
    }
    let matches = try conversations(called: text)
    if let only = try matches.only(.conversation, called: text) {
      try tellNamesakes(of: only, matches, .conversation, text) { try formerConversations(called: text) }
      return only
    }
    if let former = try only(formerConversations(called: text), .conversation, called: text),
      let id = ConversationID(former.id), let conversation = try view.conversation(id)
    {
      return conversation
    }
    throw try unknown(.conversation, text, among: matches.names)
  }

  /// Those that have the name or the title.
  package func conversations(called text: String) throws -> NameMatches<Conversation> {
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

  package func account(_ text: String) throws -> Account {
    if let id = AccountID(text) {
      guard let found = try view.account(id) else {
        throw LookupFailure(.account, .unknownIdentifier, id.description)
      }
      return found
    }
    let name = text.hasPrefix("@") ? String(text.dropFirst()) : text
    let matches = try accounts(called: name)
    if let only = try matches.only(.account, called: name) {
      if let fit = matches.fit(of: only), fit != .exact { taken(only) }
      try tellNamesakes(of: only, matches, .account, name) { try formerAccounts(called: name) }
      return only
    }
    if let former = try only(formerAccounts(called: name), .account, called: name),
      let id = AccountID(former.id), let account = try view.account(id)
    {
      return account
    }
    throw try unknown(.account, name, among: matches.names)
  }

  /// Those that have the user name or the e-mail address, or one that differs by capitals or blanks alone.
  ///
  /// - Parameter name: Without the `@` before it.
  package func accounts(called name: String) throws -> NameMatches<Account> {
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
  package func resource(_ text: String) throws -> Resource {
    if let id = ResourceID(text) {
      guard let found = try view.resource(id) else {
        throw LookupFailure(.resource, .unknownIdentifier, id.description)
      }
      return found
    }
    let matches = try resources(called: text)
    if let only = try matches.only(.resource, called: text) {
      try tellNamesakes(of: only, matches, .resource, text) { try formerResources(called: text) }
      return only
    }
    if let former = try only(formerResources(called: text), .resource, called: text),
      let id = ResourceID(former.id), let resource = try view.resource(id)
    {
      return resource
    }
    throw try unknown(.resource, text, among: matches.names)
  }

  package func resources(called text: String) throws -> NameMatches<Resource> {
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
  package func target(_ text: String) throws -> ReferenceTarget {
    if text.hasPrefix("@") { return .account(try account(text).id) }
    if let id = AccountID(text), try view.account(id) != nil { return .account(id) }
    if text.contains("@"), try resources(called: text).found.isEmpty, try !accounts(called: text).found.isEmpty {
      return .account(try account(text).id)
    }
    return .resource(try resource(text).id)
  }
}

extension NameLookup {
  /// Nothing has the name: what is near it, or that there is nothing of its kind, removed or not.
  private func unknown(_ kind: Namesake.Kind, _ text: String, among names: Set<String>) throws -> LookupFailure {
    LookupFailure(
      kind, .unknownName(near: Suggestion.nearest(to: text, among: names, limit: 5), isEmpty: try isEmpty(kind)), text)
  }

  /// Whether there is nothing of a kind, removed or not.
  package func isEmpty(_ kind: Namesake.Kind) throws -> Bool {
    switch kind {
    case .conversation: return try view.conversations(limit: 1, includingRemoved: true).isEmpty
    case .resource: return try view.resources(ResourceFilter(includesRemoved: true), limit: 1).isEmpty
    case .account:
      var isEmpty = true
      try view.forEachAccount(includingRemoved: true) { _ in
        isEmpty = false
        return false
      }
      return isEmpty
    }
  }

  /// Tells of others that had the name of what was found.
  ///
  /// Former names are looked for only where something of the kind has had other texts; the log is read for them then.
  func tellNamesakes<Entity: Nameable>(
    of found: Entity, _ matches: NameMatches<Entity>, _ kind: Namesake.Kind, _ name: String,
    _ former: () throws -> [FormerMatch]
  ) throws {
    guard let namesakes else { return }
    let removed = matches.removed(besides: found).map { Namesake(kind: kind, id: $0.identifier, name: name) }
    let before = try matches.mayHaveFormer ? former() : []
    let others = before.filter { other in
      other.id != found.identifier && !removed.contains { $0.id == other.id }
    }
    let all =
      removed + others.map { Namesake(kind: kind, id: $0.id, name: $0.name, former: $0.former) }
    if !all.isEmpty { namesakes(all) }
  }
}
