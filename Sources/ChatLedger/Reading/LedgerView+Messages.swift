import ChatProjection

/// Which messages of a conversation show to whom: the one rule, with what it needs looked up once.
struct MessageFilter {
  let conversation: ConversationState
  let participant: ParticipantState?

  /// Nil when the conversation is unknown or removed, or the account takes no part in it.
  init?(_ id: ConversationID, for account: AccountID?, in state: ProjectionSession) throws {
    guard let conversation = try state.conversation(id), !conversation.isRemoved else { return nil }
    self.conversation = conversation
    guard let account else {
      participant = nil
      return
    }
    let participant = try state.participant(account, in: id)
    // Nobody takes part in a whiteboard: whoever reaches it sees what is on it.
    guard participant?.isActive == true || conversation.kind == .whiteboard else { return nil }
    self.participant = participant
  }

  func shows(_ message: MessageState) -> Bool {
    conversation.shows(message) && (participant?.shows(message) ?? true)
  }

  /// False when nothing shows to anyone: then no row need be looked at.
  var mayShowAny: Bool { conversation.visible.messages > 0 }
}

/// Which answered messages show to a reader: what is gone leaves its replies without a target, and what comes back is
/// answered again. Nothing is written for a reply, however many there are.
final class AnsweredMessages {
  private let state: ProjectionSession
  private let account: AccountID?
  /// The conversation that is read, where nearly all targets are.
  private let own: MessageFilter?
  /// Replies of one thread come one after another.
  private var last: (id: MessageID, shows: Bool)?

  init(_ state: ProjectionSession, for account: AccountID?, own: MessageFilter? = nil) {
    self.state = state
    self.account = account
    self.own = own
  }

  /// The target where it shows; one look-up unless it is the same as before.
  func visible(_ target: MessageID?) throws -> MessageID? {
    guard let target else { return nil }
    if let last, last.id == target { return last.shows ? target : nil }
    let shows = try shows(target)
    last = (target, shows)
    return shows ? target : nil
  }

  private func shows(_ target: MessageID) throws -> Bool {
    guard let message = try state.message(target) else { return false }
    if let own, own.conversation.id == message.conversation { return own.shows(message) }
    return try MessageFilter(message.conversation, for: account, in: state)?.shows(message) ?? false
  }
}

extension LedgerView {
  private func message(_ state: MessageState, _ answered: AnsweredMessages) throws -> Message {
    Message(
      state: state, content: try texts.messageContent(at: state.contentPosition),
      replyTo: try answered.visible(state.replyTo), root: try answered.visible(state.root))
  }

  /// A page of a conversation in reading order; `account` narrows it to what that account can see.
  ///
  /// O(page) plus the hidden rows in between: reading across a large cleared section takes time in proportion to its
  /// size. A conversation without visible messages returns at once. The page is empty for a conversation that is
  /// unknown, removed, or not visible to the account. With `includingHidden` the page has all messages, and
  /// ``isVisible(_:to:)`` tells which are visible.
  public func messages(
    in conversation: ConversationID, _ anchor: PageAnchor = .latest, limit: Int = 50, for account: AccountID? = nil,
    includingHidden: Bool = false
  ) throws -> [Message] {
    let filter = try MessageFilter(conversation, for: account, in: state())
    guard limit > 0, includingHidden || filter?.mayShowAny == true else { return [] }
    var page: [MessageState] = []
    // Once everything that shows has been found, what is left is hidden.
    let most = includingHidden ? limit : min(limit, Int(filter?.conversation.visible.messages ?? 0))
    func take(_ message: MessageState) -> Bool {
      if includingHidden || filter?.shows(message) == true { page.append(message) }
      return page.count < most
    }
    switch anchor {
    case .latest: try state().forEachMessageBackwards(in: conversation, before: nil, take)
    case .before(let point): try state().forEachMessageBackwards(in: conversation, before: point, take)
    case .after(let point): try state().forEachMessage(in: conversation, from: point.next, take)
    }
    if case .after = anchor {} else { page.reverse() }
    let answered = AnsweredMessages(try state(), for: account, own: filter)
    return try page.map { try message($0, answered) }
  }

  /// Every message of a conversation in reading order. The body returns false to stop.
  public func forEachMessage(
    in conversation: ConversationID, from point: ReadingPoint? = nil, includingHidden: Bool = false,
    _ body: (Message) throws -> Bool
  ) throws {
    let filter = try MessageFilter(conversation, for: nil, in: state())
    let answered = AnsweredMessages(try state(), for: nil, own: filter)
    if includingHidden {
      return try state().forEachMessage(in: conversation, from: point) { try body(message($0, answered)) }
    }
    guard let filter, filter.mayShowAny else { return }
    try state().forEachMessage(in: conversation, from: point) { state in
      try !filter.shows(state) || body(message(state, answered))
    }
  }

  /// A page of a thread's visible replies, in reading order, without the root. With `includingHidden` it has all
  /// replies.
  public func replies(
    to root: MessageID, after point: ReadingPoint? = nil, limit: Int = 50, for account: AccountID? = nil,
    includingHidden: Bool = false
  ) throws -> [Message] {
    guard limit > 0, let place = try state().message(root) else { return [] }
    let filter = try MessageFilter(place.conversation, for: account, in: state())
    guard includingHidden || filter != nil else { return [] }
    var page: [Message] = []
    let answered = AnsweredMessages(try state(), for: account, own: filter)
    try state().forEachReply(to: root, from: point?.next) { state in
      if includingHidden || filter?.shows(state) == true { page.append(try message(state, answered)) }
      return page.count < limit
    }
    return page
  }

  // MARK: States

  /// Messages of a conversation in reading order, those that do not show too, without their texts, which are what takes
  /// time. The body returns false to stop.
  public func forEachMessageState(
    in conversation: ConversationID, from point: ReadingPoint? = nil, _ body: (MessageState) throws -> Bool
  ) throws {
    try state().forEachMessage(in: conversation, from: point, body)
  }

  /// Replies of a thread in reading order, those that do not show too, without their texts. The body returns false to
  /// stop.
  public func forEachReplyState(to root: MessageID, _ body: (MessageState) throws -> Bool) throws {
    try state().forEachReply(to: root, from: nil, body)
  }

  /// Every reply of a thread that shows, in reading order. The body returns false to stop.
  public func forEachReply(to root: MessageID, _ body: (Message) throws -> Bool) throws {
    guard let place = try state().message(root),
      let filter = try MessageFilter(place.conversation, for: nil, in: state())
    else { return }
    let answered = AnsweredMessages(try state(), for: nil, own: filter)
    try state().forEachReply(to: root, from: nil) { state in
      try !filter.shows(state) || body(message(state, answered))
    }
  }

  /// One message, whether it shows or not; ``isVisible(_:to:)`` tells. Nil when it is not known.
  public func message(_ id: MessageID) throws -> Message? {
    let answered = AnsweredMessages(try state(), for: nil)
    return try state().message(id).map { try message($0, answered) }
  }

  /// The state of a message, without reading its texts. Nil when the message is not known.
  public func messageState(_ id: MessageID) throws -> MessageState? { try state().message(id) }

  /// Messages of other conversations that answer one of this conversation and show, in the order of the log. The body
  /// returns false to stop.
  public func forEachQuote(of conversation: ConversationID, _ body: (Message) throws -> Bool) throws {
    let answered = AnsweredMessages(try state(), for: nil)
    try state().forEachQuote(of: conversation) { state in
      try !isVisible(state) || body(message(state, answered))
    }
  }

  /// Whether a message shows, to everyone who takes part or to one account.
  public func isVisible(_ message: MessageState, to account: AccountID? = nil) throws -> Bool {
    try MessageFilter(message.conversation, for: account, in: state())?.shows(message) ?? false
  }

  /// Every version of a message from the first to the latest.
  public func versions(of id: MessageID) throws -> [MessageVersion] {
    guard let known = try state().message(id) else { return [] }
    var versions: [MessageVersion] = []
    try state().forEachVersion(of: known) { version in
      versions.append(
        MessageVersion(
          version: version.version, time: version.editedAt, position: version.contentPosition,
          content: try texts.messageContent(at: version.contentPosition)))
      return true
    }
    guard versions.isEmpty else { return versions }
    // A message that was never edited has no row of versions.
    return [
      MessageVersion(
        version: 1, time: known.sentAt, position: known.contentPosition,
        content: try texts.messageContent(at: known.contentPosition))
    ]
  }

  /// The reactions to a message, by account and emoji.
  public func reactions(to message: MessageState) throws -> [ReactionState] {
    var reactions: [ReactionState] = []
    if message.reactionCount == 0 { return [] }
    try state().forEachReaction(to: message) {
      reactions.append($0)
      return true
    }
    return reactions
  }
}
