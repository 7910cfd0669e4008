// Things that were taken away, in words.

extension RemovalItem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .accountDeactivated(let id): "account \(id) is deactivated"
    case .accountRemoved(let id): "account \(id)"
    case .conversationRemoved(let id): "conversation \(id)"
    case .conversationCleared(let id, _): "the messages of conversation \(id)"
    case .historyCleared(let id, let account, _): "the history of conversation \(id) for account \(account)"
    case .participantLeft(let id, let account): "account \(account) in conversation \(id)"
    case .messageDeleted(_, let id): "message \(id)"
    case .reactionRemoved(let id, let account, _, _): "a reaction of account \(account) to message \(id)"
    case .messageUnpinned(let id, _): "the pin of message \(id)"
    case .importWithdrawn(let position): "the import at position \(position)"
    case .resourceRemoved(let id): "resource \(id)"
    case .referenceEmptied(let id, let reference): "the \(reference.name) of resource \(id)"
    case .conversationDetached(let id, let resource): "conversation \(id) on resource \(resource)"
    case .recordRemoved(let record): "\(record)"
    case .recordsCleared(let table): "the table \(table.rawValue)"
    }
  }
}
