import ChatLedger
import ChatOperations
import LedgerJSON
import LedgerTestSupport
import TestSupport
import Testing

@Suite("JSON of values", .ownThread) struct JSONValueTests {
  @Test("Members stand in the order in which they were written, and what is null can be left out")
  func members() {
    let json: JSON = ["b": .integer(-1), "a": .unsigned(.max), "c": .null, "d": [.bool(true), .null]]
    #expect(json.text == #"{"b":-1,"a":18446744073709551615,"c":null,"d":[true,null]}"#)
    #expect(json.compact.text == #"{"b":-1,"a":18446744073709551615,"d":[true,null]}"#)
  }

  @Test(
    "Decimals have three places",
    arguments: [(0, "0.000"), (1.0005, "1.001"), (-0.25, "-0.250"), (12.3456, "12.346"), (.infinity, "null")])
  func decimals(_ value: Double, _ text: String) { #expect(JSON.decimal(value).text == text) }

  @Test("What nobody sees is escaped, in names, texts and what somebody else made")
  func hidden() {
    let text = "a\u{202E}b\u{1B}"
    #expect(([text: .string(text)] as JSON).text == #"{"a\u202eb\u001b":"a\u202eb\u001b"}"#)
    #expect(JSON.encoded(Array("{\"x\":\"\u{202E}\"}".utf8)).text == #"{"x":"\u202e"}"#)
  }
}

@Suite("JSON of what a ledger shows", .ownThread) struct LedgerShapeTests {
  let directory = TemporaryDirectory()

  @Test("Views, entries and reports need nothing of the command")
  func shapes() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let sent = try ledger.execute(Cast.send("hello", id: CommandID(rawValue: 0x100)))
    try ledger.read { view in
      let names = Names(in: view)
      let conversation = try #require(try view.conversation(Cast.room)).json.text
      #expect(conversation.hasPrefix(#"{"conversation":"\#(Cast.room)","kind":"ROOM""#), "\(conversation)")
      #expect(conversation.contains(#""messages":1"#) && !conversation.contains("removed"))
      let message = try #require(try view.message(CommandID(rawValue: 0x100).message))
      let text = message.json(authorName: try names.account(message.state.author)).text
      #expect(text.contains(#""body":"hello""#) && text.contains(#""authorName":"\#(Cast.ada)""#), "\(text)")
      let entry = try #require(try view.entry(at: sent.position)).json(names).text
      #expect(entry.contains(#""command":{"#) && entry.contains(#""events":[{"messageSent":{"#), "\(entry)")
    }
    #expect(try ledger.verify([.log]).json.text.contains(#""clean":true"#))
    #expect(try ledger.diagnose().json.text.hasPrefix(#"{"healthy":true"#))
  }

  @Test("Why something does not show is there, too")
  func hidings() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(Cast.send("hello"))
    let clear = try ledger.execute(Cast.clear([Cast.room]))
    try ledger.read { view in
      let state = try #require(try view.conversation(Cast.room)).state
      let text = try HidingFinder(view: view).hidings(of: state).json(Names(in: view)).text
      #expect(text.hasPrefix(#"[{"how":"CLEARED""#) && text.contains(#""position":\#(clear.position)"#), "\(text)")
    }
  }
}
