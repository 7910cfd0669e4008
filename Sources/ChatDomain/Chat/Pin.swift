// Pins: messages that a conversation keeps at hand.

/// The state of a pin.
public struct PinState: Hashable, Sendable {
  public var conversation: ConversationID
  public var message: MessageID
  public var messagePosition: Position
  public var pinnedAt: Timestamp

  public init(
    conversation: ConversationID, message: MessageID, messagePosition: Position, pinnedAt: Timestamp
  ) {
    self.conversation = conversation
    self.message = message
    self.messagePosition = messagePosition
    self.pinnedAt = pinnedAt
  }
}

extension PinMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let (known, current) = try state.requireMessage(message, taking: request)
    try state.requireOpen(current, to: request)
    try request.requireRevision(of: current)
    guard !known.isPinned else {
      throw Rejection(.alreadyExists, "Message \(message) is pinned already.", remedy: "No action is needed.")
    }
    try state.requirePast(pinnedAt, "pinnedAt", request)
    return [
      .messagePinned(
        MessagePinned(conversation: known.conversation, message: message, pinnedAt: pinnedAt ?? request.time))
    ]
  }
}

extension UnpinMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let (known, current) = try state.requireMessage(message, taking: request)
    try request.requireRevision(of: current)
    guard known.isPinned else {
      throw Rejection(.invalid, "Message \(message) is not pinned.", remedy: "No action is needed.")
    }
    return [.messageUnpinned(MessageUnpinned(conversation: known.conversation, message: message))]
  }
}

extension MessagePinned {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    let counted = state.tally
    state.isPinned = true
    try store.update(state)
    try store.put(
      PinState(
        conversation: conversation, message: message, messagePosition: state.point.position,
        pinnedAt: pinnedAt))
    try store.change(conversation) { $0.count(state, adding: state.tally - counted) }
  }
}

extension MessageUnpinned {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    guard let pin = try store.pin(of: state) else {
      throw FoldFault("a pin is taken off that is not there")
    }
    let counted = state.tally
    state.isPinned = false
    try store.update(state)
    try store.delete(pin)
    try store.change(conversation) { $0.count(state, adding: state.tally - counted) }
    try store.noteRemoval(.messageUnpinned(message, pin.pinnedAt), of: removal, by: recorded)
  }
}
