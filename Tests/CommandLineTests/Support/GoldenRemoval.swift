import ChatDomain
import ChatLedger
import ChatWire
import Testing

/// Something that the golden ledger's commands took away and that is away still.
struct GoldenRemoval {
  var position: Position
  /// The command that last took it away: only that one can be reverted.
  var command: CommandID
  var items: [RemovalItem]

  /// What is away, the latest first: in this order nothing comes back before what it hangs on.
  static func inForce(in ledger: Ledger) throws -> [GoldenRemoval] {
    try ledger.read { view in
      var found: [GoldenRemoval] = []
      try view.forEachRemoval { removal in
        guard case .original(isApplied: true) = removal.kind else { return true }
        var items: [RemovalItem] = []
        try view.forEachRemovalItem(removal.position) { item in
          items.append(item)
          return true
        }
        let last = try #require(try view.entry(at: removal.lastChange))
        found.append(GoldenRemoval(position: removal.position, command: last.command.id, items: items))
        return true
      }
      return found
    }
  }

  func revert(number: Int) -> Command {
    Command(
      id: CommandID(rawValue: 0x019b_0000_0000_7000_8000_0000_0000_2000 + UInt128(number)), actor: .operator("anna"),
      origin: "golden", reason: "It is wanted again.", action: .revert(Revert(command: command)))
  }

  /// How many kinds of things a command can take away.
  static let kinds = 15

  /// The name of the item's kind, as JSON has it.
  static func kind(_ item: RemovalItem) -> String {
    let json = (try? RemovalItemJSON.encode(item)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return String(json.split(separator: "\"").dropFirst().first ?? "")
  }

  /// Whether what a removal took away is there again.
  static func isBack(_ item: RemovalItem, of removal: Position, in view: LedgerView) throws -> Bool {
    switch item {
    case .accountDeactivated(let id): try view.account(id)?.state.isActive == true
    case .accountRemoved(let id): try view.account(id)?.state.isRemoved == false
    case .conversationRemoved(let id): try view.conversation(id)?.state.isRemoved == false
    case .conversationCleared(let id, _):
      try view.conversation(id)?.state.marks.contains { $0.removal == removal } == false
    case .historyCleared(let id, let account, _):
      try view.participant(account, in: id)?.clears.contains { $0.removal == removal } == false
    case .participantLeft(let id, let account): try view.participant(account, in: id)?.isActive == true
    case .messageDeleted(_, let id): try view.messageState(id)?.isDeleted == false
    case .reactionRemoved(let id, let account, let emoji, _):
      try view.messageState(id).map { message in
        try view.reactions(to: message).contains { $0.account == account && $0.emoji == emoji }
      } == true
    case .messageUnpinned(let id, _): try view.messageState(id)?.isPinned == true
    case .importWithdrawn(let position): try view.importState(position)?.withdrawnBy == nil
    case .resourceRemoved(let id): try view.resource(id)?.state.isRemoved == false
    case .referenceEmptied(let id, let reference):
      try view.resource(id)?.state.references.contains(reference) == true
    case .conversationDetached(let id, let resource): try view.conversation(id)?.state.resource == resource
    case .recordRemoved(let record): try view.record(record).map { try view.isVisible($0.state) } == true
    case .recordsCleared(let table): try !view.recordTable(table).marks.contains { $0.removal == removal }
    }
  }
}
