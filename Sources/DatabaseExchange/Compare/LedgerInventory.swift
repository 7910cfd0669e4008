internal import ChatExchange
internal import ChatLedger

/// What a ledger has of one table of a source, found without the source.
///
/// Things with texts keep their table and key; an identifier that is made of these, or the import that brought it,
/// proves where a thing came from. Things without texts are known by the command that brought them in, whose identifier
/// is made of the source's name.
struct LedgerInventory {
  let engine: ImportEngine
  let source: String
  let table: ResolvedTable

  private var ledger: Ledger { engine.ledger }

  private typealias Body = (_ thing: SourceEntity, _ id: UInt128, _ key: String, _ isGone: Bool) throws -> Void

  /// Every thing that came from the table and was not met in the source.
  func visitUnmet(_ body: (_ thing: SourceEntity, _ key: String, _ isGone: Bool) throws -> Void) throws {
    try visit { thing, id, key, isGone in
      if !engine.hasMet(thing.identifier ?? id) { try body(thing, key, isGone) }
    }
  }

  /// What tells one thing from another here.
  private func identity(of thing: SourceEntity) -> UInt128 {
    thing.commandID(source: source, table: table.name).rawValue
  }

  /// Every thing that came from the table, with what names it.
  func visit(
    _ body: (_ thing: SourceEntity, _ id: UInt128, _ key: String, _ isGone: Bool) throws -> Void
  ) throws {
    switch table.mapping.target {
    case .account:
      try ledger.read(.available) { view in
        try view.forEachAccount(includingRemoved: true) { account in
          let thing = SourceEntity.account(RegisterAccount(account: account.id, profile: Profile()))
          try take(thing, account.id.rawValue, account.profile?.attributes, account.state.isRemoved, body)
          return true
        }
      }
    case .conversation:
      try ledger.read(.available) { view in
        try view.forEachConversation(includingRemoved: true) { conversation in
          try take(
            .conversation(CreateConversation(conversation: conversation.id, kind: .room), endedAt: nil),
            conversation.id.rawValue, conversation.details?.attributes, conversation.state.isRemoved, body)
          return true
        }
      }
    case .resource:
      try ledger.read(.available) { view in
        try view.forEachResource(includingRemoved: true) { resource in
          try take(
            .resource(CreateResource(resource: resource.id, kind: "")), resource.id.rawValue,
            resource.details?.attributes, resource.state.isRemoved, body)
          return true
        }
      }
    case .message, .participant, .reaction, .pin: try forEachInConversations(body)
    case .readMarker: break
    case .block: try forEachRecord(.blocks, body)
    case .session: try forEachRecord(.sessions, body)
    case .report: try forEachRecord(.reports, body)
    case .chatSettings: try forEachRecord(.chatSettings, body)
    case .twoStepVerification: try forEachRecord(.twoStepVerifications, body)
    }
  }

  /// One conversation at a time, so that no read lasts long.
  private func forEachInConversations(_ body: Body) throws {
    let conversations = try ledger.read(.available) { view in
      var ids: [ConversationID] = []
      try view.forEachConversation(includingRemoved: true) { conversation in
        ids.append(conversation.id)
        return true
      }
      return ids
    }
    for id in conversations {
      try ledger.read(.available) { view in
        switch table.mapping.target {
        case .participant: try forEachParticipant(of: id, view, body)
        case .message: try forEachMessage(of: id, view, body)
        default: try forEachReactionOrPin(of: id, view, body)
        }
      }
    }
  }

  private func forEachMessage(of id: ConversationID, _ view: LedgerView, _ body: Body) throws {
    try view.forEachMessageState(in: id) { state in
      // Texts are what takes time: only what was not met is looked at.
      if engine.hasMet(state.id.rawValue) { return true }
      guard let message = try view.message(state.id), let attributes = message.content?.attributes,
        attributes[DatabaseIdentifier.keyAttribute] != nil
      else { return true }
      let thing = SourceEntity.message(
        message.id,
        SendMessage(conversation: id, author: message.state.author, content: MessageContent(body: "")))
      try take(thing, message.id.rawValue, attributes, try !view.isVisible(message.state), body)
      return true
    }
  }

  private func forEachParticipant(of id: ConversationID, _ view: LedgerView, _ body: Body) throws {
    let isRemoved = try view.conversation(id)?.state.isRemoved != false
    for participant in try view.participants(in: id) where participant.importedBy != nil {
      let thing = SourceEntity.participant(AddParticipant(conversation: id, account: participant.account))
      try take(thing, "participant \(participant.account) of \(id)", isRemoved || !participant.isActive, view, body)
    }
  }

  private func forEachReactionOrPin(of id: ConversationID, _ view: LedgerView, _ body: Body) throws {
    try view.forEachMessage(in: id, includingHidden: true) { message in
      let state = message.state
      let isGone = try !view.isVisible(state)
      if table.mapping.target == .pin {
        if state.isPinned { try take(.pin(state.id), "pin of \(state.id)", isGone, view, body) }
        return true
      }
      for reaction in try view.reactions(to: state) {
        let thing = SourceEntity.reaction(
          AddReaction(message: state.id, account: reaction.account, emoji: reaction.emoji))
        try take(thing, "\(reaction.emoji) of \(reaction.account) to \(state.id)", isGone, view, body)
      }
      return true
    }
  }

  private func forEachRecord(_ records: RecordTable, _ body: Body) throws {
    try ledger.read(.available) { view in
      try view.forEachRecord(in: records) { entry in
        guard let thing = SourceEntity(naming: entry.state.record) else { return true }
        try take(thing, "\(entry.state.record)", try !view.isVisible(entry.state), view, body)
        return true
      }
    }
  }

  // MARK: Telling what came from here

  private func take(
    _ thing: SourceEntity, _ id: UInt128, _ attributes: [String: String]?, _ isGone: Bool, _ body: Body
  ) throws {
    guard let text = attributes?[DatabaseIdentifier.keyAttribute], text.hasPrefix("\(table.name):") else { return }
    let key = String(text.dropFirst(table.name.count + 1))
    let kind = table.mapping.target.identifierKind
    guard
      DatabaseIdentifier.identifier(of: kind, source: source, table: table.name, keyText: key) == id
        || engine.isAgain(id, DatabaseIdentifier.identifier(of: kind, source: source, table: table.name, keyText: key))
    else { return }
    try body(thing, identity(of: thing), key, isGone)
  }

  private func take(
    _ thing: SourceEntity, _ key: String, _ isGone: Bool, _ view: LedgerView, _ body: Body
  ) throws {
    let command = thing.commandID(source: source, table: table.name)
    guard try view.position(of: command) != nil else { return }
    try body(thing, command.rawValue, key, isGone)
  }
}

extension SourceEntity {
  /// A record as far as its name goes; nil for one that no database brings.
  init?(naming record: Record) {
    let nobody = AccountID(rawValue: 0)
    switch record {
    case .block(let block): self = .block(BlockContact(account: block.account, contact: block.contact))
    case .session(let id): self = .session(OpenSession(session: id, account: nobody), endedAt: nil)
    case .report(let id): self = .report(FileReport(report: id, reporter: nobody), status: .open)
    case .chatSettings(let account): self = .chatSettings(SetChatSettings(account: account, values: [:]))
    case .twoStepVerification(let account):
      self = .twoStepVerification(SetTwoStepVerification(account: account, isEnabled: false))
    // Only the tables above are walked: those of which a mapping can have rows.
    default: return nil
    }
  }
}
