import ChatLedger
import ChatOperations
import LedgerTestSupport
import TestSupport
import Testing

/// What a removal says it will do, and what it does.
@Suite("Removals", .ownThread) struct RemovalTests {
  let place = CleanupLedger()

  /// Sessions of a client and a consultant, payments and reports of sessions, rooms of sessions.
  static let schema = ResourceSchema(kinds: [
    ResourceKind(
      name: "session",
      references: [
        ReferenceRule(name: "client", target: .account, onRemoval: .cascade, isRequired: true),
        ReferenceRule(name: "consultant", target: .account, onRemoval: .setNull),
      ]),
    ResourceKind(
      name: "payment",
      references: [
        ReferenceRule(name: "session", target: .resource("session"), onRemoval: .cascade, isRequired: true),
        ReferenceRule(name: "payer", target: .account, onRemoval: .restrict),
      ]),
    ResourceKind(
      name: "report",
      references: [ReferenceRule(name: "session", target: .resource("session"), onRemoval: .setNull)]),
  ])

  private func create(
    _ number: UInt128, _ kind: String, _ references: [ResourceReference], in ledger: Ledger
  ) throws -> ResourceID {
    let id = ResourceID(rawValue: number)
    let action = CreateResource(
      resource: id, kind: kind, references: references, details: ResourceDetails(title: "\(kind) \(number)"))
    _ = try ledger.execute(Cast.command(.createResource(action)))
    return id
  }

  private struct World {
    var demo: [AccountID]
    var anna: AccountID
    var session: ResourceID
    var payment: ResourceID
    var report: ResourceID
    var rooms: (demo: ConversationID, mixed: ConversationID, ofSession: ConversationID, assistant: ConversationID)
  }

  /// Two demo accounts and a real one, with all that can hang on them.
  private func makeWorld(in ledger: Ledger, payerIsDemo: Bool = true) throws -> World {
    let demo = try place.register(2, in: ledger) { ("demo_\($0)", "demo\($0)@test.com") }
    place.clock.now = place.clock.now.adding(days: 1)
    let anna = try place.register(Profile(userName: "anna"), in: ledger)
    let helper = try place.register(Profile(userName: "helper"), in: ledger, kind: .assistant)
    _ = try ledger.execute(Cast.command(.declareSchema(DeclareSchema(schema: Self.schema))))
    let session = try create(
      1, "session",
      [ResourceReference("client", .account(demo[0])), ResourceReference("consultant", .account(anna))], in: ledger)
    let payer = payerIsDemo ? demo[0] : anna
    let payment = try create(
      2, "payment",
      [ResourceReference("session", .resource(session)), ResourceReference("payer", .account(payer))], in: ledger)
    let report = try create(3, "report", [ResourceReference("session", .resource(session))], in: ledger)
    let rooms = (
      demo: ConversationID(rawValue: 0xD0), mixed: ConversationID(rawValue: 0xD1),
      ofSession: ConversationID(rawValue: 0xD2), assistant: ConversationID(rawValue: 0xD3)
    )
    _ = try ledger.execute(Cast.makeRoom(rooms.demo, of: demo))
    _ = try ledger.execute(Cast.makeRoom(rooms.mixed, of: [demo[0], anna]))
    for (id, kind, people, resource) in [
      (rooms.ofSession, ConversationKind.room, [anna], session as ResourceID?),
      (rooms.assistant, .assistant, [demo[1], helper], nil),
    ] {
      let action = CreateConversation(conversation: id, kind: kind, participants: people, resource: resource)
      _ = try ledger.execute(Cast.command(.createConversation(action)))
    }
    _ = try ledger.execute(Cast.send("among themselves", by: demo[0], in: rooms.demo))
    let asked = Cast.send("in the session", by: anna, in: rooms.ofSession)
    _ = try ledger.execute(asked)
    let quote = Cast.send("from elsewhere", by: anna, in: rooms.mixed, replyTo: MessageID(rawValue: asked.id.rawValue))
    _ = try ledger.execute(quote)
    _ = try ledger.execute(Cast.command(.blockContact(BlockContact(account: anna, contact: demo[1]))))
    let open = OpenSession(session: SessionID(rawValue: 1), account: demo[0], device: "telephone")
    _ = try ledger.execute(Cast.command(.openSession(open)))
    return World(demo: demo, anna: anna, session: session, payment: payment, report: report, rooms: rooms)
  }

  @Test("A cleanup takes what its blast radius says, and a revert brings all of it back")
  func radiusEqualsEffect() throws {
    let ledger = try place.ledger()
    let world = try makeWorld(in: ledger)
    let before = try ledger.read { (try $0.totals(), try $0.resourceCounts()) }
    let (removal, plan) = try ledger.read { view in
      let proposed = try view.cleanupReport().proposed().map(\.id)
      let removal = try view.cleanupRemoval(of: proposed)
      return (removal, try view.blastRadius(of: removal))
    }
    #expect(Set(removal.accounts) == Set(world.demo))
    #expect(removal.conversations == [world.rooms.demo, world.rooms.assistant], "the mixed one stays")
    #expect(plan.blockers.isEmpty && plan.resources == ["session": 1, "payment": 1])
    #expect(plan.emptied == ["resource:report.session": 1] && plan.orphanedReplies == 1)

    let commands = removal.commands(
      id: Ledger.newCommandID(), actor: .operator("tests"), origin: "tests", reason: "test")
    #expect(commands.count == 1 && commands[0].correlation == nil)
    let receipt = try #require(try ledger.execute(batch: commands).first)
    #expect(receipt.change == Totals() - plan.removed)
    let after = try ledger.read { (try $0.totals(), try $0.resourceCounts()) }
    #expect(after.0 == before.0 - plan.removed && after.1 == ["report": 1])
    #expect(try ledger.read { try $0.cleanupReport().findings.isEmpty })
    #expect(try ledger.verify().faultTexts == [])

    _ = try ledger.execute(Cast.revert(receipt.commandID))
    let back = try ledger.read { (try $0.totals(), try $0.resourceCounts()) }
    #expect(back.0 == before.0 && back.1 == before.1)
    #expect(try ledger.read { try $0.blastRadius(of: removal) } == plan, "the same would go again")
    #expect(try ledger.verify().faultTexts == [])
    #expect(try ledger.replay().stateRoot == ledger.stateRoot())
    try ledger.close()
  }

  @Test("No kind goes before what hangs on it")
  func order() throws {
    let ledger = try place.ledger()
    let world = try makeWorld(in: ledger)
    let steps = try ledger.read { view in
      let plan = try view.blastRadius(of: try view.cleanupRemoval(of: world.demo))
      return plan.steps(try view.relations())
    }
    func index(of thing: EntityKind) throws -> Int { try #require(steps.firstIndex { $0.thing == thing }, "\(thing)") }
    for (child, parent) in [
      (EntityKind.message, EntityKind.conversation), (.participant, .conversation), (.participant, .account),
      (.conversation, .resource("session")), (.resource("payment"), .resource("session")),
      (.resource("session"), .account), (.block, .account), (.session, .account),
    ] {
      #expect(try index(of: child) < index(of: parent), "\(child) before \(parent)")
    }
    #expect(steps.first { $0.thing == EntityKind.conversation }?.count == 3)
    try ledger.close()
  }

  @Test("A reference that restricts is named before anything is done, and nothing is done")
  func blockers() throws {
    let ledger = try place.ledger()
    let world = try makeWorld(in: ledger, payerIsDemo: false)
    let radius = try ledger.read { try $0.blastRadius(of: Remove(accounts: [world.anna])) }
    #expect(radius.blockers.map(\.child) == [.resource(world.payment)])
    #expect(radius.blockers.map(\.parent) == [.account(world.anna)])
    let position = try ledger.read { $0.position }
    let error = #expect(throws: Rejection.self) {
      try ledger.execute(Cast.command(.remove(Remove(accounts: [world.anna]))))
    }
    #expect(error?.code == .restricted)
    #expect(try ledger.read { $0.position } == position)
    // With the payment named, too, it goes.
    _ = try ledger.execute(Cast.command(.remove(Remove(resources: [world.payment], accounts: [world.anna]))))
    try ledger.close()
  }

  @Test("More accounts than one command takes go in several, all or none, and each comes back by itself")
  func several() throws {
    let ledger = try place.ledger()
    let count = Limits.thingsPerRemoval + 400
    var commands: [Command] = []
    for number in 1...count {
      let profile = Profile(userName: "demo_\(number)", email: "d\(number)@test.com")
      commands.append(Cast.command(.registerAccount(RegisterAccount(account: place.newAccount(), profile: profile))))
    }
    for start in stride(from: 0, to: count, by: 1_000) {
      _ = try ledger.execute(each: Array(commands[start..<min(start + 1_000, count)])).map { try $0.get() }
    }
    let proposed = try ledger.read { try $0.cleanupReport().proposed().map(\.id) }
    #expect(proposed.count == count)
    _ = try ledger.execute(Cast.makeRoom(of: Array(proposed.prefix(2))))
    let removal = try ledger.read { try $0.cleanupRemoval(of: proposed) }
    let parts = removal.commands(id: Ledger.newCommandID(), actor: .operator("tests"), origin: "tests", reason: "test")
    #expect(parts.count == 3 && Set(parts.map(\.correlation)) == [parts[0].id] && Set(parts.map(\.id)).count == 3)

    // One that cannot go takes all of them back.
    _ = try ledger.execute(
      Cast.command(.protectAccount(ProtectAccount(account: try #require(proposed.last), isProtected: true))))
    let position = try ledger.read { $0.position }
    #expect(throws: Rejection.self) { try ledger.execute(batch: parts) }
    #expect(try ledger.read { $0.position } == position)
    _ = try ledger.execute(
      Cast.command(.protectAccount(ProtectAccount(account: try #require(proposed.last), isProtected: false))))

    let plan = try ledger.read { try $0.blastRadius(of: removal) }
    let before = try ledger.read { try $0.totals() }
    let receipts = try ledger.execute(batch: parts)
    #expect(try ledger.read { try $0.totals() } == before - plan.removed)
    for receipt in receipts.reversed() { _ = try ledger.execute(Cast.revert(receipt.commandID)) }
    #expect(try ledger.read { try $0.totals() } == before)
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }
}
