import ChatLedger

/// A command that keeps something from showing: who took it away, and why.
struct Hiding {
  enum How: String {
    case cleared = "CLEARED"
    case clearedForAccount = "CLEARED_FOR_ACCOUNT"
    case deleted = "DELETED"
    case left = "LEFT"
    case conversationRemoved = "CONVERSATION_REMOVED"
    case accountRemoved = "ACCOUNT_REMOVED"
    case accountDeactivated = "ACCOUNT_DEACTIVATED"
    case resourceRemoved = "RESOURCE_REMOVED"
    case recordRemoved = "RECORD_REMOVED"
    case recordsCleared = "RECORDS_CLEARED"

    var words: String { rawValue.lowercased().replacing("_", with: " ") }
  }

  let entry: LedgerEntry
  let how: How
  /// How many messages it hides here, where that is counted.
  var messages: Int64?

  /// One sentence for people: by whom, when, why, and the way back.
  func sentence(_ names: Names) throws -> ScreenText {
    let why = entry.command.reason.map { ", “\(SafeText.excerpt($0, limit: 100))”" } ?? ""
    let actor = try names.at(entry.position).actor(entry.command.actor)
    let what: ScreenText = "\(what) by \(actor) at \(Format.time(entry.time))\(why). "
    return what + "To bring it back: \(RevertLine(entry.position))"
  }

  private var what: String {
    switch how {
    case .cleared: messages.map { "\(Format.count($0, "message")) cleared" } ?? "Cleared"
    case .clearedForAccount: "The account's view was cleared"
    case .deleted: "The message was deleted"
    case .left: "The account was removed from here"
    case .conversationRemoved: "The conversation was removed"
    case .accountRemoved: "The account was removed"
    case .accountDeactivated: "The account was deactivated"
    case .resourceRemoved: "The resource was removed"
    case .recordRemoved: "The record was removed"
    case .recordsCleared: "All records of this sort were cleared"
    }
  }

  func json(_ names: Names) throws -> JSON {
    let names = names.at(entry.position)
    return
      ([
        "how": .string(how.rawValue), "command": .string(entry.command.id.description),
        "position": .position(entry.position), "time": .of(entry.time),
        "actor": entry.command.actor.json, "actorName": .of(try names.actorThen(entry.command.actor)),
        "actorNameNow": .of(try names.actorNow(entry.command.actor)),
        "reason": .nonEmpty(entry.command.reason), "messages": messages.map { .integer($0) } ?? .null,
      ] as JSON).compact
  }
}

/// Finds what keeps things from showing.
struct HidingFinder {
  let view: LedgerView

  func hidings(of conversation: ConversationState) throws -> [Hiding] {
    let removed = try conversation.isRemoved ? removal(.conversationRemoved(conversation.id), .conversationRemoved) : []
    return try removed + conversation.marks.flatMap { try hiding($0.removal, .cleared, $0.hidden.messages) }
  }

  func hidings(of message: MessageState) throws -> [Hiding] {
    guard let conversation = try view.conversation(message.conversation)?.state else { return [] }
    let deleted = try message.isDeleted ? removal(.messageDeleted(message.conversation, message.id), .deleted) : []
    let removed = try conversation.isRemoved ? removal(.conversationRemoved(conversation.id), .conversationRemoved) : []
    let marks = conversation.marks.filter { $0.watermark.covers(message) }
    return try deleted + removed + marks.flatMap { try hiding($0.removal, .cleared) }
  }

  func hidings(of account: AccountState) throws -> [Hiding] {
    if account.isRemoved { return try removal(.accountRemoved(account.id), .accountRemoved) }
    return try account.isActive ? [] : removal(.accountDeactivated(account.id), .accountDeactivated)
  }

  func hidings(of resource: ResourceState) throws -> [Hiding] {
    try resource.isRemoved ? removal(.resourceRemoved(resource.id), .resourceRemoved) : []
  }

  func hidings(of record: RecordState) throws -> [Hiding] {
    let removed = try record.isRemoved ? removal(.recordRemoved(record.record), .recordRemoved) : []
    let marks = try view.recordTable(record.record.table).marks.filter { record.recordedPosition <= $0.removal }
    return try removed + marks.flatMap { try hiding($0.removal, .recordsCleared) }
  }

  /// What to say where a list of records is empty: who cleared them, or the hint where nobody has.
  func sentences(_ table: RecordTable, _ names: Names, otherwise hint: String) throws -> ScreenText {
    let cleared = try view.recordTable(table).marks.flatMap { try hiding($0.removal, .recordsCleared) }
    guard let first = cleared.first else { return ScreenText(hint) }
    return try cleared.dropFirst().reduce(first.sentence(names)) { try $0 + "\n" + $1.sentence(names) }
  }

  /// What one participant does not see although everyone else may.
  func hidings(of participant: ParticipantState) throws -> [Hiding] {
    let item = RemovalItem.participantLeft(participant.conversation, participant.account)
    let left = try participant.isActive ? [] : removal(item, .left)
    return try left + participant.clears.flatMap { try hiding($0.removal, .clearedForAccount) }
  }

  private func hiding(_ position: Position, _ how: Hiding.How, _ messages: Int64? = nil) throws -> [Hiding] {
    try view.entry(at: position).map { [Hiding(entry: $0, how: how, messages: messages)] } ?? []
  }

  /// The latest command that applies and took the item away; empty where there is none, as for who just left.
  private func removal(_ item: RemovalItem, _ how: Hiding.How) throws -> [Hiding] {
    var found: Position?
    try view.forEachRemoval { removal in
      guard case .original(isApplied: true) = removal.kind else { return true }
      try view.forEachRemovalItem(removal.position) { other in
        if other == item { found = removal.position }
        return found == nil
      }
      return found == nil
    }
    return try found.map { try hiding($0, how) } ?? []
  }
}

extension [Hiding] {
  /// With the line that brings each of them back.
  ///
  /// - Parameter deletions: Of single messages, of which those of one actor take a row together.
  func table(_ names: Names, and deletions: Deletions? = nil) throws -> TextTable {
    var table = TextTable([
      .init("WHEN"), .init("WHO", givesWay: true), .init("HOW"),
      .init("MESSAGES", isNumber: true, mayGo: true),
      .init("WHY", givesWay: true), .init("BRING BACK WITH"),
    ])
    for hiding in self {
      let entry = hiding.entry
      table.append([
        Format.time(entry.time), try names.at(entry.position).actor(entry.command.actor), hiding.how.words,
        hiding.messages.map { Format.count($0) } ?? "", SafeText.excerpt(entry.command.reason ?? ""),
        RevertLine(entry.position).description,
      ])
    }
    for group in try deletions?.groups(names) ?? [] { table.append(group.cells) }
    return table
  }

  func json(_ names: Names) throws -> JSON { isEmpty ? .null : .array(try map { try $0.json(names) }) }
}
