// Messages: sending, editing with every version kept, deleting; replies and threads.

// MARK: State

/// The state of a message, without its text.
public struct MessageState: Hashable, Sendable {
  public var id: MessageID
  public var conversation: ConversationID
  /// Its place in the reading order; the position is that of the entry that sent it.
  public var point: ReadingPoint
  /// When it was sent. Another time than that of its place only after a clock was ahead.
  public var sentAt: Timestamp
  public var author: AccountID
  public var sender: Sender
  public var replyTo: MessageID?
  public var root: MessageID?
  public var isDeleted = false
  public var isPinned = false
  public var reactionCount: UInt32 = 0
  /// How many versions there are; 1 for a message never edited.
  public var version: UInt32 = 1
  /// The entry whose content holds the latest version.
  public var contentPosition: Position
  public var importedBy: Position?

  public init(
    id: MessageID, conversation: ConversationID, point: ReadingPoint, sentAt: Timestamp? = nil, author: AccountID,
    sender: Sender, replyTo: MessageID?, root: MessageID?, contentPosition: Position, importedBy: Position?
  ) {
    self.id = id
    self.conversation = conversation
    self.point = point
    self.sentAt = sentAt ?? point.time
    self.author = author
    self.sender = sender
    self.replyTo = replyTo
    self.root = root
    self.contentPosition = contentPosition
    self.importedBy = importedBy
  }

  /// Its part of the counts while it is visible.
  public var tally: Tally {
    isDeleted ? Tally() : Tally(messages: 1, reactions: Int64(reactionCount), pins: isPinned ? 1 : 0)
  }
}

/// An earlier or the latest text of an edited message.
public struct MessageVersionState: Hashable, Sendable {
  public var conversation: ConversationID
  /// The position of the message.
  public var messagePosition: Position
  public var version: UInt32
  public var contentPosition: Position
  public var editedAt: Timestamp

  public init(
    conversation: ConversationID, messagePosition: Position, version: UInt32, contentPosition: Position,
    editedAt: Timestamp
  ) {
    self.conversation = conversation
    self.messagePosition = messagePosition
    self.version = version
    self.contentPosition = contentPosition
    self.editedAt = editedAt
  }
}

// MARK: Decisions

extension SendMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try content.check(limitBytes: state.requireSettings().maximumBodyBytes)
    // What is said now goes where something can be said now, whatever chain it belongs to.
    let current =
      try sentAt == nil
      ? state.requireOpenConversation(conversation) : state.requireConversation(conversation, taking: request)
    try request.requireRevision(of: current)
    guard sender != .ai || current.kind == .assistant else {
      throw Rejection(
        .invalid,
        "Only an assistant conversation has messages of the AI; \(conversation) is a \(current.kind.rawValue).",
        remedy: "Send it as USER.")
    }
    var events: [Event] = []
    try state.requireAccount(author, isImport: sentAt != nil, registering: &events)
    if sentAt == nil {
      try state.requireWriter(author, in: current)
    } else {
      try state.requireOpenImport(request, for: "sentAt")
      try requireValid(sentAt, "`sentAt`")
    }
    let thread = try thread(isImport: sentAt != nil, in: state)
    events.append(
      .messageSent(
        MessageSent(
          conversation: conversation, message: request.command.id.message, author: author, sender: sender,
          sentAt: sentAt ?? request.time, replyTo: replyTo, root: thread,
          readAsOf: sentAt == nil ? current.readAsOf(request) : nil)))
    return events
  }

  /// The root of the thread: a reply to a reply belongs to the same thread as what it answers. A reply to a message of
  /// another conversation belongs to no thread.
  private func thread(isImport: Bool, in state: any ChatState) throws -> MessageID? {
    if root == nil, let replyTo, let target = try state.message(replyTo), target.conversation != conversation {
      if !isImport { _ = try state.requireVisibleMessage(replyTo) }
      return nil
    }
    guard let target = root ?? replyTo else { return nil }
    if let replyTo, replyTo != target { _ = try answered(replyTo, isImport: isImport, in: state) }
    let message = try answered(target, isImport: isImport, in: state)
    return message.root ?? message.id
  }

  private func answered(_ id: MessageID, isImport: Bool, in state: any ChatState) throws -> MessageState {
    guard let message = try state.message(id), message.conversation == conversation else {
      throw Rejection(
        .unknownMessage, "Message \(id), which this one replies to, is not in conversation \(conversation).",
        remedy: "Send that message first, or send this one without the reference.")
    }
    // An import brings replies to what may have been cleared since; a person can only answer what shows.
    if !isImport { _ = try state.requireVisibleMessage(id) }
    return message
  }
}

extension ChatState {
  /// Whoever takes part writes, and on a whiteboard anybody. Whether the author is blocked, ``WhoMay`` asks.
  func requireWriter(_ author: AccountID, in conversation: ConversationState) throws {
    if conversation.kind != .whiteboard { try requireParticipant(author, in: conversation) }
  }
}

extension ConversationState {
  /// The time by which a message of now is read, where that is not when it is sent; nil by the first rules, whose clock
  /// never ran backwards.
  func readAsOf(_ request: CommandRequest) -> Timestamp? {
    request.rules >= .second && request.time < readingEnd ? readingEnd : nil
  }
}

extension EditMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try content.check(limitBytes: state.requireSettings().maximumBodyBytes)
    try state.requirePast(editedAt, "editedAt", request)
    let (known, current) = try state.requireMessage(message, taking: request)
    try state.requireOpen(current, to: request)
    try request.requireRevision(of: current)
    return [
      .messageEdited(
        MessageEdited(
          conversation: known.conversation, message: message, version: known.version + 1, editedAt: editedAt))
    ]
  }
}

extension DeleteMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let (known, current) = try state.requireMessage(message, taking: request)
    if known.isDeleted { throw known.gone }
    try request.requireRevision(of: current)
    try request.requireReason()
    try state.requirePast(deletedAt, "deletedAt", request)
    return [
      .messageDeleted(MessageDeleted(conversation: known.conversation, message: message, deletedAt: deletedAt))
    ]
  }
}

// MARK: Fold

extension MessageSent {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let importedBy = try store.importPosition(of: recorded)
    let state = MessageState(
      id: message, conversation: conversation,
      point: ReadingPoint(time: readAsOf ?? sentAt, position: recorded.position), sentAt: sentAt,
      author: author, sender: sender, replyTo: replyTo, root: root,
      contentPosition: contentPosition ?? recorded.position,
      importedBy: importedBy)
    try store.insert(state)
    try store.change(conversation) {
      $0.count(state, adding: state.tally)
      if state.point.time >= $0.readingEnd {
        $0.readingEnd = state.point.time
        $0.latestActivity = sentAt
      }
      $0.lastMessagePosition = max($0.lastMessagePosition, recorded.position)
    }
    if let replyTo, root == nil, let target = try store.message(replyTo) {
      try store.insertQuote(of: target, by: state)
    }
    if let importedBy { try store.insert(.conversation(conversation), of: importedBy) }
  }
}

extension MessageEdited {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    if state.version == 1 {
      try store.insert(state.versionState(editedAt: state.sentAt))
    }
    state.version = version
    state.contentPosition = recorded.position
    try store.update(state)
    try store.insert(state.versionState(editedAt: editedAt ?? recorded.time))
    try store.change(conversation) { _ in }
  }
}

extension MessageState {
  fileprivate func versionState(editedAt: Timestamp) -> MessageVersionState {
    MessageVersionState(
      conversation: conversation, messagePosition: point.position, version: version,
      contentPosition: contentPosition, editedAt: editedAt)
  }
}

extension MessageDeleted {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    let counted = state.tally
    state.isDeleted = true
    try store.update(state)
    try store.change(conversation) { $0.count(state, adding: -counted) }
    try store.noteRemoval(.messageDeleted(conversation, message), of: removal, by: recorded)
  }
}

extension MessageRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    state.isDeleted = false
    try store.update(state)
    try store.change(conversation) { $0.count(state, adding: state.tally) }
  }
}
