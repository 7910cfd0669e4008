internal import ChatLedger

/// Turns records into commands, in the order in which the ledger can take them.
///
/// Remembers which accounts and conversations there are, never a message. What a line refers to and no earlier line
/// has described is made on the spot, with its name only, and described when its line comes.
struct MattermostPlanner {
  let context: ImportSession.Context
  let known: any KnownThings
  /// Commands that are planned and not taken yet.
  var planned: [PlannedCommand] = []
  var plannedBytes = 0
  var warnings: [ImportWarning: UInt64] = [:]
  /// The line that is being planned.
  var line: UInt64 = 0
  var reply = 0
  /// Parts of the current line that cannot be taken, with the reply that they stand in.
  var faults: [(reply: Int, error: ExchangeError)] = []
  /// What was not planned because of such faults.
  var refusedMessages: UInt64 = 0
  var refusedReactions: UInt64 = 0

  var accounts: Set<AccountID> = []
  var conversations: Set<ConversationID> = []
  /// Made by this run with a name only.
  var undescribedAccounts: Set<AccountID> = []
  var undescribedConversations: Set<ConversationID> = []
  /// Direct conversations that exist under another identifier than that of their members' names.
  var substitutes: [ConversationID: ConversationID] = [:]
  /// Teams by the identifier of their name, as their lines have them; and whether a channel has used them.
  var teams: [AccountID: (record: TeamRecord, isUsed: Bool)] = [:]

  init(_ context: ImportSession.Context, known: any KnownThings) {
    self.context = context
    self.known = known
  }

  /// Takes what has been planned.
  mutating func takePlanned() -> [PlannedCommand] {
    let result = planned
    planned = []
    planned.reserveCapacity(ImportOptions.batchCommands)
    plannedBytes = 0
    return result
  }

  mutating func warn(_ warning: ImportWarning, count: UInt64 = 1) {
    if count > 0 { warnings[warning, default: 0] += count }
  }

  mutating func add(_ id: CommandID, _ table: PlannedCommand.Table, sizeBytes: Int = 0, _ action: Action) {
    let command = Command(
      id: id, actor: context.actor, origin: context.origin, correlation: context.importCommand, action: action)
    planned.append(
      PlannedCommand(
        command: command, table: table, place: ImportPlace(line: line, reply: reply), sizeBytes: sizeBytes + 256))
    plannedBytes += sizeBytes + 256
  }

  // MARK: Limits that no command can pass

  /// Refuses here what the ledger would refuse for certain, so that an archive of nothing else begins no import.
  func requireName(_ text: String, _ what: String) throws(ExchangeError) {
    guard text.utf8.count <= Limits.nameBytes else {
      throw ExchangeError(
        .tooLarge, "\(what) has \(text.utf8.count) bytes; at most \(Limits.nameBytes) are allowed.",
        remedy: "Shorten it in the archive.")
    }
  }

  func requireAttributes(_ attributes: [String: String]) throws(ExchangeError) {
    let bytes = Self.size(of: attributes)
    guard bytes <= Limits.attributesBytes else {
      throw ExchangeError(
        .tooLarge,
        "The fields that are kept as they are have \(bytes) bytes; at most \(Limits.attributesBytes) are allowed.",
        remedy: "Take the largest of them out of the line.")
    }
  }

  static func size(of attributes: [String: String]) -> Int {
    attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
  }
}
