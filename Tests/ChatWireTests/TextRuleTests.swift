import ChatDomain
import ChatLedgerTesting
import ChatWire
import Testing

@Suite("No text outside of the content")
struct TextRuleTests {
  private static let marker = Array("free-text-".utf8)

  private func holds(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
    guard bytes.count >= text.count else { return false }
    return (0...bytes.count - text.count).contains { bytes[$0..<$0 + text.count].elementsEqual(text) }
  }

  /// The action with marked texts in every field that takes one; codes stay as they are.
  private func marked(_ action: Action) -> Action {
    func text(_ name: String) -> String { "free-text-\(name)" }
    let attributes = [text("key"): text("value")]
    let attachment = Attachment(
      name: text("name"), mediaType: text("type"), digest: text("digest"), reference: text("reference"))
    let content = MessageContent(body: text("body"), attachments: [attachment], attributes: attributes)
    let profile = Profile(
      userName: text("user"), displayName: text("display"), email: text("email"), attributes: attributes)
    let details = ConversationDetails(
      name: text("name"), title: text("title"), topic: text("topic"), attributes: attributes)
    switch action {
    case .sendMessage(var action):
      action.content = content
      return .sendMessage(action)
    case .editMessage(var action):
      action.content = content
      return .editMessage(action)
    case .registerAccount(var action):
      action.profile = profile
      return .registerAccount(action)
    case .updateAccount(var action):
      action.profile = profile
      return .updateAccount(action)
    case .createConversation(var action):
      action.details = details
      return .createConversation(action)
    case .updateConversation(var action):
      action.details = details
      return .updateConversation(action)
    case .beginImport(var action):
      action.source = text("source")
      return .beginImport(action)
    default: return markedResourceOrRecord(action)
    }
  }

  private func markedResourceOrRecord(_ action: Action) -> Action {
    let details = ResourceDetails(title: "free-text-title", attributes: ["free-text-key": "free-text-value"])
    switch action {
    case .createResource(var action):
      action.details = details
      return .createResource(action)
    case .updateResource(var action):
      action.details = details
      return .updateResource(action)
    case .openSession(var action):
      action.device = "free-text-device"
      return .openSession(action)
    case .fileReport(var action):
      action.text = "free-text-report"
      return .fileReport(action)
    case .resolveReport(var action):
      action.text = "free-text-resolution"
      return .resolveReport(action)
    case .setChatSettings(var action):
      action.values = ["free-text-name": "free-text-value"]
      return .setChatSettings(action)
    default: return action
    }
  }

  /// How many marked texts the action gets.
  private static let markedTexts = [
    "createResource": 3, "updateResource": 3, "openSession": 1, "fileReport": 1, "resolveReport": 1,
    "setChatSettings": 2,
  ]

  @Test("the texts of resources and records are in the content, all of them")
  func resourceAndRecordContents() throws {
    var maker = SampleMaker(seed: 13)
    for action in maker.actions() {
      guard let count = Self.markedTexts[action.name] else { continue }
      var command = maker.command(marked(action))
      command.actor = .account(maker.id())
      command.reason = nil
      let content = try #require(CommandCoding.encode(command).content)
      let found = content.indices.count { content[$0...].starts(with: Self.marker) }
      #expect(found == count, "\(action.name)")
    }
  }

  @Test("the bytes of a command hold none of its texts, and the content holds them all")
  func commands() throws {
    var maker = SampleMaker(seed: 11)
    for action in maker.actions() {
      var command = maker.command(marked(action))
      command.actor = .operator("free-text-operator")
      command.reason = "free-text-reason"
      let encoded = CommandCoding.encode(command)
      #expect(!holds(encoded.command, Self.marker), "\(action.name)")
      let content = try #require(encoded.content)
      #expect(holds(content, Array("free-text-reason".utf8)), "\(action.name)")
      #expect(holds(content, Array("free-text-operator".utf8)), "\(action.name)")
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
    #expect(!holds(encoded.command, bytes))
    #expect(holds(try #require(encoded.content), bytes))
  }

  @Test("what is decided holds no text either")
  func events() throws {
    let chat = InMemoryChat()
    for (index, command) in try Handbook.commands().enumerated() {
      var command = command
      command.action = marked(command.action)
      if command.reason != nil { command.reason = "free-text-reason" }
      let events = try chat.execute(command, at: Handbook.time(index))
      #expect(!holds(EventCoding.encode(events), Self.marker), "\(command.action.name)")
    }
    #expect(chat.entries.count > Action.names.count)
  }
}
