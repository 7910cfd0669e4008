import ChatLedger

/// Names of accounts and conversations, looked up once each while one list is printed.
final class Names {
  private let view: LedgerView
  private var accounts: [AccountID: String] = [:]
  private var conversations: [ConversationID: String] = [:]

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
    if people.isEmpty { return conversation.id.description }
    return people.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
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
