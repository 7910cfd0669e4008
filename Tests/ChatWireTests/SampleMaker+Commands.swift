import ChatDomain

extension SampleMaker {
  mutating func command(_ action: Action) -> Command {
    Command(
      id: id(), actor: flag() ? .account(id()) : .operator(text()), origin: text(), reason: perhaps { $0.text() },
      correlation: perhaps { $0.id() }, causation: perhaps { $0.position() },
      trace: perhaps {
        TraceContext(traceID: $0.id(CommandID.self).rawValue | 1, spanID: $0.next() | 1, flags: UInt8($0.next() & 0xFF))
      },
      expectedRevision: perhaps { $0.next() }, action: action)
  }

  /// One action of every kind; a new kind is added here.
  mutating func actions() -> [Action] {
    ledgerActions() + messageActions() + removalActions() + resourceAndRecordActions()
  }

  private mutating func ledgerActions() -> [Action] {
    [
      .createLedger(CreateLedger(settings: settings())),
      .registerAccount(RegisterAccount(account: id(), kind: pick(), profile: profile())),
      .updateAccount(UpdateAccount(account: id(), profile: profile())),
      .deactivateAccount(DeactivateAccount(account: id())),
      .createConversation(
        CreateConversation(
          conversation: id(), kind: pick(), history: pick(), participants: list(4) { $0.id() }, details: details(),
          startedAt: perhaps { $0.time() })),
      .updateConversation(
        UpdateConversation(conversation: id(), history: perhaps { $0.pick() }, details: details())),
      .endConversation(EndConversation(conversation: id())),
      .reopenConversation(ReopenConversation(conversation: id())),
      .removeConversation(RemoveConversation(conversation: id())),
      .addParticipant(AddParticipant(conversation: id(), account: id(), role: pick())),
      .removeParticipant(RemoveParticipant(conversation: id(), account: id())),
      .changeRole(ChangeRole(conversation: id(), account: id(), role: pick())),
    ]
  }

  private mutating func messageActions() -> [Action] {
    [
      .sendMessage(sendMessage()),
      .editMessage(EditMessage(message: id(), content: content())),
      .deleteMessage(DeleteMessage(message: id())),
      .addReaction(
        AddReaction(message: id(), account: id(), emoji: text(), reactedAt: perhaps { $0.time() })),
      .removeReaction(RemoveReaction(message: id(), account: id(), emoji: text())),
      .markRead(MarkRead(conversation: id(), account: id(), message: id())),
      .pinMessage(PinMessage(message: id(), pinnedAt: perhaps { $0.time() })),
      .unpinMessage(UnpinMessage(message: id())),
    ]
  }

  mutating func sendMessage() -> SendMessage {
    SendMessage(
      conversation: id(), author: id(), sender: pick(), content: content(), replyTo: perhaps { $0.id() },
      root: perhaps { $0.id() }, sentAt: perhaps { $0.time() })
  }

  private mutating func removalActions() -> [Action] {
    [
      .clear(
        Clear(
          everything: flag(), conversations: list(3) { $0.id() }, forAccount: perhaps { $0.id() },
          upToMessage: perhaps { $0.id() }, upToTime: perhaps { $0.time() })),
      .revert(Revert(command: id())),
      .beginImport(BeginImport(format: text(), source: text())),
      .finishImport(FinishImport(importCommand: id())),
    ]
  }
}
