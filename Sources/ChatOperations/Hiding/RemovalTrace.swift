package import ChatLedger

/// What removed a thing before and what brought it back, while nothing need keep it from showing now.
///
/// There is no index from things to commands: all removals and their items are looked through, which the projection
/// keeps apart from everything else. One look at each item, however long the log is.
package struct RemovalTrace {
  package struct Step {
    package var entry: LedgerEntry
    /// What the command did, as in `hiddenBy`; nil where it brought the thing back.
    package var how: Hiding.How?

    package var words: String { how?.words ?? "brought back" }
  }

  package private(set) var steps: [Step] = []

  /// - Parameter how: what a removal's item did to the thing; nil where it has nothing to do with it.
  init(_ view: LedgerView, _ how: (RemovalItem) -> Hiding.How?) throws {
    var found: [Position: Hiding.How] = [:]
    var reversals: [(position: Position, target: Position)] = []
    try view.forEachRemoval { removal in
      switch removal.kind {
      case .reversal(let target): reversals.append((removal.position, target))
      case .original:
        try view.forEachRemovalItem(removal.position) { item in
          found[removal.position] = how(item)
          return found[removal.position] == nil
        }
      }
      return true
    }
    // What was never brought back is said elsewhere: it keeps the thing from showing.
    let reversed = Set(reversals.map(\.target)).intersection(found.keys)
    for (position, how) in found where reversed.contains(position) {
      if let entry = try view.entry(at: position) { steps.append(Step(entry: entry, how: how)) }
    }
    // Reversals of one removal take turns: the first brings back, the next takes away again.
    var isAway = Dictionary(uniqueKeysWithValues: reversed.map { ($0, true) })
    for (position, target) in reversals.sorted(by: { $0.position < $1.position }) {
      guard let wasAway = isAway[target], let entry = try view.entry(at: position) else { continue }
      isAway[target] = !wasAway
      steps.append(Step(entry: entry, how: wasAway ? nil : found[target]))
    }
    steps.sort { $0.entry.position < $1.entry.position }
  }
}

extension RemovalTrace {
  package init(of message: MessageState, in view: LedgerView) throws {
    try self.init(view) { item in
      switch item {
      case .messageDeleted(_, message.id): .deleted
      case .conversationRemoved(message.conversation): .conversationRemoved
      case .conversationCleared(message.conversation, let watermark): watermark.covers(message) ? .cleared : nil
      default: nil
      }
    }
  }

  package init(of conversation: ConversationID, in view: LedgerView) throws {
    try self.init(view) { item in
      switch item {
      case .conversationRemoved(conversation): .conversationRemoved
      case .conversationCleared(conversation, _): .cleared
      default: nil
      }
    }
  }

  package init(of account: AccountID, in view: LedgerView) throws {
    try self.init(view) { item in
      switch item {
      case .accountRemoved(account): .accountRemoved
      case .accountDeactivated(account): .accountDeactivated
      default: nil
      }
    }
  }

  package init(of resource: ResourceID, in view: LedgerView) throws {
    try self.init(view) { item in
      if case .resourceRemoved(resource) = item { .resourceRemoved } else { nil }
    }
  }
}
