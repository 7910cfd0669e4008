import ChatLedger
import EventLog
import LedgerTestSupport
import TestSupport
import Testing

/// Rules that change later: a version after those there are, which this test makes, refuses messages that shout.
@Suite(.ownThread) struct RuleBookTests {
  let directory = TemporaryDirectory()

  private static let later = DecisionRules(RuleVersion(rawValue: RuleVersion.current.rawValue + 1)) { request, state in
    if case .sendMessage(let action) = request.command.action, action.content.body.contains("!") {
      throw Rejection(.invalid, "The message shouts.", remedy: "Say it quietly.")
    }
    var earlier = request
    earlier.rules = .current
    return try Command.decide(earlier, in: state)
  }

  private func open(later isLater: Bool) throws -> Ledger {
    var options = Ledger.Options()
    if isLater { options.rules = RuleBook.standard.adding(Self.later) }
    return try Ledger.open(at: directory.ledger, options: options)
  }

  /// A ledger with one message, decided by the current rules or by later ones.
  private func makeLedger(saying text: String, later isLater: Bool) throws {
    try Cast.ledger(at: directory.ledger).close()
    let ledger = try open(later: isLater)
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
    try makeLedger(saying: "hey!", later: false)
    let ledger = try open(later: true)
    defer { try? ledger.close() }
    #expect(throws: Rejection.self) { try ledger.execute(Cast.send("hey again!")) }
    #expect(throws: Rejection.self) { try ledger.preview(Cast.send("hey again!")) }
    _ = try ledger.execute(Cast.send("hello"))
    #expect(try rules(of: ledger) == [3, 3, 3, 4])
    #expect(try ledger.verify().faultTexts == [])
  }

  /// What a later program refuses, this one might let pass.
  @Test func whoDoesNotKnowTheRulesDoesNotWrite() throws {
    try makeLedger(saying: "hello", later: true)
    let refusal = #expect(throws: LedgerError.self) { try open(later: false) }
    #expect(refusal?.code == .unsupported && refusal?.message.contains("version 4 of the rules") == true)
    try open(later: true).close()
  }

  @Test func rulesThatAreNotKnownAreNamed() throws {
    try makeLedger(saying: "hello", later: true)
    let ledger = try Ledger.open(at: directory.ledger, mode: .readOnly)
    defer { try? ledger.close() }
    let report = try ledger.verify()
    #expect(report.faultyLevels == [.decisions])
    let fault = try #require(report.faults(of: .decisions).first)
    #expect(fault.position == Position(3) && fault.message.contains("version 4 of the rules"))
  }
}
