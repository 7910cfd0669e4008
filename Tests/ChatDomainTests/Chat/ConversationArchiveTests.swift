import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// Conversations that a participant puts away, and back.
@Suite(.ownThread) struct ConversationArchiveTests {
  private func archive(_ number: UInt128, _ account: AccountID = alice) -> Command {
    command(number, .archiveConversation(ArchiveConversation(conversation: room, account: account)))
  }

  private func unarchive(_ number: UInt128, _ account: AccountID = alice) -> Command {
    command(number, .unarchiveConversation(UnarchiveConversation(conversation: room, account: account)))
  }

  @Test func oneAccountPutsItAwayAndNothingElseChanges() throws {
    try given(threeMessages).when(archive(10)).then([
      .conversationArchived(ConversationArchived(conversation: room, account: alice))
    ]).thenAccepted { chat in
      #expect(chat.participant(alice, in: room)?.isArchived == true)
      #expect(chat.participant(bob, in: room)?.isArchived == false)
      #expect(chat.messages(in: room, for: alice).count == 3)
    }
    try given(threeMessages + [archive(10)]).when(send(11)).thenAccepted()
  }

  @Test func itComesBackOnceAndGoesOnce() throws {
    try given(threeMessages + [archive(10)]).when(archive(11)).thenRejected(.alreadyExists)
    try given(threeMessages).when(unarchive(10)).thenRejected(.invalid)
    try given(threeMessages + [archive(10)]).when(unarchive(11)).thenAccepted { chat in
      #expect(chat.participant(alice, in: room)?.isArchived == false)
    }
  }

  @Test func onlyWhoTakesPartHasAnArchive() throws {
    try given(threeMessages).when(archive(10, carol)).thenRejected(.notAParticipant)
    try given(threeMessages + [remove(10, room)]).when(archive(11)).thenRejected(.conversationRemoved)
    let again = [archive(10), leave(11, alice), join(12, alice)]
    try given(threeMessages + again).when(unarchive(13)).thenRejected(.invalid)
  }
}
