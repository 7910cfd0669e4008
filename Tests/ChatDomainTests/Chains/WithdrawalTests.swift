import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// Imports with resources and records, taken back.
@Suite(.ownThread) struct WithdrawalTests {
  /// The whole school comes from an import, with a room on the lesson and what is kept about Bob.
  private var imported: [Command] {
    var teacher = register(2, stranger)
    teacher.correlation = CommandID(rawValue: 1)
    var hall = open(5, room, on: lesson, with: [stranger])
    hall.correlation = CommandID(rawValue: 1)
    return [register(0xF1, alice), register(0xF2, bob), declare(0xF3), beginImport(1), teacher]
      + [make(3, lesson, "lesson", [account("teacher", stranger)], within: 1)]
      + [make(4, booking, "booking", [resource("lesson", lesson), account("student", bob)], within: 1), hall]
      + [block(6, bob, alice, within: 1), setSettings(7, of: bob, within: 1)]
  }

  @Test func takesResourcesAndRecordsAlong() throws {
    try given(imported).when(revert(20, 1)).thenAccepted { chat in
      #expect(chat.totals.resources == 0 && chat.totals.blocks == 0 && chat.totals.chatSettings == 0)
      #expect(!chat.isThere(room) && chat.account(stranger)?.isRemoved == true)
    }
    let before = try given(imported).chat.totals
    try given(imported + [revert(20, 1)]).when(revert(21, 20)).thenAccepted { chat in #expect(chat.totals == before) }
    try given(imported + [revert(20, 1), revert(21, 20)]).when(revert(22, 21)).thenAccepted { chat in
      #expect(chat.totals.resources == 0 && chat.totals.blocks == 0)
    }
  }

  @Test func leavesWhatLiveThingsHangOn() throws {
    let noted = imported + [make(10, note, "note", [resource("booking", booking)])]
    try given(noted).when(revert(20, 1)).thenAccepted { chat in
      // The booking, and through it the lesson and its teacher.
      #expect(chat.isThere(note) && chat.isThere(booking) && chat.isThere(lesson))
      #expect(chat.account(stranger)?.isRemoved == false)
    }
    let talked = imported + [open(10, otherRoom, on: booking), send(11, in: otherRoom)]
    try given(talked).when(revert(20, 1)).thenAccepted { chat in
      #expect(chat.isThere(booking) && chat.isThere(lesson) && chat.isThere(otherRoom))
    }
    let chatted = imported + [join(10, alice), send(11)]
    try given(chatted).when(revert(20, 1)).thenAccepted { chat in
      #expect(chat.isThere(room) && chat.isThere(lesson) && !chat.isThere(booking))
    }
  }

  @Test func whatCameSinceStaysWhenItIsRedone() throws {
    let back = imported + [revert(20, 1), revert(21, 20)]
    let history = back + [make(22, note, "note", [resource("booking", booking)])]
    try given(history).when(revert(23, 21)).thenAccepted { chat in #expect(chat.isThere(booking)) }
  }

  @Test func aDiamondGoesAsOne() throws {
    let third = ResourceID(rawValue: 0xE3)
    let diamond =
      [declare(0xF1), beginImport(1), make(2, event, "event", within: 1)] + [
        make(3, otherEvent, "event", [resource("part", event)], within: 1),
        make(4, third, "event", [resource("part", otherEvent), resource("base", event)], within: 1),
      ]
    try given(diamond).when(revert(20, 1)).thenAccepted { chat in #expect(chat.totals.resources == 0) }
    var circle = change(5, event, [resource("part", third)])
    circle.correlation = CommandID(rawValue: 1)
    try given(diamond + [circle]).when(revert(20, 1)).thenAccepted { chat in #expect(chat.totals.resources == 0) }
  }

  @Test func pastTimesOfMessagesAndConversations() throws {
    let history = threeMessages + [create(0x10, talk, kind: .assistant), beginImport(0x11)]
    let edit = Action.editMessage(
      EditMessage(message: message(1), content: MessageContent(body: "as it was"), editedAt: second(-2)))
    try given(history).when(command(20, edit)).thenRejected(.importClosed)
    try given(history).when(command(20, within: 0x11, edit)).thenAccepted { chat in
      #expect(chat.versions(of: message(1)).map(\.editedAt) == [second(5), second(-2)])
    }
    let delete = Action.deleteMessage(DeleteMessage(message: message(1), deletedAt: second(-2)))
    try given(history).when(command(20, because: "it was", delete)).thenRejected(.importClosed)
    try given(history).when(command(20, because: "it was", within: 0x11, delete)).then([
      .messageDeleted(MessageDeleted(conversation: room, message: message(1), deletedAt: second(-2)))
    ])
    let end = Action.endConversation(EndConversation(conversation: talk, endedAt: second(-2)))
    try given(history).when(command(20, end)).thenRejected(.importClosed)
    try given(history).when(command(20, within: 0x11, end)).thenAccepted { chat in
      #expect(chat.conversation(talk)?.endedAt == second(-2))
    }
    let remove = Action.removeConversation(RemoveConversation(conversation: talk, removedAt: second(-2)))
    try given(history).when(command(20, because: "it was", remove)).thenRejected(.importClosed)
    try given(history).when(command(20, because: "it was", within: 0x11, remove)).thenAccepted()
    let born = RegisterAccount(account: stranger, profile: Profile(), createdAt: second(-2))
    try given(history).when(command(20, .registerAccount(born))).thenRejected(.importClosed)
    try given(history).when(command(20, within: 0x11, .registerAccount(born))).thenAccepted { chat in
      #expect(chat.account(stranger)?.registeredTime == second(-2))
    }
  }

  @Test func whoHasBeenDeactivatedStillSaidWhatTheySaid() throws {
    let history =
      threeMessages + [
        command(10, because: "left", .deactivateAccount(DeactivateAccount(account: bob))), beginImport(11),
      ]
    try given(history).when(bring(12, by: bob, at: second(-4), within: 11)).thenAccepted()
    try given(history).when(send(12, by: bob)).thenRejected(.accountInactive)
  }
}
