import ChatDomain
import ChatWire
import TestSupport
import Testing

@Suite("JSON for people", .ownThread)
struct JSONTests {
  private static let room = "019a0000-0000-7000-8000-00000000c001"
  private static let alice = "019a0000-0000-7000-8000-00000000a001"
  private static let defaults = CommandDefaults(
    makeID: { CommandID(rawValue: 0x2A) }, actor: .operator("anna"), origin: "test")

  private func read(_ text: String, _ defaults: CommandDefaults? = JSONTests.defaults) throws -> Command {
    try CommandJSON.decode(Array(text.utf8), defaults: defaults)
  }

  private func problem(_ text: String, _ defaults: CommandDefaults? = JSONTests.defaults) -> String {
    do {
      return "accepted: \(try read(text, defaults))"
    } catch {
      return (error as? WireError)?.message ?? "another error"
    }
  }

  @Test("identifier, actor and origin are filled in")
  func filledIn() throws {
    let command = try read(#"{"clear":{"everything":true},"reason":"because"}"#)
    let expected = Command(
      id: CommandID(rawValue: 0x2A), actor: .operator("anna"), origin: "test", reason: "because",
      action: .clear(Clear(everything: true)))
    #expect(command == expected)
  }

  @Test("what is there wins over what would be filled in")
  func given() throws {
    let command = try read(
      #"{"id":"\#(Self.room)","actor":{"account":"\#(Self.alice)"},"origin":"web","pinMessage":{"message":"\#(Self.room)"}}"#
    )
    #expect(command.id.description == Self.room)
    #expect(command.actor.account?.description == Self.alice)
    #expect(command.origin == "web")
  }

  @Test("nothing is filled in where nothing is given")
  func notFilledIn() {
    #expect(problem(#"{"clear":{"everything":true}}"#, nil) == "The field `id` is missing.")
  }

  @Test("a misspelt field is an error that names it")
  func unknownField() {
    #expect(
      problem(#"{"clear":{"everything":true,"upTo":"2026-01-01"}}"#)
        == "At `clear`: unknown field “upTo” in clear; "
        + "known: everything, conversations, forAccount, upToMessage, upToTime."
    )
    #expect(problem(#"{"clera":{}}"#).hasPrefix("unknown field “clera” in the command; known: id, actor, origin"))
    #expect(
      problem(#"{"clear":{"everything":true},"raeson":"because"}"#)
        .hasPrefix("unknown field “raeson” in the command"))
    let nested =
      #"{"sendMessage":{"conversation":"\#(Self.room)","author":"\#(Self.alice)","attachments":[{"nmae":"x"}]}}"#
    #expect(problem(nested).hasPrefix("At `sendMessage.attachments[0]`: unknown field “nmae”"))
    #expect(
      problem(#"{"actor":{"acount":"x"},"clear":{"everything":true}}"#).hasPrefix("At `actor`: unknown field “acount”"))
  }

  @Test("one action, no more and no less")
  func oneAction() {
    #expect(
      problem(#"{"clear":{"everything":true},"revert":{"command":"\#(Self.room)"}}"#)
        == "the command names 2 of action at once: clear, revert.")
    #expect(problem(#"{"reason":"because"}"#).hasPrefix("the command names no action; known: createLedger"))
  }

  @Test("wrong types and values name their path")
  func wrongTypes() {
    let number = #"{"sendMessage":{"conversation":"\#(Self.room)","author":"\#(Self.alice)","body":5}}"#
    #expect(problem(number).hasPrefix("At `sendMessage.body`: "))
    let mention = #"{"sendMessage":{"conversation":"\#(Self.room)","author":"\#(Self.alice)","mentions":["bob"]}}"#
    #expect(problem(mention).hasPrefix("At `sendMessage.mentions[0]`: “bob” is not a UUID"))
    #expect(
      problem(#"{"sendMessage":{"conversation":"\#(Self.room)"}}"#) == "The field `sendMessage.author` is missing.")
    #expect(problem(#"{"clear":{"upToTime":"yesterday"}}"#).hasPrefix("At `clear.upToTime`: “yesterday” is not a time"))
    let kind = #"{"registerAccount":{"account":"\#(Self.alice)","kind":"ROBOT"}}"#
    #expect(problem(kind).hasPrefix("At `registerAccount.kind`: "))
    #expect(problem(#"{"traceparent":"00-0-0-0","clear":{}}"#).hasPrefix("At `traceparent`: "))
    #expect(!problem("[1]").hasPrefix("accepted"))
    #expect(!problem("{").hasPrefix("accepted"))
  }

  @Test("enums with a default may be left out, and always show")
  func enumDefaults() throws {
    let command = try read(#"{"registerAccount":{"account":"\#(Self.alice)"}}"#)
    let text = String(decoding: try CommandJSON.encode(command), as: UTF8.self)
    #expect(text.contains(#""registerAccount":{"account":"\#(Self.alice)","kind":"PERSON"}"#))
  }

  @Test("a trace context reads and writes the W3C form")
  func traceparent() throws {
    let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let trace = try #require(TraceContext(traceparent: text))
    #expect(trace.flags == 1)
    #expect(trace.traceparent == text)
    #expect(TraceContext(traceparent: text.uppercased()) == nil)
    #expect(TraceContext(traceparent: "00-00000000000000000000000000000000-00f067aa0ba902b7-01") == nil)
    #expect(TraceContext(traceparent: "01" + text.dropFirst(2)) == nil)
    #expect(TraceContext(traceparent: text + "-00") == nil)
  }

  @Test("pretty text is the same value")
  func pretty() throws {
    let command = try read(#"{"clear":{"everything":true}}"#)
    let pretty = try JSONText.encode(command, pretty: true)
    #expect(pretty.contains(UInt8(ascii: "\n")))
    #expect(try JSONText.decode(Command.self, from: pretty) == command)
  }
}
