internal import ChatLedger

/// Turns records into described things, in the order in which the ledger can take them.
///
/// What a line refers to and no earlier line has described is described here by its name only, and in full when its
/// line comes. Remembers which accounts and conversations there were; of messages, what ``MessageMatcher`` does.
struct MattermostPlanner {
  /// Lines of which something can be decided only when the whole archive has been read wait in memory; beyond this,
  /// in bytes, they are decided by what is known then.
  static let heldBytesLimit = 16 << 20

  let engine: ImportEngine
  /// The line that is being planned.
  var line: UInt64 = 0
  var matcher = MessageMatcher()
  /// Accounts and conversations that have been named or described.
  var accounts: Set<AccountID> = []
  var conversations: Set<ConversationID> = []
  /// Who is in a room, and of whom the archive says where they are.
  var members: [ConversationID: [AccountID: ParticipantRole]] = [:]
  var placed: Set<AccountID> = []
  /// Where messages of a conversation are in the ledger, and whether anything was there before.
  var rooms: [ConversationID: Room] = [:]
  /// Teams by the identifier of their name, as their lines have them; and whether a channel has used them.
  var teams: [AccountID: (record: TeamRecord, isUsed: Bool)] = [:]
  var held: [HeldLine] = []
  var heldBytes = 0

  struct Room {
    var conversation: ConversationID
    /// It was there before this import.
    var isOld: Bool
  }

  init(_ engine: ImportEngine) { self.engine = engine }

  func place(_ reply: Int = 0) -> ImportLocation { ImportLocation(line: line, reply: reply) }

  /// A thing of the line.
  func described(
    _ thing: SourceEntity, _ table: ArchiveTable, _ item: String, _ command: CommandID, reply: Int = 0
  ) -> DescribedEntity {
    var described = DescribedEntity(thing, at: place(reply), item: item, bucket: table.rawValue, command: command)
    described.mayBeOlder = true
    described.reason = "deleted in the archive"
    return described
  }

  func note(_ error: ExchangeError, _ item: String, in table: ArchiveTable?, reply: Int = 0, lost: UInt64 = 0) {
    engine.note(
      ImportFault(.refused, error, at: place(reply), item: item, lostMessages: lost), in: table?.rawValue)
  }

  /// Plans what had to wait, and names what nothing has used.
  mutating func finish() throws {
    try decideHeld()
    try noteVanishedMembers()
    engine.warn(.teamWithoutChannels, count: UInt64(teams.values.count { !$0.isUsed }))
  }
}
