import ChatDomain
import ChatLedgerTesting
import ChatWire
import TestSupport
import Testing

@Suite("Texts keep their Unicode form, and none of two is lost", .ownThread)
struct UnicodeFormTests {
  private static let forms = ["caf\u{E9}", "cafe\u{301}"]

  @Test("in bytes and in JSON", arguments: forms)
  func kept(text: String) throws {
    var maker = SampleMaker(seed: 1)
    let content = MessageContent(
      body: text, attachments: [Attachment(name: text)], attributes: [text: text])
    for action: Action in [
      .editMessage(EditMessage(message: maker.id(), content: content)),
      .updateAccount(UpdateAccount(account: maker.id(), profile: Profile(userName: text, attributes: [text: text]))),
      .addReaction(AddReaction(message: maker.id(), account: maker.id(), emoji: text)),
    ] {
      let command = maker.command(action)
      #expect(try decoded(CommandCoding.encode(command), EnvelopeFields(command)) == command)
      #expect(try CommandJSON.decode(CommandJSON.encode(command)) == command)
    }
    let event = Event.reactionAdded(
      ReactionAdded(
        conversation: maker.id(), message: maker.id(), account: maker.id(), emoji: text,
        reactedAt: Timestamp(microseconds: 1)))
    #expect(try decodedEvents(EventCoding.encode([event])) == [event])
    #expect(try EventJSON.decode(EventJSON.encode(event)) == event)
  }

  @Test("two names that look the same are refused in JSON, by name")
  func twoNames() throws {
    let json = """
      {"id":"019a0000-0000-7000-8000-000000000001","actor":{"operator":"a"},"origin":"o","updateAccount":{
      "account":"019a0000-0000-7000-8000-000000000002","attributes":{"caf\u{E9}":"1","cafe\u{301}":"2"}}}
      """
    #expect {
      try CommandJSON.decode(Array(json.utf8))
    } throws: { error in
      "\(error)".contains("occurs for the second time")
    }
  }
}
