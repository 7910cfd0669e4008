import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct EnvelopeTests {
  private func creation(_ settings: LedgerSettings = LedgerSettings(digestKey: DigestKey(rawValue: 7))) -> Command {
    command(1, .createLedger(CreateLedger(settings: settings)))
  }

  @Test func aLedgerIsCreatedFirstAndOnce() throws {
    let settings = LedgerSettings(digestKey: DigestKey(rawValue: 7))
    try Given(chat: InMemoryChat()).when(creation()).then([.ledgerCreated(settings)])
    try given().when(creation()).thenRejected(.alreadyExists)
    try Given(chat: InMemoryChat()).when(register(1, alice)).thenRejected(.invalid)
    try Given(chat: InMemoryChat()).when(beginImport(1)).thenRejected(.invalid)
  }

  @Test(arguments: [(0, false), (1, true), (Limits.largestBodyBytes, true), (Limits.largestBodyBytes + 1, false)])
  func bodyLimitHasARange(bytes: Int, isAllowed: Bool) throws {
    let settings = LedgerSettings(maximumBodyBytes: bytes, digestKey: DigestKey(rawValue: 7))
    let outcome = try Given(chat: InMemoryChat()).when(creation(settings))
    if isAllowed { outcome.then([.ledgerCreated(settings)]) } else { outcome.thenRejected(.invalid) }
  }

  @Test func originReasonAndOperatorAreBounded() throws {
    let action = Action.beginImport(BeginImport(format: "x", source: ""))
    func text(_ bytes: Int) -> String { String(repeating: "x", count: bytes) }
    try given().when(command(1, origin: "", action)).thenRejected(.invalid)
    try given().when(command(1, origin: text(Limits.originBytes), action)).thenAccepted()
    try given().when(command(1, origin: text(Limits.originBytes + 1), action)).thenRejected(.tooLarge)
    try given().when(command(1, because: text(Limits.reasonBytes), action)).thenAccepted()
    try given().when(command(1, because: text(Limits.reasonBytes + 1), action)).thenRejected(.tooLarge)
    try given().when(command(1, by: .operator(""), action)).thenRejected(.invalid)
    try given().when(command(1, by: .operator(text(Limits.operatorBytes)), action)).thenAccepted()
    try given().when(command(1, by: .operator(text(Limits.operatorBytes + 1)), action)).thenRejected(.tooLarge)
  }

  @Test func actorsAreKnown() throws {
    let action = Action.beginImport(BeginImport(format: "x", source: ""))
    try given().when(command(1, by: .account(stranger), action)).thenRejected(.unknownAccount)
    try given(registersUnknownAccounts: true).when(command(1, by: .account(stranger), action)).then([
      .accountRegistered(AccountRegistered(account: stranger, kind: .person, isFirstUse: true)),
      .importBegan(ImportBegan(format: "x")),
    ])
  }

  @Test func aNewActorThatIsNamedToo() throws {
    var joining = create(1, room, with: [stranger])
    joining.actor = .account(stranger)
    try given(registersUnknownAccounts: true).when(joining).thenAccepted { chat in
      let registrations = chat.entries.last?.events.count { if case .accountRegistered = $0 { true } else { false } }
      #expect(registrations == 1)
      #expect(chat.totals.accounts == 1)
    }
  }

  @Test func timesThatJSONCannotTellAreRefused() throws {
    let tooEarly = Timestamp(microseconds: Timestamp.earliest.microseconds - 1)
    let tooLate = Timestamp(microseconds: Timestamp.latest.microseconds + 1)
    for time in [tooEarly, tooLate] {
      try given(aRoom + [beginImport(1)]).when(bring(2, at: time, within: 1)).thenRejected(.invalid)
      let start = CreateConversation(conversation: talk, kind: .room, startedAt: time)
      try given([beginImport(1)]).when(command(2, within: 1, .createConversation(start))).thenRejected(.invalid)
      try given(threeMessages).when(clear(9, before: time)).thenRejected(.invalid)
      let reaction = AddReaction(message: message(1), account: bob, emoji: "heart", reactedAt: time)
      try given(threeMessages + [beginImport(8)]).when(command(9, within: 8, .addReaction(reaction)))
        .thenRejected(.invalid)
    }
    try given(aRoom + [beginImport(1)]).when(bring(2, at: .earliest, within: 1)).thenAccepted()
  }

  @Test func everyRejectionCodeHasAName() {
    let names = Rejection.Code.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.uppercased() })
  }

  /// Zero says "none" in an entry: such a command would be recorded as another one.
  @Test func noIdentifierIsZero() throws {
    try given().when(register(0, alice)).thenRejected(.invalid)
    try given().when(register(1, AccountID(rawValue: 0))).thenRejected(.invalid)
    try given().when(command(1, within: 0, .beginImport(BeginImport(format: "x", source: "")))).thenRejected(.invalid)
    let nobody = AccountID(rawValue: 0)
    try given(aRoom, registersUnknownAccounts: true).when(join(1, nobody)).thenRejected(.invalid)
    try given(aRoom, registersUnknownAccounts: true).when(send(1, by: nobody)).thenRejected(.invalid)
  }
}
