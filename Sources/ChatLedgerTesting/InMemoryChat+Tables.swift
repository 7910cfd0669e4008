public import ChatDomain

extension InMemoryChat {
  /// Everything the fold keeps, in plain dictionaries.
  public struct Tables: Hashable, Sendable {
    public var settings: LedgerSettings?
    public var configuration = LedgerConfiguration()
    public var schema = ResourceSchema()
    public var commands: [CommandID: Position] = [:]
    public var accounts: [AccountID: AccountState] = [:]
    public var conversations: [ConversationID: ConversationState] = [:]
    public var directConversations: [AccountPair: ConversationID] = [:]
    public var participants: [ParticipantKey: ParticipantState] = [:]
    public var messages: [MessageID: MessageState] = [:]
    /// The messages of each conversation in reading order.
    public var readingOrder: [ConversationID: [PlacedMessage]] = [:]
    /// The versions of each edited message, oldest first.
    public var versions: [Position: [MessageVersionState]] = [:]
    public var reactions: [ReactionKey: ReactionState] = [:]
    public var readMarkers: [ParticipantKey: ReadMarkerState] = [:]
    public var pins: [MessageID: PinState] = [:]
    public var resources: [ResourceID: ResourceState] = [:]
    /// The conversations of each resource.
    public var attachments: [ResourceID: Set<ConversationID>] = [:]
    /// The messages elsewhere that answer one of the conversation, in the order of the log.
    public var quotes: [ConversationID: [MessageID]] = [:]
    public var records: [Record: RecordState] = [:]
    public var recordTables: [RecordTable: RecordTableState] = [:]
    public var removals: [Position: RemovalState] = [:]
    public var removalItems: [Position: [RemovalItem]] = [:]
    public var imports: [Position: ImportState] = [:]
    public var importItems: [Position: Set<ImportItem>] = [:]
    public var totals = Totals()

    public init() {}
  }

  public struct ParticipantKey: Hashable, Sendable {
    public var conversation: ConversationID
    public var account: AccountID

    public init(conversation: ConversationID, account: AccountID) {
      self.conversation = conversation
      self.account = account
    }
  }

  public struct ReactionKey: Hashable, Sendable {
    public var messagePosition: Position
    public var account: AccountID
    @Bytewise public var emoji: String

    public init(messagePosition: Position, account: AccountID, emoji: String) {
      self.messagePosition = messagePosition
      self.account = account
      self.emoji = emoji
    }
  }

  public struct PlacedMessage: Hashable, Sendable {
    public var point: ReadingPoint
    public var id: MessageID

    public init(point: ReadingPoint, id: MessageID) {
      self.point = point
      self.id = id
    }
  }
}
