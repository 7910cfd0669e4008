import ChatLedger

/// Commands that apply and deleted single messages, with how many each, the latest first.
///
/// Every deletion that applies is an item of a removal, which the projection keeps apart from the messages: to count
/// those of a room takes one look at each item, however many messages the room has.
struct Deletions {
  struct Command {
    var entry: LedgerEntry
    var messages: Int64 = 0
  }

  /// What one actor deleted.
  struct Group {
    var actor: CommandActor
    var name: String
    var commands: [Command] = []

    var messages: Int64 { commands.reduce(0) { $0 + $1.messages } }
  }

  private(set) var commands: [Command] = []
  /// Whether there were more items than were to be looked at, so that the count is not whole.
  private(set) var isCut = false

  var messages: Int64 { commands.reduce(0) { $0 + $1.messages } }
  var isEmpty: Bool { commands.isEmpty }

  /// Of some messages.
  init(of messages: Set<MessageID>, in view: LedgerView) throws {
    var left = messages
    try self.init(view, limit: messages.isEmpty ? 0 : Int.max) { _, message in
      (left.remove(message) != nil, left.isEmpty)
    }
  }

  /// Of all messages of a conversation.
  ///
  /// - Parameter limit: Items of removals that are looked at, of all conversations.
  init(in conversation: ConversationID, _ view: LedgerView, limit: Int = Int.max) throws {
    var seen: Set<MessageID> = []
    try self.init(view, limit: limit) { place, message in
      (place == conversation && seen.insert(message).inserted, false)
    }
  }

  private init(
    _ view: LedgerView, limit: Int, _ takes: (ConversationID, MessageID) -> (isTaken: Bool, isLast: Bool)
  ) throws {
    var left = limit
    var isDone = false
    // The latest that applies comes first, as for one message.
    try view.forEachRemoval { removal in
      guard case .original(isApplied: true) = removal.kind else { return true }
      var count: Int64 = 0
      try view.forEachRemovalItem(removal.position) { item in
        guard left > 0 else {
          isCut = true
          return false
        }
        left -= 1
        guard case .messageDeleted(let conversation, let message) = item else { return true }
        let answer = takes(conversation, message)
        if answer.isTaken { count += 1 }
        isDone = answer.isLast
        return !isDone
      }
      if count > 0, let entry = try view.entry(at: removal.position) {
        commands.append(Command(entry: entry, messages: count))
      }
      return !isDone && !isCut
    }
  }

  // MARK: Telling

  /// By whom, those who deleted last first.
  func groups(_ names: Names) throws -> [Group] {
    var groups: [Group] = []
    for command in commands {
      let actor = command.entry.command.actor
      let name = try names.at(command.entry.position).actor(actor)
      let known = groups.firstIndex { $0.actor == actor && $0.name == name }
      if known == nil { groups.append(Group(actor: actor, name: name)) }
      groups[known ?? groups.count - 1].commands.append(command)
    }
    return groups
  }

  /// ` by 1 account (@mod) between … and …`.
  func words(_ names: Names) throws -> String {
    guard let last = commands.first?.entry, let first = commands.last?.entry else { return "" }
    var accounts: [String] = []
    var operators: [String] = []
    for group in try groups(names.inBrackets) {
      if case .account = group.actor { accounts.append(group.name) } else { operators.append(group.name) }
    }
    let who = [(accounts, "account"), (operators, "operator")].filter { !$0.0.isEmpty }.map { people, noun in
      "\(Format.count(people.count, noun)) (\(EntrySummary.list(people) { $0 }))"
    }
    return " by \(who.joined(separator: " and ")) \(Self.span(first, last))"
  }

  private static func span(_ first: LedgerEntry, _ last: LedgerEntry) -> String {
    let times = [Format.time(first.time), Format.time(last.time)]
    return times[0] == times[1] ? "at \(times[0])" : "between \(times[0]) and \(times[1])"
  }

  func json(_ names: Names) throws -> JSON {
    if isEmpty { return .null }
    return .array(
      try groups(names).map { group in
        ([
          "actor": group.actor.json, "actorName": .string(group.name), "messages": .integer(group.messages),
          "from": .of(group.commands.last?.entry.time), "until": .of(group.commands.first?.entry.time),
          "positions": .array(group.commands.map { .position($0.entry.position) }),
        ] as JSON).compact
      })
  }
}

extension Deletions.Group {
  /// As a row of what hides things.
  var cells: [String] {
    let times = [commands.last, commands.first].compactMap { $0.map { Format.time($0.entry.time) } }
    let reasons = Set(commands.map { $0.entry.command.reason ?? "" })
    return [
      times.first == times.last ? times.first ?? "" : "\(times.joined(separator: " to "))", name, "deleted",
      Format.count(messages), reasons.count == 1 ? SafeText.excerpt(reasons.first ?? "") : "(several reasons)", wayBack,
    ]
  }

  /// The line for all of them where it is no longer than a line; else where each of them stands.
  private var wayBack: String {
    let line = RevertLine(commands.map(\.entry.position))
    return line.isShort
      ? line.description : "\(Format.count(commands.count, "command")); chat-ledger tail --removals lists them"
  }
}
