import ChatDomain
import LMDB

// How each state is laid out in its row. What the key says is not repeated in the row.

struct Flags {
  var bits: UInt8 = 0

  init(_ values: Bool...) {
    // A ninth would be shifted out and lost.
    precondition(values.count <= UInt8.bitWidth, "a byte has eight flags")
    for (index, value) in values.enumerated() where value { bits |= 1 << index }
  }

  init(bits: UInt8) { self.bits = bits }

  subscript(index: Int) -> Bool { bits & (1 << index) != 0 }
}

extension RowWriter {
  mutating func write(row state: AccountState) {
    let flags = Flags(
      state.isActive, state.isRemoved, state.contentPosition != nil, state.importedBy != nil, state.isProtected,
      state.removedPosition != nil)
    write(byte: flags.bits)
    write(byte: state.kind.code)
    write(state.registeredPosition)
    write(state.registeredTime)
    write(state.roles)
    if let position = state.removedPosition { write(position) }
    if let position = state.contentPosition { write(position) }
    if let position = state.importedBy { write(position) }
  }

  mutating func write(row state: ConversationState) {
    let flags = Flags(
      state.isRemoved, state.endedAt != nil, state.pair != nil, state.importedBy != nil, state.resource != nil,
      state.yieldsPair, state.sharesPair)
    write(byte: flags.bits)
    write(byte: state.kind.code)
    write(byte: state.history.code)
    write(state.createdPosition)
    write(state.startedAt)
    if let time = state.endedAt { write(time) }
    if let pair = state.pair {
      write(pair.low)
      write(pair.high)
    }
    if let resource = state.resource { write(resource) }
    write(state.contentPosition)
    if let position = state.importedBy { write(position) }
    write(state.revision)
    write(state.latestActivity)
    write(state.lastMessagePosition)
    write(state.visible)
    write(signed: state.activeParticipants)
    write(signed: state.readMarkers)
    write(UInt64(state.marks.count))
    for mark in state.marks {
      write(mark.removal)
      write(mark.watermark)
      write(mark.hidden)
    }
  }

  mutating func write(row state: ParticipantState) {
    let flags = Flags(state.isActive, state.visibleFrom != nil, state.importedBy != nil)
    write(byte: flags.bits)
    write(byte: state.role.code)
    write(state.joinedPosition)
    if let time = state.visibleFrom { write(time) }
    if let position = state.importedBy { write(position) }
    write(UInt64(state.clears.count))
    for clear in state.clears {
      write(clear.removal)
      write(clear.watermark)
    }
  }

  mutating func write(row state: MessageState) {
    let flags = Flags(
      state.sender == .ai, state.isDeleted, state.isPinned, state.root != nil,
      state.replyTo != nil && state.replyTo != state.root, state.replyTo == nil && state.root != nil,
      state.importedBy != nil, state.version > 1)
    write(byte: flags.bits)
    write(state.id)
    write(state.author)
    if let root = state.root { write(root) }
    if let replyTo = state.replyTo, state.replyTo != state.root { write(replyTo) }
    if let position = state.importedBy { write(position) }
    if state.version > 1 {
      write(UInt64(state.version))
      write(state.contentPosition)
    }
    write(UInt64(state.reactionCount))
    // All flags are taken: who is neither a user nor the AI stands at the end.
    if state.sender == .system { write(byte: Self.system) }
  }

  /// The last byte of the row of a message that the chat itself has said.
  static let system: UInt8 = 3

  mutating func write(row state: RemovalState) {
    write(state.commandID)
    switch state.kind {
    case .original(let isApplied): write(byte: isApplied ? 1 : 0)
    case .reversal(let target):
      write(byte: 2)
      write(target)
    }
    write(state.itemCount)
    write(state.lastChange)
  }

  mutating func write(row item: RemovalItem) {
    switch item {
    case .accountDeactivated(let id):
      write(byte: 1)
      write(id)
    case .accountRemoved(let id):
      write(byte: 2)
      write(id)
    case .conversationRemoved(let id):
      write(byte: 3)
      write(id)
    case .conversationCleared(let id, let watermark):
      write(byte: 4)
      write(id)
      write(watermark)
    case .historyCleared(let id, let account, let watermark):
      write(byte: 5)
      write(id)
      write(account)
      write(watermark)
    case .participantLeft(let id, let account):
      write(byte: 6)
      write(id)
      write(account)
    case .messageDeleted(let id, let message):
      write(byte: 7)
      write(id)
      write(message)
    case .reactionRemoved(let message, let account, let emoji, let time):
      write(byte: 8)
      write(message)
      write(account)
      write(emoji)
      write(time)
    case .messageUnpinned(let message, let time):
      write(byte: 9)
      write(message)
      write(time)
    case .importWithdrawn(let position):
      write(byte: 10)
      write(position)
    case .resourceRemoved(let id):
      write(byte: 11)
      write(id)
    case .referenceEmptied(let id, let reference):
      write(byte: 12)
      write(id)
      write(reference)
    case .conversationDetached(let id, let resource):
      write(byte: 13)
      write(id)
      write(resource)
    case .recordRemoved(let record):
      write(byte: 14)
      write(record)
    case .recordsCleared(let table):
      write(byte: 15)
      write(byte: table.code)
    }
  }

  mutating func write(row state: ImportState) {
    write(byte: Flags(state.isFinished, state.withdrawnBy != nil, state.kind == .backfill).bits)
    write(state.commandID)
    if let position = state.withdrawnBy { write(position) }
  }
}

extension RowReader {
  mutating func account(_ id: AccountID) throws -> AccountState {
    let flags = Flags(bits: try byte())
    let kind: AccountKind = try code(byte())
    let registeredPosition = try position()
    let registeredTime = try time()
    let roles = try texts()
    let removedPosition = flags[5] ? try position() : nil
    let content = flags[2] ? try position() : nil
    let importedBy = flags[3] ? try position() : nil
    try finish()
    var state = AccountState(
      id: id, kind: kind, isActive: flags[0], isRemoved: flags[1], registeredPosition: registeredPosition,
      registeredTime: registeredTime, roles: roles, contentPosition: content, importedBy: importedBy)
    state.isProtected = flags[4]
    state.removedPosition = removedPosition
    return state
  }

  mutating func conversation(_ id: ConversationID) throws -> ConversationState {
    let flags = Flags(bits: try byte())
    let kind: ConversationKind = try code(byte())
    let history: HistoryVisibility = try code(byte())
    let createdPosition = try position()
    let startedAt = try time()
    let endedAt = flags[1] ? try time() : nil
    var pair: AccountPair?
    if flags[2] {
      let low = try self.id(AccountID.self)
      pair = AccountPair(low, try self.id(AccountID.self))
    }
    let resource = flags[4] ? try self.id(ResourceID.self) : nil
    let content = try position()
    let importedBy = flags[3] ? try position() : nil
    var state = ConversationState(
      id: id, kind: kind, history: history, createdPosition: createdPosition, startedAt: startedAt, pair: pair,
      importedBy: importedBy)
    state.isRemoved = flags[0]
    state.resource = resource
    state.yieldsPair = flags[5]
    state.sharesPair = flags[6]
    state.endedAt = endedAt
    state.contentPosition = content
    state.revision = try number()
    state.latestActivity = try time()
    state.lastMessagePosition = try position()
    state.visible = try tally()
    state.activeParticipants = try signed()
    state.readMarkers = try signed()
    for _ in 0..<(try number()) {
      let removal = try position()
      let watermark = try watermark()
      state.marks.append(ClearMark(removal: removal, watermark: watermark, hidden: try tally()))
    }
    try finish()
    return state
  }

  mutating func participant(_ account: AccountID, in conversation: ConversationID) throws -> ParticipantState {
    let flags = Flags(bits: try byte())
    let role: ParticipantRole = try code(byte())
    let joinedPosition = try position()
    let visibleFrom = flags[1] ? try time() : nil
    let importedBy = flags[2] ? try position() : nil
    var state = ParticipantState(
      conversation: conversation, account: account, role: role, isActive: flags[0], joinedPosition: joinedPosition,
      visibleFrom: visibleFrom, importedBy: importedBy)
    for _ in 0..<(try number()) {
      let removal = try position()
      state.clears.append(PersonalClear(removal: removal, watermark: try watermark()))
    }
    try finish()
    return state
  }

  mutating func message(in conversation: ConversationID, at point: ReadingPoint) throws -> MessageState {
    let flags = Flags(bits: try byte())
    let id = try self.id(MessageID.self)
    let author = try self.id(AccountID.self)
    let root = flags[3] ? try self.id(MessageID.self) : nil
    let replyTo = flags[4] ? try self.id(MessageID.self) : flags[5] ? nil : root
    let importedBy = flags[6] ? try position() : nil
    var state = MessageState(
      id: id, conversation: conversation, point: point, author: author, sender: flags[0] ? .ai : .user,
      replyTo: replyTo, root: root, contentPosition: point.position, importedBy: importedBy)
    state.isDeleted = flags[1]
    state.isPinned = flags[2]
    if flags[7] {
      state.version = try narrow(number())
      state.contentPosition = try position()
    }
    state.reactionCount = try narrow(number())
    if !isAtEnd {
      guard try byte() == RowWriter.system else {
        throw ProjectionError(.damaged, "A row of a message ends with something unknown.")
      }
      state.sender = .system
    }
    try finish()
    return state
  }

  mutating func removal(at position: Position) throws -> RemovalState {
    let command = try id(CommandID.self)
    let kind: RemovalState.Kind
    switch try byte() {
    case 0: kind = .original(isApplied: false)
    case 1: kind = .original(isApplied: true)
    case 2: kind = .reversal(of: try self.position())
    case let other: throw ProjectionError(.damaged, "A removal is of the unknown kind \(other).")
    }
    let count = try number()
    let lastChange = try self.position()
    try finish()
    return RemovalState(position: position, commandID: command, kind: kind, itemCount: count, lastChange: lastChange)
  }

  mutating func removalItem() throws -> RemovalItem {
    let item: RemovalItem
    switch try byte() {
    case 1: item = .accountDeactivated(try id())
    case 2: item = .accountRemoved(try id())
    case 3: item = .conversationRemoved(try id())
    case 4: item = .conversationCleared(try id(), try watermark())
    case 5: item = .historyCleared(try id(), try id(), try watermark())
    case 6: item = .participantLeft(try id(), try id())
    case 7: item = .messageDeleted(try id(), try id())
    case 8: item = .reactionRemoved(try id(), try id(), try text(), try time())
    case 9: item = .messageUnpinned(try id(), try time())
    case 10: item = .importWithdrawn(try position())
    case 11: item = .resourceRemoved(try id())
    case 12: item = .referenceEmptied(try id(), try reference())
    case 13: item = .conversationDetached(try id(), try id())
    case 14: item = .recordRemoved(try record())
    case 15: item = .recordsCleared(try code(byte()))
    case let other: throw ProjectionError(.damaged, "A removal has an item of the unknown kind \(other).")
    }
    try finish()
    return item
  }

  mutating func importState(at position: Position) throws -> ImportState {
    let flags = Flags(bits: try byte())
    let command = try id(CommandID.self)
    let withdrawnBy = flags[1] ? try self.position() : nil
    try finish()
    return ImportState(
      position: position, commandID: command, kind: flags[2] ? .backfill : .archive, isFinished: flags[0],
      withdrawnBy: withdrawnBy)
  }

  private func narrow(_ value: UInt64) throws -> UInt32 {
    guard let narrow = UInt32(exactly: value) else { throw ProjectionError(.damaged, "A count in a row is too large.") }
    return narrow
  }

  func code<Value: RowCode>(_ byte: UInt8) throws -> Value {
    guard let value = Value.allCases.first(where: { $0.code == byte }) else {
      throw ProjectionError(.damaged, "A row has the unknown \(Value.self) \(byte).")
    }
    return value
  }
}
