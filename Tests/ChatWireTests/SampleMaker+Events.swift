import ChatDomain

extension SampleMaker {
  /// One event of every kind; a new kind is added here.
  mutating func events() -> [Event] {
    accountEvents() + conversationEvents() + messageEvents() + removalEvents() + resourceAndRecordEvents()
  }

  private mutating func accountEvents() -> [Event] {
    [
      .ledgerCreated(settings()),
      .accountRegistered(AccountRegistered(account: id(), kind: pick(), isFirstUse: flag())),
      .accountUpdated(AccountUpdated(account: id())),
      .accountDeactivated(AccountDeactivated(account: id(), removal: perhaps { $0.position() })),
      .accountReactivated(AccountReactivated(account: id())),
      .accountRemoved(AccountRemoved(account: id(), removal: perhaps { $0.position() })),
      .accountRestored(AccountRestored(account: id())),
    ]
  }

  private mutating func conversationEvents() -> [Event] {
    [
      .conversationCreated(
        ConversationCreated(
          conversation: id(), kind: pick(), history: pick(), startedAt: time(), pair: flag() ? [id(), id()] : [])),
      .conversationUpdated(ConversationUpdated(conversation: id(), history: pick())),
      .conversationEnded(ConversationEnded(conversation: id(), endedAt: time())),
      .conversationReopened(ConversationReopened(conversation: id())),
      .conversationRemoved(
        ConversationRemoved(conversation: id(), removed: totals(), removal: perhaps { $0.position() })),
      .conversationRestored(ConversationRestored(conversation: id(), restored: totals())),
      .participantJoined(
        ParticipantJoined(
          conversation: id(), account: id(), role: pick(), visibleFrom: perhaps { $0.time() })),
      .participantLeft(ParticipantLeft(conversation: id(), account: id(), removal: perhaps { $0.position() })),
      .participantRestored(ParticipantRestored(conversation: id(), account: id())),
      .roleChanged(RoleChanged(conversation: id(), account: id(), role: pick())),
    ]
  }

  private mutating func messageEvents() -> [Event] {
    [
      .messageSent(messageSent()),
      .messageEdited(MessageEdited(conversation: id(), message: id(), version: UInt32(next() & 0xFFFF_FFFF))),
      .messageDeleted(MessageDeleted(conversation: id(), message: id(), removal: perhaps { $0.position() })),
      .messageRestored(MessageRestored(conversation: id(), message: id())),
      .reactionAdded(
        ReactionAdded(conversation: id(), message: id(), account: id(), emoji: text(), reactedAt: time())),
      .reactionRemoved(
        ReactionRemoved(
          conversation: id(), message: id(), account: id(), emoji: text(), removal: perhaps { $0.position() })),
      .readMarkerMoved(ReadMarkerMoved(conversation: id(), account: id(), message: id(), point: point())),
      .messagePinned(MessagePinned(conversation: id(), message: id(), pinnedAt: time())),
      .messageUnpinned(MessageUnpinned(conversation: id(), message: id(), removal: perhaps { $0.position() })),
    ]
  }

  mutating func messageSent() -> MessageSent {
    MessageSent(
      conversation: id(), message: id(), author: id(), sender: pick(), sentAt: time(), replyTo: perhaps { $0.id() },
      root: perhaps { $0.id() })
  }

  private mutating func removalEvents() -> [Event] {
    [
      .conversationCleared(
        ConversationCleared(
          conversation: id(), watermark: watermark(), cleared: tally(), visible: tally(), marks: list(3) { $0.mark() },
          removal: perhaps { $0.position() })),
      .conversationClearReverted(
        ConversationClearReverted(
          conversation: id(), restored: tally(), visible: tally(), marks: list(3) { $0.mark() })),
      .historyCleared(
        HistoryCleared(
          conversation: id(), account: id(), watermark: watermark(), removal: perhaps { $0.position() })),
      .historyClearReverted(HistoryClearReverted(conversation: id(), account: id(), removal: position())),
      .removalReverted(RemovalReverted(removal: position())),
      .removalReapplied(RemovalReapplied(removal: position())),
      .importBegan(ImportBegan(format: text())),
      .importFinished(ImportFinished(importPosition: position())),
      .importWithdrawn(ImportWithdrawn(importPosition: position(), removal: perhaps { $0.position() })),
      .importReinstated(ImportReinstated(importPosition: position())),
    ]
  }

  /// One item of every kind.
  mutating func removalItems() -> [RemovalItem] {
    [
      .accountDeactivated(id()), .accountRemoved(id()), .conversationRemoved(id()),
      .conversationCleared(id(), watermark()), .historyCleared(id(), id(), watermark()), .participantLeft(id(), id()),
      .messageDeleted(id(), id()), .reactionRemoved(id(), id(), text(), time()), .messageUnpinned(id(), time()),
      .importWithdrawn(position()), .resourceRemoved(id()), .referenceEmptied(id(), reference()),
      .conversationDetached(id(), id()), .recordRemoved(record()), .recordsCleared(pick()),
    ]
  }
}
