internal import ChatLedger

/// When accounts and rooms of an export went out of use, as far as the log has to be asked for it.
struct ExportHistory {
  /// When accounts that are out of use were deactivated.
  private var deactivations: [AccountID: Timestamp] = [:]
  /// Accounts that are in use and were not at some time.
  private var reactivated: Set<AccountID> = []
  /// Rooms that are open and were not at some time.
  private var reopened: Set<ConversationID> = []

  init() {}

  /// - Parameters:
  ///   - accounts: those of which it has to be known, with whether they are active.
  ///   - hasOpenRooms: whether rooms that are open have a kept time of their end.
  init(_ view: LedgerView, of accounts: [AccountID: Bool], hasOpenRooms: Bool) throws {
    if hasOpenRooms { reopened = try view.reopenedConversations() }
    guard !accounts.isEmpty else { return }
    try view.forEachRemoval { removal in
      guard case .original(let isApplied) = removal.kind else { return true }
      try view.forEachRemovalItem(removal.position) { item in
        guard case .accountDeactivated(let id) = item, let isActive = accounts[id] else { return true }
        if isActive {
          reactivated.insert(id)
        } else if isApplied, deactivations[id] == nil {
          deactivations[id] = try view.entry(at: removal.position)?.time
        }
        return true
      }
      return true
    }
  }

  /// `delete_at` of an account as JSON text; nil where it has none.
  ///
  /// What an archive said stays while the account is out of use, and where it never was otherwise: an earlier version
  /// of the import kept the field and did not deactivate.
  func deletedAt(_ account: Account, kept: String?, in view: LedgerView) throws -> String? {
    let state = account.state
    if state.isActive, !state.isRemoved { return reactivated.contains(state.id) ? nil : kept }
    if !state.isActive, let kept, Self.isTime(kept) { return kept }
    guard state.isRemoved, let position = state.removedPosition, let entry = try view.entry(at: position) else {
      return deactivations[state.id].map { String($0.milliseconds) }
    }
    for case .accountRemoved(let event) in entry.events where event.account == state.id {
      return String((event.removedAt ?? entry.time).milliseconds)
    }
    return String(entry.time.milliseconds)
  }

  /// `deleted_at` of a room as JSON text; nil where it has none.
  func deletedAt(_ room: ConversationState, kept: String?) -> String? {
    guard let end = room.endedAt else { return reopened.contains(room.id) ? nil : kept }
    if let kept, Self.isTime(kept) { return kept }
    return String(end.milliseconds)
  }

  /// Whether a kept field says a time, and not that there is none.
  static func isTime(_ json: String) -> Bool { json != "0" && json != "null" && json != "\"\"" }
}
