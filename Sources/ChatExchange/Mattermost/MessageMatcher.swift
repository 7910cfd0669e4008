internal import ChatLedger

/// Finds the messages of an archive in the ledger.
///
/// The format gives messages no identifiers. A message is known by its place, author and time; where several agree in
/// these, by what it says, and by order. One whose text is another than any that the ledger has there is either an edit
/// of one that has not been met, or a message of its own: that can be told when the whole archive has been read.
///
/// Memory: 8 to 16 bytes for each message of the archive.
struct MessageMatcher {
  /// What a message is known by.
  struct Key: Hashable {
    var conversation: ConversationID
    var userName: String
    var milliseconds: Int64
  }

  /// What was met of one key more than once, or with several candidates.
  private struct Several {
    var count: UInt64
    var taken: Set<MessageID>
  }

  private var met: Set<UInt64> = []
  private var several: [UInt64: Several] = [:]

  /// What a message of the archive is in the ledger; nil while it is known by place, author and time, and says
  /// something else.
  ///
  /// - Parameter candidates: the messages that the ledger had of this key before the import, in their order.
  /// - Parameter isLast: whether the whole archive has been read.
  mutating func match(
    _ key: Key, _ content: MessageContent, candidates: [Message], isLast: Bool, isFirstLook: Bool
  ) -> MessageID? {
    let first = Self.identifier(key, 0)
    let digest = UInt64(truncatingIfNeeded: first.rawValue >> 64)
    let isFirst = isFirstLook && met.insert(digest).inserted
    if isFirst, let match = Self.only(candidates, content, first) { return match }
    // What was matched without a word took the only candidate.
    var entry = several[digest] ?? Several(count: isFirst ? 0 : 1, taken: isFirst ? [] : Set(candidates.map(\.id)))
    defer { several[digest] = entry }
    if isFirstLook { entry.count += 1 }
    let open = candidates.filter { !entry.taken.contains($0.id) }
    if let same = open.first(where: { $0.content == content }) {
      entry.taken.insert(same.id)
      return same.id
    }
    if let edited = open.first {
      guard isLast else { return nil }
      entry.taken.insert(edited.id)
      return edited.id
    }
    var ordinal: UInt64 = candidates.isEmpty ? entry.count - 1 : 0
    let others = Set(candidates.map(\.id)).union(entry.taken)
    while others.contains(Self.identifier(key, ordinal)) { ordinal += 1 }
    let id = Self.identifier(key, ordinal)
    entry.taken.insert(id)
    return id
  }

  /// The usual case, of which nothing has to be remembered: there is nothing of the key, or the one message itself.
  private static func only(_ candidates: [Message], _ content: MessageContent, _ first: MessageID) -> MessageID? {
    if candidates.isEmpty { return first }
    guard candidates.count == 1, candidates[0].content == content else { return nil }
    return candidates[0].id
  }

  private static func identifier(_ key: Key, _ ordinal: UInt64) -> MessageID {
    MattermostIdentifier.message(
      in: key.conversation, userName: key.userName, createdAtMilliseconds: key.milliseconds, ordinal: ordinal)
  }

  /// The messages that the ledger has at a place and time of an author, in their order.
  static func candidates(
    in conversation: ConversationID, by author: AccountID, at milliseconds: Int64, _ view: LedgerView
  ) throws -> [Message] {
    let start = Timestamp(milliseconds: milliseconds)
    var found: [MessageID] = []
    try view.forEachMessageState(in: conversation, from: ReadingPoint(time: start, position: .start)) { state in
      guard state.sentAt.milliseconds == milliseconds else { return false }
      if state.author == author { found.append(state.id) }
      return true
    }
    return try found.compactMap { try view.message($0) }
  }
}
