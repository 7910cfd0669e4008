import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ParticipantTests {
  @Test func joins() throws {
    try given(aRoom).when(join(1, carol)).then([
      .participantJoined(ParticipantJoined(conversation: room, account: carol, role: .member, visibleFrom: nil))
    ])
    try given(aRoom, registersUnknownAccounts: true).when(join(1, stranger)).then([
      .accountRegistered(AccountRegistered(account: stranger, kind: .person, isFirstUse: true)),
      .participantJoined(ParticipantJoined(conversation: room, account: stranger, role: .member, visibleFrom: nil)),
    ])
  }

  @Test func joiningIsRefused() throws {
    try given(aRoom).when(join(1, alice)).thenRejected(.alreadyExists)
    try given(aRoom).when(join(1, stranger)).thenRejected(.unknownAccount)
    try given(aRoom).when(join(1, carol, nowhere)).thenRejected(.unknownConversation)
    try given(aRoom + [create(1, pair, kind: .direct)]).when(join(2, carol, pair)).thenRejected(.invalid)
    try given(aRoom + [remove(1, room)]).when(join(2, carol)).thenRejected(.conversationRemoved)
  }

  @Test func joinBoundaryHidesWhatWasSaidBefore() throws {
    let people = [register(0xF1, alice), register(0xF2, bob), register(0xF3, carol)]
    let history = people + [create(0xF4, room, history: .sinceJoin), send(1)]
    try given(history).when(join(2, carol)).then([
      .participantJoined(
        ParticipantJoined(conversation: room, account: carol, role: .member, visibleFrom: second(6)))
    ])
    try given(history + [join(2, carol)]).when(send(3)).thenAccepted { chat in
      #expect(chat.shown(to: carol) == [3])
      #expect(chat.shown(to: bob) == [1, 3])
      #expect(chat.unreadCount(of: carol, in: room) == 1)
    }
  }

  @Test func sharedHistoryShowsWhatWasSaidBefore() throws {
    try given(threeMessages).when(join(9, carol)).thenAccepted { chat in
      #expect(chat.shown(to: carol) == [1, 2, 3])
    }
  }

  @Test func leavesWithoutReasonButIsPutOutWithOne() throws {
    let left = Event.participantLeft(ParticipantLeft(conversation: room, account: bob))
    try given(aRoom).when(leave(1, bob)).then([left])
    let removal = Action.removeParticipant(RemoveParticipant(conversation: room, account: bob))
    try given(aRoom).when(command(1, by: .account(alice), removal)).thenRejected(.reasonRequired)
    try given(aRoom).when(command(1, by: .account(alice), because: "rude", removal)).then([left])
  }

  @Test func leavingIsRefused() throws {
    try given(aRoom).when(leave(1, carol)).thenRejected(.notAParticipant)
    try given(aRoom).when(leave(1, alice, nowhere)).thenRejected(.unknownConversation)
    try given(aRoom + [leave(1, bob)]).when(leave(2, bob)).thenRejected(.notAParticipant)
    try given(aRoom + [create(1, pair, kind: .direct)]).when(leave(2, alice, pair)).thenRejected(.invalid)
  }

  @Test func whoLeftSeesAndSaysNothing() throws {
    try given(threeMessages).when(leave(9, bob)).thenAccepted { chat in
      #expect(chat.shown(to: bob) == [])
      #expect(chat.conversations(of: bob).isEmpty)
    }
    try given(threeMessages + [leave(9, bob)]).when(send(10, by: bob)).thenRejected(.notAParticipant)
  }

  @Test func comesBackByRevertOrByJoining() throws {
    try given(aRoom + [leave(1, bob)]).when(revert(2, 1)).then([
      .removalReverted(RemovalReverted(removal: Position(6))),
      .participantRestored(ParticipantRestored(conversation: room, account: bob)),
    ])
    try given(aRoom + [leave(1, bob), join(2, bob)]).when(revert(3, 1)).then([
      .removalReverted(RemovalReverted(removal: Position(6)))
    ])
    try given(aRoom + [leave(1, bob), revert(2, 1)]).when(revert(3, 2)).then([
      .removalReapplied(RemovalReapplied(removal: Position(6))),
      .participantLeft(ParticipantLeft(conversation: room, account: bob, removal: Position(6))),
    ])
  }

  @Test func changesRole() throws {
    func change(_ account: AccountID, _ conversation: ConversationID = room) -> Command {
      command(9, .changeRole(ChangeRole(conversation: conversation, account: account, role: .moderator)))
    }
    try given(aRoom).when(change(bob)).then([
      .roleChanged(RoleChanged(conversation: room, account: bob, role: .moderator))
    ])
    try given(aRoom).when(change(carol)).thenRejected(.notAParticipant)
    try given(aRoom).when(change(bob, nowhere)).thenRejected(.unknownConversation)
  }
}
