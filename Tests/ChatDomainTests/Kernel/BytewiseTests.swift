import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// Texts that look the same and are not.
@Suite(.ownThread) struct BytewiseTests {
  private let composed = "caf\u{E9}"
  private let decomposed = "cafe\u{301}"

  @Test func bytesDecide() {
    #expect(composed == decomposed, "that is how Swift sees it")
    #expect(!composed.hasSameBytes(as: decomposed))
    #expect(composed.hasSameBytes(as: "caf\u{E9}"))
    #expect("".hasSameBytes(as: "") && !"".hasSameBytes(as: "\u{0}"))
    #expect(decomposed.precedesBytewise(composed) && !composed.precedesBytewise(decomposed))
    #expect(Bytewise(wrappedValue: Optional("a")) != Bytewise(wrappedValue: nil))
    #expect(Bytewise(wrappedValue: [composed]) != Bytewise(wrappedValue: [decomposed]))
    #expect(Set([composed, decomposed].map { Bytewise(wrappedValue: $0) }).count == 2)
  }

  @Test func attributesAreComparedWithTheirNames() {
    func attributes(_ name: String, _ value: String) -> Bytewise<[String: String]> {
      Bytewise(wrappedValue: [name: value, "other": "x"])
    }
    #expect(attributes(composed, "1") == attributes(composed, "1"))
    #expect(attributes(composed, "1") != attributes(decomposed, "1"))
    #expect(attributes("a", composed) != attributes("a", decomposed))
    #expect(attributes("a", "1").wrappedValue != ["a": "1"])
  }

  @Test func whateverHoldsTextsDiffersByThem() {
    func differs<Value: Equatable>(_ make: (String) -> Value) -> Bool {
      make(composed) != make(decomposed) && make(composed) == make(composed)
    }
    #expect(differs { Profile(userName: $0) } && differs { Profile(displayName: $0) } && differs { Profile(email: $0) })
    #expect(differs { Profile(attributes: ["a": $0]) })
    #expect(differs { MessageContent(body: $0) } && differs { MessageContent(body: "", attributes: [$0: "a"]) })
    #expect(differs { Attachment(name: $0) } && differs { Attachment(name: "", reference: $0) })
    #expect(differs { MessageContent(body: "", attachments: [Attachment(name: $0)]) })
    #expect(differs { ConversationDetails(name: $0) } && differs { ConversationDetails(topic: $0) })
    #expect(differs { ConversationDetails(title: $0) } && differs { ConversationDetails(attributes: ["a": $0]) })
    #expect(differs { ResourceDetails(title: $0) } && differs { ResourceDetails(attributes: [$0: ""]) })
    #expect(differs { FileReport(report: ReportID(rawValue: 1), reporter: alice, text: $0) })
    #expect(differs { SetChatSettings(account: alice, values: ["a": $0]) })
    #expect(differs { BeginImport(format: "f", source: $0) } && differs { ImportBegan(format: $0) })
    #expect(differs { CommandActor.operator($0) } && CommandActor.operator("a") != .account(alice))
    #expect(differs { command(1, because: $0, .clearEverything(ClearEverything())) })
    #expect(differs { AddReaction(message: message(1), account: alice, emoji: $0) })
  }

  @Test func anotherContentUnderOneIdentifierIsAConflict() throws {
    try given(aRoom + [send(1, composed)]).when(send(1, decomposed)).thenRejected(.commandConflict)
    try given(aRoom + [send(1, composed)]).when(send(2, decomposed)).thenAccepted()
  }

  @Test func reactionsThatLookTheSameAreTwo() throws {
    let first = threeMessages + [react(10, 1, by: bob, composed)]
    try given(first).when(react(11, 1, composed)).thenRejected(.alreadyExists)
    try given(first).when(react(11, 1, decomposed)).thenAccepted { chat in
      #expect(chat.message(message(1))?.reactionCount == 2)
    }
    try given(first + [react(11, 1, decomposed)]).when(unreact(12, 1, composed)).thenAccepted { chat in
      #expect(chat.reactions(to: message(1)).map(\.emoji.unicodeScalars.count) == [5])
    }
    try given(first).when(unreact(11, 1, decomposed)).thenRejected(.invalid)
  }
}
