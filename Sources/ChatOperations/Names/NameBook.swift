package import ChatLedger

/// What accounts, conversations and resources are called, and what they were called, looked up once each.
///
/// What they were called is looked up only where it can be something else: the log is then read for all changes of
/// names, once in a run of the program.
package final class NameBook {
  package let view: LedgerView
  private var knownRenames = Renames()
  private var accounts: [AccountID: NamedTexts<Profile>] = [:]
  private var conversations: [ConversationID: NamedTexts<ConversationDetails>] = [:]
  private var resources: [ResourceID: NamedTexts<ResourceDetails>] = [:]

  /// What is known of one thing.
  private struct NamedTexts<Texts: Hashable & Sendable> {
    var name: String
    /// The entry that brought the present texts; the start where these are the first ones.
    var changed: Position
    /// All texts it had, once somebody asked.
    var versions: [TextVersion<Texts>]?

    /// - Parameters:
    ///   - content: The entry that brought the present texts; nil where there are none.
    ///   - made: The entry that made the thing; nil where there is no such thing.
    init(_ name: String, content: Position?, made: Position?) {
      let changed = content ?? .start
      self.name = name
      self.changed = changed <= made ?? .start ? .start : changed
    }
  }

  package init(_ view: LedgerView) { self.view = view }

  /// The changes of names up to the position of the view.
  package func renames() throws -> Renames {
    knownRenames = try view.renames(after: knownRenames)
    return knownRenames
  }

  // MARK: Accounts

  package func account(_ id: AccountID) throws -> String { try known(id).name }

  /// As it was called at an entry, and nil where it is called the same now.
  package func account(_ id: AccountID, at position: Position) throws -> String? {
    var known = try known(id)
    guard known.changed > position, let account = try view.account(id) else { return nil }
    if known.versions == nil {
      known.versions = try view.profiles(of: account.state, renames())
      accounts[id] = known
    }
    return Self.name(known.versions ?? [], at: position, now: known.name) { $0.map { Self.label($0, id) } }
  }

  private func known(_ id: AccountID) throws -> NamedTexts<Profile> {
    if let known = accounts[id] { return known }
    let account = try view.account(id)
    let name = account?.profile.map { Self.label($0, id) } ?? id.description
    let known = NamedTexts<Profile>(
      name, content: account?.state.contentPosition, made: account?.state.registeredPosition)
    accounts[id] = known
    return known
  }

  /// The user name, or the best other name there is.
  private static func label(_ profile: Profile, _ id: AccountID) -> String {
    if !profile.userName.isEmpty { return "@" + profile.userName }
    return profile.displayName.isEmpty ? id.description : profile.displayName
  }

  // MARK: Conversations

  package func conversation(_ id: ConversationID, _ label: (Conversation) throws -> String) throws -> String {
    try known(id, label).name
  }

  package func conversation(
    _ id: ConversationID, at position: Position, _ label: (Conversation) throws -> String
  ) throws -> String? {
    var known = try known(id, label)
    guard known.changed > position, let conversation = try view.conversation(id) else { return nil }
    if known.versions == nil {
      known.versions = try view.details(of: conversation.state, renames())
      conversations[id] = known
    }
    return Self.name(known.versions ?? [], at: position, now: known.name) { details in
      guard let details else { return nil }
      // One without a name is known by who takes part, now as then.
      return details.name.isEmpty ? details.title.isEmpty ? known.name : details.title : details.name
    }
  }

  private func known(
    _ id: ConversationID, _ label: (Conversation) throws -> String
  ) throws -> NamedTexts<ConversationDetails> {
    if let known = conversations[id] { return known }
    let conversation = try view.conversation(id)
    let name = try conversation.map(label) ?? id.description
    let known = NamedTexts<ConversationDetails>(
      name, content: conversation?.state.contentPosition, made: conversation?.state.createdPosition)
    conversations[id] = known
    return known
  }

  // MARK: Resources

  package func resource(_ id: ResourceID) throws -> String { try known(id).name }

  package func resource(_ id: ResourceID, at position: Position) throws -> String? {
    var known = try known(id)
    guard known.changed > position, let resource = try view.resource(id) else { return nil }
    if known.versions == nil {
      known.versions = try view.details(of: resource.state, renames())
      resources[id] = known
    }
    return Self.name(known.versions ?? [], at: position, now: known.name) { details in
      details.map { Self.label(resource.state, $0) }
    }
  }

  private func known(_ id: ResourceID) throws -> NamedTexts<ResourceDetails> {
    if let known = resources[id] { return known }
    let resource = try view.resource(id)
    let name = resource.map { Self.label($0.state, $0.details) } ?? id.description
    let known = NamedTexts<ResourceDetails>(
      name, content: resource?.state.contentPosition, made: resource?.state.createdPosition)
    resources[id] = known
    return known
  }

  /// The kind with the title, or with the identifier where there is none.
  private static func label(_ state: ResourceState, _ details: ResourceDetails?) -> String {
    let title = details?.title ?? ""
    return "\(state.kind) \(title.isEmpty ? state.id.description : "“\(title)”")"
  }

  // MARK: Versions

  /// The name of the texts that there were at a position; before the first texts, that of those.
  private static func name<Texts>(
    _ versions: [TextVersion<Texts>], at position: Position, now: String, _ label: (Texts?) -> String?
  ) -> String? {
    guard let version = versions.last(where: { $0.position <= position }) ?? versions.first else { return nil }
    let name = label(version.texts) ?? "(name erased)"
    return name.hasSameBytes(as: now) ? nil : name
  }
}

// MARK: Former names

extension NameBook {
  /// Names that an account had and has no more, the oldest first.
  package func formerNames(of account: Account) throws -> [FormerName] {
    guard let changed = account.state.contentPosition, changed > account.state.registeredPosition else { return [] }
    return former(try view.profiles(of: account.state, renames())) { Self.words($0) }
  }

  /// Names that a conversation had and has no more, the oldest first.
  package func formerNames(of conversation: Conversation) throws -> [FormerName] {
    guard conversation.state.contentPosition > conversation.state.createdPosition else { return [] }
    return former(try view.details(of: conversation.state, renames())) { Self.words($0) }
  }

  /// Titles that a resource had and has no more, the oldest first.
  package func formerNames(of resource: Resource) throws -> [FormerName] {
    guard resource.state.contentPosition > resource.state.createdPosition else { return [] }
    return former(try view.details(of: resource.state, renames())) { $0.title.isEmpty ? "" : "“\($0.title)”" }
  }

  private static func words(_ profile: Profile) -> String {
    let name = profile.userName.isEmpty ? "" : "@" + profile.userName
    let display = [name, profile.userName].contains(profile.displayName) ? "" : profile.displayName
    return [name, display].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private static func words(_ details: ConversationDetails) -> String {
    // Many archives give a room one text as its name and as its title.
    let title = details.title.isEmpty || details.title == details.name ? "" : "“\(details.title)”"
    return [details.name, title].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// Joins versions of one name, and leaves out the last, which is the present one.
  package func former<Texts>(_ versions: [TextVersion<Texts>], _ name: (Texts) -> String) -> [FormerName] {
    var names: [FormerName] = []
    var last: (name: String, from: FormerName.TextMoment)?
    for version in versions {
      let here = version.texts.map(name) ?? "(name erased)"
      if let last, last.name.hasSameBytes(as: here) { continue }
      let moment = FormerName.TextMoment(position: version.position, time: version.time)
      if let last, !last.name.isEmpty { names.append(FormerName(name: last.name, from: last.from, until: moment)) }
      last = (here, moment)
    }
    return names
  }
}
