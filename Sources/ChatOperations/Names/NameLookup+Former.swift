import ChatLedger

extension NameLookup {
  /// Things that had a name before, each with the last time it had it.
  ///
  /// Only what got new texts after its first ones is looked at; the log is read for these once.
  package func formerConversations(called name: String) throws -> [FormerMatch] {
    let renames = try book.renames()
    return try renames.conversations.keys.sorted().compactMap { id in
      guard let conversation = try view.conversation(id) else { return nil }
      let versions = try view.details(of: conversation.state, renames)
      let last = [\ConversationDetails.name, \.title].compactMap { part in
        book.former(versions) { $0[keyPath: part] }.last { $0.name == name }
      }
      guard let former = last.first else { return nil }
      return FormerMatch(
        kind: .conversation, id: id.description, name: name, former: former,
        now: try Names(book, time: \.description).label(of: conversation))
    }
  }

  /// Those that had the very name; where there are none, those whose name differed by capitals or blanks alone.
  package func formerAccounts(called name: String) throws -> [FormerMatch] {
    let all = try formerAccounts { $0.asMeant == name.asMeant }
    let same = try formerAccounts { $0 == name }
    return same.isEmpty ? all : same
  }

  private func formerAccounts(_ isCalled: (String) -> Bool) throws -> [FormerMatch] {
    let renames = try book.renames()
    return try renames.accounts.keys.sorted().compactMap { id in
      guard let account = try view.account(id) else { return nil }
      let versions = try view.profiles(of: account.state, renames)
      guard let former = book.former(versions, \.userName).last(where: { isCalled($0.name) }) else { return nil }
      let now = account.profile?.userName ?? ""
      return FormerMatch(
        kind: .account, id: id.description, name: former.name, former: former, now: now.isEmpty ? account.label : now)
    }
  }

  package func formerResources(called title: String) throws -> [FormerMatch] {
    let renames = try book.renames()
    return try renames.resources.keys.sorted().compactMap { id in
      guard let resource = try view.resource(id) else { return nil }
      let versions = try view.details(of: resource.state, renames)
      guard let former = book.former(versions, \.title).last(where: { $0.name == title }) else { return nil }
      return FormerMatch(
        kind: .resource, id: id.description, name: title, former: former, now: resource.label)
    }
  }

  /// The one that had the name, where the verb only looks and says so.
  ///
  /// A verb that changes something never takes a former name: it may be meant for what has the name now elsewhere.
  ///
  /// - Throws: a failure that lists them, where there are several or the verb changes something.
  func only(_ matches: [FormerMatch], _ kind: Namesake.Kind, called name: String) throws -> FormerMatch? {
    guard let first = matches.first else { return nil }
    if matches.count == 1, let note {
      note(first)
      return first
    }
    throw LookupFailure(kind, .former(matches), name)
  }
}
