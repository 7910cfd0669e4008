public import ChatDomain
import ChatWire
import EventLog
import LMDB

extension LedgerView {
  /// The conversations that were ever opened again after an end.
  ///
  /// O(entries), two to three million per second, because only the log has this information.
  public func reopenedConversations() throws -> Set<ConversationID> {
    var found: Set<ConversationID> = []
    var sieve = EventSieve { if case .conversationReopened = $0 { true } else { false } }
    try transaction.withTransaction { transaction in
      _ = try log.scan(from: Position.start.next.rawValue, through: position.rawValue, in: transaction) { entry in
        for case .conversationReopened(let event) in try sieve.events(of: entry) { found.insert(event.conversation) }
        return .continue
      }
    }
    return found
  }
}
