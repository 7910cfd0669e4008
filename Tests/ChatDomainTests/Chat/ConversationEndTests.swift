import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// Ends of rooms and groups, and what takes them back.
@Suite(.ownThread) struct ConversationEndTests {
  private let group = ConversationID(rawValue: 0x6E0)

  private func end(_ number: UInt128, _ conversation: ConversationID = room) -> Command {
    command(number, .endConversation(EndConversation(conversation: conversation)))
  }

  private func reopen(_ number: UInt128, _ conversation: ConversationID = room) -> Command {
    command(number, .reopenConversation(ReopenConversation(conversation: conversation)))
  }

  @Test func roomsAndGroupsAreArchived() throws {
    try given(threeMessages).when(end(10)).then([
      .conversationEnded(ConversationEnded(conversation: room, endedAt: second(8)))
    ]).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3], "it can be read")
      #expect(chat.totals.conversations == 1 && chat.totals.messages == 3)
    }
    try given(aRoom + [create(1, group, kind: .group)]).when(end(2, group)).thenAccepted()
    try given(threeMessages + [end(10)]).when(send(11)).thenRejected(.conversationEnded)
  }

  @Test func pairsAndBoardsAreNot() throws {
    try given(aRoom + [create(1, pair, kind: .direct)]).when(end(2, pair)).thenRejected(.invalid)
    #expect(ConversationKind.allCases.filter { !$0.canEnd } == [.direct, .whiteboard])
  }

  @Test func reopensWithoutAReason() throws {
    try given(threeMessages + [end(10)]).when(reopen(11)).then([
      .conversationReopened(ConversationReopened(conversation: room))
    ]).thenAccepted { chat in
      #expect(chat.conversation(room)?.endedAt == nil)
      #expect(chat.conversation(room)?.revision == 8)
    }
    try given(threeMessages + [end(10), reopen(11)]).when(send(12)).thenAccepted()
    let talked = aRoom + [create(1, talk, kind: .assistant, with: [alice]), end(2, talk)]
    try given(talked + [reopen(3, talk)]).when(end(4, talk)).thenAccepted { chat in
      #expect(chat.conversation(talk)?.endedAt == second(8))
    }
  }

  @Test func reopensOnlyWhatHasEndedAndIsThere() throws {
    try given(threeMessages).when(reopen(10)).thenRejected(.conversationOpen)
    try given(threeMessages).when(reopen(10, nowhere)).thenRejected(.unknownConversation)
    try given(threeMessages + [end(10), remove(11, room)]).when(reopen(12)).thenRejected(.conversationRemoved)
    let revision = command(11, expecting: 3, .reopenConversation(ReopenConversation(conversation: room)))
    try given(threeMessages + [end(10)]).when(revision).thenRejected(.revisionConflict)
  }

  @Test func theRefusalNamesTheWayBack() throws {
    guard case .failure(let rejection) = try given(threeMessages + [end(10)]).when(send(11)).result else {
      Issue.record("accepted")
      return
    }
    #expect(rejection.remedy.contains("reopenConversation"))
  }
}
