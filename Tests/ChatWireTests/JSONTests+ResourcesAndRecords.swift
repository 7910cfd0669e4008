import ChatDomain
import ChatWire
import TestSupport
import Testing

@Suite("JSON of resources and records", .ownThread)
struct ResourceAndRecordJSONTests {
  private static let lesson = "019a0000-0000-7000-8000-00000000d001"
  private static let alice = "019a0000-0000-7000-8000-00000000a001"
  private static let defaults = CommandDefaults(
    makeID: { CommandID(rawValue: 0x2A) }, actor: .operator("anna"), origin: "test")

  private func action(_ text: String) throws -> Action {
    try CommandJSON.decode(Array(text.utf8), defaults: Self.defaults).action
  }

  private func problem(_ text: String) -> String {
    do {
      return "accepted: \(try action(text))"
    } catch {
      return (error as? WireError)?.message ?? "another error"
    }
  }

  private func id<ID: Identifier>(_ text: String) throws -> ID {
    try JSONText.decode(ID.self, from: Array("\"\(text)\"".utf8))
  }

  @Test("references are named by their fields, and each leads to one thing")
  func references() throws {
    let text =
      #"{"createResource":{"resource":"\#(Self.lesson)","kind":"lesson","references":"#
      + #"{"teacher":{"account":"\#(Self.alice)"},"course":{"resource":"\#(Self.lesson)"}}}}"#
    let expected = CreateResource(
      resource: try id(Self.lesson), kind: "lesson",
      references: [
        ResourceReference("course", .resource(try id(Self.lesson))),
        ResourceReference("teacher", .account(try id(Self.alice))),
      ])
    #expect(try action(text) == .createResource(expected))
    let start = #"{"createResource":{"resource":"\#(Self.lesson)","kind":"lesson","references":{"teacher":"#
    #expect(
      problem(start + "{}}}}")
        == "At `createResource.references.teacher`: the reference names no target; known: account, resource.")
    #expect(problem(start + #"{"acount":"x"}}}}"#).contains("unknown field “acount” in the reference"))
    #expect(problem(start + #""x"}}}"#).hasPrefix("At `createResource.references.teacher`: "))
  }

  @Test("what an update of a resource leaves out stays, and empty texts are given ones")
  func update() throws {
    let start = #"{"updateResource":{"resource":"\#(Self.lesson)""#
    let resource: ResourceID = try id(Self.lesson)
    #expect(try action(start + "}}") == .updateResource(UpdateResource(resource: resource)))
    #expect(
      try action(start + #","status":"","references":{},"details":{}}}"#)
        == .updateResource(UpdateResource(resource: resource, status: "", references: [], details: ResourceDetails())))
    #expect(problem(start + #","title":"x"}}"#).hasPrefix("At `updateResource`: unknown field “title”"))
  }

  @Test("a schema leads to accounts by their word and to kinds by their names")
  func schema() throws {
    let text =
      #"{"declareSchema":{"kinds":[{"name":"lesson","references":["#
      + #"{"name":"teacher","target":"account","onRemoval":"restrict"},"#
      + #"{"name":"course","target":"course","onRemoval":"cascade","isRequired":true}]},"#
      + #"{"name":"course","conversations":"keep"}],"policies":[{"name":"rooms","kind":"lesson","#
      + #""activeStatuses":["active"],"members":[["teacher"],["course","owner"]]}]}}"#
    let lesson = ResourceKind(
      name: "lesson",
      references: [
        ReferenceRule(name: "teacher", target: .account, onRemoval: .restrict),
        ReferenceRule(name: "course", target: .resource("course"), onRemoval: .cascade, isRequired: true),
      ])
    let policy = RoomPolicy(
      name: "rooms", kind: "lesson", activeStatuses: ["active"], members: [["teacher"], ["course", "owner"]])
    let schema = ResourceSchema(
      kinds: [lesson, ResourceKind(name: "course", conversations: .keep)], policies: [policy])
    #expect(try action(text) == .declareSchema(DeclareSchema(schema: schema)))
    // A file with the schema alone reads, too.
    #expect(try JSONText.decode(ResourceSchema.self, from: JSONText.encode(schema)) == schema)
    let rule = #"{"declareSchema":{"kinds":[{"name":"lesson","references":[{"name":"teacher","target":"account""#
    #expect(problem(rule + "}]}]}}") == "The field `declareSchema.kinds[0].references[0].onRemoval` is missing.")
    #expect(
      problem(rule + #","onRemoval":"explode"}]}]}}"#).contains("`declareSchema.kinds[0].references[0].onRemoval`"))
    #expect(problem(rule + #","onDelete":"keep"}]}]}}"#).contains("unknown field “onDelete”"))
  }

  @Test("every action refuses a field that it does not know", arguments: Action.names)
  func unknownFields(name: String) {
    #expect(problem(#"{"\#(name)":{"sudo":true}}"#).hasPrefix("At `\(name)`: unknown field “sudo” in \(name)"))
  }

  @Test("every action but those that may be empty says which field is missing")
  func missingFields() throws {
    let empty = Action.names.filter { (try? action(#"{"\#($0)":{}}"#)) != nil }
    #expect(empty == ["clear", "declareSchema", "remove", "clearEverything", "configureLedger"])
    for name in Action.names where !empty.contains(name) {
      #expect(problem(#"{"\#(name)":{}}"#).hasPrefix("The field `\(name)."), "\(name)")
    }
  }

  @Test("records are named by their kind")
  func records() throws {
    let account: AccountID = try id(Self.alice)
    let shapes: [(Record, String)] = [
      (
        .block(account, contact: account),
        #"{"block":{"account":"\#(Self.alice)","contact":"\#(Self.alice)"}}"#
      ),
      (.session(try id(Self.lesson)), #"{"session":"\#(Self.lesson)"}"#),
      (.report(try id(Self.lesson)), #"{"report":"\#(Self.lesson)"}"#),
      (.chatSettings(account), #"{"chatSettings":"\#(Self.alice)"}"#),
      (.twoStepVerification(account), #"{"twoStepVerification":"\#(Self.alice)"}"#),
    ]
    for (record, text) in shapes {
      #expect(String(decoding: try JSONText.encode(record), as: UTF8.self) == text)
      #expect(try JSONText.decode(Record.self, from: Array(text.utf8)) == record)
    }
    #expect(throws: WireError.self) { try JSONText.decode(Record.self, from: Array("{}".utf8)) }
  }

  @Test("counts that came later show only where they count")
  func totals() throws {
    var event = ConversationRemoved(conversation: try id(Self.lesson), removed: Totals())
    event.removed.conversations = 1
    #expect(!(try text(.conversationRemoved(event))).contains("whiteboardMessages"))
    event.removed.whiteboardMessages = 3
    #expect(try text(.conversationRemoved(event)).contains(#""whiteboardMessages":3"#))
  }

  private func text(_ event: Event) throws -> String { String(decoding: try EventJSON.encode(event), as: UTF8.self) }
}

@Suite("Errors name what is wrong with resources and records", .ownThread)
struct ResourceAndRecordErrorTests {
  private func message(_ event: Event, cutting removed: ClosedRange<Int>, replacing bytes: [UInt8] = []) -> String {
    var encoded = EventCoding.encode([event])
    encoded.replaceSubrange(removed, with: bytes)
    // The two lengths before the event's fields, for events of less than 128 bytes with a two-byte tag.
    encoded[1] = UInt8(encoded.count - 2)
    encoded[4] = UInt8(encoded.count - 5)
    do {
      return "decoded: \(try decodedEvents(encoded))"
    } catch {
      return (error as? WireError)?.message ?? "another error"
    }
  }

  private let account = AccountID(rawValue: 1)

  @Test("an enum that is not there or not known")
  func enums() {
    let cleared = Event.recordsCleared(RecordsCleared(table: .blocks, cleared: 0))
    #expect(message(cleared, cutting: 5...6) == "The field `records_cleared.table` is missing.")
    #expect(
      message(cleared, cutting: 6...6, replacing: [0x63])
        == "The field `records_cleared.table` has the unknown value 99.")
    let resolved = Event.reportResolved(ReportResolved(report: ReportID(rawValue: 1), status: .dismissed))
    #expect(message(resolved, cutting: 23...24) == "The field `report_resolved.status` is missing.")
  }

  @Test("a record or a reference that is not there, or of none")
  func records() {
    let removed = Event.recordRemoved(RecordRemoved(record: .chatSettings(account)))
    #expect(message(removed, cutting: 5...24) == "The field `record_removed.record` is missing.")
    #expect(
      message(removed, cutting: 5...24, replacing: [0x0A, 0x00])
        == "The field `record_removed.record.record` is missing."
    )
    let emptied = Event.referenceEmptied(
      ReferenceEmptied(resource: ResourceID(rawValue: 1), reference: ResourceReference("", .account(account))))
    #expect(message(emptied, cutting: 23...42) == "The field `reference_emptied.reference` is missing.")
    #expect(
      message(emptied, cutting: 23...42, replacing: [0x12, 0x00])
        == "The field `reference_emptied.reference.target` is missing.")
  }

  @Test("a setting that is there twice")
  func twice() {
    // Content { chat_settings { name: "a" } chat_settings { name: "a" } }
    let content: [UInt8] = [0x52, 0x03, 0x0A, 0x01, 0x61, 0x52, 0x03, 0x0A, 0x01, 0x61]
    #expect(throws: WireError.self) { try ContentCoding.chatSettings(content.span.bytes) }
  }
}
