import ChatDomain
import ChatLedgerTesting
import ChatWire
import TestSupport
import Testing

func decoded(_ encoded: EncodedCommand, _ envelope: EnvelopeFields) throws -> Command {
  guard let content = encoded.content else {
    return try CommandCoding.decode(command: encoded.command.span.bytes, content: nil, envelope: envelope)
  }
  return try CommandCoding.decode(
    command: encoded.command.span.bytes, content: content.span.bytes, envelope: envelope)
}

func decodedEvents(_ bytes: [UInt8]) throws -> [Event] { try EventCoding.decode(bytes.span.bytes) }

@Suite("What is encoded comes back", .ownThread)
struct RoundTripTests {
  @Test("every kind of command and event has a sample")
  func samplesAreComplete() {
    var maker = SampleMaker(seed: 1)
    #expect(Action.samples(&maker).map(\.name) == Action.names)
    #expect(Event.samples(&maker).map(\.name) == Event.names)
  }

  @Test("commands, through protobuf and through JSON", arguments: 0..<200)
  func commands(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for action in Action.samples(&maker) {
      let command = maker.command(action)
      let encoded = CommandCoding.encode(command)
      #expect(try decoded(encoded, EnvelopeFields(command)) == command, "seed \(seed)")
      #expect(CommandCoding.encode(command) == encoded, "not deterministic, seed \(seed)")
      #expect(try CommandJSON.decode(CommandJSON.encode(command)) == command, "seed \(seed)")
    }
  }

  @Test("events, through protobuf and through JSON", arguments: 0..<200)
  func events(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    let events = Event.samples(&maker)
    #expect(try decodedEvents(EventCoding.encode(events)) == events, "seed \(seed)")
    for event in events {
      #expect(try decodedEvents(EventCoding.encode([event])) == [event], "seed \(seed)")
      #expect(try EventJSON.decode(EventJSON.encode(event)) == event, "seed \(seed)")
    }
  }

  @Test("removal items, through JSON", arguments: 0..<20)
  func removalItems(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for item in RemovalItem.samples(&maker) {
      #expect(try JSONText.decode(RemovalItem.self, from: JSONText.encode(item)) == item, "seed \(seed)")
    }
  }

  @Test("no events at all")
  func noEvents() throws {
    #expect(EventCoding.encode([]).isEmpty)
    #expect(try decodedEvents([]).isEmpty)
    #expect(EventCoding.encodeParts([], limitBytes: 100) == [[]])
  }

  @Test("a command whose content is erased keeps what was asked, without its texts")
  func erased() throws {
    var maker = SampleMaker(seed: 7)
    for action in Action.samples(&maker) {
      var command = maker.command(action)
      let encoded = CommandCoding.encode(command)
      let bare = try decoded(EncodedCommand(command: encoded.command, content: nil), EnvelopeFields(command))
      #expect(CommandCoding.encode(bare).content == nil)
      #expect(CommandCoding.encode(bare).command == encoded.command)
      command.reason = nil
      #expect(bare.action.name == command.action.name)
    }
  }

  @Test("the kinds of texts can be read on their own")
  func contents() throws {
    var maker = SampleMaker(seed: 8)
    let content = MessageContent.sample(&maker)
    let profile = Profile.sample(&maker)
    let details = ConversationDetails.sample(&maker)
    let send = SendMessage(conversation: maker.id(), author: maker.id(), content: content)
    func bytes(_ action: Action) throws -> [UInt8] {
      let command = Command(
        id: CommandID(rawValue: 1), actor: .operator("anna"), origin: "test", reason: "because", action: action)
      return try #require(CommandCoding.encode(command).content)
    }
    let sent = try bytes(.sendMessage(send))
    #expect(try ContentCoding.messageContent(sent.span.bytes) == content)
    #expect(try ContentCoding.reason(sent.span.bytes) == "because")
    #expect(try ContentCoding.operatorName(sent.span.bytes) == "anna")
    let registered = try bytes(.updateAccount(UpdateAccount(account: maker.id(), profile: profile)))
    #expect(try ContentCoding.profile(registered.span.bytes) == profile)
    let created = try bytes(.updateConversation(UpdateConversation(conversation: maker.id(), details: details)))
    #expect(try ContentCoding.conversationDetails(created.span.bytes) == details)
    #expect(try ContentCoding.messageContent(created.span.bytes) == MessageContent(body: ""))
  }

  @Test("the texts of resources, sessions, reports and settings can be read on their own")
  func resourceAndRecordContents() throws {
    var maker = SampleMaker(seed: 9)
    func bytes(_ action: Action) throws -> [UInt8] {
      let command = Command(id: CommandID(rawValue: 1), actor: .operator("anna"), origin: "test", action: action)
      return try #require(CommandCoding.encode(command).content)
    }
    let details = ResourceDetails(title: "Tea", attributes: ["room": "4"])
    let created = try bytes(.createResource(CreateResource(resource: maker.id(), kind: "lesson", details: details)))
    #expect(try ContentCoding.resourceDetails(created.span.bytes) == details)
    // A policy may have made a conversation by the same command: that has no texts.
    #expect(try ContentCoding.conversationDetails(created.span.bytes) == ConversationDetails())
    let updated = try bytes(.updateResource(UpdateResource(resource: maker.id(), details: details)))
    #expect(try ContentCoding.resourceDetails(updated.span.bytes) == details)
    let opened = try bytes(.openSession(OpenSession(session: maker.id(), account: maker.id(), device: "telephone")))
    #expect(try ContentCoding.sessionDevice(opened.span.bytes) == "telephone")
    let filed = try bytes(.fileReport(FileReport(report: maker.id(), reporter: maker.id(), text: "rude")))
    #expect(try ContentCoding.reportText(filed.span.bytes) == "rude")
    let resolved = try bytes(.resolveReport(ResolveReport(report: maker.id(), text: "warned")))
    #expect(try ContentCoding.reportText(resolved.span.bytes) == "warned")
    let set = try bytes(.setChatSettings(SetChatSettings(account: maker.id(), values: ["theme": "dark", "": "x"])))
    #expect(try ContentCoding.chatSettings(set.span.bytes) == ["theme": "dark", "": "x"])
    #expect(try ContentCoding.chatSettings(created.span.bytes).isEmpty)
    #expect(try ContentCoding.sessionDevice(created.span.bytes).isEmpty)
    #expect(try ContentCoding.reportText(created.span.bytes).isEmpty)
    #expect(try ContentCoding.resourceDetails(set.span.bytes) == ResourceDetails())
  }

  @Test("no texts and empty texts of a resource stay apart, even where the content is erased")
  func erasedDetails() throws {
    var maker = SampleMaker(seed: 10)
    let resource: ResourceID = maker.id()
    for details in [nil, ResourceDetails(), ResourceDetails(title: "Tea")] {
      let command = Command(
        id: maker.id(), actor: .account(maker.id()), origin: "test",
        action: .updateResource(UpdateResource(resource: resource, details: details)))
      var encoded = CommandCoding.encode(command)
      #expect(try decoded(encoded, EnvelopeFields(command)) == command)
      encoded.content = nil
      let erased = UpdateResource(resource: resource, details: details.map { _ in ResourceDetails() })
      #expect(try decoded(encoded, EnvelopeFields(command)).action == .updateResource(erased))
    }
  }

  @Test("parts keep the order and the limit", arguments: [1, 64, 300, 4_096, 1_000_000])
  func parts(limitBytes: Int) throws {
    var maker = SampleMaker(seed: 3)
    let events = (0..<10).flatMap { _ in Event.samples(&maker) }
    let largest = events.map { EventCoding.encode([$0]).count }.max() ?? 0
    let parts = EventCoding.encodeParts(events, limitBytes: limitBytes)
    #expect(parts.allSatisfy { !$0.isEmpty && $0.count <= max(limitBytes, largest) })
    #expect(try parts.flatMap { try decodedEvents($0) } == events)
    #expect(parts.reduce([], +) == EventCoding.encode(events))
  }
}
