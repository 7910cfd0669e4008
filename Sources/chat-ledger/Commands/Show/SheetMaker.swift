import ChatLedger
import ChatOperations
import LedgerJSON

/// Puts what is known of one thing onto a sheet, for `show`.
struct SheetMaker {
  let view: LedgerView
  let names: Names
  let details: EntityDetails
  /// Lists everything, and not the first of it.
  let showsAll: Bool

  init(view: LedgerView, names: Names, showsAll: Bool) {
    self.view = view
    self.names = names
    self.showsAll = showsAll
    details = EntityDetails(view: view, names: names)
  }

  func account(_ account: Account) throws -> EntitySheet {
    let found = try details.facts(of: account)
    var thing = EntitySheet(title: "Account \(account.label)", json: ["account": try found.json(names)])
    thing.facts.add("id", account.id.description)
    thing.facts.add("kind", account.state.kind.rawValue.lowercased())
    thing.facts.add("user name", account.profile?.userName)
    thing.facts.add("display name", account.profile?.displayName)
    thing.facts.add(found.formerNames)
    thing.facts.add("e-mail", account.profile?.email)
    thing.facts.add("state", account.state.isRemoved ? "removed" : account.state.isActive ? "active" : "deactivated")
    thing.facts.add("roles", account.state.roles.joined(separator: ", "))
    thing.facts.add("protected", found.isProtected ? protection(of: found) : nil)
    thing.facts.add("since", Format.time(account.state.registeredTime))
    thing.facts.add("registered", try details.origin(account.state.registeredPosition))
    for (name, value) in (account.profile?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    var list = Listing(
      [.init("CONVERSATION", givesWay: true), .init("UNREAD", isNumber: true), .init("ID")], showsAll: showsAll)
    for membership in found.memberships {
      let name = membership.isArchived ? "\(membership.name), archived" : membership.name
      list.add { [name, Format.count(membership.unread), membership.conversation.description] }
    }
    thing.tables = [
      ("Taken away by:", try found.hidings.table(names)), (Self.traced, try found.trace.table(names)),
      try personalClears(of: account.id).titled("Cleared for this account"),
      list.titled("Takes part in \(Format.count(found.memberships.count, "conversation"))"),
      try referrers(of: .account(account.id)).titled("What refers to it"),
      try blocks(of: account.id).titled("Blocks"), try sessions(of: account.id).titled("Active sessions"),
    ]
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
    for conversation in try view.conversations(of: account, limit: Int.max, archive: .included) {
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
    let found = try details.facts(of: conversation)
    var thing = EntitySheet(
      title: "Conversation \(try names.label(of: conversation))", json: ["conversation": try found.json(names)])
    thing.facts.add("id", conversation.id.description)
    thing.facts.add("kind", state.kind.rawValue.lowercased())
    thing.facts.add("name", conversation.details?.name)
    thing.facts.add("title", conversation.details?.title)
    thing.facts.add("topic", conversation.details?.topic)
    thing.facts.add(found.formerNames)
    let end = state.endedAt.map { "\(state.kind.wordForEnded) \(Format.time($0))" }
    thing.facts.add("state", state.isRemoved ? "removed" : end ?? "open")
    thing.facts.add("history", state.history == .shared ? "shared with those who join" : "hidden from those who join")
    thing.facts.add("started", Format.time(state.startedAt, unknown: "not known"))
    thing.facts.add("latest", Format.time(state.latestActivity, unknown: "nothing was said"))
    thing.facts.add("created", try details.origin(state.createdPosition))
    thing.facts.add("hangs on", try state.resource.map { "\(try names.resource($0)), \($0)" })
    thing.facts.add("messages", Format.count(state.visible.messages))
    thing.facts.add("reactions", Format.count(state.visible.reactions))
    thing.facts.add("pins", Format.count(state.visible.pins))
    thing.facts.add("participants", Format.count(state.activeParticipants))
    thing.facts.add("revision", Format.count(state.revision))
    for (name, value) in (conversation.details?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    var list = Listing(
      [.init("PARTICIPANT", givesWay: true), .init("ROLE"), .init("ID")], showsAll: showsAll)
    for person in found.people {
      let role = person.role.rawValue.lowercased()
      list.add { [person.name, person.hasArchived ? "\(role), has archived it" : role, person.account.description] }
    }
    thing.tables = [
      ("What does not show, and why:", try found.hidings.table(names, and: found.deletions)),
      (Self.traced, try found.trace.table(names)), list.titled("Participants"),
    ]
    return thing
  }

  func message(_ message: Message) throws -> EntitySheet {
    let state = message.state
    let found = try details.facts(of: message)
    var thing = EntitySheet(
      title: "Message of \(found.author) in \(try names.conversation(state.conversation))",
      json: ["message": try found.json(names)])
    thing.facts.add("id", message.id.description)
    thing.facts.add("sent", Format.time(state.sentAt))
    thing.facts.add("recorded", try details.origin(state.point.position))
    thing.facts.add("conversation", state.conversation.description)
    thing.facts.add("author", "\(try names.at(state.point.position).account(state.author)), \(state.author)")
    thing.facts.add("answers", state.replyTo.map { target($0, isShown: message.replyTo != nil) })
    thing.facts.add("thread of", state.root.map { target($0, isShown: message.root != nil) })
    thing.facts.add("state", state.isDeleted ? "deleted" : found.isVisible ? "shows" : "hidden")
    thing.facts.add("pinned", state.isPinned ? "yes" : nil)
    thing.facts.add("text", message.content.map { SafeText.line($0.body) } ?? "(erased)")
    thing.facts.add("mentions", try message.content?.mentions.map { try names.account($0) }.joined(separator: ", "))
    for attachment in message.content?.attachments ?? [] { thing.facts.add("attachment", attachment.words) }
    for (name, value) in (message.content?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    thing.tables = [
      ("Hidden by:", try found.hidings.table(names)), (Self.traced, try found.trace.table(names)),
      ("Versions:", try table(of: found.versions)), ("Reactions:", table(of: found.reactions)),
    ]
    return thing
  }

  /// What is answered stays recorded when it is gone.
  private func target(_ id: MessageID, isShown: Bool) -> String { isShown ? "\(id)" : "\(id) (does not show)" }

  private func table(of versions: [MessageFacts.Version]) throws -> TextTable {
    var table = TextTable([
      .init("VERSION", isNumber: true), .init("TIME"), .init("BY", givesWay: true), .init("POSITION", isNumber: true),
      .init("MENTIONS", givesWay: true), .init("ATTACHMENTS", givesWay: true), .init("TEXT", givesWay: true),
    ])
    for found in versions {
      let (version, content) = (found.version, found.version.content)
      table.append([
        String(version.version), Format.time(version.time), found.author?.name ?? "", version.position.description,
        try content?.mentions.map { try names.account($0) }.joined(separator: ", ") ?? "",
        content?.attachments.map(\.words).joined(separator: ", ") ?? "",
        content.map { SafeText.excerpt($0.body) } ?? "(erased)",
      ])
    }
    return table.withoutEmptyColumns(of: ["MENTIONS", "ATTACHMENTS"])
  }

  private func table(of reactions: [MessageFacts.Reaction]) -> TextTable {
    var table = TextTable([.init("REACTION"), .init("WHO"), .init("TIME")])
    for reaction in reactions {
      table.append([reaction.state.emoji, reaction.name, Format.time(reaction.state.reactedAt)])
    }
    return table
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
