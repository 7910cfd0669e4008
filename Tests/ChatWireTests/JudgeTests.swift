import ChatDomain
import ChatLedgerTesting
import ChatWire
import FoundationEssentials
import SwiftProtobuf
import TestSupport
import Testing

/// What somebody else's implementation of protobuf makes of our bytes, by the same schema.
@Suite("swift-protobuf agrees with the codec", .ownThread)
struct JudgeTests {
  @Test("it reads every command and event, and writes the same bytes", arguments: 0..<100)
  func sameBytes(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for action in Action.samples(&maker) {
      let encoded = CommandCoding.encode(maker.command(action))
      let command: [UInt8] = try ProtoCommand(serializedBytes: encoded.command).serializedBytes()
      #expect(command == encoded.command, "\(action.name), seed \(seed)")
      guard let content = encoded.content else { continue }
      let again: [UInt8] = try ProtoContent(serializedBytes: content).serializedBytes()
      #expect(again == content, "\(action.name), seed \(seed)")
    }
    for event in Event.samples(&maker) {
      let encoded = EventCoding.encode([event])
      let again: [UInt8] = try ProtoEvents(serializedBytes: encoded).serializedBytes()
      #expect(again == encoded, "\(event.name), seed \(seed)")
    }
  }

  @Test("every field has the value under its own name", arguments: 0..<20)
  func sameValues(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for action in Action.samples(&maker) {
      let command = maker.command(action)
      let proto = try ProtoCommand(serializedBytes: CommandCoding.encode(command).command)
      let ours = try object(CommandJSON.encode(command))
      let theirs = try object(proto.jsonUTF8Bytes())
      compare(theirs[action.name], ours[action.name], at: "\(action.name), seed \(seed)")
    }
    for event in Event.samples(&maker) where event.name != "ledgerCreated" {
      let proto = try ProtoEvents(serializedBytes: EventCoding.encode([event]))
      let theirs = try object(#require(proto.events.first).jsonUTF8Bytes())
      compare(theirs[event.name], try object(EventJSON.encode(event))[event.name], at: "\(event.name), seed \(seed)")
    }
  }

  @Test("changed bytes are refused, or mean what it reads in them", arguments: 0..<100)
  func changedBytes(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for event in Event.samples(&maker) {
      let bytes = maker.mutated(EventCoding.encode([event]))
      guard let events = try? EventCoding.decode(bytes.span.bytes) else { continue }
      // What it writes has no unknown fields in ours, so ours of it has to be the same again.
      guard let proto = try? ProtoEvents(serializedBytes: bytes) else {
        Issue.record("it refuses what we read, \(event.name), seed \(seed), \(bytes)")
        continue
      }
      let again: [UInt8] = try proto.serializedBytes()
      #expect(try EventCoding.decode(again.span.bytes) == events, "\(event.name), seed \(seed), \(bytes)")
    }
  }

  // MARK: Comparing JSON

  private func object(_ json: [UInt8]) throws -> [String: JSONValue] {
    try JSONDecoder().decode([String: JSONValue].self, from: Data(json))
  }

  /// Every field that protobuf shows has to be in ours, under the same name but for the ending of times.
  private func compare(_ theirs: JSONValue?, _ ours: JSONValue?, at place: String) {
    switch (theirs, ours) {
    case (.object(let theirs), .object(let ours)):
      for (name, value) in theirs {
        // Only ours has objects by name, enums for references, and parts in the object around them.
        guard !["reference", "references", "schema", "settings", "watermark", "record", "marks", "kind"].contains(name)
        else { continue }
        let own = name.hasSuffix("Us") ? String(name.dropLast(2)) : name
        guard name != "hasDetails" || ours[own] != nil else { continue }
        compare(value, ours[own], at: "\(place): \(own)")
      }
    case (.array(let theirs), .array(let ours)):
      #expect(theirs.count == ours.count, "\(place)")
      for (index, pair) in zip(theirs, ours).enumerated() { compare(pair.0, pair.1, at: "\(place)[\(index)]") }
    case (.text(let theirs), .text(let ours)):
      #expect(
        theirs == ours || bytes(ofUUID: ours) == Data(base64Encoded: theirs) || isSameTime(theirs, ours)
          || theirs.hasSuffix("_\(ours)") || theirs == ours, "\(place): \(theirs), \(ours)")
    case (.text(let theirs), .number(let ours)): #expect(theirs == "\(ours)", "\(place)")
    // A list in a message of its own.
    case (.object(let theirs), .array) where theirs.count <= 1:
      compare(theirs.values.first ?? .array([]), ours, at: place)
    case (.object, nil): break
    default: #expect(theirs == ours, "\(place)")
    }
  }

  private func bytes(ofUUID text: String) -> Data? {
    UUID(uuidString: text).map { withUnsafeBytes(of: $0.uuid) { Data($0) } }
  }

  private func isSameTime(_ microseconds: String, _ time: String) -> Bool {
    Int64(microseconds).map { Timestamp(microseconds: $0).description } == time
  }
}

/// Any JSON.
enum JSONValue: Decodable, Equatable {
  case null
  case flag(Bool)
  case number(Int64)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .number(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .text("\(value)")
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}
