import ChatDomain
import Testing

@testable import ChatWire

@Suite("The hand-written path agrees with the generated code")
struct FastPathTests {
  @Test("bytes are identical", arguments: 0..<300)
  func identicalBytes(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    let event = Event.messageSent(maker.messageSent())
    #expect(EventCoding.encode([event]) == EventCoding.encodeAny([event]), "seed \(seed)")
    for command in maker.sends() {
      #expect(CommandCoding.encode(command) == CommandCoding.encodeAny(command), "seed \(seed)")
    }
  }

  @Test("the usual message takes it, of an account and of an import", arguments: [true, false])
  func isTaken(byAccount: Bool) throws {
    var maker = SampleMaker(seed: 1)
    let bytes = EventCoding.encode([.messageSent(maker.messageSent())])
    #expect(EventCoding.decodeMessageSent(bytes.span.bytes) != nil)
    var command = maker.command(.sendMessage(maker.sendMessage()))
    command.actor = byAccount ? .account(maker.id()) : .operator("root")
    command.reason = nil
    command.action = .sendMessage(
      SendMessage(conversation: maker.id(), author: maker.id(), content: MessageContent(body: "hello")))
    let encoded = CommandCoding.encode(command)
    let content = try #require(encoded.content)
    let decoded = try CommandCoding.decodeSendMessage(
      command: encoded.command.span.bytes, content: content.span.bytes, envelope: EnvelopeFields(command))
    #expect(decoded == command)
  }

  @Test("an answer to a message of another conversation, which has no root, takes it")
  func quote() throws {
    var maker = SampleMaker(seed: 2)
    var sent = maker.messageSent()
    sent.replyTo = maker.id()
    sent.root = nil
    let bytes = EventCoding.encode([.messageSent(sent)])
    #expect(EventCoding.decodeMessageSent(bytes.span.bytes) == .messageSent(sent))
    #expect(bytes == EventCoding.encodeAny([.messageSent(sent)]))
    let action = SendMessage(
      conversation: maker.id(), author: maker.id(), content: MessageContent(body: "so"), replyTo: maker.id())
    let command = Command(id: maker.id(), actor: .account(action.author), origin: "web", action: .sendMessage(action))
    let encoded = CommandCoding.encode(command)
    let content = try #require(encoded.content)
    let decoded = try CommandCoding.decodeSendMessage(
      command: encoded.command.span.bytes, content: content.span.bytes, envelope: EnvelopeFields(command))
    #expect(decoded == command)
    #expect(encoded == CommandCoding.encodeAny(command))
  }

  @Test("changed bytes mean the same on both paths", arguments: 0..<200)
  func changedBytes(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    let event = EventCoding.encode([.messageSent(maker.messageSent())])
    let sends = maker.sends()
    for _ in 0..<50 {
      let bytes = maker.mutated(event)
      let both = try? EventCoding.decodeAny(bytes.span.bytes, version: 1)
      #expect((try? EventCoding.decode(bytes.span.bytes)) == both, "seed \(seed), \(bytes)")
      for command in sends {
        let encoded = CommandCoding.encode(command)
        let asked = maker.mutated(encoded.command)
        let said = maker.mutated(encoded.content ?? [])
        let envelope = EnvelopeFields(command)
        let expected = try? CommandCoding.decodeAny(
          command: asked.span.bytes, content: said.span.bytes, envelope: envelope, version: 1)
        let actual = try? CommandCoding.decode(
          command: asked.span.bytes, content: said.span.bytes, envelope: envelope)
        #expect(actual == expected, "seed \(seed), \(asked), \(said)")
      }
    }
  }
}

extension SampleMaker {
  /// Messages as they are sent: with and without a reason, by an account and by an operator.
  mutating func sends() -> [Command] {
    let full = command(.sendMessage(sendMessage()))
    var plain = full
    plain.actor = .account(id())
    plain.reason = nil
    var bare = plain
    bare.origin = ""
    bare.expectedRevision = nil
    bare.action = .sendMessage(
      SendMessage(conversation: id(), author: id(), content: MessageContent(body: text())))
    var imported = bare
    imported.actor = .operator("root")
    return [full, plain, bare, imported]
  }
}
