import ChatLedger
import ChatOperations
import LedgerJSON

/// Gathers what is known of one thing, for `show`.
struct EntityDetails {
  let view: LedgerView
  let names: Names
  let finder: HidingFinder
  /// Lists everything, and not the first of it.
  let showsAll: Bool

  init(view: LedgerView, names: Names, showsAll: Bool) {
    self.view = view
    self.names = names
    self.showsAll = showsAll
    finder = HidingFinder(view: view)
  }

  func account(_ account: Account) throws -> EntitySheet {
    var thing = EntitySheet(title: "Account \(account.label)", json: .null)
    thing.facts.add("id", account.id.description)
    thing.facts.add("kind", account.state.kind.rawValue.lowercased())
    thing.facts.add("user name", account.profile?.userName)
    thing.facts.add("display name", account.profile?.displayName)
    let former = try names.book.formerNames(of: account)
    thing.facts.add(former)
    thing.facts.add("e-mail", account.profile?.email)
    thing.facts.add("state", account.state.isRemoved ? "removed" : account.state.isActive ? "active" : "deactivated")
    let isProtected = try view.isProtected(account.state)
    thing.facts.add("roles", account.state.roles.joined(separator: ", "))
    thing.facts.add("protected", isProtected ? try protection(of: account.state) : nil)
    thing.facts.add("since", Format.time(account.state.registeredTime))
    thing.facts.add("registered", try origin(account.state.registeredPosition))
    for (name, value) in (account.profile?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    var list = Listing(
      [.init("CONVERSATION", givesWay: true), .init("UNREAD", isNumber: true), .init("ID")], showsAll: showsAll)
    var memberships: [JSON] = []
    for conversation in try view.conversations(of: account.id, limit: Int.max) {
      let unread = try view.unreadCount(of: account.id, in: conversation.id)
      let name = try names.label(of: conversation)
      list.add { [name, Format.count(unread), conversation.id.description] }
      memberships.append([
        "conversation": .of(conversation.id), "conversationName": .string(name), "unread": .integer(Int64(unread)),
      ])
    }
    let hidings = try finder.hidings(of: account.state)
    let trace = try RemovalTrace(of: account.id, in: view)
    thing.tables = [
      ("Taken away by:", try hidings.table(names)), (Self.traced, try trace.table(names)),
      try personalClears(of: account.id).titled("Cleared for this account"),
      list.titled("Takes part in \(Format.count(memberships.count, "conversation"))"),
      try referrers(of: .account(account.id)).titled("What refers to it"),
      try blocks(of: account.id).titled("Blocks"), try sessions(of: account.id).titled("Active sessions"),
    ]
    let members: [JSON.Member] = [
      .init(name: "formerNames", value: former.json), .init(name: "hiddenBy", value: try hidings.json(names)),
      .init(name: "wasHiddenBy", value: try trace.json(names)),
      .init(name: "conversations", value: .array(memberships)),
    ]
    thing.json = ["account": JSON.object(account.json(isProtected: isProtected).members + members).compact]
    return thing
  }

  static let traced = "Was taken away and brought back:"

  /// Clears of one account's view, one line for each conversation.
  private func personalClears(of account: AccountID) throws -> Listing {
    var list = Listing(
      [
        .init("CONVERSATION", givesWay: true), .init("WHEN"), .init("WHO"), .init("WHY", givesWay: true),
        .init("BRING BACK WITH"),
      ], showsAll: showsAll)
    for conversation in try view.conversations(of: account, limit: Int.max) {
      for clear in try view.participant(account, in: conversation.id)?.clears ?? [] {
        guard let entry = try view.entry(at: clear.removal) else { continue }
        try list.add {
          [
            try names.label(of: conversation), Format.time(entry.time),
            try names.at(entry.position).actor(entry.command.actor), SafeText.excerpt(entry.command.reason ?? ""),
            RevertLine(entry.position).description,
          ]
        }
      }
    }
    return list
  }

  func conversation(_ conversation: Conversation) throws -> EntitySheet {
    let state = conversation.state
    var thing = EntitySheet(title: "Conversation \(try names.label(of: conversation))", json: .null)
    thing.facts.add("id", conversation.id.description)
    thing.facts.add("kind", state.kind.rawValue.lowercased())
    thing.facts.add("name", conversation.details?.name)
    thing.facts.add("title", conversation.details?.title)
    thing.facts.add("topic", conversation.details?.topic)
    let former = try names.book.formerNames(of: conversation)
    thing.facts.add(former)
    let end = state.endedAt.map { "\(state.kind.wordForEnded) \(Format.time($0))" }
    thing.facts.add("state", state.isRemoved ? "removed" : end ?? "open")
    thing.facts.add("history", state.history == .shared ? "shared with those who join" : "hidden from those who join")
    thing.facts.add("started", Format.time(state.startedAt, unknown: "not known"))
    thing.facts.add("latest", Format.time(state.latestActivity, unknown: "nothing was said"))
    thing.facts.add("created", try origin(state.createdPosition))
    thing.facts.add("hangs on", try state.resource.map { "\(try names.resource($0)), \($0)" })
    thing.facts.add("messages", Format.count(state.visible.messages))
    thing.facts.add("reactions", Format.count(state.visible.reactions))
    thing.facts.add("pins", Format.count(state.visible.pins))
    thing.facts.add("participants", Format.count(state.activeParticipants))
    thing.facts.add("revision", Format.count(state.revision))
    for (name, value) in (conversation.details?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    let (list, people) = try people(in: conversation)
    let hidings = try finder.hidings(of: state)
    let deletions = try Deletions(in: conversation.id, view)
    let trace = try RemovalTrace(of: conversation.id, in: view)
    thing.tables = [
      ("What does not show, and why:", try hidings.table(names, and: deletions)), (Self.traced, try trace.table(names)),
      list.titled("Participants"),
    ]
    let members: [JSON.Member] = [
      .init(name: "formerNames", value: former.json), .init(name: "people", value: .array(people)),
      .init(name: "hiddenBy", value: try hidings.json(names)),
      .init(name: "deletions", value: try deletions.json(names)),
      .init(name: "wasHiddenBy", value: try trace.json(names)),
    ]
    thing.json = ["conversation": JSON.object(conversation.json.members + members).compact]
    return thing
  }

  private func people(in conversation: Conversation) throws -> (Listing, [JSON]) {
    var people: [JSON] = []
    var list = Listing(
      [.init("PARTICIPANT", givesWay: true), .init("ROLE"), .init("ID")], showsAll: showsAll)
    try view.forEachParticipant(in: conversation.id) { participant in
      guard participant.isActive else { return true }
      let role = participant.role.rawValue
      let name = try names.account(participant.account)
      people.append([
        "account": .of(participant.account), "accountName": .string(name), "role": .string(role),
      ])
      list.add { [name, role.lowercased(), participant.account.description] }
      return true
    }
    return (list, people)
  }

  func message(_ message: Message) throws -> EntitySheet {
    let state = message.state
    let isVisible = try view.isVisible(state)
    let author = try names.account(state.author)
    var thing = EntitySheet(title: "Message of \(author) in \(try names.conversation(state.conversation))", json: .null)
    thing.facts.add("id", message.id.description)
    thing.facts.add("sent", Format.time(state.point.time))
    thing.facts.add("recorded", try origin(state.point.position))
    thing.facts.add("conversation", state.conversation.description)
    thing.facts.add("author", "\(try names.at(state.point.position).account(state.author)), \(state.author)")
    thing.facts.add("answers", state.replyTo.map { target($0, isShown: message.replyTo != nil) })
    thing.facts.add("thread of", state.root.map { target($0, isShown: message.root != nil) })
    thing.facts.add("state", state.isDeleted ? "deleted" : isVisible ? "shows" : "hidden")
    thing.facts.add("pinned", state.isPinned ? "yes" : nil)
    thing.facts.add("text", message.content.map { SafeText.line($0.body) } ?? "(erased)")
    thing.facts.add("mentions", try message.content?.mentions.map { try names.account($0) }.joined(separator: ", "))
    for attachment in message.content?.attachments ?? [] { thing.facts.add("attachment", attachment.words) }
    for (name, value) in (message.content?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    let versions = try view.versions(of: message.id)
    let reactions = try view.reactions(to: state)
    let hidings = try finder.hidings(of: state)
    let trace = try RemovalTrace(of: state, in: view)
    thing.tables = [
      ("Hidden by:", try hidings.table(names)), (Self.traced, try trace.table(names)),
      ("Versions:", try table(of: versions)),
      ("Reactions:", try table(of: reactions)),
    ]
    let members = message.json(authorName: author, isHidden: !isVisible && !state.isDeleted).members
    thing.json = [
      "message": JSON.object(
        members.filter { $0.name != "reactions" } + [
          .init(name: "versions", value: .array(try versions.map(json))),
          .init(name: "reactions", value: .array(try reactions.map(json))),
          .init(name: "lostReplyTo", value: message.replyTo == nil ? .of(state.replyTo) : .null),
          .init(name: "lostRoot", value: message.root == nil ? .of(state.root) : .null),
          .init(name: "hiddenBy", value: try hidings.json(names)),
          .init(name: "wasHiddenBy", value: try trace.json(names)),
        ]
      ).compact
    ]
    return thing
  }

  /// What is answered stays recorded when it is gone.
  private func target(_ id: MessageID, isShown: Bool) -> String { isShown ? "\(id)" : "\(id) (does not show)" }

  private func table(of versions: [MessageVersion]) throws -> TextTable {
    var table = TextTable([
      .init("VERSION", isNumber: true), .init("TIME"), .init("BY", givesWay: true), .init("POSITION", isNumber: true),
      .init("MENTIONS", givesWay: true), .init("ATTACHMENTS", givesWay: true), .init("TEXT", givesWay: true),
    ])
    for version in versions {
      let content = version.content
      table.append([
        String(version.version), Format.time(version.time), try author(of: version)?.name ?? "",
        version.position.description, try content?.mentions.map { try names.account($0) }.joined(separator: ", ") ?? "",
        content?.attachments.map(\.words).joined(separator: ", ") ?? "",
        content.map { SafeText.excerpt($0.body) } ?? "(erased)",
      ])
    }
    return table.withoutEmptyColumns(of: ["MENTIONS", "ATTACHMENTS"])
  }

  /// Whoever wrote a version, as called then.
  private func author(of version: MessageVersion) throws -> (actor: CommandActor, name: String)? {
    try view.entry(at: version.position).map { entry in
      (entry.command.actor, try names.at(entry.position).actor(entry.command.actor))
    }
  }

  private func json(_ version: MessageVersion) throws -> JSON {
    let author = try author(of: version)
    return
      ([
        "version": .unsigned(UInt64(version.version)), "time": .of(version.time),
        "position": .position(version.position), "actor": author?.actor.json ?? .null,
        "actorName": .of(try author.map { try names.at(version.position).actorThen($0.actor) }),
        "body": version.content.map { .string($0.body) } ?? .null, "erased": .flag(version.content == nil),
        "mentions": .strings(version.content?.mentions.map(\.description) ?? []),
        "attachments": .nonEmpty(version.content?.attachments.map(\.json) ?? []),
        "attributes": .attributes(version.content?.attributes),
      ] as JSON).compact
  }

  private func json(_ reaction: ReactionState) throws -> JSON {
    [
      "emoji": .string(reaction.emoji), "account": .of(reaction.account),
      "accountName": .string(try names.account(reaction.account)), "reactedAt": .of(reaction.reactedAt),
    ]
  }

  private func table(of reactions: [ReactionState]) throws -> TextTable {
    var table = TextTable([.init("REACTION"), .init("WHO"), .init("TIME")])
    for reaction in reactions {
      table.append([reaction.emoji, try names.account(reaction.account), Format.time(reaction.reactedAt)])
    }
    return table
  }

  /// When and by whom an entry was recorded.
  func origin(_ position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return "position \(position)" }
    return "\(Format.time(entry.time)) by \(try names.at(position).actor(entry.command.actor)) at position \(position)"
  }
}

extension Attachment {
  /// The name with the size.
  var words: String { "\(name) \(Format.bytes(UInt64(max(0, sizeBytes))))" }
}

extension FactSheet {
  /// A line for each name that a thing had before.
  mutating func add(_ former: [FormerName]) {
    for name in former { add("was called", "\(name.name) \(name.ending)") }
  }
}
