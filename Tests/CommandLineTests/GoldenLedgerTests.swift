import ChatDomain
import ChatLedger
import ChatProjection
import ChatWire
import EventLog
import LedgerTestSupport
import TestSupport
import Testing

/// Ledgers that earlier versions of the format made are read, and go on, as they did then.
///
/// In their logs every kind of command and of event occurs, so whoever changes how they are coded, folded or shown
/// hears of it here. Nothing in `Golden/Ledger1` and `Golden/Ledger2` is ever regenerated. The first ledger trusts its
/// service, the second one checks who may do what.
@Suite("The golden ledgers", .serialized, .ownThread)
struct GoldenLedgerTests {

  // MARK: Reading

  @Test("Its entries are the bytes that were stored", arguments: GoldenLedger.formats)
  func entries(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    try golden.expect(golden.entryDigests(), in: "entries.txt")
  }

  @Test("Read only, it verifies and says what it said", arguments: GoldenLedger.formats)
  func readOnly(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    #expect(try golden.open(.readOnly).verify().faultTexts == [])
    try golden.expect(golden.statistics(), in: "Made/stats.json")
    try golden.expect(golden.verification(), in: "Made/verify.jsonl")
    try golden.expect(golden.tail(from: 1), in: "Made/tail.jsonl")
  }

  @Test("Once it was opened for writing, every verb says what it said", arguments: GoldenLedger.formats)
  func outputs(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    try golden.open().close()
    try golden.expectOutputs(in: "Made", tailFrom: 1)
    try golden.expect(golden.entryDigests(), in: "entries.txt")
  }

  // MARK: Coding

  @Test("The parts of every entry are decoded, and encoded again into the same bytes", arguments: GoldenLedger.formats)
  func coding(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    func hexadecimal(_ bytes: [UInt8]) -> String { GoldenLedger.hexadecimal(bytes) }
    for entry in try golden.entries() {
      let events = entry.impliesEvents ? [] : EventCoding.encode(try entry.decodedEvents())
      #expect(hexadecimal(events) == hexadecimal(entry.events), "the events of entry \(entry.position)")
      var encoded = EncodedCommand(command: [], content: nil)
      if let command = try entry.decodedCommand() {
        encoded = CommandCoding.encode(command, namesAuthor: format == 1)
      }
      #expect(hexadecimal(encoded.command) == hexadecimal(entry.command), "the command of entry \(entry.position)")
      #expect(
        encoded.content.map(hexadecimal) == entry.content.map(hexadecimal), "the texts of entry \(entry.position)")
    }
  }

  @Test("Every command and event is the same again by way of its JSON", arguments: GoldenLedger.formats)
  func json(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    for entry in try golden.entries() {
      for event in try entry.decodedEvents() {
        #expect(try EventJSON.decode(EventJSON.encode(event)) == event, "entry \(entry.position)")
      }
      guard let command = try entry.decodedCommand() else { continue }
      #expect(try CommandJSON.decode(CommandJSON.encode(command)) == command, "entry \(entry.position)")
    }
  }

  @Test(
    "Every kind of command and event that there was occurs in it, and a command in several entries",
    arguments: GoldenLedger.formats)
  func kinds(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    let entries = try golden.entries()
    let actions = Set(try entries.compactMap { try $0.decodedCommand()?.action.name })
    let events = Set(try entries.flatMap { try $0.decodedEvents().map(\.name) })
    // As many as there were; what a later version adds is in a golden ledger of its own.
    #expect(actions.isSubset(of: Action.names) && actions.count == (format == 1 ? 42 : 47))
    #expect(events.isSubset(of: Event.names) && events.count == (format == 1 ? 60 : 64))
    #expect(entries.contains { $0.envelope.parts > 1 })
  }

  // MARK: Folding

  @Test("From the log and from the snapshot comes the state that it was stored with", arguments: GoldenLedger.formats)
  func folding(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    let stored = try Projection(at: golden.path + "/projection", mapSizeBytes: 64 << 20)
    defer { stored.close() }
    let before = try stored.beginReading()
    try golden.expect(golden.stateRoots(), in: "state-roots.txt")
    let folded = golden.runner.folder + "/folded"
    let ledger = try golden.open(.readOnly)
    defer { try? ledger.close() }
    let report = try ledger.replay(into: folded)
    #expect(report.position == before.position)
    #expect(report.stateRoot == (try before.stateRoot()))
    let snapshot = try #require(ledger.snapshots().first)
    #expect(snapshot.position > .start && snapshot.position < report.position)
    #expect(try ledger.replay(through: snapshot.position).stateRoot == snapshot.stateRoot)
    let resumed = try ledger.replay(snapshot: snapshot.name)
    #expect(resumed.startPosition == snapshot.position && resumed.stateRoot == report.stateRoot)
    let after = try Projection(at: folded, mapSizeBytes: 64 << 20)
    defer { after.close() }
    let session = try after.beginReading()
    for table in ProjectionTable.all {
      _ = try ProjectionSession.differences(in: table, between: before, and: session) {
        Issue.record("\(table): a row is \($0.kind): \($0.keyText)")
      }
    }
  }

  @Test(
    "Opening for writing begins from the snapshot, and a rebuild comes to the same", arguments: GoldenLedger.formats)
  func rebuilding(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    let stored = try Projection(at: golden.path + "/projection", mapSizeBytes: 64 << 20).beginReading().stateRoot()
    let ledger = try golden.open()
    defer { try? ledger.close() }
    #expect(try ledger.read { try $0.stateRoot() } == stored)
    let report = try ledger.rebuild()
    #expect(report.matchedPrevious && report.stateRoot == stored)
  }

  // MARK: Format 1

  @Test("A log of format 1 stays one until something is recorded, and the doctor says so")
  func formatOfTheLog() throws {
    let golden = try GoldenLedger(format: 1)
    func format() throws -> String { try golden.output(["doctor", "--check", "format"]) }
    #expect(try format().contains("Log format 1 (new entries will be of format 2)"))
    let ledger = try golden.open()
    #expect(throws: Rejection.self) {
      try ledger.execute(
        Command(
          id: Ledger.newCommandID(), actor: .operator(""), origin: "x", action: .clearEverything(ClearEverything())))
    }
    try ledger.close()
    #expect(try format().contains("Log format 1 (new"))
    let again = try golden.open()
    _ = try again.execute(
      Command(
        id: Ledger.newCommandID(), actor: .operator("ann"), origin: "x", reason: "to see",
        action: .clearEverything(ClearEverything())))
    try again.close()
    #expect(try format().contains("Log format 2, projection"))
  }

  @Test("Another text in an entry of format 1, with its checksum, is told by its commitment")
  func otherText() throws {
    let golden = try GoldenLedger(format: 1)
    let entry = try #require(
      try golden.entries().first { entry in
        if case .sendMessage? = try entry.decodedCommand()?.action { entry.content != nil } else { false }
      })
    guard case .sendMessage(let sent)? = try entry.decodedCommand()?.action else { return }
    let text = sent.content.body
    let other = String(text.map { $0 == "e" ? "a" : $0 })
    try #require(other != text && other.utf8.count == text.utf8.count)
    try Planting(ledger: golden.path).changeText(text, to: other, at: Position(entry.position), withGoodChecksum: true)
    let result = try golden.runner.run("verify", "contents", "--json")
    #expect(result.status == 1 && result.output.contains("does not match its commitment"), "\(result)")
  }

  // MARK: Going on

  @Test(
    "It goes on: new commands, and whatever was taken away and is still away comes back",
    arguments: GoldenLedger.formats)
  func goingOn(_ format: UInt16) throws {
    let golden = try GoldenLedger(format: format)
    let before = try golden.entryDigests()
    let count = before.split(separator: "\n").count
    let ledger = try golden.open()
    let further = try golden.runner.read(golden.folder + "/Further/commands.jsonl")
    for line in further.split(separator: "\n") { _ = try ledger.execute(CommandJSON.decode(Array(line.utf8))) }
    let removals = try GoldenRemoval.inForce(in: ledger)
    // Those that the ledger was made to end with, and two of just now: of every kind that there is.
    #expect(removals.count == (format == 1 ? 34 : 37))
    #expect(Set(removals.flatMap { $0.items.map(GoldenRemoval.kind) }).count == GoldenRemoval.kinds)
    for (index, removal) in removals.enumerated() {
      _ = try ledger.execute(removal.revert(number: index))
      for item in removal.items {
        let isBack = try ledger.read { try GoldenRemoval.isBack(item, of: removal.position, in: $0) }
        #expect(isBack, "\(item) of entry \(removal.position)")
      }
    }
    #expect(try GoldenRemoval.inForce(in: ledger).isEmpty)
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
    try golden.expectOutputs(in: "GoneOn", tailFrom: count + 1)
    #expect(try golden.entryDigests(through: count) == before)
  }
}

extension VerifyReport {
  fileprivate var faultTexts: [String] { levels.flatMap { level in level.faults.map { "\(level.level): \($0)" } } }
}
