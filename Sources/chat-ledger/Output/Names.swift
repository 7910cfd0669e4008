import ChatLedger

/// Names of accounts and conversations, looked up once each while one list is printed.
final class Names {
  private let view: LedgerView
  private var accounts: [AccountID: String] = [:]
  private var conversations: [ConversationID: String] = [:]
  private var resources: [ResourceID: String] = [:]

  init(_ view: LedgerView) { self.view = view }

  /// The user name, or the best other name there is.
  func account(_ id: AccountID) throws -> String {
    if let known = accounts[id] { return known }
    let account = try view.account(id)
    let userName = account?.profile?.userName ?? ""
    let name = userName.isEmpty ? account?.label ?? id.description : "@" + userName
    accounts[id] = name
    return name
  }

  func conversation(_ id: ConversationID) throws -> String {
    if let known = conversations[id] { return known }
    let name = try view.conversation(id).map { try label(of: $0) } ?? id.description
    conversations[id] = name
    return name
  }

  /// A conversation without a name is known by who takes part.
  func label(of conversation: Conversation) throws -> String {
    let details = conversation.details
    if let name = details?.name, !name.isEmpty { return name }
    if let title = details?.title, !title.isEmpty { return title }
    var people: [String] = []
    var others = 0
    try view.forEachParticipant(in: conversation.id) { participant in
      guard participant.isActive else { return true }
      if people.count < 3 { people.append(try account(participant.account)) } else { others += 1 }
      return true
    }
    if people.isEmpty {
      // A whiteboard has nobody who takes part; it is known by what it hangs on.
      let resource = try conversation.state.resource.map { "\(kind(of: conversation)) of \(try self.resource($0))" }
      return resource ?? conversation.id.description
    }
    return people.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }

  private func kind(of conversation: Conversation) -> String { conversation.state.kind.rawValue.lowercased() }

  /// The kind with the title, or with the identifier where there is none.
  func resource(_ id: ResourceID) throws -> String {
    if let known = resources[id] { return known }
    let name = try view.resource(id).map { resource in
      let title = resource.details?.title ?? ""
      return "\(resource.state.kind) \(title.isEmpty ? id.description : "“\(title)”")"
    }
    resources[id] = name ?? id.description
    return name ?? id.description
  }

  func target(_ target: ReferenceTarget) throws -> String {
    switch target {
    case .account(let id): try account(id)
    case .resource(let id): try resource(id)
    }
  }

  /// Whose session it is.
  func session(_ id: SessionID) throws -> String {
    guard case .session(let fields) = try view.record(.session(id))?.state.fields else { return id.description }
    return "of \(try account(fields.account))"
  }

  func record(_ record: Record) throws -> String {
    switch record {
    case .block(let account, let contact): "\(try self.account(contact)) for \(try self.account(account))"
    case .session(let id): try session(id)
    case .report(let id): id.description
    case .chatSettings(let account), .twoStepVerification(let account): "of \(try self.account(account))"
    }
  }

  /// Whose message it is, and where; no more than the identifier where it is not known.
  func message(_ id: MessageID) throws -> String {
    guard let state = try view.message(id)?.state else { return id.description }
    return "of \(try account(state.author)) in \(try conversation(state.conversation))"
  }

  func text(of id: MessageID) throws -> String {
    try view.message(id)?.content.map { SafeText.excerpt($0.body, limit: 60) } ?? ""
  }

  /// What a command was, with its position, which says more than its identifier.
  func command(_ id: CommandID) throws -> String {
    guard let position = try view.position(of: id) else { return id.description }
    return try command(at: position)
  }

  func command(at position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return position.description }
    // The one step is enough: a revert of a revert does not tell the whole story again.
    if case .revert = entry.command.action { return "\(position) (revert)" }
    return "\(position) (\(try EntrySummary(entry, self).what))"
  }

  func actor(_ actor: Actor) throws -> String {
    switch actor {
    case .account(let id): try account(id)
    case .operator(let name): name
    }
  }
}

extension RecordTable {
  /// As it is called in sentences.
  var words: String {
    switch self {
    case .blocks: "blocks"
    case .sessions: "sessions"
    case .reports: "privacy reports"
    case .chatSettings: "chat settings"
    case .twoStepVerifications: "two-step settings"
    }
  }

  /// One record of it.
  var noun: String {
    switch self {
    case .blocks: "block"
    case .sessions: "session"
    case .reports: "privacy report"
    case .chatSettings: "chat settings"
    case .twoStepVerifications: "two-step settings"
    }
  }
}
