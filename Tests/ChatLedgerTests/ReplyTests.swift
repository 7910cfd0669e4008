import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

@Suite("Replies to what does not show", .ownThread)
struct ReplyTests {
  let directory = TemporaryDirectory()
  private static let other = ConversationID(rawValue: 0xD)
  private static let eve = AccountID(rawValue: 0xE)

  /// A message with a reply beside it, a reply to the reply, and one from another room.
  private struct Thread {
    let root = Cast.send("root")
    var reply: Command
    var second: Command
    var quote: Command

    init() {
      reply = Cast.send("reply", by: Cast.bob, replyTo: root.id.message)
      second = Cast.send("second", replyTo: reply.id.message)
      quote = Cast.send("quote", by: Cast.bob, in: ReplyTests.other, replyTo: root.id.message)
    }
  }

  private func ledger(_ thread: Thread) throws -> Ledger {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(batch: [
      Cast.makeRoom(Self.other, of: [Cast.bob, Self.eve]), thread.root, thread.reply, thread.second, thread.quote,
    ])
    return ledger
  }

  /// What each of the three answers, as everybody sees it.
  private func targets(_ thread: Thread, _ ledger: Ledger) throws -> [MessageID?] {
    try ledger.read { view throws in
      try [thread.reply, thread.second, thread.quote].map { try view.message($0.id.message)?.replyTo }
    }
  }

  @Test("Deleting, clearing and removing empty the reference; a revert fills it again")
  func goneAndBack() throws {
    let thread = Thread()
    let ledger = try ledger(thread)
    let (root, reply) = (thread.root.id.message, thread.reply.id.message)
    #expect(try targets(thread, ledger) == [root, reply, root])

    let deletion = Cast.command(.deleteMessage(DeleteMessage(message: root)))
    _ = try ledger.execute(deletion)
    #expect(try targets(thread, ledger) == [nil, reply, nil])
    try ledger.read { view throws in
      let shown = try view.messages(in: Cast.room)
      #expect(shown.map(\.replyTo) == [nil, reply] && shown.map(\.root) == [nil, nil])
      #expect(shown.map(\.state.replyTo) == [root, reply], "the state keeps what was recorded")
      #expect(try view.messages(in: Self.other).map(\.replyTo) == [nil])
      var all: [MessageID?] = []
      try view.forEachMessage(in: Self.other) {
        all.append($0.replyTo)
        return true
      }
      #expect(all == [nil])
    }
    _ = try ledger.execute(Cast.revert(deletion.id))
    #expect(try targets(thread, ledger) == [root, reply, root])

    let clear = Cast.clear([Cast.room])
    _ = try ledger.execute(clear)
    #expect(try targets(thread, ledger) == [nil, nil, nil])
    _ = try ledger.execute(Cast.revert(clear.id))
    #expect(try targets(thread, ledger) == [root, reply, root])

    let removal = Cast.command(.removeConversation(RemoveConversation(conversation: Cast.room)))
    _ = try ledger.execute(removal)
    #expect(try targets(thread, ledger)[2] == nil)
    _ = try ledger.execute(Cast.revert(removal.id))
    #expect(try targets(thread, ledger) == [root, reply, root])
    #expect(try ledger.read { try $0.messages(in: Cast.room) }.map(\.root) == [nil, root, root])
    try ledger.close()
  }

  @Test("Who cannot see what is answered sees no target")
  func forOneAccount() throws {
    let thread = Thread()
    let ledger = try ledger(thread)
    let root = thread.root.id.message
    try ledger.read { view throws in
      #expect(try view.messages(in: Self.other, for: Cast.bob).map(\.replyTo) == [root])
      #expect(try view.messages(in: Self.other, for: Self.eve).map(\.replyTo) == [nil])
      #expect(try view.messages(in: Cast.room, for: Cast.ada).map(\.replyTo)[1] == root)
    }
    let clear = Cast.command(
      .clear(Clear(conversations: [Cast.room], forAccount: Cast.bob, upToMessage: root)))
    _ = try ledger.execute(clear)
    try ledger.read { view throws in
      #expect(try view.messages(in: Cast.room, for: Cast.bob).map(\.root) == [nil, nil])
      #expect(try view.messages(in: Self.other, for: Cast.bob).map(\.replyTo) == [nil])
      #expect(try view.messages(in: Cast.room, for: Cast.ada).map(\.root) == [nil, root, root])
    }
    try ledger.close()
  }

  @Test("What other conversations answer can be listed, where it shows")
  func quotes() throws {
    let thread = Thread()
    let ledger = try ledger(thread)
    func quotes() throws -> [MessageID] {
      try ledger.read { view throws in
        var found: [MessageID] = []
        try view.forEachQuote(of: Cast.room) {
          found.append($0.id)
          return true
        }
        return found
      }
    }
    #expect(try quotes() == [thread.quote.id.message])
    _ = try ledger.execute(Cast.clear([Self.other]))
    #expect(try quotes() == [])
    try ledger.close()
  }
}
