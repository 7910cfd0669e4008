package import ChatLedger

/// What an import asks the ledger before it plans a command.
package protocol KnownThings: AnyObject {
  func hasAccount(_ id: AccountID) throws -> Bool
  func hasConversation(_ id: ConversationID) throws -> Bool
  func hasCommand(_ id: CommandID) throws -> Bool
  /// What a message says, where it shows.
  func content(of message: MessageID) throws -> MessageContent?
  /// The direct conversation of the pair, whoever made it.
  func directConversation(_ pair: AccountPair) throws -> ConversationID?
}

/// Asks a ledger. Every answer is as new as the ledger's last commit at least; what the import itself has planned
/// since is the planner's own knowledge.
package final class LedgerKnownThings: KnownThings {
  private let ledger: Ledger
  /// Read once, when the first direct conversation comes up.
  private var directs: [AccountPair: ConversationID]?

  package init(_ ledger: Ledger) { self.ledger = ledger }

  package func hasAccount(_ id: AccountID) throws -> Bool {
    try ledger.read(.available) { try $0.account(id) != nil }
  }

  package func hasConversation(_ id: ConversationID) throws -> Bool {
    try ledger.read(.available) { try $0.conversation(id) != nil }
  }

  package func hasCommand(_ id: CommandID) throws -> Bool {
    try ledger.read(.available) { try $0.position(of: id) != nil }
  }

  package func content(of message: MessageID) throws -> MessageContent? {
    try ledger.read(.available) { view in
      guard let message = try view.message(message), try view.isVisible(message.state) else { return nil }
      return message.content
    }
  }

  package func directConversation(_ pair: AccountPair) throws -> ConversationID? {
    if let directs { return directs[pair] }
    let found = try ledger.read(.available) { view in
      var found: [AccountPair: ConversationID] = [:]
      try view.forEachConversation { conversation in
        // Of two of a pair the one counts that the ledger finds for it.
        if let pair = conversation.state.pair, !conversation.state.yieldsPair { found[pair] = conversation.id }
        return true
      }
      return found
    }
    directs = found
    return found[pair]
  }
}
