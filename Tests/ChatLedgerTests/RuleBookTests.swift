import ChatLedger
import EventLog
import LedgerTestSupport
import TestSupport
import Testing

/// Rules that change later: a third version, which this test makes, refuses messages that shout.
@Suite(.ownThread) struct RuleBookTests {
  let directory = TemporaryDirectory()

  private static let third = DecisionRules(RuleVersion(rawValue: 3)) { request, state in
    if case .sendMessage(let action) = request.command.action, action.content.body.contains("!") {
      throw Rejection(.invalid, "The message shouts.", remedy: "Say it quietly.")
    }
    var earlier = request
    earlier.rules = .second
    return try Command.decide(earlier, in: state)
  }

  private func open(third isThird: Bool) throws -> Ledger {
    var options = Ledger.Options()
    if isThird { options.rules = RuleBook.standard.adding(Self.third) }
    return try Ledger.open(at: directory.ledger, options: options)
  }

  /// A ledger with one message, decided by the second rules or by the third.
  private func makeLedger(saying text: String, third isThird: Bool) throws {
    try Cast.ledger(at: directory.ledger).close()
    let ledger = try open(third: isThird)
    _ = try ledger.execute(Cast.send(text))
    try ledger.close()
  }

  private func rules(of ledger: Ledger) throws -> [UInt32] {
    try ledger.read { view in
      var found: [UInt32] = []
      try view.forEachEntry(from: Position(1)) { entry in
        found.append(entry.rules.rawValue)
        return true
      }
      return found
    }
  }

  @Test func oldEntriesAreDecidedByTheRulesOfThen() throws {
    try makeLedger(saying: "hey!", third: false)
    let ledger = try open(third: true)
    defer { try? ledger.close() }
    #expect(throws: Rejection.self) { try ledger.execute(Cast.send("hey again!")) }
    #expect(throws: Rejection.self) { try ledger.preview(Cast.send("hey again!")) }
    _ = try ledger.execute(Cast.send("hello"))
    #expect(try rules(of: ledger) == [2, 2, 2, 3])
    #expect(try ledger.verify().faultTexts == [])
  }

  @Test func rulesThatAreNotKnownAreNamed() throws {
    try makeLedger(saying: "hello", third: true)
    let ledger = try open(third: false)
    defer { try? ledger.close() }
    let report = try ledger.verify()
    #expect(report.faultyLevels == [.decisions])
    let fault = try #require(report.faults(of: .decisions).first)
    #expect(fault.position == Position(3) && fault.message.contains("version 3 of the rules"))
  }
}
