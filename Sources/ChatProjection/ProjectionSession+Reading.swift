public import ChatDomain
import LMDB

extension ProjectionSession: ChatState {
  public func settings() throws -> LedgerSettings? { storedSettings }

  public func command(_ id: CommandID) throws -> Position? {
    let view = view
    guard let row = try view.get(tables[.commands], Key(id)) else { return nil }
    var reader = RowReader(row)
    return try reader.position()
  }

  public func account(_ id: AccountID) throws -> AccountState? {
    let view = view
    guard let row = try view.get(tables[.accounts], Key(id)) else { return nil }
    var reader = RowReader(row)
    return try reader.account(id)
  }

  public func conversation(_ id: ConversationID) throws -> ConversationState? {
    if let cached = conversations[id] { return cached }
    let view = view
    guard let row = try view.get(tables[.conversations], Key(id)) else { return nil }
    var reader = RowReader(row)
    return try reader.conversation(id)
  }

  public func directConversation(_ pair: AccountPair) throws -> ConversationID? {
    let view = view
    guard let row = try view.get(tables[.direct], Key(pair.low, pair.high)) else { return nil }
    var reader = RowReader(row)
    return try reader.id()
  }

  public func participant(_ account: AccountID, in conversation: ConversationID) throws -> ParticipantState? {
    let view = view
    guard let row = try view.get(tables[.participants], Key(conversation, account)) else { return nil }
    var reader = RowReader(row)
    return try reader.participant(account, in: conversation)
  }

  /// Where a message stands: its conversation and its point in reading order.
  func place(of id: MessageID) throws -> (conversation: ConversationID, point: ReadingPoint)? {
    let view = view
    guard let row = try view.get(tables[.commands], Key(id)) else { return nil }
    var reader = RowReader(row)
    let position = try reader.position()
    guard try reader.byte() == 1 else { return nil }
    let conversation: ConversationID = try reader.id()
    return (conversation, ReadingPoint(time: try reader.time(), position: position))
  }

  public func message(_ id: MessageID) throws -> MessageState? {
    guard let (conversation, point) = try place(of: id) else { return nil }
    return try message(in: conversation, at: point)
  }

  /// The message at a point, whose row must be there when the point is known.
  public func message(in conversation: ConversationID, at point: ReadingPoint) throws -> MessageState? {
    let view = view
    guard let row = try view.get(tables[.messages], .message(conversation, point)) else { return nil }
    var reader = RowReader(row)
    return try reader.message(in: conversation, at: point)
  }

  public func reaction(_ emoji: String, of account: AccountID, to message: MessageState) throws -> ReactionState? {
    let key = Key.reaction(message.conversation, message.point.position, account, emoji)
    let view = view
    guard let row = try view.get(tables[.reactions], key) else { return nil }
    var reader = RowReader(row)
    return ReactionState(
      conversation: message.conversation, messagePosition: message.point.position, account: account, emoji: emoji,
      addedPosition: try reader.position(), reactedAt: try reader.time())
  }

  public func readMarker(of account: AccountID, in conversation: ConversationID) throws -> ReadMarkerState? {
    let view = view
    guard let row = try view.get(tables[.readMarkers], Key(conversation, account)) else { return nil }
    var reader = RowReader(row)
    return ReadMarkerState(
      conversation: conversation, account: account, point: try reader.point(), movedAt: try reader.time())
  }

  public func pin(of message: MessageState) throws -> PinState? {
    let key = Key.atMessage(message.conversation, message.point.position)
    let view = view
    guard let row = try view.get(tables[.pins], key) else { return nil }
    var reader = RowReader(row)
    return PinState(
      conversation: message.conversation, message: try reader.id(), messagePosition: message.point.position,
      pinnedAt: try reader.time())
  }

  public func removal(_ position: Position) throws -> RemovalState? {
    if let pending = pendingRemoval, pending.position == position { return pending }
    let view = view
    guard let row = try view.get(tables[.removals], .removal(position, 0)) else { return nil }
    var reader = RowReader(row)
    return try reader.removal(at: position)
  }

  public func importState(_ position: Position) throws -> ImportState? {
    let view = view
    guard let row = try view.get(tables[.imports], Key(position.rawValue)) else { return nil }
    var reader = RowReader(row)
    return try reader.importState(at: position)
  }
}

// MARK: Scans

extension ProjectionSession {
  /// Rows whose keys begin with `prefix`, from `start` on, in key order. The body returns false to stop.
  func scan(
    _ table: ProjectionTable, prefix: borrowing Key, from start: borrowing Key,
    _ body: (_ key: RawSpan, _ row: RawSpan) throws -> Bool
  ) throws {
    try flush()
    let view = view
    var cursor = try view.cursor(tables[table])
    var isFound = try cursor.seek(start)
    while isFound, cursor.key.hasPrefix(prefix.bytes) {
      guard try body(cursor.key, cursor.value) else { return }
      isFound = try cursor.next()
    }
  }

  /// The same backwards: rows whose keys begin with `prefix` and lie below `end`.
  func scanBackwards(
    _ table: ProjectionTable, prefix: borrowing Key, below end: borrowing Key,
    _ body: (_ key: RawSpan, _ row: RawSpan) throws -> Bool
  ) throws {
    try flush()
    let view = view
    var cursor = try view.cursor(tables[table])
    var isFound = try cursor.seek(end) ? cursor.previous() : cursor.last()
    while isFound, cursor.key.hasPrefix(prefix.bytes) {
      guard try body(cursor.key, cursor.value) else { return }
      isFound = try cursor.previous()
    }
  }

  public func forEachConversation(_ body: (ConversationState) throws -> Bool) throws {
    try scan(.conversations, prefix: Key(), from: Key()) { key, row in
      var keyReader = KeyReader(key)
      var reader = RowReader(row)
      return try body(reader.conversation(try keyReader.nextID()))
    }
  }

  public func forEachMessage(
    in conversation: ConversationID, from point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    let start = point.map { Key.message(conversation, $0) } ?? Key(conversation)
    try scan(.messages, prefix: Key(conversation), from: start) { key, row in
      try body(Self.message(key, row))
    }
  }

  /// Messages before a point (all when nil), the latest first, hidden and deleted ones too.
  public func forEachMessageBackwards(
    in conversation: ConversationID, before point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    var end = Key(conversation)
    if let point { end.append(point) } else { end.append(UInt128.max) }
    try scanBackwards(.messages, prefix: Key(conversation), below: end) { key, row in
      try body(Self.message(key, row))
    }
  }

  private static func message(_ key: RawSpan, _ row: RawSpan) throws -> MessageState {
    var keyReader = KeyReader(key)
    let conversation: ConversationID = try keyReader.nextID()
    var reader = RowReader(row)
    return try reader.message(in: conversation, at: try keyReader.nextPoint())
  }

  public func forEachParticipant(in conversation: ConversationID, _ body: (ParticipantState) throws -> Bool) throws {
    try scan(.participants, prefix: Key(conversation), from: Key(conversation)) { key, row in
      var keyReader = KeyReader(key)
      _ = try keyReader.nextID(ConversationID.self)
      var reader = RowReader(row)
      return try body(reader.participant(try keyReader.nextID(), in: conversation))
    }
  }

  public func forEachMembership(of account: AccountID, _ body: (ParticipantState) throws -> Bool) throws {
    try scan(.memberships, prefix: Key(account), from: Key(account)) { key, _ in
      var keyReader = KeyReader(key)
      _ = try keyReader.nextID(AccountID.self)
      let conversation: ConversationID = try keyReader.nextID()
      guard let state = try participant(account, in: conversation) else {
        throw ProjectionError(.damaged, "A membership of account \(account) has no participant.")
      }
      return try body(state)
    }
  }

  public func forEachRemovalItem(_ removal: Position, _ body: (RemovalItem) throws -> Bool) throws {
    try scan(.removals, prefix: Key(removal.rawValue), from: .removal(removal, 1)) { _, row in
      var reader = RowReader(row)
      return try body(reader.removalItem())
    }
  }

  public func forEachImportItem(_ importPosition: Position, _ body: (ImportItem) throws -> Bool) throws {
    let prefix = Key(importPosition.rawValue)
    var start = Key(importPosition.rawValue)
    start.append(UInt8(1))
    try scan(.imports, prefix: prefix, from: start) { key, _ in
      var reader = KeyReader(key)
      _ = try reader.nextPosition()
      switch try reader.nextUInt8() {
      case 1: return try body(.account(try reader.nextID()))
      case 2: return try body(.conversation(try reader.nextID()))
      case 3: return try body(.resource(try reader.nextID()))
      case 4: return try body(importedRecord(&reader))
      case let other: throw ProjectionError(.damaged, "An import has an item of the unknown kind \(other).")
      }
    }
  }

  /// Accounts in the order of their identifiers.
  public func forEachAccount(_ body: (AccountState) throws -> Bool) throws {
    try scan(.accounts, prefix: Key(), from: Key()) { key, row in
      var keyReader = KeyReader(key)
      var reader = RowReader(row)
      return try body(reader.account(try keyReader.nextID()))
    }
  }

  /// Direct replies and replies to replies of a thread in reading order, hidden and deleted ones too.
  public func forEachReply(
    to root: MessageID, from point: ReadingPoint?, _ body: (MessageState) throws -> Bool
  ) throws {
    guard let (conversation, _) = try place(of: root) else { return }
    var start = Key(root)
    if let point { start.append(point) }
    try scan(.threads, prefix: Key(root), from: start) { key, _ in
      var reader = KeyReader(key)
      _ = try reader.nextID(MessageID.self)
      guard let state = try message(in: conversation, at: try reader.nextPoint()) else {
        throw ProjectionError(.damaged, "The thread \(root) names a message that is not there.")
      }
      return try body(state)
    }
  }

  public func forEachVersion(of message: MessageState, _ body: (MessageVersionState) throws -> Bool) throws {
    let prefix = Key.atMessage(message.conversation, message.point.position)
    try scan(.versions, prefix: prefix, from: prefix) { key, row in
      var keyReader = KeyReader(key)
      _ = try keyReader.nextID(ConversationID.self)
      _ = try keyReader.nextPosition()
      var reader = RowReader(row)
      return try body(
        MessageVersionState(
          conversation: message.conversation, messagePosition: message.point.position,
          version: try keyReader.nextUInt32(), contentPosition: try reader.position(), editedAt: try reader.time()))
    }
  }

  public func forEachReaction(to message: MessageState, _ body: (ReactionState) throws -> Bool) throws {
    let prefix = Key.atMessage(message.conversation, message.point.position)
    try scan(.reactions, prefix: prefix, from: prefix) { key, row in
      var keyReader = KeyReader(key)
      _ = try keyReader.nextID(ConversationID.self)
      _ = try keyReader.nextPosition()
      let account: AccountID = try keyReader.nextID()
      let emoji = String(decoding: [UInt8](copying: keyReader.rest()), as: UTF8.self)
      var reader = RowReader(row)
      return try body(
        ReactionState(
          conversation: message.conversation, messagePosition: message.point.position, account: account, emoji: emoji,
          addedPosition: try reader.position(), reactedAt: try reader.time()))
    }
  }

  public func forEachPin(in conversation: ConversationID, _ body: (PinState) throws -> Bool) throws {
    try scan(.pins, prefix: Key(conversation), from: Key(conversation)) { key, row in
      var keyReader = KeyReader(key)
      _ = try keyReader.nextID(ConversationID.self)
      let position = try keyReader.nextPosition()
      var reader = RowReader(row)
      return try body(
        PinState(
          conversation: conversation, message: try reader.id(), messagePosition: position, pinnedAt: try reader.time()))
    }
  }

  public func forEachReadMarker(in conversation: ConversationID, _ body: (ReadMarkerState) throws -> Bool) throws {
    try scan(.readMarkers, prefix: Key(conversation), from: Key(conversation)) { key, row in
      var keyReader = KeyReader(key)
      _ = try keyReader.nextID(ConversationID.self)
      var reader = RowReader(row)
      return try body(
        ReadMarkerState(
          conversation: conversation, account: try keyReader.nextID(), point: try reader.point(),
          movedAt: try reader.time()))
    }
  }
}
