internal import ChatLedger

/// Accounts that were removed and still are somebody: who said what shows, and who belonged to a direct conversation
/// when he was removed.
struct RemovedAccounts {
  private var users: [AccountID: ExportDirectory.User] = [:]
  private var removals: [AccountID: Position] = [:]
  private var referred: Set<AccountID> = []
  private var left: [ConversationID: [AccountID]] = [:]

  mutating func add(_ user: ExportDirectory.User, at removal: Position?) {
    users[user.id] = user
    removals[user.id] = removal
  }

  /// Those that need a line.
  var shown: [ExportDirectory.User] { referred.sorted().compactMap { users[$0] } }

  /// Who took part in a group until he was removed.
  func members(of conversation: ConversationID) -> [AccountID] { left[conversation] ?? [] }

  /// Looks for whatever refers to them. O(messages), without texts; nothing where nobody was removed.
  mutating func find(in channels: [ConversationID], _ directs: [ConversationState], _ view: LedgerView) throws {
    guard !users.isEmpty else { return }
    let groups = Set(directs.filter { $0.pair == nil }.map(\.id))
    for removal in Set(removals.values) {
      try view.forEachRemovalItem(removal) { item in
        if case .participantLeft(let conversation, let account) = item, removals[account] == removal,
          groups.contains(conversation)
        {
          left[conversation, default: []].append(account)
          referred.insert(account)
        }
        return true
      }
    }
    for pair in directs.compactMap(\.pair) { refer(to: [pair.low, pair.high]) }
    for id in channels + directs.map(\.id) { try findAuthors(in: id, view) }
  }

  private mutating func findAuthors(in id: ConversationID, _ view: LedgerView) throws {
    guard let state = try view.conversation(id)?.state, state.visible.messages > 0 else { return }
    try view.forEachMessageState(in: id) { message in
      guard state.shows(message) else { return true }
      refer(to: [message.author])
      if message.reactionCount > 0 { refer(to: try view.reactions(to: message).map(\.account)) }
      return true
    }
  }

  private mutating func refer(to accounts: [AccountID]) {
    for account in accounts where users[account] != nil { referred.insert(account) }
  }
}
