import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

@Suite("Resources and records, as clients read them", .ownThread)
struct ReadingTests {
  let directory = TemporaryDirectory()

  private static let lesson = ResourceID(rawValue: 0x10)
  private static let bookings = (1...5).map { ResourceID(rawValue: 0x20 + UInt128($0)) }

  private static let schema = ResourceSchema(
    kinds: [
      ResourceKind(
        name: "lesson", references: [ReferenceRule(name: "teacher", target: .account, onRemoval: .keep)]),
      ResourceKind(
        name: "booking",
        references: [
          ReferenceRule(name: "lesson", target: .resource("lesson"), onRemoval: .cascade),
          ReferenceRule(name: "student", target: .account, onRemoval: .keep),
        ]),
    ])

  /// A lesson of Ada with five bookings, of which Bob has the even ones and two are over.
  private func ledgerWithBookings() throws -> Ledger {
    let ledger = try Cast.ledger(at: directory.ledger)
    var commands = [
      Cast.command(.declareSchema(DeclareSchema(schema: Self.schema))),
      Cast.command(
        .createResource(
          CreateResource(
            resource: Self.lesson, kind: "lesson", references: [ResourceReference("teacher", .account(Cast.ada))],
            details: ResourceDetails(title: "Algebra", attributes: ["room": "12"])))),
    ]
    for (index, id) in Self.bookings.enumerated() {
      let student = index.isMultiple(of: 2) ? Cast.ada : Cast.bob
      commands.append(
        Cast.command(
          .createResource(
            CreateResource(
              resource: id, kind: "booking", status: index < 3 ? "active" : "over",
              references: [
                ResourceReference("lesson", .resource(Self.lesson)), ResourceReference("student", .account(student)),
              ]))))
    }
    _ = try ledger.execute(batch: commands)
    return ledger
  }

  @Test("A ledger with nothing in it answers every query with nothing")
  func emptyLedger() throws {
    let ledger = try Ledger.create(
      at: directory.ledger, settings: Cast.settings, actor: .operator("tests"), origin: "tests")
    try ledger.read { view throws in
      #expect(try view.schema() == ResourceSchema())
      #expect(try view.configuration() == LedgerConfiguration())
      #expect(try view.relations().all == Relations.chat)
      #expect(try view.resource(Self.lesson) == nil)
      #expect(try view.resources().isEmpty)
      #expect(try view.resourceCounts().isEmpty)
      #expect(try view.resources(ResourceFilter(target: .account(Cast.ada))).isEmpty)
      #expect(try view.conversations().isEmpty)
      #expect(try view.conversations(attachedTo: Self.lesson).isEmpty)
      #expect(try view.directConversation(of: AccountPair(Cast.ada, Cast.bob)) == nil)
      #expect(try view.messages(in: Cast.room).isEmpty)
      #expect(try view.replies(to: MessageID(rawValue: 1)).isEmpty)
      #expect(try view.chatSettings(of: Cast.ada) == nil)
      #expect(try view.twoStepVerification(of: Cast.ada) == nil)
      #expect(try view.accountsWithSettings().isEmpty)
      #expect(try view.session(SessionID(rawValue: 1)) == nil)
      #expect(try view.report(ReportID(rawValue: 1)) == nil)
      #expect(try view.recordNames() == [])
      #expect(try view.totals() == Totals())
    }
    try ledger.close()
  }

  @Test("Resources come by kind, status and what they refer to, page by page")
  func resources() throws {
    let ledger = try ledgerWithBookings()
    try ledger.read { view throws in
      #expect(try view.schema() == Self.schema)
      #expect(try view.relations().to(.resource("lesson")).map(\.reference) == ["resource", "lesson"])
      let lesson = try #require(try view.resource(Self.lesson))
      #expect(lesson.label == "Algebra" && lesson.details?.attributes == ["room": "12"])
      #expect(try view.resourceCounts() == ["lesson": 1, "booking": 5])
      #expect(try view.resources(ResourceFilter(kind: "booking")).map(\.id) == Self.bookings)
      #expect(try view.resources(ResourceFilter(kind: "booking", status: "over")).map(\.id) == Self.bookings.suffix(2))
      #expect(try view.resources(ResourceFilter(target: .resource(Self.lesson))).count == 5)
      let own = ResourceFilter(target: .account(Cast.ada))
      #expect(
        try view.resources(own).map(\.id) == [Self.lesson, Self.bookings[0], Self.bookings[2], Self.bookings[4]])
      #expect(try view.resources(own, after: Self.bookings[0], limit: 1).map(\.id) == [Self.bookings[2]])
      var paged: [ResourceID] = []
      while case let page = try view.resources(after: paged.last, limit: 2), !page.isEmpty { paged += page.map(\.id) }
      #expect(paged == [Self.lesson] + Self.bookings)
      #expect(try view.resources(limit: 0).isEmpty)
      #expect(try view.resources(limit: -1).isEmpty)
    }
    let removal = Cast.command(.remove(Remove(resources: [Self.lesson])))
    _ = try ledger.execute(removal)
    try ledger.read { view throws in
      #expect(try view.resources().isEmpty)
      #expect(try view.resourceCounts().isEmpty)
      #expect(try view.resources(ResourceFilter(includesRemoved: true)).count == 6)
      #expect(try view.resourceCounts(includingRemoved: true) == ["lesson": 1, "booking": 5])
      #expect(try view.resource(Self.lesson)?.state.isRemoved == true)
    }
    _ = try ledger.execute(Cast.revert(removal.id))
    #expect(try ledger.read { try $0.resources() }.count == 6)
    try ledger.close()
  }

  @Test("The conversations of a resource, and a whiteboard that anybody can read")
  func whiteboards() throws {
    let ledger = try ledgerWithBookings()
    let board = ConversationID(rawValue: 0xB0)
    let notes = [Cast.send("one", in: board), Cast.send("two", by: Cast.bob, in: board)]
    _ = try ledger.execute(
      batch: [
        Cast.command(
          .createConversation(CreateConversation(conversation: board, kind: .whiteboard, resource: Self.lesson)))
      ] + notes)
    try ledger.read { view throws in
      #expect(try view.conversations(attachedTo: Self.lesson).map(\.id) == [board])
      #expect(try view.messages(in: board).compactMap(\.content?.body) == ["one", "two"])
      #expect(try view.messages(in: board, for: Cast.bob).count == 2)
      #expect(try view.unreadCount(of: Cast.bob, in: board) == 0)
      #expect(try view.totals().whiteboardMessages == 2)
      #expect(try view.totals().messages == 0)
    }
    _ = try ledger.execute(Cast.command(.removeConversation(RemoveConversation(conversation: board))))
    try ledger.read { view throws in
      #expect(try view.conversations(attachedTo: Self.lesson).isEmpty)
      #expect(try view.conversations(attachedTo: Self.lesson, includingRemoved: true).map(\.id) == [board])
      #expect(try view.messages(in: board, for: Cast.bob).isEmpty)
    }
    try ledger.close()
  }

  @Test("An account is protected by itself or by a role")
  func protection() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(batch: [
      Cast.command(.protectAccount(ProtectAccount(account: Cast.ada, isProtected: true))),
      Cast.command(.setAccountRoles(SetAccountRoles(account: Cast.bob, roles: ["owner"]))),
    ])
    func protected() throws -> [AccountID] {
      try ledger.read { view throws in
        var found: [AccountID] = []
        try view.forEachAccount { account in
          if try view.isProtected(account.state) { found.append(account.id) }
          return true
        }
        return found
      }
    }
    #expect(try protected() == [Cast.ada])
    _ = try ledger.execute(
      Cast.command(.configureLedger(ConfigureLedger(isProduction: true, protectedRoles: ["owner"]))))
    #expect(try protected() == [Cast.ada, Cast.bob])
    #expect(
      try ledger.read { try $0.configuration() } == LedgerConfiguration(isProduction: true, protectedRoles: ["owner"]))
    try ledger.close()
  }
}
