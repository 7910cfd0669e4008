// Reactions: one emoji of one account to one message.

/// The state of a reaction.
public struct ReactionState: Hashable, Sendable {
  public var conversation: ConversationID
  public var messagePosition: Position
  public var account: AccountID
  @Bytewise public var emoji: String
  public var addedPosition: Position
  public var reactedAt: Timestamp

  public init(
    conversation: ConversationID, messagePosition: Position, account: AccountID, emoji: String, addedPosition: Position,
    reactedAt: Timestamp
  ) {
    self.conversation = conversation
    self.messagePosition = messagePosition
    self.account = account
    self.emoji = emoji
    self.addedPosition = addedPosition
    self.reactedAt = reactedAt
  }
}

extension AddReaction {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireText(emoji, "The emoji")
    try requireLength(emoji, "The emoji", atMost: Limits.emojiBytes)
    let (known, current) = try state.requireMessage(message, taking: request)
    try state.requireOpen(current, to: request)
    try request.requireRevision(of: current)
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    if reactedAt != nil { try state.requireOpenImport(request, for: "reactedAt") }
    try requireValid(reactedAt, "`reactedAt`")
    if try !state.isInOpenImport(request) { try state.requireParticipant(account, in: current) }
    guard try state.reaction(emoji, of: account, to: known) == nil else {
      throw Rejection(.alreadyExists, "The reaction exists already.", remedy: "No action is needed.")
    }
    events.append(
      .reactionAdded(
        ReactionAdded(
          conversation: known.conversation, message: message, account: account, emoji: emoji,
          reactedAt: reactedAt ?? request.time)))
    return events
  }
}

extension RemoveReaction {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let (known, current) = try state.requireMessage(message, taking: request)
    try request.requireRevision(of: current)
    // Taking one's own reaction back is everyday work; taking another's away says why.
    if request.command.actor.account != account { try request.requireReason() }
    guard try state.reaction(emoji, of: account, to: known) != nil else {
      throw Rejection(
        .invalid, "There is no such reaction.", remedy: "Look at the message to see its reactions.",
        steps: [.look(at: message.description)])
    }
    return [
      .reactionRemoved(
        ReactionRemoved(conversation: known.conversation, message: message, account: account, emoji: emoji))
    ]
  }
}

extension ReactionAdded {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    let counted = state.tally
    state.reactionCount += 1
    try store.update(state)
    try store.put(
      ReactionState(
        conversation: conversation, messagePosition: state.point.position, account: account, emoji: emoji,
        addedPosition: recorded.position, reactedAt: reactedAt))
    try store.change(conversation) { $0.count(state, adding: state.tally - counted) }
  }
}

extension ReactionRemoved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    guard let reaction = try store.reaction(emoji, of: account, to: state) else {
      throw FoldFault("a reaction is removed that is not there")
    }
    let counted = state.tally
    state.reactionCount -= 1
    try store.update(state)
    try store.delete(reaction)
    try store.change(conversation) { $0.count(state, adding: state.tally - counted) }
    try store.noteRemoval(.reactionRemoved(message, account, emoji, reaction.reactedAt), of: removal, by: recorded)
  }
}
