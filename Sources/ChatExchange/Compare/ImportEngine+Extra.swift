internal import ChatLedger

// What the ledger has besides an archive that it is compared with.

extension ImportEngine {
  /// Messages that an import brought into a conversation of the archive and that the archive does not have.
  func noteExtraMessages(in conversation: ConversationID, bucket: Int) throws {
    try decidePending()
    let room = ConversationID(rawValue: memory.resolve(conversation.rawValue))
    try target.read { view in
      guard let state = try view.conversation(room)?.state, !state.isRemoved else { return }
      try view.forEachMessageState(in: room) { message in
        guard message.importedBy != nil, !hasMet(message.id.rawValue) else { return true }
        if state.shows(message) {
          noteExtra(
            ImportLocation(table: nil, key: "message \(message.id)"), in: bucket, "at \(message.sentAt)")
        } else {
          comparison?.deletedCount += 1
        }
        return true
      }
    }
  }

  /// Members that an import brought into a room of the archive and that the archive does not name as such.
  func noteExtraMembers(in conversation: ConversationID, bucket: Int) throws {
    try decidePending()
    let room = ConversationID(rawValue: memory.resolve(conversation.rawValue))
    try target.read { view in
      guard let state = try view.conversation(room)?.state, !state.isRemoved, state.kind == .room else { return }
      for member in try view.participants(in: room) where member.isActive && member.importedBy != nil {
        if hasMet(Self.membership(of: member.account, in: room)) { continue }
        noteExtra(ImportLocation(table: nil, key: "member \(member.account) of \(room)"), in: bucket)
      }
    }
  }

  /// Accounts and conversations that earlier imports of this source brought, and that the archive does not describe:
  /// it has no word of them, or only their names.
  func noteExtraEntities(accounts: Int, conversations: Int) throws {
    try decidePending()
    let own = chain.positions
    func isOwn(_ position: Position?) -> Bool { position.map(own.contains) ?? false }
    try target.read { view in
      try view.forEachAccount { account in
        guard isOwn(account.state.importedBy) else { return true }
        if try isDescribed(account.id.rawValue, in: view) { return true }
        noteExtra(
          ImportLocation(table: nil, key: "account \(account.profile?.userName ?? "\(account.id)")"), in: accounts)
        return true
      }
      try view.forEachConversation { conversation in
        guard isOwn(conversation.state.importedBy) else { return true }
        if try isDescribed(conversation.id.rawValue, in: view) { return true }
        noteExtra(ImportLocation(table: nil, key: "conversation \(conversation.id)"), in: conversations)
        return true
      }
    }
  }

  /// Whether the archive says of a thing all that the ledger has of it; that of a thing that it describes is compared.
  private func isDescribed(_ id: UInt128, in view: LedgerView) throws -> Bool {
    guard hasMet(id) else { return false }
    guard let named = comparison?.named[id] else { return true }
    let known = try LedgerEntity.find(named.thing, named.command, unsaid: named.unsaid, in: view)
    return known.map { named.thing.namesOfDifferences(from: $0.thing).isEmpty } ?? true
  }
}
