import ChatDomain

// Resources, their schema, records and settings.

extension SampleMaker {
  /// A word, as kinds, references, statuses and roles have; sometimes none, as the wire takes any text.
  mutating func code() -> String {
    let words = ["", "lesson", "booking", "a.b_c-9", "word-\(next())"]
    return words[number(below: words.count)]
  }

  mutating func codes() -> [String] { list(3) { $0.code() } }

  mutating func resourceDetails() -> ResourceDetails {
    flag() ? ResourceDetails(title: text(), attributes: attributes()) : ResourceDetails()
  }

  mutating func target() -> ReferenceTarget { flag() ? .account(id()) : .resource(id()) }

  mutating func reference() -> ResourceReference { ResourceReference("\(code())-\(next())", target()) }

  /// In the order of their names, as JSON objects are read.
  mutating func references() -> [ResourceReference] { list(3) { $0.reference() }.sorted { $0.name < $1.name } }

  mutating func schema() -> ResourceSchema {
    ResourceSchema(
      kinds: list(3) { maker in
        ResourceKind(
          name: maker.code(),
          references: maker.list(3) {
            ReferenceRule(
              name: $0.code(), target: $0.flag() ? .account : .resource($0.code()), onRemoval: $0.pick(),
              isRequired: $0.flag())
          }, conversations: maker.pick())
      },
      policies: list(2) { maker in
        RoomPolicy(
          name: maker.code(), kind: maker.code(), activeStatuses: maker.codes(), members: maker.list(3) { $0.codes() })
      })
  }

  mutating func record() -> Record {
    switch number(below: 5) {
    case 0: .block(id(), contact: id())
    case 1: .session(id())
    case 2: .report(id())
    case 3: .chatSettings(id())
    default: .twoStepVerification(id())
    }
  }

  mutating func resourceAndRecordActions() -> [Action] { resourceActions() + recordActions() }

  private mutating func resourceActions() -> [Action] {
    [
      .setAccountRoles(SetAccountRoles(account: id(), roles: codes())),
      .protectAccount(ProtectAccount(account: id(), isProtected: flag())),
      .configureLedger(
        ConfigureLedger(isProduction: perhaps { $0.flag() }, protectedRoles: perhaps { $0.codes() })),
      .declareSchema(DeclareSchema(schema: schema())),
      .createResource(
        CreateResource(
          resource: id(), kind: code(), status: code(), references: references(), details: resourceDetails(),
          createdAt: perhaps { $0.time() })),
      .updateResource(
        UpdateResource(
          resource: id(), status: perhaps { $0.code() }, references: perhaps { $0.references() },
          details: perhaps { $0.resourceDetails() })),
      .remove(
        Remove(
          resources: list(3) { $0.id() }, accounts: list(3) { $0.id() }, conversations: list(3) { $0.id() },
          removedAt: perhaps { $0.time() })),
      .clearEverything(ClearEverything()),
      .beginBackfill(BeginBackfill(policy: code())),
      .backfillRooms(BackfillRooms(policy: code(), resources: list(3) { $0.id() })),
    ]
  }

  private mutating func recordActions() -> [Action] {
    [
      .blockContact(BlockContact(account: id(), contact: id(), blockedAt: perhaps { $0.time() })),
      .unblockContact(UnblockContact(account: id(), contact: id())),
      .openSession(
        OpenSession(
          session: id(), account: id(), conversation: perhaps { $0.id() }, device: text(),
          startedAt: perhaps { $0.time() })),
      .closeSession(CloseSession(session: id(), endedAt: perhaps { $0.time() })),
      .fileReport(
        FileReport(
          report: id(), reporter: id(), subject: perhaps { $0.id() }, conversation: perhaps { $0.id() },
          message: perhaps { $0.id() }, category: code(), text: text(), filedAt: perhaps { $0.time() })),
      .resolveReport(ResolveReport(report: id(), status: pick(), text: text())),
      .setChatSettings(SetChatSettings(account: id(), values: attributes())),
      .setTwoStepVerification(SetTwoStepVerification(account: id(), isEnabled: flag(), method: code())),
    ]
  }

  mutating func resourceAndRecordEvents() -> [Event] { resourceEvents() + recordEvents() }

  private mutating func resourceEvents() -> [Event] {
    [
      .schemaDeclared(SchemaDeclared(schema: schema())),
      .ledgerConfigured(
        LedgerConfigured(configuration: LedgerConfiguration(isProduction: flag(), protectedRoles: codes()))),
      .accountRolesChanged(AccountRolesChanged(account: id(), roles: codes())),
      .accountProtectionChanged(AccountProtectionChanged(account: id(), isProtected: flag())),
      .resourceCreated(
        ResourceCreated(resource: id(), kind: code(), status: code(), references: references(), createdAt: time())),
      .resourceUpdated(
        ResourceUpdated(resource: id(), status: code(), references: references(), hasDetails: flag())),
      .resourceRemoved(
        ResourceRemoved(resource: id(), removedAt: perhaps { $0.time() }, removal: perhaps { $0.position() })),
      .resourceRestored(ResourceRestored(resource: id())),
      .referenceEmptied(
        ReferenceEmptied(resource: id(), reference: reference(), removal: perhaps { $0.position() })),
      .referenceRestored(ReferenceRestored(resource: id(), reference: reference())),
      .conversationDetached(
        ConversationDetached(conversation: id(), resource: id(), removal: perhaps { $0.position() })),
      .conversationAttached(ConversationAttached(conversation: id(), resource: id())),
      .backfillBegan(BackfillBegan(policy: code())),
    ]
  }

  private mutating func recordEvents() -> [Event] {
    [
      .contactBlocked(ContactBlocked(account: id(), contact: id(), blockedAt: time())),
      .sessionOpened(
        SessionOpened(session: id(), account: id(), conversation: perhaps { $0.id() }, startedAt: time())),
      .sessionClosed(SessionClosed(session: id(), endedAt: time())),
      .reportFiled(
        ReportFiled(
          report: id(), reporter: id(), subject: perhaps { $0.id() }, conversation: perhaps { $0.id() },
          message: perhaps { $0.id() }, category: code(), filedAt: time())),
      .reportResolved(ReportResolved(report: id(), status: pick())),
      .chatSettingsChanged(ChatSettingsChanged(account: id())),
      .twoStepVerificationChanged(TwoStepVerificationChanged(account: id(), isEnabled: flag(), method: code())),
      .recordRemoved(RecordRemoved(record: record(), removal: perhaps { $0.position() })),
      .recordRestored(RecordRestored(record: record())),
      .recordsCleared(RecordsCleared(table: pick(), cleared: count(), removal: perhaps { $0.position() })),
      .recordsClearReverted(RecordsClearReverted(table: pick(), removal: position())),
    ]
  }
}
