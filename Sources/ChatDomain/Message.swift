// Messages: sending, editing with every version kept, deleting; replies and threads.

/// Who speaks. An assistant conversation has both; everywhere else only `user` speaks.
public enum Sender: String, Hashable, Sendable, Codable, CaseIterable {
  case user = "USER"
  case ai = "AI"
}

/// What is known of a file that hangs on a message; the file itself is kept elsewhere.
public struct Attachment: Hashable, Sendable {
  public var name: String
  /// An Internet media type.
  public var mediaType: String
  public var sizeBytes: Int64
  /// A digest in lower-case hexadecimal, prefixed by its algorithm: `sha256:…`.
  public var digest: String
  /// Where the file is: a URL or a key in the service's store.
  public var reference: String

  public init(name: String, mediaType: String = "", sizeBytes: Int64 = 0, digest: String = "", reference: String = "") {
    self.name = name
    self.mediaType = mediaType
    self.sizeBytes = sizeBytes
    self.digest = digest
    self.reference = reference
  }
}

/// What a message says, kept in the content of the entry that sent or edited it.
public struct MessageContent: Hashable, Sendable {
  public var body: String
  public var mentions: [AccountID]
  public var attachments: [Attachment]
  /// What a source had besides, by name; kept and given back, never interpreted.
  public var attributes: [String: String]

  public init(
    body: String, mentions: [AccountID] = [], attachments: [Attachment] = [], attributes: [String: String] = [:]
  ) {
    self.body = body
    self.mentions = mentions
    self.attachments = attachments
    self.attributes = attributes
  }
}

// MARK: Commands

/// Sends a message; it takes the identifier of the command.
public struct SendMessage: Hashable, Sendable {
  public var conversation: ConversationID
  public var author: AccountID
  public var sender: Sender
  public var content: MessageContent
  /// The message that this one answers.
  public var replyTo: MessageID?
  /// The message that starts the thread; the root of `replyTo` unless given.
  public var root: MessageID?
  /// When it was said, where that was before now: for imports.
  public var sentAt: Timestamp?

  public init(
    conversation: ConversationID, author: AccountID, sender: Sender = .user, content: MessageContent,
    replyTo: MessageID? = nil, root: MessageID? = nil, sentAt: Timestamp? = nil
  ) {
    self.conversation = conversation
    self.author = author
    self.sender = sender
    self.content = content
    self.replyTo = replyTo
    self.root = root
    self.sentAt = sentAt
  }
}

/// Replaces what a message says; every earlier version stays readable.
public struct EditMessage: Hashable, Sendable {
  public var message: MessageID
  public var content: MessageContent

  public init(message: MessageID, content: MessageContent) {
    self.message = message
    self.content = content
  }
}

public struct DeleteMessage: Hashable, Sendable {
  public var message: MessageID

  public init(message: MessageID) { self.message = message }
}

// MARK: Events

public struct MessageSent: Hashable, Sendable, Codable {
  public var conversation: ConversationID
  public var message: MessageID
  public var author: AccountID
  public var sender: Sender
  public var sentAt: Timestamp
  public var replyTo: MessageID?
  public var root: MessageID?

  public init(
    conversation: ConversationID, message: MessageID, author: AccountID, sender: Sender, sentAt: Timestamp,
    replyTo: MessageID?, root: MessageID?
  ) {
    self.conversation = conversation
    self.message = message
    self.author = author
    self.sender = sender
    self.sentAt = sentAt
    self.replyTo = replyTo
    self.root = root
  }
}

public struct MessageEdited: Hashable, Sendable, Codable {
  public var conversation: ConversationID
  public var message: MessageID
  /// 2 for the first edit; the message as sent is version 1.
  public var version: UInt32

  public init(conversation: ConversationID, message: MessageID, version: UInt32) {
    self.conversation = conversation
    self.message = message
    self.version = version
  }
}

public struct MessageDeleted: Hashable, Sendable, Codable {
  public var conversation: ConversationID
  public var message: MessageID
  public var removal: Position?

  public init(conversation: ConversationID, message: MessageID, removal: Position? = nil) {
    self.conversation = conversation
    self.message = message
    self.removal = removal
  }
}

public struct MessageRestored: Hashable, Sendable, Codable {
  public var conversation: ConversationID
  public var message: MessageID

  public init(conversation: ConversationID, message: MessageID) {
    self.conversation = conversation
    self.message = message
  }
}

// MARK: State

public struct MessageState: Hashable, Sendable {
  public var id: MessageID
  public var conversation: ConversationID
  /// Where it stands in the reading order; the position is that of the entry that sent it.
  public var point: ReadingPoint
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
    id: MessageID, conversation: ConversationID, point: ReadingPoint, author: AccountID, sender: Sender,
    replyTo: MessageID?, root: MessageID?, contentPosition: Position, importedBy: Position?
  ) {
    self.id = id
    self.conversation = conversation
    self.point = point
    self.author = author
    self.sender = sender
    self.replyTo = replyTo
    self.root = root
    self.contentPosition = contentPosition
    self.importedBy = importedBy
  }

  /// What it counts for where it shows.
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
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    try content.check(limitBytes: state.requireSettings().maximumBodyBytes)
    let current = try state.requireOpenConversation(conversation)
    try request.requireRevision(of: current)
    guard sender == .user || current.kind == .assistant else {
      throw Rejection(
        .invalid,
        "Only an assistant conversation has messages of the AI; \(conversation) is a \(current.kind.rawValue).",
        remedy: "Send it as USER.")
    }
    var events: [Event] = []
    try state.requireAccount(author, registering: &events)
    if sentAt == nil {
      try state.requireParticipant(author, in: current)
    } else {
      try state.requireOpenImport(request, for: "sentAt")
      try requireValid(sentAt, "`sentAt`")
    }
    let thread = try thread(isImport: sentAt != nil, in: state)
    events.append(
      .messageSent(
        MessageSent(
          conversation: conversation, message: request.command.id.message, author: author, sender: sender,
          sentAt: sentAt ?? request.time, replyTo: replyTo, root: thread)))
    return events
  }

  /// The root of the thread: a reply to a reply belongs to the same thread as what it answers.
  private func thread(isImport: Bool, in state: any ChatState) throws -> MessageID? {
    guard let target = root ?? replyTo else { return nil }
    if let replyTo, replyTo != target { _ = try answered(replyTo, isImport: isImport, in: state) }
    let message = try answered(target, isImport: isImport, in: state)
    return message.root ?? message.id
  }

  private func answered(_ id: MessageID, isImport: Bool, in state: any ChatState) throws -> MessageState {
    guard let message = try state.message(id), message.conversation == conversation else {
      throw Rejection(
        .unknownMessage, "Message \(id), which this one answers, is not in conversation \(conversation).",
        remedy: "Send what is answered first, or send it without the reference.")
    }
    // An import brings replies to what may have been cleared since; a person can only answer what shows.
    if !isImport { _ = try state.requireVisibleMessage(id) }
    return message
  }
}

extension EditMessage {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    try content.check(limitBytes: state.requireSettings().maximumBodyBytes)
    let (known, current) = try state.requireVisibleMessage(message)
    _ = try state.requireOpenConversation(current.id)
    try request.requireRevision(of: current)
    return [
      .messageEdited(
        MessageEdited(conversation: known.conversation, message: message, version: known.version + 1))
    ]
  }
}

extension DeleteMessage {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    let (known, current) = try state.requireVisibleMessage(message)
    try request.requireRevision(of: current)
    try request.requireReason()
    return [.messageDeleted(MessageDeleted(conversation: known.conversation, message: message))]
  }
}

extension MessageContent {
  func check(limitBytes: Int) throws {
    try requireLength(body, "The message", atMost: limitBytes)
    guard !body.isEmpty || !attachments.isEmpty || !attributes.isEmpty else {
      throw Rejection(.invalid, "The message is empty.", remedy: "Give a body or an attachment.")
    }
    guard mentions.count <= Limits.mentions else {
      throw Rejection(
        .tooLarge, "\(mentions.count) mentions; at most \(Limits.mentions).", remedy: "Mention fewer accounts.")
    }
    guard attachments.count <= Limits.attachments else {
      throw Rejection(
        .tooLarge, "\(attachments.count) attachments; at most \(Limits.attachments).", remedy: "Send several messages.")
    }
    for attachment in attachments {
      let bytes =
        attachment.name.utf8.count + attachment.mediaType.utf8.count + attachment.digest.utf8.count
        + attachment.reference.utf8.count
      guard bytes <= Limits.attachmentBytes, attachment.sizeBytes >= 0 else {
        throw Rejection(
          .tooLarge, "An attachment's texts have \(bytes) bytes; at most \(Limits.attachmentBytes).",
          remedy: "Shorten its name or its reference.")
      }
    }
    try checkAttributes(attributes)
  }
}

// MARK: Fold

extension MessageSent {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    let importedBy = try store.importPosition(of: recorded)
    let state = MessageState(
      id: message, conversation: conversation, point: ReadingPoint(time: sentAt, position: recorded.position),
      author: author, sender: sender, replyTo: replyTo, root: root, contentPosition: recorded.position,
      importedBy: importedBy)
    try store.insert(state)
    try store.change(conversation) {
      $0.count(state, adding: state.tally)
      $0.latestActivity = max($0.latestActivity, sentAt)
      $0.lastMessagePosition = max($0.lastMessagePosition, recorded.position)
    }
    if let importedBy { try store.insert(.conversation(conversation), of: importedBy) }
  }
}

extension MessageEdited {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    if state.version == 1 {
      try store.insert(state.versionState(editedAt: state.point.time))
    }
    state.version = version
    state.contentPosition = recorded.position
    try store.update(state)
    try store.insert(state.versionState(editedAt: recorded.time))
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
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    let counted = state.tally
    state.isDeleted = true
    try store.update(state)
    try store.change(conversation) { $0.count(state, adding: -counted) }
    try store.record(.messageDeleted(conversation, message), of: removal, by: recorded)
  }
}

extension MessageRestored {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    var state = try store.knownMessage(message)
    state.isDeleted = false
    try store.update(state)
    try store.change(conversation) { $0.count(state, adding: state.tally) }
  }
}
