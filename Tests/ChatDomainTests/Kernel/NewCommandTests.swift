import ChatDomain
import TestSupport
import Testing

/// What is asked of a command that is new, and not of one that a log holds.
@Suite(.ownThread) struct NewCommandTests {
  /// White space of every kind, controls, and what is drawn as nothing.
  static let blanks = [
    " ", "\t\r\n", "\u{A0}", "\u{2003}\u{3000}", "\u{200B}", "\u{FEFF}\u{2060}", "\u{AD}", "\u{3164}", "\u{2800}",
    "\u{0}\u{7F}", "\u{202E} \u{2066}",
  ]

  @Test(arguments: blanks) func aReasonOfBlanksIsNone(_ blank: String) {
    let action = Action.clear(Clear(everything: true))
    #expect(throws: Rejection.self) { try command(1, because: blank, action).checkAsNew() }
    #expect(throws: Never.self) { try command(1, because: "\(blank)é\(blank)", action).checkAsNew() }
    #expect(throws: Never.self) { try command(1, action).checkAsNew() }
  }

  @Test(arguments: blanks) func neitherHasAnOperatorOrAProgramSuchAName(_ blank: String) {
    let action = Action.clear(Clear(everything: true))
    #expect(throws: Rejection.self) { try command(1, origin: blank, action).checkAsNew() }
    #expect(throws: Rejection.self) { try command(1, by: .operator(blank), action).checkAsNew() }
  }

  /// A log from before the rule would not verify otherwise.
  @Test(arguments: blanks) func whatWasRecordedWithBlanksDecidesAsItDid(_ blank: String) throws {
    try given(aRoom + [send(1)])
      .when(command(2, by: .operator(blank), because: blank, origin: blank, .clear(Clear(conversations: [room]))))
      .thenAccepted()
  }
}

/// Protected roles are compared as people mean them where a command is new, and letter by letter where a log holds it.
@Suite(.ownThread) struct NewProtectionTests {
  private static let roles = SetAccountRoles(account: carol, roles: ["Admin"])
  private static let history =
    aRoom + [configure(1, protectedRoles: ["admin"]), command(2, .setAccountRoles(roles))]

  /// A log from before the rule would not verify otherwise.
  @Test func whatWasRecordedDecidesAsItDid() throws {
    try given(Self.history).when(remove(3, accounts: [carol])).thenAccepted()
  }
}
