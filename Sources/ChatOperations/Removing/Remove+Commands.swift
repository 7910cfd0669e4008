public import ChatLedger

extension Remove {
  /// The commands that do this removal: one where it names no more than ``Limits/thingsPerRemoval`` things, otherwise
  /// several under the identifier of the first as their correlation, to be executed in one batch.
  ///
  /// Conversations go first and accounts last. Each of several commands is decided by itself: a reference with the
  /// action `restrict` between things of different commands stops the whole batch.
  ///
  /// - Parameter id: The identifier of the first command; those of the others follow from it.
  public func commands(id: CommandID, actor: CommandActor, origin: String, reason: String) -> [Command] {
    let parts = split(atMost: Limits.thingsPerRemoval)
    return parts.enumerated().map { index, part in
      Command(
        id: CommandID(rawValue: id.rawValue &+ UInt128(index)), actor: actor, origin: origin, reason: reason,
        correlation: parts.count > 1 ? id : nil, action: .remove(part))
    }
  }

  func split(atMost limit: Int) -> [Remove] {
    guard resources.count + accounts.count + conversations.count > limit else { return [self] }
    func chunks<ID>(_ ids: [ID], _ part: ([ID]) -> Remove) -> [Remove] {
      stride(from: 0, to: ids.count, by: limit).map { part(Array(ids[$0..<min($0 + limit, ids.count)])) }
    }
    return chunks(conversations) { Remove(conversations: $0, removedAt: removedAt, cleanup: cleanup) }
      + chunks(resources) { Remove(resources: $0, removedAt: removedAt, cleanup: cleanup) }
      + chunks(accounts) { Remove(accounts: $0, removedAt: removedAt, cleanup: cleanup) }
  }
}
