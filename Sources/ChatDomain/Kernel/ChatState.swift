/// What deciding may read: the state before the command.
///
/// Two things implement it: the LMDB projection, and dictionaries for tests. Reading can fail in the storage below;
/// such an error is passed on and is never a rejection.
public protocol ChatState: AnyObject {
  /// Nil only before the first entry.
  func settings() throws -> LedgerSettings?
  /// What operators set; the default before they do.
  func configuration() throws -> LedgerConfiguration
  /// What the service declared; empty before it does.
  func schema() throws -> ResourceSchema
  /// What a removal goes by: the relations of the chat and of the declared kinds.
  func relations() throws -> Relations
  func command(_ id: CommandID) throws -> Position?

  func account(_ id: AccountID) throws -> AccountState?
  func conversation(_ id: ConversationID) throws -> ConversationState?
  /// The direct conversation of a pair that is not removed.
  func directConversation(_ pair: AccountPair) throws -> ConversationID?
  func participant(_ account: AccountID, in conversation: ConversationID) throws -> ParticipantState?
  func message(_ id: MessageID) throws -> MessageState?
  func reaction(_ emoji: String, of account: AccountID, to message: MessageState) throws -> ReactionState?
  func readMarker(of account: AccountID, in conversation: ConversationID) throws -> ReadMarkerState?
  func pin(of message: MessageState) throws -> PinState?

  func resource(_ id: ResourceID) throws -> ResourceState?
  func record(_ record: Record) throws -> RecordState?
  /// The counts and marks of a table of records; those of an empty table before its first record.
  func recordTable(_ table: RecordTable) throws -> RecordTableState

  func removal(_ position: Position) throws -> RemovalState?
  func importState(_ position: Position) throws -> ImportState?

  /// Conversations in the order of their identifiers; the body returns false to stop.
  func forEachConversation(_ body: (ConversationState) throws -> Bool) throws
  /// All messages of a conversation in reading order from a point on, hidden and deleted ones too.
  func forEachMessage(
    in conversation: ConversationID, from point: ReadingPoint?, _ body: (MessageState) throws -> Bool) throws
  func forEachParticipant(in conversation: ConversationID, _ body: (ParticipantState) throws -> Bool) throws
  /// Every conversation that the account takes or took part in.
  func forEachMembership(of account: AccountID, _ body: (ParticipantState) throws -> Bool) throws
  /// All resources in the order of their identifiers, removed ones too.
  func forEachResource(_ body: (ResourceState) throws -> Bool) throws
  /// The resources that refer to the target, in the order of their identifiers, each once, removed ones too.
  func forEachReferrer(of target: ReferenceTarget, _ body: (ResourceState) throws -> Bool) throws
  /// The conversations of a resource, in the order of their identifiers, including removed ones.
  func forEachConversation(attachedTo resource: ResourceID, _ body: (ConversationState) throws -> Bool) throws
  /// Messages of other conversations that answer one of this conversation, in the order of their log positions,
  /// hidden and deleted ones too.
  func forEachQuote(of conversation: ConversationID, _ body: (MessageState) throws -> Bool) throws
  /// The records of a table in the order of their keys, removed and cleared ones too.
  func forEachRecord(in table: RecordTable, _ body: (RecordState) throws -> Bool) throws
  /// The records that go with an account, removed and cleared ones too: its blocks, blocks by others of it, sessions
  /// and settings, table by table and in the order of their keys. Reports stay with what they report.
  func forEachRecord(of account: AccountID, _ body: (RecordState) throws -> Bool) throws
  /// The items of a removal in the order they were recorded.
  func forEachRemovalItem(_ removal: Position, _ body: (RemovalItem) throws -> Bool) throws
  /// What an import made, in a stable order.
  func forEachImportItem(_ importPosition: Position, _ body: (ImportItem) throws -> Bool) throws
}

/// The state as folding sees it: it can also be written.
public protocol ChatStore: ChatState {
  func setSettings(_ settings: LedgerSettings) throws
  func setConfiguration(_ configuration: LedgerConfiguration) throws
  func setSchema(_ schema: ResourceSchema) throws
  func put(_ account: AccountState) throws
  func put(_ conversation: ConversationState) throws
  /// Claims the pair for a direct conversation; nil frees it.
  func setDirectConversation(_ conversation: ConversationID?, of pair: AccountPair) throws
  func put(_ participant: ParticipantState) throws
  /// A message that was not there before.
  func insert(_ message: MessageState) throws
  /// A message that was there: identity, place and author are as before.
  func update(_ message: MessageState) throws
  func insert(_ version: MessageVersionState) throws
  func put(_ reaction: ReactionState) throws
  func delete(_ reaction: ReactionState) throws
  func put(_ marker: ReadMarkerState) throws
  func put(_ pin: PinState) throws
  func delete(_ pin: PinState) throws
  /// New or instead of the one there is; keeps the index of its references.
  func put(_ resource: ResourceState) throws
  /// Records that a conversation is attached to a resource, or no longer is.
  func setAttachment(_ isAttached: Bool, of conversation: ConversationID, to resource: ResourceID) throws
  /// Notes that a message answers one of another conversation.
  func insertQuote(of target: MessageState, by reply: MessageState) throws
  /// New or instead of the one there is.
  func put(_ record: RecordState) throws
  func put(_ table: RecordTableState) throws
  func put(_ removal: RemovalState) throws
  /// Appends an item to a removal; `index` counts from 1 without gaps.
  func append(_ item: RemovalItem, to removal: Position, at index: UInt64) throws
  func put(_ state: ImportState) throws
  func insert(_ item: ImportItem, of importPosition: Position) throws
  /// The totals over the whole ledger, changed by what the fold adds and takes away.
  func adjustTotals(_ change: (inout Totals) -> Void) throws
}
