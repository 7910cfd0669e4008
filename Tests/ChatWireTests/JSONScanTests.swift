import ChatDomain
import ChatLedgerTesting
import ChatWire
import TestSupport
import Testing

@Suite("JSON that the decoder takes without a word", .ownThread)
struct JSONScanTests {
  private static let id = "0199a000-0000-7000-8000-00000000000a"

  private static func message(_ json: String) -> String? {
    let defaults = CommandDefaults(
      makeID: { CommandID(rawValue: 1) }, actor: .operator("tests"), origin: "tests")
    do {
      _ = try CommandJSON.decode(Array(json.utf8), defaults: defaults)
      return nil
    } catch { return error.message }
  }

  @Test(
    "A member that occurs twice is an error that names it and its place",
    arguments: [
      (
        #"{"clear":{"everything":true},"clear":{"conversations":[]},"reason":"x"}"#,
        "At column 30 of the JSON: the member `clear` occurs for the second time."
      ),
      (
        #"{"clear":{"everything":true,"everyth\u0069ng":false},"reason":"x"}"#,
        "At column 29 of the JSON: the member `clear.everything` occurs for the second time."
      ),
      (
        "{\n \"clear\": {\"conversations\": [],\n   \"conversations\": []}}",
        "At line 3, column 4 of the JSON: the member `clear.conversations` occurs for the second time."
      ),
    ])
  func twins(_ json: String, _ message: String) {
    #expect(Self.message(json) == message)
  }

  @Test(
    "Numbers that do not fit are named with their place",
    arguments: ["-1", "1.5", "1e400", "18446744073709551616", "-9223372036854775809"])
  func numbers(_ number: String) throws {
    let revision = #"{"expectedRevision":\#(number),"deactivateAccount":{"account":"\#(Self.id)"},"reason":"x"}"#
    let message = try #require(Self.message(revision))
    #expect(message.contains("`expectedRevision`") && message.contains(number), "\(message)")
    let attachment = #"{"name":"a","sizeBytes":\#(number)}"#
    let sent = #"{"sendMessage":{"conversation":"\#(Self.id)","author":"\#(Self.id)","attachments":[\#(attachment)]}}"#
    // A negative size can be read; the domain refuses it.
    guard number != "-1" else { return }
    let size = try #require(Self.message(sent))
    #expect(size.contains("sendMessage.attachments[0].sizeBytes") && size.contains(number), "\(size)")
  }

  @Test("A negative size says so")
  func negativeSize() throws {
    let chat = try InMemoryChat.fixture(registersUnknownAccounts: true)
    let (room, ann) = (ConversationID(rawValue: 1), AccountID(rawValue: 2))
    func command(_ id: UInt128, _ action: Action) -> Command {
      Command(id: CommandID(rawValue: id), actor: .operator("tests"), origin: "tests", action: action)
    }
    _ = try chat.execute(
      command(
        3,
        .createConversation(
          CreateConversation(
            conversation: room, kind: .room, history: .shared, participants: [ann], details: ConversationDetails(),
            startedAt: nil))), at: InMemoryChat.fixtureTime)
    let content = MessageContent(body: "x", attachments: [Attachment(name: "a", sizeBytes: -1)])
    let send = SendMessage(
      conversation: room, author: ann, sender: .user, content: content, replyTo: nil, root: nil, sentAt: nil)
    let rejection = #expect(throws: Rejection.self) {
      try chat.execute(command(4, .sendMessage(send)), at: InMemoryChat.fixtureTime)
    }
    #expect(rejection?.message == "An attachment's `sizeBytes` must be 0 or more; it is -1.")
  }

  @Test(
    "Where a text breaks off is said",
    arguments: [
      (#"{"clear":{"everything":true}"#, "At column 29 of the JSON: the text ends in the middle of a value."),
      (#"{"clear" {}}"#, "At column 10 of the JSON: a colon should stand."),
      (#"{"reason":"a\x"}"#, "At column 14 of the JSON: there is no such escape."),
      (#"{"reason":"\ud800"}"#, "At column 18 of the JSON: half a surrogate pair stands for no character."),
      ("{} x", "At column 4 of the JSON: there is more after the value."),
      ("this", "At column 1 of the JSON: a value should stand."),
      (#"{"a":01}"#, "At column 8 of the JSON: a number begins with 0."),
    ])
  func syntax(_ json: String, _ message: String) {
    #expect(Self.message(json) == message)
  }

  @Test("What is nested too deep is said to be")
  func depth() throws {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    let message = try #require(Self.message(#"{"clear":\#(deep)}"#))
    #expect(message.hasSuffix("it is nested deeper than 128."), "\(message)")
  }
}
