import ChatLedger
import TestSupport
import Testing

@testable import ChatExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// The sketch of Docs/Imports.md, as it stands there, between the two lines.
// --8<--
/// Imports a log of a chat, a line for each message: `MILLISECONDS ROOM NAME TEXT`.
struct LogImporter {
  let ledger: Ledger
  let options: ImportOptions

  func run(_ source: any ByteSource) throws -> ImportReport {
    let naming = ImportNaming(format: "log")
    let engine = try ImportEngine(ledger, options, naming: naming, buckets: ArchiveTable.allCases.count)
    let outcome = try engine.reading { try readAll(source, engine) }
    return ImportReport(try engine.conclude(outcome), source: options.source, counted: ImportReport())
  }

  /// The reader: it knows bytes, and nothing of the ledger.
  private func readAll(_ source: any ByteSource, _ engine: ImportEngine) throws -> ImportReport.Outcome {
    var lines = LineReader(source)
    var planner = LogPlanner(engine: engine)
    while case let step = try lines.next(), step != .end {
      if options.isCancelled() { return .interrupted }
      if engine.hasToStop { return .stoppedAtFault }
      planner.place = ImportLocation(line: lines.lineNumber)
      let text = lines.line.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      let words = text.split(separator: " ", maxSplits: 3).map(String.init)
      guard step == .line, words.count == 4, let milliseconds = Int64(words[0]) else {
        planner.refuse("The line is no message.")
        continue
      }
      try planner.plan(words[1], words[2], words[3], at: milliseconds)
    }
    try engine.finishReading()
    return .finished
  }
}

/// The planner: records in, described things out. It decides nothing.
struct LogPlanner {
  let engine: ImportEngine
  var place = ImportLocation()
  private var described: Set<UInt128> = []
  private var ordinals: [UInt128: UInt64] = [:]

  init(engine: ImportEngine) { self.engine = engine }

  mutating func plan(_ room: String, _ user: String, _ text: String, at milliseconds: Int64) throws {
    let conversation = ConversationID(rawValue: name("room").adding(room).value)
    let account = AccountID(rawValue: name("user").adding(user).value)
    if described.insert(account.rawValue).inserted {
      // Of users and rooms a log says the name only.
      try take(
        .account(RegisterAccount(account: account, profile: Profile(userName: user))), .accounts,
        unsaid: [.roles, .kind])
    }
    if described.insert(conversation.rawValue).inserted {
      let room = CreateConversation(
        conversation: conversation, kind: .room, details: ConversationDetails(name: room, title: room),
        startedAt: Timestamp(milliseconds: 0))
      try take(
        .conversation(room, endedAt: nil), .conversations, unsaid: [.history, .startedAt, .participants])
    }
    // Equal lines are messages of their own: their number is part of the name.
    var key = name("message").adding(room).adding(user).adding("\(milliseconds)").adding(text)
    let ordinal = ordinals[key.value, default: 0]
    ordinals[key.value] = ordinal + 1
    key.add(ordinal)
    let message = SendMessage(
      conversation: conversation, author: account, content: MessageContent(body: text),
      sentAt: Timestamp(milliseconds: milliseconds))
    try take(.message(MessageID(rawValue: key.value), message), .messages)
  }

  private func name(_ kind: String) -> ImportName { ImportName(kind, format: "log") }

  private func take(
    _ thing: SourceEntity, _ table: ArchiveTable, unsaid: DescribedEntity.Unsaid = []
  ) throws {
    var command = ImportName.command(thing.verb, thing.subjects, format: "log")
    if case .message(let id, _) = thing { command = id.command }
    var described = DescribedEntity(
      thing, at: place, item: thing.verb, bucket: table.rawValue, command: command)
    described.unsaid = unsaid
    try engine.take(described)
  }

  func refuse(_ message: String) {
    engine.note(
      ImportFault(.refused, "INVALID", message, remedy: "Correct the line.", at: place, item: "line"),
      in: ArchiveTable.messages.rawValue)
  }
}
// -->8--

@Suite("A fourth format", .ownThread)
struct FourthFormatTests {
  private static let log = "1 town ann hello\n1 town ann hello\n2 town bob hi there\n\nnonsense\n"

  private func load(
    _ scene: TemporaryLedger, _ text: String, _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportReport {
    var options = ImportOptions(source: "log", actor: .operator("tests"), origin: "tests")
    change(&options)
    return try LogImporter(ledger: scene.ledger, options: options).run(MemorySource(text))
  }

  @Test("What the page tells to write takes, refuses, meets again and says beforehand")
  func sketch() throws {
    let scene = try TemporaryLedger()
    let before = try load(scene, Self.log) { $0.isDryRun = true }
    let report = try load(scene, Self.log)
    #expect(report.outcome == .finished)
    #expect(report.tables.messages.added == 3 && report.tables.messages.rejected == 2)
    #expect(report.tables.accounts.added == 2 && report.tables.conversations.added == 1)
    #expect(before.tables == report.tables)
    let second = try load(scene, Self.log + "3 town bob more\n")
    #expect(second.tables.messages.added == 1 && second.tables.messages.present == 3)
  }

  @Test("The page has this very text")
  func page() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(filePath: "/\(root)/\(path)")), as: UTF8.self)
    }
    let file = try text("Tests/ChatExchangeTests/FourthFormatTests.swift")
    let parts = file.split(separator: "// --8<--\n", maxSplits: 1)
    let sketch = try #require(parts.last?.split(separator: "// -->8--\n", maxSplits: 1).first)
    #expect(try text("Docs/Imports.md").contains("```swift\n\(sketch)```"))
  }
}
