import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// What the second rules refuse, and the first did not. A log of the first rules has to verify by them.
@Suite(.ownThread) struct SecondRulesTests {
  /// White space of every kind, controls, and what is drawn as nothing.
  static let blanks = [
    " ", "\t\r\n", "\u{A0}", "\u{2003}\u{3000}", "\u{200B}", "\u{FEFF}\u{2060}", "\u{AD}", "\u{3164}", "\u{2800}",
    "\u{0}\u{7F}", "\u{202E} \u{2066}",
  ]
  private let clearAll = Action.clear(Clear(conversations: [room]))

  @Test(arguments: blanks) func aReasonOfBlanksIsNone(_ blank: String) throws {
    try given(aRoom + [send(1)]).when(command(2, because: blank, clearAll)).thenRejected(.reasonRequired)
    try given(aRoom + [send(1)]).when(command(2, because: "\(blank)é\(blank)", clearAll)).thenAccepted()
  }

  @Test(arguments: blanks) func neitherHasAnOperatorOrAProgramSuchAName(_ blank: String) throws {
    try given(aRoom + [send(1)]).when(command(2, origin: blank, clearAll)).thenRejected(.invalid)
    try given(aRoom + [send(1)]).when(command(2, by: .operator(blank), clearAll)).thenRejected(.invalid)
  }

  @Test(arguments: blanks) func theFirstRulesTookThem(_ blank: String) throws {
    let recorded = command(2, by: .operator(blank), because: blank, origin: blank, clearAll)
    try given(aRoom + [send(1)]).when(recorded, by: .first).thenAccepted()
  }
}

/// Protected roles are compared as people mean them by the second rules, and letter by letter by the first.
@Suite(.ownThread) struct ProtectionBySecondRulesTests {
  private static let roles = SetAccountRoles(account: carol, roles: ["Admin"])
  private static let history =
    aRoom + [configure(1, protectedRoles: ["admin"]), command(2, .setAccountRoles(roles))]

  @Test func anotherSpellingProtects() throws {
    try given(Self.history).when(remove(3, accounts: [carol])).thenRejected(.protected)
  }

  @Test func byTheFirstRulesItDidNot() throws {
    try given(Self.history).when(remove(3, accounts: [carol]), by: .first).thenAccepted()
  }
}

/// The order of messages is that of their arrival, and a time is what the clock said.
@Suite(.ownThread) struct TimeBySecondRulesTests {
  private static let tenYears: Int64 = 3_652 * 86_400_000_000

  /// The first message is sent under a clock that is ten years ahead, the others under the right one.
  private func ahead() throws -> Given {
    let given = try given(aRoom)
    let now = given.chat.clock.microseconds
    for (number, skew) in [(1, Self.tenYears), (2, 0), (3, 0)] as [(UInt128, Int64)] {
      try given.chat.execute(send(number), at: Timestamp(microseconds: now + skew + Int64(number) * 1_000_000))
    }
    return given
  }

  @Test func messagesAreReadAsTheyCame() throws {
    let chat = try ahead().chat
    #expect(chat.shown() == [1, 2, 3])
    let times = chat.messages(in: room).map(\.sentAt.microseconds)
    #expect(times[0] - times[1] > Self.tenYears - 5_000_000 && times[2] - times[1] == 1_000_000)
  }

  @Test func theListSaysWhenTheLastWasSent() throws {
    let chat = try ahead().chat
    let conversation = try #require(chat.conversation(room))
    #expect(conversation.latestActivity == chat.clock)
    #expect(conversation.readingEnd.microseconds > chat.clock.microseconds + Self.tenYears - 5_000_000)
  }

  @Test func aClearUpToATimeGoesByWhenItWasSaid() throws {
    let given = try ahead()
    let clear = Clear(conversations: [room], upToTime: Timestamp(microseconds: given.chat.clock.microseconds + 1))
    // The one from under the wrong clock is not of before now, as far as anybody can tell.
    try given.when(command(9, because: "old", .clear(clear))).thenAccepted { #expect($0.shown() == [1]) }
  }

  @Test func aClearUpToAMessageGoesByTheOrder() throws {
    let given = try ahead()
    let clear = Clear(conversations: [room], upToMessage: CommandID(rawValue: 2).message)
    try given.when(command(9, because: "old", .clear(clear))).thenAccepted { #expect($0.shown() == [3]) }
  }

  @Test func whoJoinsSeesWhatComesAfterWhateverTheClockSays() throws {
    for skews in [[0, Self.tenYears, 0], [Self.tenYears, 0, 0], [0, 0, -Self.tenYears]] {
      let given = try given(aRoom.dropLast() + [create(0xF4, room, history: .sinceJoin)])
      var now = given.chat.clock.microseconds
      let commands = [
        send(1), command(2, .addParticipant(AddParticipant(conversation: room, account: carol))), send(3),
      ]
      for (command, skew) in zip(commands, skews) {
        now += 1_000_000
        try given.chat.execute(command, at: Timestamp(microseconds: now + skew))
      }
      #expect(given.chat.shown(to: carol) == [3], "\(skews)")
    }
  }
}
