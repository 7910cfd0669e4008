import ChatLedger

/// What removed a thing before and what brought it back, while nothing need keep it from showing now.
///
/// There is no index from things to commands: all removals and their items are looked through, which the projection
/// keeps apart from everything else. One look at each item, however long the log is.
struct RemovalTrace {
  struct Step {
    var entry: LedgerEntry
    /// What the command did, as in `hiddenBy`; nil where it brought the thing back.
    var how: Hiding.How?

    var words: String { how?.words ?? "brought back" }
  }

  private(set) var steps: [Step] = []

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

  func table(_ names: Names) throws -> TextTable {
    var table = TextTable([
      .init("WHEN"), .init("WHO", givesWay: true), .init("HOW"), .init("WHY", givesWay: true),
      .init("ENTRY", isNumber: true),
    ])
    for step in steps {
      let entry = step.entry
      table.append([
        Format.time(entry.time), try names.at(entry.position).actor(entry.command.actor), step.words,
        SafeText.excerpt(entry.command.reason ?? ""), entry.position.description,
      ])
    }
    return table
  }

  func json(_ names: Names) throws -> JSON {
    if steps.isEmpty { return .null }
    return .array(
      try steps.map { step in
        let (entry, names) = (step.entry, names.at(step.entry.position))
        return
          ([
            "how": .string(step.how?.rawValue ?? "BROUGHT_BACK"), "command": .of(entry.command.id),
            "position": .position(entry.position), "time": .of(entry.time), "actor": entry.command.actor.json,
            "actorName": .of(try names.actorThen(entry.command.actor)),
            "actorNameNow": .of(try names.actorNow(entry.command.actor)),
            "reason": .nonEmpty(entry.command.reason),
          ] as JSON).compact
      })
  }
}

extension RemovalTrace {
  init(of message: MessageState, in view: LedgerView) throws {
    try self.init(view) { item in
      switch item {
      case .messageDeleted(_, message.id): .deleted
      case .conversationRemoved(message.conversation): .conversationRemoved
      case .conversationCleared(message.conversation, let watermark): watermark.covers(message) ? .cleared : nil
      default: nil
      }
    }
  }

  init(of conversation: ConversationID, in view: LedgerView) throws {
    try self.init(view) { item in
      switch item {
      case .conversationRemoved(conversation): .conversationRemoved
      case .conversationCleared(conversation, _): .cleared
      default: nil
      }
    }
  }

  init(of account: AccountID, in view: LedgerView) throws {
    try self.init(view) { item in
      switch item {
      case .accountRemoved(account): .accountRemoved
      case .accountDeactivated(account): .accountDeactivated
      default: nil
      }
    }
  }

  init(of resource: ResourceID, in view: LedgerView) throws {
    try self.init(view) { item in
      if case .resourceRemoved(resource) = item { .resourceRemoved } else { nil }
    }
  }
}
