import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ImportTests {
  private let past = second(-1_000)

  /// An import that makes an account and a room of its own, and speaks in both rooms: positions 8 to 12.
  private var imported: [Command] {
    var account = register(11, carol)
    account.correlation = CommandID(rawValue: 10)
    var conversation = create(12, otherRoom, with: [carol, alice])
    conversation.correlation = CommandID(rawValue: 10)
    let start = [register(0xF1, alice), register(0xF2, bob), create(0xF4, room), send(1), send(2), send(3)]
    return start + [beginImport(10), account, conversation]
      + [bring(13, in: otherRoom, by: carol, at: past, within: 10), bring(14, at: past, within: 10)]
  }

  @Test func begins() throws {
    try given().when(beginImport(1)).then([.importBegan(ImportBegan(format: "mattermost"))]).thenAccepted { chat in
      #expect(chat.importState(Position(2))?.isFinished == false)
    }
    try given().when(command(1, .beginImport(BeginImport(format: "", source: "")))).thenRejected(.invalid)
    let long = String(repeating: "x", count: Limits.nameBytes + 1)
    try given().when(command(1, .beginImport(BeginImport(format: long, source: "")))).thenRejected(.tooLarge)
    try given().when(command(1, .beginImport(BeginImport(format: "x", source: long)))).thenRejected(.tooLarge)
  }

  @Test func finishesOnce() throws {
    try given([beginImport(1)]).when(finishImport(2, 1)).then([
      .importFinished(ImportFinished(importPosition: Position(2)))
    ])
    try given([beginImport(1), finishImport(2, 1)]).when(finishImport(3, 1)).thenRejected(.importClosed)
    try given().when(finishImport(2, 1)).thenRejected(.unknownCommand)
    try given([register(1, alice)]).when(finishImport(2, 1)).thenRejected(.unknownCommand)
  }

  @Test func messagesOfThePastLandWhereTheyBelong() throws {
    try given(imported).when(bring(15, at: second(5), within: 10)).thenAccepted { chat in
      // Said at the same moment as message 2: ties read by position.
      #expect(chat.shown() == [14, 1, 2, 15, 3])
      #expect(chat.conversation(room)?.latestActivity == second(6))
    }
  }

  @Test func messagesMayComeFromThoseWhoTakeNoPart() throws {
    try given(imported).when(bring(15, by: carol, at: past, within: 10)).thenAccepted()
    try given(imported).when(bring(15, by: stranger, at: past, within: 10)).thenRejected(.unknownAccount)
  }

  @Test func repliesMayAnswerWhatIsGone() throws {
    let history = imported + [delete(20, 14)]
    try given(history).when(bring(21, at: past, within: 10, replyTo: message(14))).thenAccepted { chat in
      #expect(chat.message(message(21))?.root == message(14))
    }
    try given(history).when(bring(21, at: past, within: 10, replyTo: message(77))).thenRejected(.unknownMessage)
  }

  @Test func isTakenBackWhole() throws {
    let before = try given(Array(imported.prefix(6))).chat
    try given(imported).when(revert(20, 10)).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3])
      #expect(chat.conversation(otherRoom)?.isRemoved == true)
      #expect(chat.account(carol)?.isRemoved == true)
      #expect(chat.totals == before.totals)
    }
  }

  @Test func takingItBackNeedsAReasonAndHappensOnce() throws {
    let reasonless = command(20, .revert(Revert(command: CommandID(rawValue: 10))))
    try given(imported).when(reasonless).thenRejected(.reasonRequired)
    try given(imported + [revert(20, 10)]).when(revert(21, 10)).thenRejected(.alreadyReverted)
  }

  @Test func comesBackWholeAndGoesAgain() throws {
    let chat = try given(imported).chat
    let totals = chat.totals
    try chat.executeNext(revert(20, 10))
    let withdrawn = chat.totals
    try Given(chat: chat).when(revert(21, 20)).thenAccepted { chat in
      #expect(chat.totals == totals)
      #expect(chat.shown() == [14, 1, 2, 3] && chat.shown(in: otherRoom) == [13])
    }
    try Given(chat: chat).when(revert(22, 21)).thenAccepted { chat in #expect(chat.totals == withdrawn) }
    try Given(chat: chat).when(revert(23, 22)).thenAccepted { chat in #expect(chat.totals == totals) }
    try Given(chat: chat).when(revert(24, 10)).thenAccepted { chat in #expect(chat.totals == withdrawn) }
  }

  @Test func keepsARoomInWhichPeopleWentOnTalking() throws {
    let history = imported + [send(20, in: otherRoom)]
    try given(history).when(revert(21, 10)).thenAccepted { chat in
      #expect(chat.shown(in: otherRoom) == [20])
      #expect(chat.conversation(otherRoom)?.activeParticipants == 0)
    }
    try given(history + [revert(21, 10)]).when(revert(22, 21)).thenAccepted { chat in
      #expect(chat.shown(in: otherRoom) == [13, 20])
      #expect(chat.conversation(otherRoom)?.activeParticipants == 2)
    }
  }

  @Test func nothingJoinsOneThatIsClosed() throws {
    for closing in [finishImport(20, 10), revert(20, 10)] {
      let history = imported + [closing]
      try given(history).when(bring(21, at: past, within: 10)).thenRejected(.importClosed)
      var live = send(21)
      live.correlation = CommandID(rawValue: 10)
      try given(history).when(live).thenAccepted { chat in
        #expect(chat.message(message(21))?.importedBy == nil)
        #expect(chat.shown().contains(21))
      }
    }
  }

  @Test func reactionsOfThePastKeepTheirTime() throws {
    let reaction = Action.addReaction(
      AddReaction(message: message(14), account: carol, emoji: "heart", reactedAt: past))
    try given(imported).when(command(20, reaction)).thenRejected(.importClosed)
    try given(imported).when(command(20, within: 10, reaction)).thenAccepted { chat in
      #expect(chat.reactions(to: message(14)).map(\.reactedAt) == [past])
    }
  }

  /// Who read it then may be in no list of members any more.
  @Test func readersOfThePastNeedNotTakePart() throws {
    let marking = Action.markRead(MarkRead(conversation: room, account: carol, message: message(14)))
    try given(imported).when(command(20, marking)).thenRejected(.notAParticipant)
    try given(imported).when(command(20, within: 10, marking)).thenAccepted { chat in
      #expect(chat.readMarker(of: carol, in: room)?.point.time == past)
    }
  }

  /// What hid the imported message before the import was taken back may go: the message stays away.
  @Test func staysAwayWhenWhatHidItBeforeIsReverted() throws {
    let hidings = [delete(20, 14), clear(20, upTo: 14), remove(20, room)]
    for hiding in hidings {
      let history = imported + [hiding, revert(21, 10), revert(22, 20)]
      #expect(try given(history).chat.shown() == [1, 2, 3])
      try given(history).when(revert(23, 21)).thenAccepted { chat in #expect(chat.shown() == [14, 1, 2, 3]) }
    }
  }

  @Test func isTakenBackByOneCommandAtATime() throws {
    let history = imported + [revert(20, 10), revert(21, 20), revert(22, 10)]
    try given(history).when(revert(23, 21)).thenRejected(.alreadyReverted)
    try given(history).when(revert(23, 22)).thenAccepted { chat in #expect(chat.shown() == [14, 1, 2, 3]) }
    try given(history + [revert(23, 22)]).when(revert(24, 21)).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3])
    }
  }
}
