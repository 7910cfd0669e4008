internal import ChatLedger

/// Kinds of things of which the ledger can say how many came from a source, without a look at their texts.
enum LivingKind: String, CaseIterable, Hashable, Sendable {
  case account, conversation, message

  init?(_ thing: ImportedThing) {
    switch thing {
    case .account: self = .account
    case .conversation: self = .conversation
    case .message: self = .message
    default: return nil
    }
  }
}

// What a source does not have any more.

extension ImportEngine {
  /// How many things of each kind came from earlier imports of this source, show, and were not described this time.
  ///
  /// Counted, not compared: where the numbers agree nothing has vanished, for every described thing was found.
  /// O(messages) without their texts.
  package func countVanished() throws {
    try settle()
    var found: [LivingKind: Int64] = [:]
    try target.read { view in
      let own = chain.positions
      func isOwn(_ position: Position?) -> Bool { position.map(own.contains) ?? false }
      try view.forEachAccountState { state in
        if isOwn(state.importedBy), !state.isRemoved { found[.account, default: 0] += 1 }
        return true
      }
      try view.forEachConversationState { room in
        guard !room.isRemoved else { return true }
        if isOwn(room.importedBy) { found[.conversation, default: 0] += 1 }
        try view.forEachMessageState(in: room.id) { message in
          if isOwn(message.importedBy), room.shows(message) { found[.message, default: 0] += 1 }
          return true
        }
        return true
      }
    }
    for kind in LivingKind.allCases {
      let more = found[kind, default: 0] - living[kind, default: 0]
      if more > 0 { vanishedByKind[kind.rawValue] = UInt64(more) }
    }
  }

  /// Whether an identifier stands for another one that was withdrawn with its import.
  package func isAgain(_ id: UInt128, _ original: UInt128) -> Bool { memory.aliases[original] == id }

  /// Deletes something that the source does not have any more.
  package func delete(_ described: DescribedThing) {
    guard let (phase, action) = described.thing.deletion(at: nil) else { return }
    let id = derived("vanish", described, importCommand.rawValue)
    plan(described, id, action, .deletes, phase: phase)
  }
}
