internal import ChatLedger

/// Turns records of an export of Slack into commands, in the order in which the ledger can take them.
///
/// Remembers which accounts there are, and of one conversation at a time which messages it has.
struct SlackPlanner {
  /// The conversation that is being read. A class, so that what grows with its messages is never copied.
  final class Room {
    /// What names of messages are made with.
    let scope: ConversationID
    /// Where they go: another one than `scope` where the pair has a direct conversation already.
    let conversation: ConversationID
    let kind: ConversationKind
    let record: SlackChannel?
    /// Where its description stands.
    let place: ImportPlace
    /// A digest of every message, by its time.
    var seen: [SlackTime: Int] = [:]
    /// When messages were edited last, of those that were.
    var edits: [SlackTime: SlackTime] = [:]
    var pinned: Set<MessageID> = []
    var deleted: Set<MessageID> = []
    var moves: [Move] = []

    init(
      _ scope: ConversationID, in conversation: ConversationID, _ kind: ConversationKind, _ record: SlackChannel?,
      at place: ImportPlace
    ) {
      self.scope = scope
      self.conversation = conversation
      self.kind = kind
      self.record = record
      self.place = place
    }
  }

  /// Somebody joins or leaves.
  struct Move: Hashable {
    var user: String
    var time: SlackTime
    var joins: Bool
    var place: ImportPlace
  }

  let context: ImportSession.Context
  let known: any KnownThings
  /// The workspace.
  let team: String
  /// Commands that are planned and not taken yet.
  var planned: [PlannedCommand] = []
  var plannedBytes = 0
  /// What is counted and found while planning.
  var report = ImportReport()
  /// The element that is being planned.
  var place = ImportPlace()
  var room: Room?

  var accounts: Set<AccountID> = []
  /// Users that are deleted, with their places.
  var departed: [(account: AccountID, place: ImportPlace)] = []
  /// Conversations of the lists.
  var conversations: Set<ConversationID> = []

  init(_ context: ImportSession.Context, known: any KnownThings, team: String) {
    self.context = context
    self.known = known
    self.team = team
  }

  /// Takes what has been planned.
  mutating func takePlanned() -> [PlannedCommand] {
    let result = planned
    planned = []
    planned.reserveCapacity(ImportOptions.batchCommands)
    plannedBytes = 0
    return result
  }

  /// Whether it is time to take what has been planned.
  var isFull: Bool { planned.count >= ImportOptions.batchCommands || plannedBytes >= ImportOptions.batchBytes }

  mutating func add(
    _ id: CommandID, _ table: PlannedCommand.Table, sizeBytes: Int = 0, reason: String? = nil, _ action: Action
  ) {
    let command = Command(
      id: id, actor: context.actor, origin: context.origin, reason: reason, correlation: context.importCommand,
      action: action)
    planned.append(PlannedCommand(command: command, table: table, place: place, sizeBytes: sizeBytes + 256))
    plannedBytes += sizeBytes + 256
  }

  // MARK: Limits that no command can pass

  func requireName(_ text: String, _ what: String) throws(ExchangeError) {
    guard text.utf8.count <= Limits.nameBytes else {
      throw ExchangeError(
        .tooLarge, "\(what) has \(text.utf8.count) bytes; at most \(Limits.nameBytes) are allowed.",
        remedy: "Shorten it in the export.")
    }
  }

  /// Takes the largest fields out of what is kept as it is written until the rest fits, and reports each.
  mutating func fit(_ attributes: inout [String: String]) {
    var bytes = attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    while bytes > Limits.attributesBytes, let largest = attributes.max(by: { Self.isSmaller($0, $1) }) {
      bytes -= largest.key.utf8.count + largest.value.utf8.count
      attributes[largest.key] = nil
      report.reject(
        place, item: "field \(largest.key.dropFirst(SlackNaming.prefix.count))",
        ExchangeError(
          .tooLarge,
          "The field has \(largest.value.utf8.count) bytes; all that are kept as they are may have "
            + "\(Limits.attributesBytes).",
          remedy: "Keep the export; the rest of the element was taken."))
    }
  }

  /// By size, and by name where that is the same, so that the same field goes every time.
  private static func isSmaller(_ one: (key: String, value: String), _ other: (key: String, value: String)) -> Bool {
    let (left, right) = (one.value.utf8.count, other.value.utf8.count)
    return left == right ? one.key < other.key : left < right
  }
}
