import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

@Suite("Records about accounts, as clients read them", .ownThread)
struct RecordReadingTests {
  let directory = TemporaryDirectory()

  private static let sessions = [SessionID(rawValue: 0x51), SessionID(rawValue: 0x52)]
  private static let report = ReportID(rawValue: 0x61)

  /// A block, two sessions of which one has ended, a report with evidence, and settings of both sorts.
  private func ledger(evidence: Command) throws -> Ledger {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(batch: [
      evidence, Cast.command(.blockContact(BlockContact(account: Cast.ada, contact: Cast.bob))),
      Cast.command(
        .openSession(
          OpenSession(session: Self.sessions[0], account: Cast.ada, conversation: Cast.room, device: "telephone"))),
      Cast.command(.openSession(OpenSession(session: Self.sessions[1], account: Cast.bob))),
      Cast.command(.closeSession(CloseSession(session: Self.sessions[1]))),
      Cast.command(
        .fileReport(
          FileReport(
            report: Self.report, reporter: Cast.bob, subject: Cast.ada, conversation: Cast.room,
            message: evidence.id.message, category: "spam", text: "look at this"))),
      Cast.command(.setChatSettings(SetChatSettings(account: Cast.ada, values: ["theme": "dark"]))),
      Cast.command(
        .setTwoStepVerification(SetTwoStepVerification(account: Cast.bob, isEnabled: true, method: "totp"))),
    ])
    return ledger
  }

  @Test("Every table has its texts, its times and its way of being found")
  func tables() throws {
    let evidence = Cast.send("buy this")
    let ledger = try ledger(evidence: evidence)
    try ledger.read { view throws in
      #expect(try view.recordNames() == ["block ada bob", "session 51", "report 61"])
      #expect(try view.blocks(Cast.ada, Cast.bob))
      #expect(try !view.blocks(Cast.bob, Cast.ada))
      for account in [Cast.ada, Cast.bob] {
        var count = 0
        try view.forEachBlock(of: account) { _ in
          count += 1
          return true
        }
        #expect(count == 1, "a block is found from both sides")
      }
      let session = try #require(try view.session(Self.sessions[0]))
      #expect(session.device == "telephone" && session.conversation == Cast.room && session.endedAt == nil)
      #expect(try view.session(Self.sessions[1])?.endedAt != nil)
      var ended: [SessionID] = []
      try view.forEachSession(of: Cast.bob, .all) {
        ended.append($0.id)
        return true
      }
      #expect(ended == [Self.sessions[1]])
      let report = try #require(try view.report(Self.report))
      #expect(report.text == "look at this" && report.fields.message == evidence.id.message)
      #expect(try view.chatSettings(of: Cast.ada)?.values == ["theme": "dark"])
      #expect(try view.chatSettings(of: Cast.bob) == nil)
      let twoStep = try #require(try view.twoStepVerification(of: Cast.bob))
      #expect(twoStep.isEnabled && twoStep.method == "totp")
      #expect(try view.accountsWithSettings() == [Cast.ada, Cast.bob])
      #expect(try view.record(.session(Self.sessions[0]))?.text == "telephone")
    }
    _ = try ledger.execute(Cast.command(.resolveReport(ResolveReport(report: Self.report, text: "warned"))))
    try ledger.read { view throws in
      #expect(try view.recordNames() == ["block ada bob", "session 51"], "no report is open")
      #expect(try view.report(Self.report)?.fields.status == .resolved)
    }
    try ledger.close()
  }

  @Test("Clearing everything empties the lists, keeps the settings, and a revert brings all back")
  func clearingEverything() throws {
    let ledger = try ledger(evidence: Cast.send("buy this"))
    let before = try ledger.read { try $0.recordNames() }
    let clear = Cast.command(.clearEverything(ClearEverything()))
    _ = try ledger.execute(clear)
    try ledger.read { view throws in
      #expect(try view.recordNames() == [])
      #expect(try view.session(Self.sessions[1]) == nil, "an ended session goes with its table, too")
      #expect(try view.session(Self.sessions[0], includingHidden: true)?.conversation == nil)
      #expect(try view.report(Self.report) == nil)
      #expect(try view.report(Self.report, includingHidden: true) != nil)
      #expect(try view.chatSettings(of: Cast.ada) != nil)
      #expect(try view.twoStepVerification(of: Cast.bob) != nil)
      let state = try #require(try view.record(.report(Self.report))).state
      #expect(try !view.isVisible(state))
    }
    _ = try ledger.execute(Cast.revert(clear.id))
    #expect(try ledger.read { try $0.recordNames() } == before)
    try ledger.close()
  }

  @Test("A report keeps its evidence and a session loses its conversation when these go")
  func evidence() throws {
    let evidence = Cast.send("buy this")
    let ledger = try ledger(evidence: evidence)
    let removal = Cast.command(.removeConversation(RemoveConversation(conversation: Cast.room)))
    _ = try ledger.execute(batch: [
      Cast.command(.deleteMessage(DeleteMessage(message: evidence.id.message))), removal,
    ])
    try ledger.read { view throws in
      #expect(try view.report(Self.report)?.fields.message == evidence.id.message)
      #expect(try view.report(Self.report)?.fields.conversation == Cast.room)
      #expect(try view.session(Self.sessions[0])?.conversation == nil)
    }
    _ = try ledger.execute(Cast.revert(removal.id))
    #expect(try ledger.read { try $0.session(Self.sessions[0]) }?.conversation == Cast.room)
    try ledger.close()
  }
}

extension LedgerView {
  /// The blocks, active sessions and open reports, in words.
  func recordNames() throws -> [String] {
    let people = [Cast.ada: "ada", Cast.bob: "bob"]
    var names: [String] = []
    try forEachBlock {
      names.append("block \(people[$0.account] ?? "?") \(people[$0.contact] ?? "?")")
      return true
    }
    try forEachSession {
      names.append("session \(String($0.id.rawValue, radix: 16))")
      return true
    }
    try forEachReport(.open) {
      names.append("report \(String($0.id.rawValue, radix: 16))")
      return true
    }
    return names
  }
}
