import ChatDomain
import ChatLedgerTesting

extension GoldenTests {
  /// Resources, records, whiteboards, a reply across conversations, a policy, a backfill, protection, and a removal
  /// that reaches all of it.
  static func resourceAndRecordHistory() throws -> InMemoryChat {
    let chat = try InMemoryChat.fixture(authorization: .trusted)
    for (index, action) in (declarations + resourceAndRecordActions + takings).enumerated() {
      let command = Command(
        id: CommandID(rawValue: 0x300 + UInt128(index)), actor: .operator("golden"), origin: "test", reason: "golden",
        correlation: isBackfill(action) ? CommandID(rawValue: 0x316) : nil, action: action)
      try chat.execute(
        command, at: Timestamp(milliseconds: InMemoryChat.fixtureTime.milliseconds + Int64(index + 1) * 1_000))
    }
    return chat
  }

  private static func isBackfill(_ action: Action) -> Bool {
    if case .backfillRooms = action { true } else { false }
  }

  private static let (ada, bob, carol) = (
    AccountID(rawValue: 0xA), AccountID(rawValue: 0xB), AccountID(rawValue: 0xE)
  )
  private static let (lesson, booking, late, board) = (
    ResourceID(rawValue: 0x21), ResourceID(rawValue: 0x22), ResourceID(rawValue: 0x23), ResourceID(rawValue: 0x24)
  )
  private static let (room, other, notes) = (
    ConversationID(rawValue: 0xC), ConversationID(rawValue: 0xD), ConversationID(rawValue: 0xF)
  )

  static let goldenSchema = ResourceSchema(
    kinds: [
      ResourceKind(
        name: "lesson",
        references: [ReferenceRule(name: "teacher", target: .account, onRemoval: .restrict, isRequired: true)]),
      ResourceKind(
        name: "booking",
        references: [
          ReferenceRule(name: "lesson", target: .resource("lesson"), onRemoval: .setNull),
          ReferenceRule(name: "student", target: .account, onRemoval: .cascade),
        ], conversations: .setNull),
      ResourceKind(
        name: "whiteboard",
        references: [ReferenceRule(name: "lesson", target: .resource("lesson"), onRemoval: .cascade)]),
    ],
    policies: [
      RoomPolicy(
        name: "tutoring", kind: "booking", activeStatuses: ["active"], members: [["lesson", "teacher"], ["student"]])
    ])

  private static var declarations: [Action] {
    let lessonOf = ResourceReference("lesson", .resource(lesson))
    return [
      .registerAccount(RegisterAccount(account: ada, profile: Profile(userName: "ada"), roles: ["teacher"])),
      .registerAccount(RegisterAccount(account: bob, profile: Profile(userName: "bob"))),
      .registerAccount(RegisterAccount(account: carol, profile: Profile(userName: "carol"))),
      .protectAccount(ProtectAccount(account: ada, isProtected: true)),
      .configureLedger(ConfigureLedger(isProduction: true, protectedRoles: ["admin"])),
      .createResource(CreateResource(resource: lesson, kind: "lesson", references: [])),
      .createResource(
        CreateResource(
          resource: booking, kind: "booking", status: "active",
          references: [lessonOf, ResourceReference("student", .account(bob))])),
      .createResource(
        CreateResource(
          resource: late, kind: "booking", status: "pending",
          references: [lessonOf, ResourceReference("student", .account(carol))])),
      .createResource(CreateResource(resource: board, kind: "whiteboard", references: [lessonOf])),
    ].withSchemaFirst
  }

  private static var resourceAndRecordActions: [Action] {
    [
      .createConversation(
        CreateConversation(conversation: room, kind: .room, participants: [ada, bob], resource: booking)),
      .createConversation(CreateConversation(conversation: other, kind: .room, participants: [ada, bob])),
      .createConversation(CreateConversation(conversation: notes, kind: .whiteboard, resource: board)),
      .sendMessage(SendMessage(conversation: room, author: ada, content: MessageContent(body: "one"))),
      .sendMessage(
        SendMessage(
          conversation: other, author: bob, content: MessageContent(body: "quote"),
          replyTo: MessageID(rawValue: 0x30D))),
      .sendMessage(SendMessage(conversation: notes, author: bob, content: MessageContent(body: "a note"))),
      .blockContact(BlockContact(account: bob, contact: carol)),
      .openSession(OpenSession(session: SessionID(rawValue: 0x31), account: bob, conversation: room, device: "phone")),
      .openSession(OpenSession(session: SessionID(rawValue: 0x32), account: carol)),
      .closeSession(CloseSession(session: SessionID(rawValue: 0x32))),
      .fileReport(
        FileReport(
          report: ReportID(rawValue: 0x41), reporter: carol, subject: bob, message: MessageID(rawValue: 0x30E),
          category: "spam", text: "again")),
      .setChatSettings(SetChatSettings(account: bob, values: ["theme": "dark"])),
    ]
  }

  private static var takings: [Action] {
    [
      .beginBackfill(BeginBackfill(policy: "tutoring")),
      .updateResource(UpdateResource(resource: late, status: "active")),
      .backfillRooms(BackfillRooms(policy: "tutoring", resources: [late, booking])),
      .finishImport(FinishImport(importCommand: CommandID(rawValue: 0x316))),
      .setTwoStepVerification(SetTwoStepVerification(account: carol, isEnabled: true, method: "totp")),
      .resolveReport(ResolveReport(report: ReportID(rawValue: 0x41), status: .dismissed)),
      .remove(Remove(resources: [lesson], accounts: [bob])),
      .clearEverything(ClearEverything()),
      .revert(Revert(command: CommandID(rawValue: 0x31C))),
    ]
  }
}

extension [Action] {
  /// The schema has to be there before the first resource, and the lesson needs its teacher.
  fileprivate var withSchemaFirst: [Action] {
    let teacher = ResourceReference("teacher", .account(AccountID(rawValue: 0xA)))
    let actions = map { action in
      guard case .createResource(var create) = action, create.kind == "lesson" else { return action }
      create.references = [teacher]
      return .createResource(create)
    }
    return [.declareSchema(DeclareSchema(schema: GoldenTests.goldenSchema))] + actions
  }
}
