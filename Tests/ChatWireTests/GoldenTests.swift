import ChatDomain
import ChatLedgerTesting
import ChatWire
import FoundationEssentials
import TestSupport
import Testing

/// The bytes that this version of the format has for one command and one event of every kind, with their JSON.
///
/// A difference is a change of the format. `UPDATE_GOLDEN=1 swift test --filter Golden` writes the files that are not
/// there yet, for new kinds and fields, and never those that are: what ledgers hold stays as it is. The first release's
/// kinds have one file each; what came later has as many as it needs, numbered from the second on.
enum Golden {
  struct CommandFile: Sendable {
    /// The name of the action, and of the sample where it is a later one.
    var file: String
    var value: Command
    var json: String
    var command: [UInt8]
    var content: [UInt8]?
  }

  struct EventFile: Sendable {
    var file: String
    var value: Event
    var json: String
    var bytes: [UInt8]
  }

  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil
  static let folder = String(#filePath.dropLast("GoldenTests.swift".count)) + "Golden/"

  /// The kinds that the first release had.
  static let firstActions = [
    "createLedger", "registerAccount", "updateAccount", "deactivateAccount", "createConversation", "updateConversation",
    "endConversation", "removeConversation", "addParticipant", "removeParticipant", "changeRole", "sendMessage",
    "editMessage", "deleteMessage", "addReaction", "removeReaction", "markRead", "pinMessage", "unpinMessage", "clear",
    "revert", "beginImport", "finishImport",
  ]
  static let firstEvents = [
    "ledgerCreated", "accountRegistered", "accountUpdated", "accountDeactivated", "accountReactivated",
    "accountRemoved", "accountRestored", "conversationCreated", "conversationUpdated", "conversationEnded",
    "conversationRemoved", "conversationRestored", "participantJoined", "participantLeft", "participantRestored",
    "roleChanged", "messageSent", "messageEdited", "messageDeleted", "messageRestored", "reactionAdded",
    "reactionRemoved", "readMarkerMoved", "messagePinned", "messageUnpinned", "conversationCleared",
    "conversationClearReverted", "historyCleared", "historyClearReverted", "removalReverted", "removalReapplied",
    "importBegan", "importFinished", "importWithdrawn", "importReinstated",
  ]

  /// The files of a folder that begin with the word, without it and without their ending.
  private static func files(_ word: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("\(word).") }
      .map { String($0.dropFirst(word.count + 1).dropLast(".txt".count)) }.sorted()
  }

  static func commands() throws -> [CommandFile] {
    try files("command").map { name in
      let fields = try read("command.\(name)")
      let json = fields["json"] ?? ""
      return CommandFile(
        file: name, value: try CommandJSON.decode(Array(json.utf8)), json: json, command: try bytes(fields["command"]),
        content: try fields["content"].map { try bytes($0) })
    }
  }

  static func events() throws -> [EventFile] {
    try files("event").map { name in
      let fields = try read("event.\(name)")
      let json = fields["json"] ?? ""
      return EventFile(
        file: name, value: try EventJSON.decode(Array(json.utf8)), json: json, bytes: try bytes(fields["events"]))
    }
  }

  /// Lines of `name: value`.
  private static func read(_ name: String) throws -> [String: String] {
    let text = try String(contentsOfFile: "\(folder)\(name).txt", encoding: .utf8)
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[String(parts[0])] = String(parts[1].dropFirst())
    }
    return fields
  }

  private static func bytes(_ hexadecimal: String?) throws -> [UInt8] {
    let digits = Array(try #require(hexadecimal).utf8)
    return try stride(from: 0, to: digits.count, by: 2).map { index in
      let pair = String(decoding: digits[index..<min(index + 2, digits.count)], as: UTF8.self)
      return try #require(UInt8(pair, radix: 16))
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func write(_ command: Command, _ name: String) throws {
    let encoded = CommandCoding.encode(command)
    var text = "json: \(String(decoding: try CommandJSON.encode(command), as: UTF8.self))\n"
    text += "command: \(hexadecimal(encoded.command))\n"
    if let content = encoded.content { text += "content: \(hexadecimal(content))\n" }
    try write(text, "command.\(name)")
  }

  static func write(_ event: Event, _ name: String) throws {
    let json = String(decoding: try EventJSON.encode(event), as: UTF8.self)
    try write("json: \(json)\nevents: \(hexadecimal(EventCoding.encode([event])))\n", "event.\(name)")
  }

  private static func write(_ text: String, _ name: String) throws {
    if FileManager.default.fileExists(atPath: "\(folder)\(name).txt") { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: "\(folder)\(name).txt", atomically: true, encoding: .utf8)
  }
}

@Suite("The format stays what it is", .serialized, .ownThread)
struct GoldenTests {
  @Test("files are written when asked to", .enabled(if: Golden.isUpdating))
  func update() throws {
    var maker = SampleMaker(seed: 2_026)
    for action in Action.samples(&maker) { try Golden.write(maker.command(action), action.name) }
    for event in Event.samples(&maker) { try Golden.write(event, event.name) }
    #expect(try Set(Golden.commands().map(\.value.action.name)) == Set(Action.names))
  }

  @Test("every kind has a file")
  func complete() throws {
    #expect(try Set(Golden.commands().map(\.value.action.name)) == Set(Action.names))
    #expect(try Set(Golden.events().map(\.value.name)) == Set(Event.names))
  }

  @Test("commands have the bytes and the JSON they had")
  func commands() throws {
    for golden in try Golden.commands() {
      let encoded = CommandCoding.encode(golden.value)
      #expect(encoded.command == golden.command, "\(golden.value.action.name)")
      #expect(encoded.content == golden.content, "\(golden.value.action.name)")
      #expect(String(decoding: try CommandJSON.encode(golden.value), as: UTF8.self) == golden.json)
      let kept = EncodedCommand(command: golden.command, content: golden.content)
      #expect(try decoded(kept, EnvelopeFields(golden.value)) == golden.value)
    }
  }

  @Test("events have the bytes and the JSON they had")
  func events() throws {
    for golden in try Golden.events() {
      #expect(EventCoding.encode([golden.value]) == golden.bytes, "\(golden.value.name)")
      #expect(String(decoding: try EventJSON.encode(golden.value), as: UTF8.self) == golden.json)
      #expect(try decodedEvents(golden.bytes) == [golden.value])
    }
  }
}
