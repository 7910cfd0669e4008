import ChatDomain
import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

@testable import ChatProjection

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of rows and the state root of a fixed history. They are a format: when this test fails, either the change
/// is a mistake, or `foldVersion` has to rise (and the file is made anew with CHAT_LEDGER_RECORD=1).
@Suite(.ownThread) struct GoldenTests {
  @Test func rowsAndRootOfAFixedHistoryStayAsTheyAre() throws {
    try compare(Self.history(), with: "fixed-history.txt")
  }

  @Test func rowsOfEveryRemovalStayAsTheyAre() throws {
    let chat = try Self.historyOfRemovals()
    let kinds = chat.tables.removalItems.values.flatMap(\.self).map { Mirror(reflecting: $0).children.first?.label }
    #expect(Set(kinds).count == 8, "the other two are in the fixed history: \(Set(kinds))")
    try compare(chat, with: "removals.txt")
  }

  @Test func rowsOfResourcesAndRecordsStayAsTheyAre() throws {
    try compare(Self.resourceAndRecordHistory(), with: "resources-and-records.txt")
  }

  private func compare(_ chat: InMemoryChat, with name: String) throws {
    let temporary = try TemporaryProjection()
    try temporary.fold(chat.entries)
    let text = try Self.describe(temporary.projection.beginReading())
    let path = Self.folder + name
    if getenv("CHAT_LEDGER_RECORD") != nil { try write(text, to: path) }
    #expect(try read(path) == text)
  }

  static var folder: String {
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden/"
  }

  /// One of each thing that a row can hold.
  static func history() throws -> InMemoryChat {
    let chat = try InMemoryChat.fixture(authorization: .trusted)
    let (ada, bob) = (AccountID(rawValue: 0xA), AccountID(rawValue: 0xB))
    let (room, direct) = (ConversationID(rawValue: 0xC), ConversationID(rawValue: 0xD))
    let actions: [Action] = [
      .registerAccount(RegisterAccount(account: ada, profile: Profile(userName: "ada"))),
      .registerAccount(RegisterAccount(account: bob, kind: .assistant, profile: Profile(userName: "bob"))),
      .createConversation(
        CreateConversation(conversation: room, kind: .room, history: .sinceJoin, participants: [ada, bob])),
      .createConversation(CreateConversation(conversation: direct, kind: .direct, participants: [ada, bob])),
      .beginImport(BeginImport(format: "golden", source: "a test")),
      .sendMessage(SendMessage(conversation: room, author: ada, content: MessageContent(body: "one"))),
      .sendMessage(
        SendMessage(
          conversation: room, author: bob, content: MessageContent(body: "two"), replyTo: MessageID(rawValue: 0x105),
          sentAt: Timestamp(microseconds: -5))),
      .editMessage(EditMessage(message: MessageID(rawValue: 0x105), content: MessageContent(body: "One"))),
      .addReaction(AddReaction(message: MessageID(rawValue: 0x105), account: bob, emoji: "\u{1F44D}")),
      .pinMessage(PinMessage(message: MessageID(rawValue: 0x105))),
      .markRead(MarkRead(conversation: room, account: bob, message: MessageID(rawValue: 0x105))),
      .deleteMessage(DeleteMessage(message: MessageID(rawValue: 0x106))),
      .clear(Clear(conversations: [room], forAccount: bob, upToMessage: MessageID(rawValue: 0x105))),
      .clear(Clear(conversations: [room])),
    ]
    for (index, action) in actions.enumerated() {
      let command = Command(
        id: CommandID(rawValue: 0x100 + UInt128(index)), actor: .operator("golden"), origin: "test", reason: "golden",
        // The second message is of the import that begins before the first.
        correlation: index == 6 ? CommandID(rawValue: 0x104) : nil, action: action)
      try chat.execute(
        command, at: Timestamp(milliseconds: InMemoryChat.fixtureTime.milliseconds + Int64(index + 1) * 1_000))
    }
    return chat
  }

  /// Every row as `table key = row` in hexadecimal, then digests, then the root.
  static func describe(_ session: ProjectionSession) throws -> String {
    var lines: [String] = []
    for table in ProjectionTable.all {
      try session.scan(session.tables[table], prefix: Key(), from: Key()) { key, row in
        lines.append("\(table) \(hexadecimal([UInt8](copying: key))) = \(hexadecimal([UInt8](copying: row)))")
        return true
      }
      lines.append("\(table) digest \(String(try session.digest(of: table), radix: 16))")
    }
    lines.append("stateRoot \(try session.stateRoot())")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }

  private func read(_ path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
