public import ChatDomain

// What a chat client asks for, answered by filtering everything there is. An account sees a conversation while it takes
// part in it, and of its messages those that show to everyone and are neither before its join boundary nor cleared by
// it.
extension InMemoryChat {
  /// The totals of the whole ledger as the fold kept them; ``countedTotals()`` counts again.
  public var totals: Totals { tables.totals }

  /// The conversations that an account takes part in and that are not removed, by latest activity, latest first; ties
  /// by identifier, larger first.
  public func conversations(of account: AccountID) -> [ConversationState] {
    let memberships = tables.participants.values.filter { $0.account == account && $0.isActive }
    let found = memberships.compactMap { tables.conversations[$0.conversation] }.filter { !$0.isRemoved }
    return found.sorted { ($0.latestActivity, $0.id) > ($1.latestActivity, $1.id) }
  }

  /// All messages of a conversation that show, in reading order.
  ///
  /// - Parameter account: whose view it is; everyone's when nil. Nothing shows to an account that takes no part.
  public func messages(in conversation: ConversationID, for account: AccountID? = nil) -> [MessageState] {
    guard let state = tables.conversations[conversation] else { return [] }
    let all = (tables.readingOrder[conversation] ?? []).compactMap { tables.messages[$0.id] }
    let shown = all.filter { state.shows($0) }
    // Nobody takes part in a whiteboard: whoever reaches it sees what is on it.
    guard let account, state.kind != .whiteboard else { return shown }
    guard let participant = participant(account, in: conversation), participant.isActive else { return [] }
    return shown.filter { participant.shows($0) }
  }

  /// The last messages before a point (or of all, when nil), in reading order.
  public func messages(
    in conversation: ConversationID, before point: ReadingPoint?, limit: Int, for account: AccountID? = nil
  ) -> [MessageState] {
    let all = messages(in: conversation, for: account)
    return all.filter { message in point.map { message.point < $0 } ?? true }.suffix(limit)
  }

  /// The first messages after a point (or of all, when nil), in reading order.
  public func messages(
    in conversation: ConversationID, after point: ReadingPoint?, limit: Int, for account: AccountID? = nil
  ) -> [MessageState] {
    let all = messages(in: conversation, for: account)
    return Array(all.filter { message in point.map { message.point > $0 } ?? true }.prefix(limit))
  }

  /// The root of a thread and everything in it that shows, in reading order.
  public func thread(_ root: MessageID, for account: AccountID? = nil) -> [MessageState] {
    guard let message = tables.messages[root] else { return [] }
    return messages(in: message.conversation, for: account).filter { $0.id == root || $0.root == root }
  }

  /// The versions of an edited message, oldest first; none for a message never edited.
  public func versions(of message: MessageID) -> [MessageVersionState] {
    tables.messages[message].flatMap { tables.versions[$0.point.position] } ?? []
  }

  /// The messages of other conversations that answer one of this conversation and show, in the order of the log.
  public func quotes(of conversation: ConversationID) -> [MessageState] {
    (tables.quotes[conversation] ?? []).compactMap { tables.messages[$0] }.filter { shows($0) }
  }

  /// The message that a message replies to, if it is visible to the account, or to everyone; nil otherwise.
  public func visible(_ target: MessageID?, for account: AccountID? = nil) -> MessageID? {
    guard let message = target.flatMap({ tables.messages[$0] }) else { return nil }
    return messages(in: message.conversation, for: account).contains { $0.id == target } ? target : nil
  }

  /// How many messages show to the account, stand after its read marker, and are by somebody else; none for who takes
  /// no part.
  public func unreadCount(of account: AccountID, in conversation: ConversationID) -> Int {
    guard participant(account, in: conversation)?.isActive == true else { return 0 }
    let marker = readMarker(of: account, in: conversation)
    return messages(in: conversation, for: account).count { message in
      message.author != account && marker.map { message.point > $0.point } ?? true
    }
  }

  /// The pins of messages that show, in the order they were made.
  public func pins(in conversation: ConversationID, for account: AccountID? = nil) -> [PinState] {
    messages(in: conversation, for: account).compactMap { tables.pins[$0.id] }.sorted {
      ($0.pinnedAt, $0.messagePosition) < ($1.pinnedAt, $1.messagePosition)
    }
  }

  /// The reactions to a message that shows, in the order they were made.
  public func reactions(to message: MessageID) -> [ReactionState] {
    guard let state = tables.messages[message], tables.conversations[state.conversation]?.shows(state) == true
    else { return [] }
    let found = tables.reactions.values.filter { $0.messagePosition == state.point.position }
    return found.sorted {
      ($0.addedPosition, $0.account) == ($1.addedPosition, $1.account)
        ? $0.emoji.precedesBytewise($1.emoji) : ($0.addedPosition, $0.account) < ($1.addedPosition, $1.account)
    }
  }
}
