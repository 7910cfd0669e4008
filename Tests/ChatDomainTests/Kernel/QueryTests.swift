import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// The queries of the in-memory chat, which other stores are compared with.
@Suite(.ownThread) struct QueryTests {
  @Test func conversationsByLatestActivity() throws {
    let history = threeMessages + [create(4, otherRoom), send(5, in: otherRoom), create(6, talk, with: [bob])]
    let chat = try given(history).chat
    #expect(chat.conversations(of: alice).map(\.id) == [otherRoom, room])
    #expect(chat.conversations(of: bob).map(\.id) == [talk, otherRoom, room])
    #expect(chat.conversations(of: carol).isEmpty)
    try Given(chat: chat).when(send(7)).thenAccepted { chat in
      #expect(chat.conversations(of: alice).map(\.id) == [room, otherRoom])
    }
    try Given(chat: chat).when(remove(8, room)).thenAccepted { chat in
      #expect(chat.conversations(of: alice).map(\.id) == [otherRoom])
    }
  }

  @Test func pagesBeforeAndAfterAPoint() throws {
    let chat = try given(aRoom + (1...9).map { send($0) } + [delete(20, 5)]).chat
    let middle = try #require(chat.message(message(6))).point
    func numbers(_ page: [MessageState]) -> [UInt128] { page.map(\.id.rawValue) }
    #expect(numbers(chat.messages(in: room, before: nil, limit: 3)) == [7, 8, 9])
    #expect(numbers(chat.messages(in: room, before: middle, limit: 3)) == [2, 3, 4])
    #expect(numbers(chat.messages(in: room, after: nil, limit: 2)) == [1, 2])
    #expect(numbers(chat.messages(in: room, after: middle, limit: 9)) == [7, 8, 9])
    #expect(numbers(chat.messages(in: room, after: middle, limit: 0)) == [])
    #expect(numbers(chat.messages(in: room, before: middle, limit: 3, for: bob)) == [2, 3, 4])
    #expect(numbers(chat.messages(in: room, before: middle, limit: 3, for: carol)) == [])
    #expect(numbers(chat.messages(in: nowhere, before: nil, limit: 3)) == [])
  }

  @Test func threadsShowToThoseWhoSeeThem() throws {
    let history =
      threeMessages + [send(4, replyTo: message(1)), clear(5, [room], for: bob), send(6, replyTo: message(4))]
    let chat = try given(history).chat
    #expect(chat.thread(message(1)).map(\.id.rawValue) == [1, 4, 6])
    #expect(chat.thread(message(1), for: bob).map(\.id.rawValue) == [6])
    #expect(chat.thread(message(77)).isEmpty)
  }

  @Test func replayToAPositionIsTheStateThen() throws {
    let chat = try given(threeMessages + [clear(4)]).chat
    #expect(try chat.replayed(to: Position(8)).shown() == [1, 2, 3])
    #expect(try chat.replayed(to: Position(8)).position == Position(8))
    #expect(try chat.replayed().tables == chat.tables)
  }

  @Test func aFoldThatDoesNotFitIsFound() throws {
    let chat = try given(threeMessages).chat
    let twice = RecordedCommand(
      command: send(9), events: chat.entries[6].events, time: chat.clock, position: chat.position.next)
    let first = #expect(throws: FoldError.self) { try chat.record(twice) }
    #expect(first?.position == twice.position)
    let unknown = RecordedCommand(
      command: send(10), events: [.messageDeleted(MessageDeleted(conversation: room, message: message(77)))],
      time: chat.clock, position: chat.position.next)
    let second = #expect(throws: FoldError.self) { try chat.record(unknown) }
    #expect(second?.position == unknown.position)
  }
}
