import ChatLedger

/// Gathers what is known of one thing, for `show`.
struct ThingDetails {
  let view: LedgerView
  let names: Names
  let finder: HidingFinder

  init(view: LedgerView) {
    self.view = view
    names = Names(view)
    finder = HidingFinder(view: view)
  }

  func account(_ account: Account) throws -> ThingSheet {
    var thing = ThingSheet(title: "Account \(account.label)", json: .null)
    thing.facts.add("id", account.id.description)
    thing.facts.add("kind", account.state.kind.rawValue.lowercased())
    thing.facts.add("user name", account.profile?.userName)
    thing.facts.add("display name", account.profile?.displayName)
    thing.facts.add("e-mail", account.profile?.email)
    thing.facts.add("state", account.state.isRemoved ? "removed" : account.state.isActive ? "active" : "deactivated")
    let isProtected = try view.isProtected(account.state)
    thing.facts.add("roles", account.state.roles.joined(separator: ", "))
    thing.facts.add("protected", isProtected ? try protection(of: account.state) : nil)
    thing.facts.add("since", Format.time(account.state.registeredTime))
    thing.facts.add("registered", try origin(account.state.registeredAt))
    for (name, value) in (account.profile?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    var table = Table([.init("CONVERSATION", givesWay: true), .init("UNREAD", isNumber: true), .init("ID")])
    var memberships: [JSON] = []
    for conversation in try view.conversations(of: account.id, limit: Int.max) {
      let unread = try view.unreadCount(of: account.id, in: conversation.id)
      table.append([try names.label(of: conversation), Format.count(unread), conversation.id.description])
      memberships.append(["conversation": .of(conversation.id), "unread": .integer(Int64(unread))])
    }
    let hidings = try finder.hidings(of: account.state)
    thing.tables = [
      ("Taken away by:", try hidings.table(names)), ("Cleared for this account:", try personalClears(of: account.id)),
      ("Takes part in \(Format.count(memberships.count, "conversation")):", table),
      ("What refers to it:", try referrers(of: .account(account.id))), ("Blocks:", try blocks(of: account.id)),
      ("Active sessions:", try sessions(of: account.id)),
    ]
    let members = [
      JSON.Member(name: "hiddenBy", value: try hidings.json()),
      .init(name: "conversations", value: .array(memberships)),
    ]
    thing.json = ["account": JSON.object(account.json(isProtected: isProtected).members + members).compact]
    return thing
  }

  /// Clears of one account's view, one line for each conversation.
  private func personalClears(of account: AccountID) throws -> Table {
    var table = Table([
      .init("CONVERSATION", givesWay: true), .init("WHEN"), .init("WHO"), .init("WHY", givesWay: true),
      .init("BRING BACK WITH"),
    ])
    for conversation in try view.conversations(of: account, limit: Int.max) {
      for clear in try view.participant(account, in: conversation.id)?.clears ?? [] {
        guard let entry = try view.entry(at: clear.removal) else { continue }
        table.append([
          try names.label(of: conversation), Format.time(entry.time), try names.actor(entry.command.actor),
          SafeText.excerpt(entry.command.reason ?? ""), "chat-ledger revert \(entry.position)",
        ])
      }
    }
    return table
  }

  func conversation(_ conversation: Conversation) throws -> ThingSheet {
    let state = conversation.state
    var thing = ThingSheet(title: "Conversation \(try names.label(of: conversation))", json: .null)
    thing.facts.add("id", conversation.id.description)
    thing.facts.add("kind", state.kind.rawValue.lowercased())
    thing.facts.add("name", conversation.details?.name)
    thing.facts.add("title", conversation.details?.title)
    thing.facts.add("topic", conversation.details?.topic)
    thing.facts.add("state", state.isRemoved ? "removed" : state.endedAt.map { "ended \(Format.time($0))" } ?? "open")
    thing.facts.add("history", state.history == .shared ? "shared with those who join" : "hidden from those who join")
    thing.facts.add("started", Format.time(state.startedAt, unknown: "not known"))
    thing.facts.add("latest", Format.time(state.latestActivity, unknown: "nothing was said"))
    thing.facts.add("created", try origin(state.createdAt))
    thing.facts.add("hangs on", try state.resource.map { "\(try names.resource($0)), \($0)" })
    thing.facts.add("messages", Format.count(state.visible.messages))
    thing.facts.add("reactions", Format.count(state.visible.reactions))
    thing.facts.add("pins", Format.count(state.visible.pins))
    thing.facts.add("participants", Format.count(state.activeParticipants))
    thing.facts.add("revision", Format.count(state.revision))
    for (name, value) in (conversation.details?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    var people: [JSON] = []
    var table = Table([.init("PARTICIPANT", givesWay: true), .init("ROLE"), .init("ID")])
    var shown = 0
    try view.forEachParticipant(in: conversation.id) { participant in
      guard participant.isActive else { return true }
      let role = participant.role.rawValue
      people.append(["account": .of(participant.account), "role": .string(role)])
      shown += 1
      if shown <= 25 {
        table.append([try names.account(participant.account), role.lowercased(), participant.account.description])
      }
      return true
    }
    let rest = shown > 25 ? " (the first 25 of \(Format.count(shown)))" : ""
    let hidings = try finder.hidings(of: state)
    thing.tables = [("What does not show, and why:", try hidings.table(names)), ("Participants\(rest):", table)]
    let members = [
      JSON.Member(name: "people", value: .array(people)), .init(name: "hiddenBy", value: try hidings.json()),
    ]
    thing.json = ["conversation": JSON.object(conversation.json.members + members).compact]
    return thing
  }

  func message(_ message: Message) throws -> ThingSheet {
    let state = message.state
    let isVisible = try view.isVisible(state)
    let author = try names.account(state.author)
    var thing = ThingSheet(title: "Message of \(author) in \(try names.conversation(state.conversation))", json: .null)
    thing.facts.add("id", message.id.description)
    thing.facts.add("sent", Format.time(state.point.time))
    thing.facts.add("recorded", try origin(state.point.position))
    thing.facts.add("conversation", state.conversation.description)
    thing.facts.add("author", state.author.description)
    thing.facts.add("answers", state.replyTo.map { target($0, isShown: message.replyTo != nil) })
    thing.facts.add("thread of", state.root.map { target($0, isShown: message.root != nil) })
    thing.facts.add("state", state.isDeleted ? "deleted" : isVisible ? "shows" : "hidden")
    thing.facts.add("pinned", state.isPinned ? "yes" : nil)
    thing.facts.add("text", message.content.map { SafeText.line($0.body) } ?? "(erased)")
    for attachment in message.content?.attachments ?? [] {
      thing.facts.add("attachment", "\(attachment.name) \(Format.bytes(UInt64(max(0, attachment.sizeBytes))))")
    }
    for (name, value) in (message.content?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    let versions = try view.versions(of: message.id)
    let reactions = try view.reactions(to: state)
    let hidings = try finder.hidings(of: state)
    thing.tables = [
      ("Hidden by:", try hidings.table(names)), ("Versions:", try table(of: versions)),
      ("Reactions:", try table(of: reactions)),
    ]
    let members = message.json(authorName: author, isHidden: !isVisible && !state.isDeleted).members
    thing.json = [
      "message": JSON.object(
        members.filter { $0.name != "reactions" } + [
          .init(name: "versions", value: .array(versions.map(\.json))),
          .init(name: "reactions", value: .array(reactions.map(\.json))),
          .init(name: "lostReplyTo", value: message.replyTo == nil ? .of(state.replyTo) : .null),
          .init(name: "lostRoot", value: message.root == nil ? .of(state.root) : .null),
          .init(name: "hiddenBy", value: try hidings.json()),
        ]
      ).compact
    ]
    return thing
  }

  /// What is answered stays recorded when it is gone.
  private func target(_ id: MessageID, isShown: Bool) -> String { isShown ? "\(id)" : "\(id) (does not show)" }

  private func table(of versions: [MessageVersion]) throws -> Table {
    var table = Table([
      .init("VERSION", isNumber: true), .init("TIME"), .init("BY"), .init("POSITION", isNumber: true),
      .init("TEXT", givesWay: true),
    ])
    for version in versions {
      let text = version.content.map { SafeText.excerpt($0.body) } ?? "(erased)"
      let who = try view.entry(at: version.position).map { try names.actor($0.command.actor) } ?? ""
      table.append([
        String(version.version), Format.time(version.time), who, version.position.description, text,
      ])
    }
    return table
  }

  private func table(of reactions: [ReactionState]) throws -> Table {
    var table = Table([.init("REACTION"), .init("WHO"), .init("TIME")])
    for reaction in reactions {
      table.append([reaction.emoji, try names.account(reaction.account), Format.time(reaction.reactedAt)])
    }
    return table
  }

  /// When and by whom an entry was recorded.
  func origin(_ position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return "position \(position)" }
    return "\(Format.time(entry.time)) by \(try names.actor(entry.command.actor)) at position \(position)"
  }
}

extension MessageVersion: JSONConvertible {
  var json: JSON {
    let body: JSON = content.map { .string($0.body) } ?? .null
    let version: JSON = [
      "version": .unsigned(UInt64(self.version)), "time": .of(time), "position": .position(position), "body": body,
    ]
    return version.compact
  }
}

extension ReactionState: JSONConvertible {
  var json: JSON { ["emoji": .string(emoji), "account": .of(account), "reactedAt": .of(reactedAt)] }
}
