import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// An import brings the past: what has come to its end or was taken away since does not shut it out.
@Suite(.ownThread) struct BackdatedImportTests {
  private let past = second(-1_000)
  private let endRoom = command(0x20, .endConversation(EndConversation(conversation: room)))
  private let clearRoom = clear(0x21)

  private func edit(_ number: UInt128, _ target: UInt128, within batch: UInt128? = 0x1) -> Command {
    let edit = EditMessage(message: message(target), content: MessageContent(body: "as it was"))
    return command(number, within: batch == nil ? nil : 0x11, .editMessage(edit))
  }

  private func within(_ command: Command) -> Command {
    var command = command
    command.correlation = CommandID(rawValue: 0x11)
    command.reason = command.reason ?? "it was so"
    return command
  }

  /// One of everything that an import says of a room and its messages; message 2 has a reaction and a pin.
  private var changes: [Command] {
    [
      bring(30, at: past, within: 0x11), edit(30, 1), within(delete(30, 1)), within(react(30, 1)),
      within(unreact(30, 2)), within(pin(30, 1)), within(unpin(30, 2)), within(join(30, carol)), within(leave(30, bob)),
      within(command(30, .changeRole(ChangeRole(conversation: room, account: bob, role: .moderator)))),
      within(
        command(
          30,
          .updateConversation(UpdateConversation(conversation: room, details: ConversationDetails(name: "old"))))),
    ]
  }

  private var history: [Command] { threeMessages + [react(4, 2), pin(5, 2), beginImport(0x11)] }

  @Test func anEndDoesNotShutItOut() throws {
    for change in changes {
      try given(history + [endRoom]).when(change).thenAccepted { chat in
        #expect(chat.conversation(room)?.endedAt != nil, "it stays ended")
      }
    }
  }

  @Test func itIsForTheOpenImportAlone() throws {
    let late = history + [endRoom, finishImport(0x12, 0x11)]
    for change in changes where change.action != unpin(30, 2).action && change.action != unreact(30, 2).action {
      if case .deleteMessage = change.action { continue }
      if case .sendMessage = change.action { continue }
      try given(late).when(change).thenRejected(.conversationEnded)
    }
    try given(late).when(bring(30, at: past, within: 0x11)).thenRejected(.conversationEnded)
    // What is said now, and not then, has no place there, whatever chain it belongs to.
    try given(history + [endRoom]).when(within(send(30))).thenRejected(.conversationEnded)
  }

  @Test func aClearDoesNotShutItOut() throws {
    for change in changes {
      try given(history + [clearRoom]).when(change).thenAccepted { chat in
        #expect(chat.shown().isEmpty || change.id.rawValue == 30 && chat.shown() == [30])
      }
    }
    try given(history + [clearRoom]).when(edit(30, 1, within: nil)).thenRejected(.messageGone)
  }

  @Test func aDeletionDoesNotShutItOut() throws {
    let deleted = history + [delete(0x22, 2)]
    for change in [edit(30, 2), within(react(30, 2, by: alice)), within(unreact(30, 2)), within(unpin(30, 2))] {
      try given(deleted).when(change).thenAccepted { chat in #expect(chat.shown() == [1, 3]) }
    }
    try given(deleted).when(within(delete(30, 2))).thenRejected(.messageGone)
  }

  @Test func whatComesBackCountsWithWhatWasBrought() throws {
    let deleted = history + [delete(0x22, 2), within(react(30, 2, by: alice)), within(unpin(31, 2))]
    try given(deleted).when(revert(32, 0x22)).thenAccepted { chat in
      #expect(chat.conversation(room)?.visible == Tally(messages: 3, reactions: 2))
    }
    let cleared = history + [clearRoom, within(react(30, 1)), within(delete(31, 3))]
    try given(cleared).when(revert(32, 0x21)).thenAccepted { chat in
      #expect(chat.shown() == [1, 2])
      #expect(chat.conversation(room)?.visible == Tally(messages: 2, reactions: 2, pins: 1))
    }
  }

  @Test func aRemovedRoomTakesNothing() throws {
    for change in changes {
      try given(history + [remove(0x23, room)]).when(change).thenRejected(.conversationRemoved)
    }
  }

  @Test func aDeactivatedAccountIsDescribed() throws {
    let gone = history + [command(0x24, because: "left", .deactivateAccount(DeactivateAccount(account: bob)))]
    let update = Action.updateAccount(UpdateAccount(account: bob, profile: Profile(userName: "bob")))
    let roles = Action.setAccountRoles(SetAccountRoles(account: bob, roles: ["staff"]))
    for action in [update, roles] {
      try given(gone).when(within(command(30, action))).thenAccepted { chat in
        #expect(chat.account(bob)?.isActive == false)
      }
      try given(gone).when(command(30, action)).thenRejected(.accountInactive)
    }
    for action in [
      .setChatSettings(SetChatSettings(account: bob, values: ["sound": "off"])),
      .setTwoStepVerification(SetTwoStepVerification(account: bob, isEnabled: true)),
      .blockContact(BlockContact(account: bob, contact: alice)),
      .blockContact(BlockContact(account: alice, contact: bob)),
      .openSession(OpenSession(session: SessionID(rawValue: 1), account: bob)),
      .fileReport(FileReport(report: ReportID(rawValue: 1), reporter: bob)),
    ] as [Action] {
      try given(gone).when(within(command(30, action))).thenAccepted()
      try given(gone).when(command(30, action)).thenRejected(.accountInactive)
    }
    let removed = history + [command(0x24, because: "spam", .remove(Remove(accounts: [bob])))]
    try given(removed).when(within(command(30, update))).thenRejected(.accountInactive)
  }
}
