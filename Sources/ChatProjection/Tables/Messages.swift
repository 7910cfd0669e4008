public import ChatDomain
import LMDB

// Messages: conversation, point -> what is known of it. Their versions, and who answers them: in their thread, and
// from other conversations.

extension RowTable<MessageState> {
  static var messages: Self { Self("messages", number: 4, belongsToConversation: true) }
}

extension RowTable<MessageVersionState> {
  static var versions: Self { Self("versions", number: 5, belongsToConversation: true) }
}

extension RowTable<ThreadRow> {
  static var threads: Self { Self("threads", number: 14) }
}

extension RowTable<QuoteRow> {
  static var quotes: Self { Self("quotes", number: 18) }
}

extension MessageState: ProjectionRow {
  enum Flag: UInt8, RowFlag {
    case isOfAI = 0x01
    case isDeleted = 0x02
    case isPinned = 0x04
    case hasRoot = 0x08
    /// It answers a message that is not its root.
    case answersAnother = 0x10
    /// It has a root and answers none.
    case answersNone = 0x20
    case isImported = 0x40
    /// Its text is that of another entry: of an edit, or of the one that scheduled it.
    case hasTextElsewhere = 0x80
  }

  /// What stands at the end of a row where it applies: all flags are taken.
  private enum Tail {
    /// The chat itself has said it, and neither a user nor the AI.
    static let system: UInt8 = 3
    /// Before the time of sending, where that is not the time in the key.
    static let sentAt: UInt8 = 4
  }

  var rowKey: Key { Key(conversation, point) }

  func write(to row: inout RowWriter) {
    var flags = Flags<Flag>()
    flags[.isOfAI] = sender == .ai
    flags[.isDeleted] = isDeleted
    flags[.isPinned] = isPinned
    flags[.hasRoot] = root != nil
    flags[.answersAnother] = replyTo != nil && replyTo != root
    flags[.answersNone] = replyTo == nil && root != nil
    flags[.isImported] = importedBy != nil
    let hasTextElsewhere = version > 1 || contentPosition != point.position
    flags[.hasTextElsewhere] = hasTextElsewhere
    row.write(flags)
    row.write(id)
    row.write(author)
    if let root { row.write(root) }
    if let replyTo, replyTo != root { row.write(replyTo) }
    if let position = importedBy { row.write(position) }
    if hasTextElsewhere {
      row.write(UInt64(version))
      row.write(contentPosition)
    }
    row.write(UInt64(reactionCount))
    if sender == .system { row.write(byte: Tail.system) }
    if sentAt != point.time {
      row.write(byte: Tail.sentAt)
      row.write(sentAt)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let conversation: ConversationID = try key.nextID()
    let point = try key.nextPoint()
    let flags = try row.flags(Flag.self)
    let id: MessageID = try row.id()
    let author: AccountID = try row.id()
    let root = flags[.hasRoot] ? try row.id(MessageID.self) : nil
    let replyTo = flags[.answersAnother] ? try row.id(MessageID.self) : flags[.answersNone] ? nil : root
    let importedBy = flags[.isImported] ? try row.position() : nil
    self.init(
      id: id, conversation: conversation, point: point, author: author, sender: flags[.isOfAI] ? .ai : .user,
      replyTo: replyTo, root: root, contentPosition: point.position, importedBy: importedBy)
    isDeleted = flags[.isDeleted]
    isPinned = flags[.isPinned]
    if flags[.hasTextElsewhere] {
      version = try row.narrow()
      contentPosition = try row.position()
    }
    reactionCount = try row.narrow()
    while !row.isAtEnd {
      switch try row.byte() {
      case Tail.system: sender = .system
      case Tail.sentAt: sentAt = try row.time()
      default: throw ProjectionError(.damaged, "A row of a message ends with something unknown.")
      }
    }
  }
}

extension MessageVersionState: ProjectionRow {
  var rowKey: Key {
    var key = Key(conversation, messagePosition)
    key.append(version)
    return key
  }

  func write(to row: inout RowWriter) {
    row.write(contentPosition)
    row.write(editedAt)
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    self.init(
      conversation: try key.nextID(), messagePosition: try key.nextPosition(), version: try key.nextUInt32(),
      contentPosition: try row.position(), editedAt: try row.time())
  }
}

/// A message of the thread that a message began.
struct ThreadRow: IndexRow {
  var root: MessageID
  var point: ReadingPoint

  var rowKey: Key { Key(root, point) }
}

extension ThreadRow {
  init(key: inout KeyReader) throws {
    root = try key.nextID()
    point = try key.nextPoint()
  }
}

/// A message that answers one of another conversation, under the conversation that it answers.
struct QuoteRow: ProjectionRow {
  var conversation: ConversationID
  var position: Position
  var message: MessageID

  var rowKey: Key { Key(conversation, position) }

  func write(to row: inout RowWriter) { row.write(message) }
}

extension QuoteRow {
  init(key: inout KeyReader, row: inout RowReader) throws {
    conversation = try key.nextID()
    position = try key.nextPosition()
    message = try row.id()
  }
}

// MARK: Reading

extension ProjectionSession {
  public func message(_ id: MessageID) throws -> MessageState? {
    guard let (conversation, point) = try place(of: id) else { return nil }
    return try message(in: conversation, at: point)
  }

  /// The message at a point, whose row must be there when the point is known.
  public func message(in conversation: ConversationID, at point: ReadingPoint) throws -> MessageState? {
    try row(of: .messages, at: Key(conversation, point))
  }

  public func forEachMessage(
    in conversation: ConversationID, from point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    let start = point.map { Key(conversation, $0) } ?? Key(conversation)
    // Handing `body` on to something generic would copy each message once more, a seventh of what the walk takes.
    try scan(tables[.messages], prefix: Key(conversation), from: start) { key, row in
      try body(MessageState.read(key, row))
    }
  }

  /// Messages before a point (all when nil), the latest first, hidden and deleted ones too.
  public func forEachMessageBackwards(
    in conversation: ConversationID, before point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    var end = Key(conversation)
    if let point { end.append(point) } else { end.append(UInt128.max) }
    try scanBackwards(tables[.messages], prefix: Key(conversation), below: end) { key, row in
      try body(MessageState.read(key, row))
    }
  }

  public func forEachVersion(of message: MessageState, _ body: (MessageVersionState) throws -> Bool) throws {
    try forEachRow(of: .versions, below: Key(message.conversation, message.point.position), body)
  }

  /// Direct replies and replies to replies of a thread in reading order, hidden and deleted ones too.
  public func forEachReply(
    to root: MessageID, from point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    guard let (conversation, _) = try place(of: root) else { return }
    let start = point.map { Key(root, $0) } ?? Key(root)
    try forEachRow(of: .threads, from: start, below: Key(root)) { reply in
      guard let state = try message(in: conversation, at: reply.point) else {
        throw ProjectionError(.damaged, "The thread \(root) names a message that is not there.")
      }
      return try body(state)
    }
  }

  public func forEachQuote(of conversation: ConversationID, _ body: (MessageState) throws -> Bool) throws {
    try forEachRow(of: .quotes, below: Key(conversation)) { quote in
      guard let message = try message(quote.message) else {
        throw ProjectionError(
          .damaged, "Message \(quote.message), which answers one of another conversation, is not there.")
      }
      return try body(message)
    }
  }
}

// MARK: Writing

extension ProjectionSession {
  public func insert(_ message: MessageState) throws {
    try insert(message, into: .messages)
    if let root = message.root { try insert(ThreadRow(root: root, point: message.point), into: .threads) }
    // The command's row says where its message is: one lookup by identifier finds both.
    current?.message = (message.conversation, message.point.time)
  }

  public func update(_ message: MessageState) throws { try put(message, into: .messages) }

  public func insert(_ version: MessageVersionState) throws { try insert(version, into: .versions) }

  public func insertQuote(of target: MessageState, by reply: MessageState) throws {
    let quote = QuoteRow(conversation: target.conversation, position: reply.point.position, message: reply.id)
    try insert(quote, into: .quotes)
  }
}
