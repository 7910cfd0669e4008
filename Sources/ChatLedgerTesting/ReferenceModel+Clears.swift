import ChatDomain

extension ReferenceModel {
  /// What a clear hides, told without positions where it can be.
  enum Rule: Sendable {
    /// These very messages: the ones there were.
    case these(Set<MessageID>)
    /// Whatever was said before a time, whenever it comes in.
    case saidBefore(Timestamp)
    /// A message and whatever reads before it.
    case upTo(Message)
    case imported(Position)

    func hides(_ message: Message) -> Bool {
      switch self {
      case .these(let ids): ids.contains(message.id)
      case .saidBefore(let time): message.time < time
      case .upTo(let last): !last.precedes(message)
      case .imported(let position): message.importedBy == position
      }
    }
  }

  /// A command that cleared, with where it did, and whether that holds now.
  struct Clearing: Sendable {
    var position: Position
    var rule: Rule
    var conversations: Set<ConversationID> = []
    var seats: Set<Seat> = []
    /// The tables of records that were emptied, and the records there were.
    var tables: Set<RecordTable> = []
    var records: [Record: Position] = [:]
    var isApplied = true
  }

  mutating func applyClears(of entry: RecordedCommand) {
    switch entry.command.action {
    case .clear(let clear): clearings[entry.command.id] = clearing(by: clear, entry)
    case .clearEverything: clearings[entry.command.id] = clearingOfRecords(entry)
    case .revert(let revert):
      if let position = imports[revert.command] {
        clearings[entry.command.id] = withdrawal(of: position, entry)
      } else {
        // Undoing and redoing take turns, whoever of the chain is named.
        let original = originals[revert.command] ?? revert.command
        originals[entry.command.id] = original
        clearings[original]?.isApplied.toggle()
      }
    default: break
    }
  }

  private func clearing(by clear: Clear, _ entry: RecordedCommand) -> Clearing {
    let rule: Rule =
      if let time = clear.upToTime {
        .saidBefore(time)
      } else if let last = clear.upToMessage.flatMap({ whereabouts[$0] }) {
        .upTo(last)
      } else {
        .these(Set(whereabouts.keys))
      }
    var clearing = Clearing(position: entry.position, rule: rule)
    if let account = clear.forAccount {
      let seats = members.filter { seat, member in
        seat.account == account && member.isActive && !removedConversations.contains(seat.conversation)
          && (clear.everything || clear.conversations.contains(seat.conversation))
      }
      clearing.seats = Set(seats.keys)
    } else {
      let named = clear.everything ? Array(conversations.keys) : clear.conversations
      clearing.conversations = Set(named.filter { hidesAnything(rule, in: $0) })
    }
    return clearing
  }

  /// Conversations go as a whole; of the records those that there are now are hidden, shown or not, where a table shows
  /// any at all.
  private func clearingOfRecords(_ entry: RecordedCommand) -> Clearing {
    var clearing = Clearing(position: entry.position, rule: .these([]))
    let settings: Set<RecordTable> = [.chatSettings, .twoStepVerifications]
    for table in RecordTable.allCases where !settings.contains(table) && !records(in: table).isEmpty {
      clearing.tables.insert(table)
    }
    clearing.records = records.filter { clearing.tables.contains($0.key.table) }.mapValues(\.position)
    return clearing
  }

  /// Taking an import back hides its messages, those also that something else hides already; a conversation that it
  /// made and that would be left empty goes as a whole.
  private func withdrawal(of position: Position, _ entry: RecordedCommand) -> Clearing {
    let rule = Rule.imported(position)
    var clearing = Clearing(position: entry.position, rule: rule)
    for (id, importedBy) in conversations where (messages[id] ?? []).contains(where: { rule.hides($0) }) {
      let isLeftEmpty = shown(in: id).allSatisfy { rule.hides($0) }
      let isRemoved = removedConversations.contains(id)
      if importedBy != position || !isLeftEmpty || isRemoved { clearing.conversations.insert(id) }
    }
    return clearing
  }

  private func hidesAnything(_ rule: Rule, in conversation: ConversationID) -> Bool {
    shown(in: conversation).contains { rule.hides($0) }
  }

  /// The clears for everyone that hold in a conversation.
  func clearings(in conversation: ConversationID) -> [Clearing] {
    clearings.values.filter { $0.isApplied && $0.conversations.contains(conversation) }
  }

  func clearings(at seat: Seat) -> [Clearing] {
    clearings.values.filter { $0.isApplied && $0.seats.contains(seat) }
  }

  /// What shows to everyone, in reading order.
  func shown(in conversation: ConversationID) -> [Message] {
    guard !removedConversations.contains(conversation) else { return [] }
    return unhidden(in: conversation)
  }

  /// What neither a deletion nor a clear hides, even while the whole conversation is removed.
  func unhidden(in conversation: ConversationID) -> [Message] {
    let applied = clearings(in: conversation)
    return (messages[conversation] ?? []).filter { message in
      !deletedMessages.contains(message.id) && !applied.contains { $0.rule.hides(message) }
    }
  }
}
