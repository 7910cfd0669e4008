import ChatDomain
import ChatLedgerTesting

/// Makes up states of every shape, near their bounds and in the middle.
struct Samples {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func flag() -> Bool { random.oneIn(2) }
  mutating func optional<Value>(_ make: (inout Samples) -> Value) -> Value? { flag() ? make(&self) : nil }
  mutating func account() -> AccountID { AccountID(rawValue: random.wide()) }
  mutating func conversation() -> ConversationID { ConversationID(rawValue: random.wide()) }
  mutating func message() -> MessageID { MessageID(rawValue: random.wide()) }
  mutating func command() -> CommandID { CommandID(rawValue: random.wide()) }

  mutating func number() -> UInt64 {
    switch random.below(4) {
    case 0: UInt64(random.below(3))
    case 1: UInt64.max - UInt64(random.below(3))
    case 2: UInt64(random.below(1 << 20))
    default: random.next()
    }
  }

  mutating func signed() -> Int64 { Int64(bitPattern: number()) }
  mutating func position() -> Position { Position(number()) }
  mutating func time() -> Timestamp { Timestamp(microseconds: signed()) }
  mutating func point() -> ReadingPoint { ReadingPoint(time: time(), position: position()) }
  mutating func tally() -> Tally { Tally(messages: signed(), reactions: signed(), pins: signed()) }
  mutating func pick<Value: CaseIterable>(_: Value.Type) -> Value {
    let all = Array(Value.allCases)
    return all[random.below(all.count)]
  }

  mutating func watermark() -> Watermark {
    switch random.below(3) {
    case 0: .position(position())
    case 1: .point(point())
    default: .imported(by: position())
    }
  }

  mutating func accountState() -> AccountState {
    var state = AccountState(
      id: account(), kind: pick(AccountKind.self), isActive: flag(), isRemoved: flag(), registeredPosition: position(),
      registeredTime: time(), roles: words(), contentPosition: optional { $0.position() },
      importedBy: optional { $0.position() })
    state.isProtected = flag()
    state.removedPosition = optional { $0.position() }
    return state
  }

  mutating func conversationState() -> ConversationState {
    var state = ConversationState(
      id: conversation(), kind: pick(ConversationKind.self), history: pick(HistoryVisibility.self),
      createdPosition: position(), startedAt: time(), pair: optional { AccountPair($0.account(), $0.account()) },
      importedBy: optional { $0.position() })
    state.isRemoved = flag()
    state.yieldsPair = flag()
    state.sharesPair = flag()
    state.resource = optional { $0.resource() }
    state.endedAt = optional { $0.time() }
    state.contentPosition = position()
    state.revision = number()
    state.latestActivity = time()
    state.lastMessagePosition = position()
    state.visible = tally()
    state.activeParticipants = signed()
    state.readMarkers = signed()
    for _ in 0..<random.below(4) {
      state.marks.append(ClearMark(removal: position(), watermark: watermark(), hidden: tally()))
    }
    return state
  }

  mutating func participantState() -> ParticipantState {
    var state = ParticipantState(
      conversation: conversation(), account: account(), role: pick(ParticipantRole.self), isActive: flag(),
      joinedPosition: position(), visibleFrom: optional { $0.time() }, importedBy: optional { $0.position() })
    for _ in 0..<random.below(4) { state.clears.append(PersonalClear(removal: position(), watermark: watermark())) }
    return state
  }

  mutating func messageState() -> MessageState {
    let root = optional { $0.message() }
    let replyTo = root == nil || flag() ? optional { $0.message() } : root
    let point = point()
    var state = MessageState(
      id: message(), conversation: conversation(), point: point, author: account(),
      sender: flag() ? .ai : flag() ? .system : .user,
      replyTo: replyTo, root: root, contentPosition: point.position, importedBy: optional { $0.position() })
    state.isDeleted = flag()
    state.isPinned = flag()
    if flag() {
      state.version = 2 + UInt32(random.below(1 << 30))
      state.contentPosition = position()
    }
    state.reactionCount = UInt32(truncatingIfNeeded: number())
    return state
  }

  mutating func removalState() -> RemovalState {
    RemovalState(
      position: position(), commandID: command(),
      kind: flag() ? .original(isApplied: flag()) : .reversal(of: position()), itemCount: number(),
      lastChange: position())
  }

  mutating func removalItem() -> RemovalItem {
    switch random.below(15) {
    case 0: .accountDeactivated(account())
    case 1: .accountRemoved(account())
    case 2: .conversationRemoved(conversation())
    case 3: .conversationCleared(conversation(), watermark())
    case 4: .historyCleared(conversation(), account(), watermark())
    case 5: .participantLeft(conversation(), account())
    case 6: .messageDeleted(conversation(), message())
    case 7: .reactionRemoved(message(), account(), flag() ? ":tada:" : "\u{1F44D}\u{1F3FD}", time())
    case 8: .messageUnpinned(message(), time())
    case 9: .importWithdrawn(position())
    case 10: .resourceRemoved(resource())
    case 11: .referenceEmptied(resource(), reference())
    case 12: .conversationDetached(conversation(), resource())
    case 13: .recordRemoved(record())
    default: .recordsCleared(pick(RecordTable.self))
    }
  }

  mutating func importState() -> ImportState {
    ImportState(
      position: position(), commandID: command(), kind: pick(ImportKind.self), isFinished: flag(),
      withdrawnBy: optional { $0.position() })
  }
}
