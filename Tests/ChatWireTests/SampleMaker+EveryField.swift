import ChatDomain

// What came after the first release: the new kinds with every field set, and the old kinds with those that they got.

extension SampleMaker {
  mutating func everyFieldActions() -> [Action] {
    [
      .registerAccount(
        RegisterAccount(
          account: id(), kind: pick(), profile: profile(), roles: ["admin", "teacher"], createdAt: time())),
      .createConversation(
        CreateConversation(
          conversation: id(), kind: .whiteboard, history: pick(), details: details(), startedAt: time(),
          resource: id())),
      .endConversation(EndConversation(conversation: id(), endedAt: time())),
      .removeConversation(RemoveConversation(conversation: id(), removedAt: time())),
      .editMessage(EditMessage(message: id(), content: content(), editedAt: time())),
      .deleteMessage(DeleteMessage(message: id(), deletedAt: time())),
      .setAccountRoles(SetAccountRoles(account: id(), roles: ["teacher", "admin"])),
      .protectAccount(ProtectAccount(account: id(), isProtected: true)),
      .protectAccount(ProtectAccount(account: id(), isProtected: false)),
      .configureLedger(ConfigureLedger(isProduction: true, protectedRoles: ["admin", "owner"])),
      .configureLedger(ConfigureLedger(isProduction: false)),
      .configureLedger(ConfigureLedger(protectedRoles: [])),
    ] + everyFieldResourceActions() + everyFieldRecordActions() + cleanupActions() + [
      .reopenConversation(ReopenConversation(conversation: id())),
      .pinMessage(PinMessage(message: id(), pinnedAt: time())),
    ]
  }

  /// What a cleanup records.
  private mutating func cleanupActions() -> [Action] {
    let rules = #"{"rules":[{"name":"ours","weight":60,"emails":["*@test.*"]}]}"#
    return [
      .remove(
        Remove(
          accounts: [id(), id()], conversations: [id()],
          cleanup: CleanupRecord(atLeast: .certain, rules: rules, excluded: [id()], again: id()))),
      .remove(Remove(accounts: [id()], cleanup: CleanupRecord(atLeast: .possible))),
    ]
  }

  private mutating func everyFieldResourceActions() -> [Action] {
    [
      .declareSchema(DeclareSchema(schema: Self.fullSchema)),
      .createResource(
        CreateResource(
          resource: id(), kind: "booking", status: "active", references: bothReferences(), details: fullDetails(),
          createdAt: time())),
      .updateResource(UpdateResource(resource: id())),
      .updateResource(
        UpdateResource(
          resource: id(), status: "cancelled", references: bothReferences(), details: fullDetails())),
      .updateResource(UpdateResource(resource: id(), status: "", references: [], details: ResourceDetails())),
      .remove(
        Remove(resources: [id(), id()], accounts: [id()], conversations: [id(), id(), id()], removedAt: time())),
      .clearEverything(ClearEverything()),
      .beginBackfill(BeginBackfill(policy: "booking-rooms")),
      .backfillRooms(BackfillRooms(policy: "booking-rooms", resources: [id(), id()])),
    ]
  }

  private mutating func everyFieldRecordActions() -> [Action] {
    [
      .blockContact(BlockContact(account: id(), contact: id(), blockedAt: time())),
      .unblockContact(UnblockContact(account: id(), contact: id())),
      .openSession(
        OpenSession(session: id(), account: id(), conversation: id(), device: "telephone", startedAt: time())),
      .closeSession(CloseSession(session: id(), endedAt: time())),
      .fileReport(
        FileReport(
          report: id(), reporter: id(), subject: id(), conversation: id(), message: id(), category: "spam",
          text: "naïve", filedAt: time())),
      .resolveReport(ResolveReport(report: id(), status: .resolved, text: "warned")),
      .resolveReport(ResolveReport(report: id(), status: .dismissed)),
      .setChatSettings(SetChatSettings(account: id(), values: ["theme": "dark", "language": "日本語"])),
      .setTwoStepVerification(SetTwoStepVerification(account: id(), isEnabled: true, method: "totp")),
    ]
  }

  mutating func everyFieldEvents() -> [Event] {
    var counts = Totals()
    counts.whiteboardMessages = 1
    counts.blocks = -2
    counts.sessions = 3
    counts.reports = 4
    counts.chatSettings = 5
    counts.twoStepVerifications = 6
    counts.resources = 7
    return [
      .accountRegistered(
        AccountRegistered(
          account: id(), kind: pick(), isFirstUse: flag(), roles: ["admin", "teacher"], createdAt: time())),
      .accountRemoved(AccountRemoved(account: id(), removal: position(), removedAt: time())),
      .conversationCreated(
        ConversationCreated(
          conversation: id(), kind: .whiteboard, history: pick(), startedAt: time(), pair: [], resource: id())),
      .conversationRemoved(
        ConversationRemoved(conversation: id(), removed: counts, removal: position(), removedAt: time())),
      .conversationRestored(ConversationRestored(conversation: id(), restored: counts)),
      .messageEdited(MessageEdited(conversation: id(), message: id(), version: 2, editedAt: time())),
      .messageDeleted(MessageDeleted(conversation: id(), message: id(), removal: position(), deletedAt: time())),
    ] + everyFieldResourceEvents() + everyFieldRecordEvents() + everyFieldTableEvents() + [
      .conversationReopened(ConversationReopened(conversation: id()))
    ]
  }

  private mutating func everyFieldResourceEvents() -> [Event] {
    [
      .schemaDeclared(SchemaDeclared(schema: Self.fullSchema)),
      .ledgerConfigured(
        LedgerConfigured(configuration: LedgerConfiguration(isProduction: true, protectedRoles: ["admin"]))),
      .accountRolesChanged(AccountRolesChanged(account: id(), roles: ["admin", "teacher"])),
      .accountProtectionChanged(AccountProtectionChanged(account: id(), isProtected: true)),
      .resourceCreated(
        ResourceCreated(
          resource: id(), kind: "booking", status: "active", references: bothReferences(), createdAt: time())),
      .resourceUpdated(
        ResourceUpdated(resource: id(), status: "cancelled", references: bothReferences(), hasDetails: true)),
      .resourceRemoved(ResourceRemoved(resource: id(), removedAt: time(), removal: position())),
      .resourceRestored(ResourceRestored(resource: id())),
      .referenceEmptied(
        ReferenceEmptied(
          resource: id(), reference: ResourceReference("lesson", .resource(id())), removal: position())),
      .referenceRestored(
        ReferenceRestored(resource: id(), reference: ResourceReference("student", .account(id())))),
      .conversationDetached(ConversationDetached(conversation: id(), resource: id(), removal: position())),
      .conversationAttached(ConversationAttached(conversation: id(), resource: id())),
      .backfillBegan(BackfillBegan(policy: "booking-rooms")),
    ]
  }

  private mutating func everyFieldRecordEvents() -> [Event] {
    [
      .contactBlocked(ContactBlocked(account: id(), contact: id(), blockedAt: time())),
      .sessionOpened(SessionOpened(session: id(), account: id(), conversation: id(), startedAt: time())),
      .sessionClosed(SessionClosed(session: id(), endedAt: time())),
      .reportFiled(
        ReportFiled(
          report: id(), reporter: id(), subject: id(), conversation: id(), message: id(), category: "spam",
          filedAt: time())),
      .reportResolved(ReportResolved(report: id(), status: .resolved)),
      .reportResolved(ReportResolved(report: id(), status: .dismissed)),
      .chatSettingsChanged(ChatSettingsChanged(account: id())),
      .twoStepVerificationChanged(TwoStepVerificationChanged(account: id(), isEnabled: true, method: "totp")),
    ]
  }

  /// Every kind of record and every table.
  private mutating func everyFieldTableEvents() -> [Event] {
    let records: [Record] = [
      .block(id(), contact: id()), .session(id()), .report(id()), .chatSettings(id()), .twoStepVerification(id()),
    ]
    var events = records.map { Event.recordRemoved(RecordRemoved(record: $0, removal: position())) }
    events += records.map { .recordRestored(RecordRestored(record: $0)) }
    for table in RecordTable.allCases {
      events.append(.recordsCleared(RecordsCleared(table: table, cleared: 7, removal: position())))
      events.append(.recordsClearReverted(RecordsClearReverted(table: table, removal: position())))
    }
    return events
  }

  private mutating func bothReferences() -> [ResourceReference] {
    [ResourceReference("lesson", .resource(id())), ResourceReference("student", .account(id()))]
  }

  private mutating func fullDetails() -> ResourceDetails {
    ResourceDetails(title: "Tea", attributes: ["room": text(), "floor": "2"])
  }

  /// Every kind of target and everything that a removal can do.
  private static let fullSchema = ResourceSchema(
    kinds: [
      ResourceKind(
        name: "lesson",
        references: [
          ReferenceRule(name: "teacher", target: .account, onRemoval: .restrict, isRequired: true),
          ReferenceRule(name: "assistant", target: .account, onRemoval: .keep),
        ], conversations: .cascade),
      ResourceKind(
        name: "booking",
        references: [
          ReferenceRule(name: "lesson", target: .resource("lesson"), onRemoval: .cascade, isRequired: true),
          ReferenceRule(name: "student", target: .account, onRemoval: .setNull),
        ], conversations: .setNull),
    ],
    policies: [
      RoomPolicy(
        name: "booking-rooms", kind: "booking", activeStatuses: ["active", "paid"],
        members: [["lesson", "teacher"], ["student"]])
    ])
}
