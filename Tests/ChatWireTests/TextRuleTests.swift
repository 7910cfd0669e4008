import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@testable import ChatWire

@Suite("No text outside of the content", .ownThread)
struct TextRuleTests {
  private static let marker = "free-text-"

  private func count(_ text: String, in bytes: [UInt8]) -> Int {
    let text = Array(text.utf8)
    return bytes.indices.count { bytes[$0...].starts(with: text) }
  }

  /// Texts with the marker in every field.
  private static let texts: StoredTexts = {
    func text(_ name: String) -> String { "\(marker)\(name)" }
    let attributes = [text("key"): text("value")]
    var texts = StoredTexts()
    texts.reason = text("reason")
    texts.operatorName = text("operator")
    texts.message = MessageContent(
      body: text("body"),
      attachments: [
        Attachment(name: text("name"), mediaType: text("type"), digest: text("digest"), reference: text("reference"))
      ], attributes: attributes)
    texts.profile = Profile(
      userName: text("user"), displayName: text("display"), email: text("email"), attributes: attributes)
    texts.details = ConversationDetails(
      name: text("name"), title: text("title"), topic: text("topic"), attributes: attributes)
    texts.importSource = text("source")
    texts.importIdentity = text("identity")
    texts.resource = ResourceDetails(title: text("title"), attributes: attributes)
    texts.device = text("device")
    texts.report = text("report")
    texts.chatSettings = attributes
    texts.cleanupRules = text("rules")
    return texts
  }()

  /// The same action with marked texts; codes stay as they are.
  private func marked(_ action: Action) throws -> Action {
    let stored = StoredCommand(origin: "test", expectedRevision: nil, isOperator: true, action: action)
    let bytes = stored.wireBytes
    let texts = Self.texts.wireBytes
    var reader = WireReader(bytes.span.bytes)
    return try StoredCommand(wire: &reader, TextReader(texts.span.bytes)).action
  }

  @Test("the marked texts are all that there are")
  func allMarked() {
    for (marked, empty) in zip(Mirror(reflecting: Self.texts).children, Mirror(reflecting: StoredTexts()).children) {
      #expect("\(marked.value)" != "\(empty.value)", "\(marked.label ?? "") is not marked")
    }
  }

  @Test("the bytes of a command hold none of its texts, and the content holds them all", arguments: 0..<20)
  func commands(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    maker.textPrefix = Self.marker
    for action in Action.samples(&maker) {
      var command = maker.command(action)
      command.actor = .operator("\(Self.marker)operator")
      command.reason = "\(Self.marker)reason"
      let encoded = CommandCoding.encode(command)
      #expect(count(Self.marker, in: encoded.command) == 0, "\(action.name), seed \(seed)")
      let json = try CommandJSON.encode(command)
      let content = try #require(encoded.content)
      #expect(count(Self.marker, in: content) == count(Self.marker, in: json), "\(action.name), seed \(seed)")
    }
  }

  @Test("mentions are in the content alone")
  func mentions() throws {
    var maker = SampleMaker(seed: 12)
    let mentioned: AccountID = maker.id()
    let bytes = withUnsafeBytes(of: mentioned.rawValue.bigEndian) { Array($0) }
    let send = SendMessage(
      conversation: maker.id(), author: maker.id(), content: MessageContent(body: "", mentions: [mentioned]))
    let encoded = CommandCoding.encode(maker.command(.sendMessage(send)))
    #expect(!encoded.command.indices.contains { encoded.command[$0...].starts(with: bytes) })
    let content = try #require(encoded.content)
    #expect(content.indices.contains { content[$0...].starts(with: bytes) })
  }

  @Test("what is decided holds no text either")
  func events() throws {
    let chat = InMemoryChat()
    for (index, command) in try Handbook.commands().enumerated() {
      var command = command
      command.action = try marked(command.action)
      if command.reason != nil { command.reason = "\(Self.marker)reason" }
      let events = try chat.execute(command, at: Handbook.time(index))
      #expect(count(Self.marker, in: EventCoding.encode(events)) == 0, "\(command.action.name)")
    }
    #expect(chat.entries.count > Action.names.count)
  }
}
