// Reverting: brings back what a command took away; reverting a revert takes it away again.

extension Revert {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    guard let position = try state.command(command) else {
      throw Rejection(
        .unknownCommand, "Command \(command) is not known.",
        remedy: "Its receipt shows the identifier; the entries of the log do, too.", steps: [.list(.entries)])
    }
    if let batch = try state.importState(position) {
      return try batch.withdrawn(request, in: state)
    }
    guard let removal = try state.removal(position) else {
      throw Rejection(
        .nothingToRevert, "Command \(command) took nothing away.",
        remedy: "Only what a command removed can be brought back; to undo what it made, remove that.")
    }
    switch removal.kind {
    case .original(let isApplied):
      guard isApplied else { throw alreadyReverted(by: removal.lastChange) }
      return try undo(removal, in: state)
    case .reversal(let target):
      guard let original = try state.removal(target), case .original(let isApplied) = original.kind,
        original.lastChange == position
      else { throw alreadyReverted(by: try state.removal(target)?.lastChange ?? target) }
      return isApplied ? try undo(original, in: state) : try redo(original, request, in: state)
    }
  }

  private func undo(_ removal: RemovalState, in state: any ChatState) throws -> [Event] {
    var events: [Event] = [.removalReverted(RemovalReverted(removal: removal.position))]
    try state.forEachRemovalItem(removal.position) { item in
      events += try item.undone(of: removal.position, in: state)
      return true
    }
    try Restoration(events, of: removal.position).check(in: state)
    return events
  }

  private func redo(_ removal: RemovalState, _ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    var items: [RemovalItem] = []
    try state.forEachRemovalItem(removal.position) { item in
      items.append(item)
      return true
    }
    let going = try itemsGoingAgain(items, request, in: state)
    var events: [Event] = [.removalReapplied(RemovalReapplied(removal: removal.position))]
    for item in going { events += try item.done(of: removal.position, in: state) }
    return events
  }

  /// What has come since must not be left without what it hangs on.
  private func itemsGoingAgain(
    _ items: [RemovalItem], _ request: CommandRequest, in state: any ChatState
  ) throws -> [RemovalItem] {
    for item in items {
      if case .importWithdrawn(let position) = item, let batch = try state.importState(position) {
        return try batch.itemsWithdrawnAgain(items, request, in: state)
      }
    }
    try RemovalPlan.checkAgain(items, in: state)
    return items
  }

  private func alreadyReverted(by position: Position) -> Rejection {
    Rejection(
      .alreadyReverted, "Command \(command) has been reverted already, by the entry at position \(position).",
      remedy: "To change that back, revert the command of that entry.")
  }
}

extension RemovalReverted {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.reverse(removal, isApplied: false, by: recorded)
  }
}

extension RemovalReapplied {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.reverse(removal, isApplied: true, by: recorded)
  }
}

extension ChatStore {
  fileprivate func reverse(_ position: Position, isApplied: Bool, by recorded: LoggedEvent) throws {
    guard var removal = try removal(position) else {
      throw FoldFault("a removal is reversed that is not there")
    }
    removal.kind = .original(isApplied: isApplied)
    removal.lastChange = recorded.firstPosition
    try put(removal)
    try put(
      RemovalState(
        position: recorded.firstPosition, commandID: recorded.commandID, kind: .reversal(of: position), itemCount: 0,
        lastChange: recorded.firstPosition))
  }
}
