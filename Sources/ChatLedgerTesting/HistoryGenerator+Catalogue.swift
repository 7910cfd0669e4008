import ChatDomain

extension HistoryGenerator {
  /// What a history has brought forth so far, in the order of the log: what later commands can be about.
  struct Catalogue: Sendable {
    var accounts: [AccountID] = []
    var conversations: [ConversationID] = []
    var ended: [ConversationID] = []
    var seats: [ParticipantJoined] = []
    var messages: [MessageSent] = []
    var reactions: [ReactionAdded] = []
    var pins: [MessagePinned] = []
    var removers: [CommandID] = []
    /// Backfills, too: they are chains of commands like imports.
    var imports: [CommandID] = []
    var backfills: [CommandID] = []
    var resources: [ResourceCreated] = []
    var whiteboards: [ConversationID] = []
    var records: [Record] = []
    /// The identifiers of records by their types, for kinds that are not named by an account.
    var recordKeys: [String: [UInt128]] = [:]
    private var recordsThrough = Position.start
    private var entryCount = 0

    mutating func learn(from chat: InMemoryChat) {
      for entry in chat.entries[entryCount...] {
        if entry.isRemover { removers.append(entry.command.id) }
        for event in entry.events { learn(event, entry) }
      }
      entryCount = chat.entries.count
      learnRecords(from: chat)
    }

    /// New records of any kind, so that a kind that nobody has thought of here is named, too.
    private mutating func learnRecords(from chat: InMemoryChat) {
      let new = chat.tables.records.values.filter { $0.recordedPosition > recordsThrough }
      for state in new.sorted(by: { $0.recordedPosition < $1.recordedPosition }) {
        guard !state.record.table.isKeyedByAccount, let key = state.record.identifier else { continue }
        recordKeys["\(type(of: key))", default: []].append(key.rawValue)
      }
      recordsThrough = chat.position
    }

    private mutating func learn(_ event: Event, _ entry: RecordedCommand) {
      switch event {
      case .accountRegistered(let event): accounts.append(event.account)
      case .conversationCreated(let event):
        conversations.append(event.conversation)
        if event.kind == .whiteboard { whiteboards.append(event.conversation) }
      case .conversationEnded(let event): ended.append(event.conversation)
      case .conversationReopened(let event): ended.removeAll { $0 == event.conversation }
      case .participantJoined(let event): seats.append(event)
      case .messageSent(let event): messages.append(event)
      case .reactionAdded(let event): reactions.append(event)
      case .messagePinned(let event): pins.append(event)
      case .importBegan: imports.append(entry.command.id)
      case .backfillBegan:
        imports.append(entry.command.id)
        backfills.append(entry.command.id)
      case .resourceCreated(let event): resources.append(event)
      case .contactBlocked(let event): records.append(.block(event.account, contact: event.contact))
      case .sessionOpened(let event): records.append(.session(event.session))
      case .reportFiled(let event): records.append(.report(event.report))
      default: break
      }
    }

    /// Somebody known, mostly active; one in fifty times a stranger.
    func account(_ random: inout SplitMix64, in chat: InMemoryChat) -> AccountID? {
      if random.oneIn(50) { return AccountID(rawValue: random.wide()) }
      return random.pick(
        accounts,
        preferring: { id in
          chat.account(id).map { $0.isActive && !$0.isRemoved } ?? false
        })
    }

    func conversation(_ random: inout SplitMix64, in chat: InMemoryChat) -> ConversationID {
      let one = random.oneIn(50) ? nil : random.pick(conversations, preferring: { chat.isOpen($0) })
      return one ?? ConversationID(rawValue: random.wide())
    }

    func seat(_ random: inout SplitMix64, in chat: InMemoryChat) -> ParticipantJoined? {
      random.pick(
        seats,
        preferring: { seat in
          chat.participant(seat.account, in: seat.conversation)?.isActive == true && chat.isOpen(seat.conversation)
            && chat.account(seat.account)?.isActive == true
        })
    }

    /// Somebody who has left, mostly.
    func formerSeat(_ random: inout SplitMix64, in chat: InMemoryChat) -> ParticipantJoined? {
      random.pick(
        seats,
        preferring: { seat in
          chat.participant(seat.account, in: seat.conversation)?.isActive == false && chat.isOpen(seat.conversation)
        })
    }

    /// A resource, mostly one that is there, of one kind or of any.
    func resource(_ random: inout SplitMix64, in chat: InMemoryChat, ofKind kind: String? = nil) -> ResourceCreated? {
      let some = resources.filter { kind == nil || $0.kind == kind }
      return random.pick(some, preferring: { chat.resource($0.resource)?.isRemoved == false })
    }

    /// A record of a table, mostly one that shows.
    func record(_ random: inout SplitMix64, in chat: InMemoryChat, of table: RecordTable) -> Record? {
      let some = records.filter { $0.table == table }
      return random.pick(some, preferring: { (try? chat.visibleRecord($0)) != nil })
    }

    /// A message, mostly one that shows, and more often a late one than an early one.
    func message(_ random: inout SplitMix64, in chat: InMemoryChat) -> MessageSent? {
      let some = random.oneIn(3) ? messages[...] : messages.suffix(12)
      return random.pick(
        some,
        preferring: { sent in
          guard let message = chat.message(sent.message) else { return false }
          return chat.conversation(message.conversation)?.shows(message) == true
        })
    }
  }
}

extension RecordedCommand {
  fileprivate var isRemover: Bool {
    switch command.action {
    case .deactivateAccount, .removeConversation, .removeParticipant, .deleteMessage, .removeReaction, .unpinMessage,
      .clear, .revert, .remove, .clearEverything, .unblockContact:
      true
    default: false
    }
  }
}

extension Record {
  /// The one identifier of its key; nil where it has several.
  fileprivate var identifier: (any Identifier)? { Mirror(reflecting: self).children.first?.value as? any Identifier }
}

extension InMemoryChat {
  fileprivate func isOpen(_ id: ConversationID) -> Bool {
    conversation(id).map { !$0.isRemoved && $0.endedAt == nil } ?? false
  }
}

extension SplitMix64 {
  /// An element that meets a condition, unless six draws in a row do not: the others are wanted now and then.
  mutating func pick<Elements: RandomAccessCollection>(
    _ elements: Elements, preferring isPreferred: (Elements.Element) -> Bool
  ) -> Elements.Element? {
    for _ in 0..<5 {
      guard let element = pick(elements) else { return nil }
      if isPreferred(element) { return element }
    }
    return pick(elements)
  }
}
