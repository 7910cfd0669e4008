/// Something that happened, as it is recorded. Events carry no free text: text is in the content of the entry.
public enum Event: Hashable, Sendable {
  case ledgerCreated(LedgerSettings)

  case accountRegistered(AccountRegistered)
  case accountUpdated(AccountUpdated)
  case accountDeactivated(AccountDeactivated)
  case accountReactivated(AccountReactivated)
  case accountRemoved(AccountRemoved)
  case accountRestored(AccountRestored)

  case conversationCreated(ConversationCreated)
  case conversationUpdated(ConversationUpdated)
  case conversationEnded(ConversationEnded)
  /// An end was taken back.
  case conversationReopened(ConversationReopened)
  case conversationRemoved(ConversationRemoved)
  case conversationRestored(ConversationRestored)

  case participantJoined(ParticipantJoined)
  case participantLeft(ParticipantLeft)
  case participantRestored(ParticipantRestored)
  case roleChanged(RoleChanged)

  case messageSent(MessageSent)
  case messageEdited(MessageEdited)
  case messageDeleted(MessageDeleted)
  case messageRestored(MessageRestored)

  case reactionAdded(ReactionAdded)
  case reactionRemoved(ReactionRemoved)
  case readMarkerMoved(ReadMarkerMoved)
  case messagePinned(MessagePinned)
  case messageUnpinned(MessageUnpinned)

  case conversationCleared(ConversationCleared)
  case conversationClearReverted(ConversationClearReverted)
  case historyCleared(HistoryCleared)
  case historyClearReverted(HistoryClearReverted)

  case removalReverted(RemovalReverted)
  case removalReapplied(RemovalReapplied)

  case importBegan(ImportBegan)
  case importFinished(ImportFinished)
  case importWithdrawn(ImportWithdrawn)
  case importReinstated(ImportReinstated)

  case schemaDeclared(SchemaDeclared)
  case ledgerConfigured(LedgerConfigured)
  case accountRolesChanged(AccountRolesChanged)
  case accountProtectionChanged(AccountProtectionChanged)
  case resourceCreated(ResourceCreated)
  case resourceUpdated(ResourceUpdated)
  case resourceRemoved(ResourceRemoved)
  case resourceRestored(ResourceRestored)
  case referenceEmptied(ReferenceEmptied)
  case referenceRestored(ReferenceRestored)
  case conversationDetached(ConversationDetached)
  case conversationAttached(ConversationAttached)
  case contactBlocked(ContactBlocked)
  case sessionOpened(SessionOpened)
  case sessionClosed(SessionClosed)
  case reportFiled(ReportFiled)
  case reportResolved(ReportResolved)
  case chatSettingsChanged(ChatSettingsChanged)
  case twoStepVerificationChanged(TwoStepVerificationChanged)
  case recordRemoved(RecordRemoved)
  case recordRestored(RecordRestored)
  case recordsCleared(RecordsCleared)
  case recordsClearReverted(RecordsClearReverted)
  case backfillBegan(BackfillBegan)
}

/// An event with the entry that records it, as the fold sees it.
public struct LoggedEvent: Sendable {
  public var event: Event
  /// The entry that holds the event.
  public var position: Position
  /// The first entry of the same command: equal to `position` unless the command was split over several entries.
  public var firstPosition: Position
  public var time: Timestamp
  public var commandID: CommandID
  public var correlation: CommandID?

  public init(
    event: Event, position: Position, firstPosition: Position, time: Timestamp, commandID: CommandID,
    correlation: CommandID?
  ) {
    self.event = event
    self.position = position
    self.firstPosition = firstPosition
    self.time = time
    self.commandID = commandID
    self.correlation = correlation
  }
}
