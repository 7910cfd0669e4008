public import ChatDomain
import LMDB

// Conversations: conversation -> what is known of it. The direct one of a pair: two accounts -> conversation.

extension RowTable<ConversationState> {
  static var conversations: Self { Self("conversations", number: 2, belongsToConversation: true) }
}

extension RowTable<DirectRow> {
  static var direct: Self { Self("direct", number: 10) }
}

extension ConversationState: ProjectionRow {
  enum Flag: UInt8, RowFlag {
    case isRemoved = 0x01
    case hasEnded = 0x02
    case hasPair = 0x04
    case isImported = 0x08
    case hasResource = 0x10
    case yieldsPair = 0x20
    case sharesPair = 0x40
    /// It is read to another time than that of its latest activity.
    case hasReadingEnd = 0x80
  }

  var rowKey: Key { Key(id) }

  func write(to row: inout RowWriter) {
    var flags = Flags<Flag>()
    flags[.isRemoved] = isRemoved
    flags[.hasEnded] = endedAt != nil
    flags[.hasPair] = pair != nil
    flags[.isImported] = importedBy != nil
    flags[.hasResource] = resource != nil
    flags[.yieldsPair] = yieldsPair
    flags[.sharesPair] = sharesPair
    flags[.hasReadingEnd] = readingEnd != latestActivity
    row.write(flags)
    row.write(kind)
    row.write(history)
    row.write(createdPosition)
    row.write(startedAt)
    if let time = endedAt { row.write(time) }
    if let pair {
      row.write(pair.low)
      row.write(pair.high)
    }
    if let resource { row.write(resource) }
    row.write(contentPosition)
    if let position = importedBy { row.write(position) }
    row.write(revision)
    row.write(latestActivity)
    if readingEnd != latestActivity { row.write(readingEnd) }
    row.write(lastMessagePosition)
    row.write(visible)
    row.write(signed: activeParticipants)
    row.write(signed: readMarkers)
    row.write(UInt64(marks.count))
    for mark in marks {
      row.write(mark.removal)
      row.write(mark.watermark)
      row.write(mark.hidden)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let id: ConversationID = try key.nextID()
    let flags = try row.flags(Flag.self)
    let kind: ConversationKind = try row.code()
    let history: HistoryVisibility = try row.code()
    let createdPosition = try row.position()
    let startedAt = try row.time()
    let endedAt = flags[.hasEnded] ? try row.time() : nil
    let pair = flags[.hasPair] ? AccountPair(try row.id(), try row.id()) : nil
    let resource = flags[.hasResource] ? try row.id(ResourceID.self) : nil
    let content = try row.position()
    let importedBy = flags[.isImported] ? try row.position() : nil
    self.init(
      id: id, kind: kind, history: history, createdPosition: createdPosition, startedAt: startedAt, pair: pair,
      importedBy: importedBy)
    isRemoved = flags[.isRemoved]
    self.resource = resource
    yieldsPair = flags[.yieldsPair]
    sharesPair = flags[.sharesPair]
    self.endedAt = endedAt
    contentPosition = content
    revision = try row.number()
    latestActivity = try row.time()
    readingEnd = flags[.hasReadingEnd] ? try row.time() : latestActivity
    lastMessagePosition = try row.position()
    visible = try row.tally()
    activeParticipants = try row.signed()
    readMarkers = try row.signed()
    for _ in 0..<(try row.number()) {
      let removal = try row.position()
      let watermark = try row.watermark()
      marks.append(ClearMark(removal: removal, watermark: watermark, hidden: try row.tally()))
    }
  }
}

struct DirectRow: ProjectionRow {
  var pair: AccountPair
  var conversation: ConversationID

  static func key(_ pair: AccountPair) -> Key { Key(pair.low, pair.high) }

  var rowKey: Key { Self.key(pair) }

  func write(to row: inout RowWriter) { row.write(conversation) }
}

extension DirectRow {
  init(key: inout KeyReader, row: inout RowReader) throws {
    pair = AccountPair(try key.nextID(), try key.nextID())
    conversation = try row.id()
  }
}

extension ConversationKind: RowCode {
  var code: UInt8 {
    switch self {
    case .direct: 1
    case .room: 2
    case .group: 3
    case .assistant: 4
    case .whiteboard: 5
    }
  }
}

extension HistoryVisibility: RowCode {
  var code: UInt8 {
    switch self {
    case .shared: 1
    case .sinceJoin: 2
    }
  }
}

extension ProjectionSession {
  public func conversation(_ id: ConversationID) throws -> ConversationState? {
    if let cached = cache.conversations[id] { return cached }
    return try row(of: .conversations, at: Key(id))
  }

  public func put(_ conversation: ConversationState) throws {
    try transaction.requireWriting()
    cache.conversations[conversation.id] = conversation
  }

  public func forEachConversation(_ body: (ConversationState) throws -> Bool) throws {
    try forEachRow(of: .conversations, body)
  }

  public func directConversation(_ pair: AccountPair) throws -> ConversationID? {
    try row(of: .direct, at: DirectRow.key(pair))?.conversation
  }

  public func setDirectConversation(_ conversation: ConversationID?, of pair: AccountPair) throws {
    guard let conversation else { return try delete(at: DirectRow.key(pair), from: .direct) }
    try put(DirectRow(pair: pair, conversation: conversation), into: .direct)
  }
}
