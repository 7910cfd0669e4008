import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct SessionTests {
  private let session = Record.session(SessionID(rawValue: 0x5E55))

  @Test func open() throws {
    try given(aRoom).when(openSession(1, in: room)).then([
      .sessionOpened(
        SessionOpened(
          session: SessionID(rawValue: 0x5E55), account: alice, conversation: room, startedAt: second(5)))
    ]).thenAccepted { chat in
      #expect(chat.totals.sessions == 1 && chat.shows(session))
    }
  }

  @Test func areRefused() throws {
    try given(aRoom + [openSession(1)]).when(openSession(2)).thenRejected(.alreadyExists)
    try given(aRoom).when(openSession(1, 0)).thenRejected(.invalid)
    try given(aRoom).when(openSession(1, of: stranger)).thenRejected(.unknownAccount)
    try given(aRoom).when(openSession(1, in: nowhere)).thenRejected(.unknownConversation)
    try given(aRoom + [remove(1, room)]).when(openSession(2, in: room)).thenRejected(.conversationRemoved)
    let long = OpenSession(
      session: SessionID(rawValue: 1), account: alice, device: String(repeating: "x", count: Limits.nameBytes + 1))
    try given(aRoom).when(command(1, .openSession(long))).thenRejected(.tooLarge)
  }

  @Test func countUntilTheyEnd() throws {
    try given(aRoom + [openSession(1)]).when(closeSession(2)).thenAccepted { chat in
      #expect(chat.totals.sessions == 0 && !chat.shows(session))
    }
    try given(aRoom + [openSession(1), closeSession(2)]).when(closeSession(3)).thenRejected(.unknownRecord)
    try given(aRoom).when(closeSession(1)).thenRejected(.unknownRecord)
    // One that has ended is not cleared, and does not come back.
    let history = aRoom + [openSession(1), openSession(2, 7), closeSession(3), clearEverything(4)]
    try given(history).when(revert(5, 4)).thenAccepted { chat in #expect(chat.totals.sessions == 1) }
  }

  @Test func timesOfThePastAreForImports() throws {
    let open = OpenSession(session: SessionID(rawValue: 7), account: alice, startedAt: second(-9))
    let close = CloseSession(session: SessionID(rawValue: 7), endedAt: second(-8))
    try given(aRoom).when(command(1, .openSession(open))).thenRejected(.importClosed)
    let history = aRoom + [beginImport(1), command(2, within: 1, .openSession(open))]
    try given(history).when(command(3, .closeSession(close))).thenRejected(.importClosed)
    try given(history).when(command(3, within: 1, .closeSession(close))).thenAccepted { chat in
      let state = chat.record(.session(SessionID(rawValue: 7)))
      #expect(state?.time == second(-9))
      #expect(state?.fields == .session(SessionFields(account: alice, conversation: nil, endedAt: second(-8))))
    }
  }
}

@Suite(.ownThread) struct ReportTests {
  private let filed = Record.report(ReportID(rawValue: 0x4E9))

  @Test func areFiled() throws {
    let filing = report(4, about: bob, conversation: room, message: message(1))
    try given(threeMessages).when(filing).thenAccepted { chat in
      #expect(chat.totals.reports == 1)
      guard case .report(let fields) = chat.record(filed)?.fields else { return #expect(Bool(false)) }
      #expect(fields.subject == bob && fields.message == message(1) && fields.status == .open)
      #expect(fields.category == "spam")
    }
  }

  @Test func areRefused() throws {
    try given(aRoom + [report(1)]).when(report(2)).thenRejected(.alreadyExists)
    try given(aRoom).when(report(1, 0)).thenRejected(.invalid)
    try given(aRoom).when(report(1, by: stranger)).thenRejected(.unknownAccount)
    try given(aRoom).when(report(1, about: stranger)).thenRejected(.unknownAccount)
    try given(aRoom).when(report(1, conversation: nowhere)).thenRejected(.unknownConversation)
    try given(aRoom).when(report(1, message: message(77))).thenRejected(.unknownMessage)
    let worded = FileReport(report: ReportID(rawValue: 1), reporter: alice, category: "two words")
    try given(aRoom).when(command(1, .fileReport(worded))).thenRejected(.invalid)
    let long = FileReport(
      report: ReportID(rawValue: 1), reporter: alice, text: String(repeating: "x", count: Limits.reportBytes + 1))
    try given(aRoom).when(command(1, .fileReport(long))).thenRejected(.tooLarge)
    let past = FileReport(report: ReportID(rawValue: 1), reporter: alice, filedAt: second(-1))
    try given(aRoom).when(command(1, .fileReport(past))).thenRejected(.importClosed)
    try given(aRoom + [beginImport(1)]).when(command(2, within: 1, .fileReport(past))).thenAccepted()
  }

  @Test func areResolvedOnceAndStillCount() throws {
    let history = aRoom + [report(1)]
    try given(history).when(resolve(2)).thenAccepted { chat in #expect(chat.totals.reports == 1) }
    try given(history + [resolve(2)]).when(resolve(3, 0x4E9, .dismissed)).thenRejected(.alreadyExists)
    try given(history).when(resolve(2, 0x4E9, .open)).thenRejected(.invalid)
    try given(history).when(resolve(2, 7)).thenRejected(.unknownRecord)
    let long = ResolveReport(
      report: ReportID(rawValue: 0x4E9), text: String(repeating: "x", count: Limits.reportBytes + 1))
    try given(history).when(command(2, .resolveReport(long))).thenRejected(.tooLarge)
  }

  /// The evidence stays what it was, whatever becomes of it.
  @Test func keepTheirEvidence() throws {
    let history = threeMessages + [report(4, about: bob, conversation: room, message: message(1))]
    for removal in [delete(5, 1), clear(5), remove(5, room), remove(5, accounts: [bob])] {
      let before = try given(history).chat.record(filed)
      try given(history).when(removal).thenAccepted { chat in
        #expect(chat.record(filed) == before)
        #expect(chat.totals.reports == 1)
      }
    }
    // What is gone already can be reported all the same.
    try given(threeMessages + [delete(4, 1)]).when(report(5, message: message(1))).thenAccepted()
  }
}

@Suite(.ownThread) struct AccountSettingsTests {
  private func twoStep(_ number: UInt128, _ isEnabled: Bool, _ method: String = "totp") -> Command {
    command(
      number,
      .setTwoStepVerification(SetTwoStepVerification(account: alice, isEnabled: isEnabled, method: method)))
  }

  @Test func areReplacedAndCountOnce() throws {
    try given(aRoom + [setSettings(1)]).when(setSettings(2)).thenAccepted { chat in
      #expect(chat.totals.chatSettings == 1)
      #expect(chat.record(.chatSettings(alice))?.recordedPosition == chat.position)
    }
    try given(aRoom + [twoStep(1, true)]).when(twoStep(2, false, "")).thenAccepted { chat in
      #expect(chat.totals.twoStepVerifications == 1)
      #expect(
        chat.record(.twoStepVerification(alice))?.fields
          == .twoStepVerification(TwoStepVerificationFields(isEnabled: false, method: "")))
    }
  }

  @Test func areRefused() throws {
    try given(aRoom).when(setSettings(1, of: stranger)).thenRejected(.unknownAccount)
    try given(aRoom).when(twoStep(1, true, "two words")).thenRejected(.invalid)
    let long = SetChatSettings(
      account: alice, values: ["x": String(repeating: "x", count: Limits.attributesBytes)])
    try given(aRoom).when(command(1, .setChatSettings(long))).thenRejected(.tooLarge)
  }

  @Test func stayWhenEverythingIsCleared() throws {
    let history = aRoom + [setSettings(1), twoStep(2, true)]
    try given(history).when(clearEverything(3)).thenAccepted { chat in
      #expect(chat.totals.chatSettings == 1 && chat.totals.twoStepVerifications == 1)
    }
  }
}
