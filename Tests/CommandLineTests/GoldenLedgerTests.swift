import ChatDomain
import ChatLedger
import ChatProjection
import ChatWire
import EventLog
import TestSupport
import Testing

/// A ledger that the first version of the format made is read, and goes on, as it did then.
///
/// In its log every kind of command and of event occurs, so whoever changes how they are coded, folded or shown hears
/// of it here. Nothing in `Golden/Ledger1` is ever regenerated.
@Suite("The golden ledger", .serialized, .ownThread)
struct GoldenLedgerTests {
  private let golden: GoldenLedger

  init() throws { golden = try GoldenLedger() }

  // MARK: Reading

  @Test("Its entries are the bytes that were stored")
  func entries() throws {
    try golden.expect(golden.entryDigests(), in: "entries.txt")
  }

  @Test("Read only, it verifies and says what it said")
  func readOnly() throws {
    #expect(try golden.open(.readOnly).verify().faultTexts == [])
    try golden.expect(golden.statistics(), in: "Made/stats.json")
    try golden.expect(golden.verification(), in: "Made/verify.jsonl")
    try golden.expect(golden.tail(from: 1), in: "Made/tail.jsonl")
  }

  @Test("Once it was opened for writing, every verb says what it said")
  func outputs() throws {
    try golden.open().close()
    try golden.expectOutputs(in: "Made", tailFrom: 1)
    try golden.expect(golden.entryDigests(), in: "entries.txt")
  }

  // MARK: Coding

  @Test("The parts of every entry are decoded, and encoded again into the same bytes")
  func coding() throws {
    func hexadecimal(_ bytes: [UInt8]) -> String { GoldenLedger.hexadecimal(bytes) }
    for entry in try golden.entries() {
      let events = EventCoding.encode(try entry.decodedEvents())
      #expect(hexadecimal(events) == hexadecimal(entry.events), "the events of entry \(entry.position)")
      var encoded = EncodedCommand(command: [], content: nil)
      if let command = try entry.decodedCommand() {
        encoded = CommandCoding.encode(command, namesAuthor: true)
      }
      #expect(hexadecimal(encoded.command) == hexadecimal(entry.command), "the command of entry \(entry.position)")
      #expect(
        encoded.content.map(hexadecimal) == entry.content.map(hexadecimal), "the texts of entry \(entry.position)")
    }
  }

  @Test("Every command and event is the same again by way of its JSON")
  func json() throws {
    for entry in try golden.entries() {
      for event in try entry.decodedEvents() {
        #expect(try EventJSON.decode(EventJSON.encode(event)) == event, "entry \(entry.position)")
      }
      guard let command = try entry.decodedCommand() else { continue }
      #expect(try CommandJSON.decode(CommandJSON.encode(command)) == command, "entry \(entry.position)")
    }
  }

  @Test("Every kind of command and event that there was occurs in it, and a command in several entries")
  func kinds() throws {
    let entries = try golden.entries()
    let actions = Set(try entries.compactMap { try $0.decodedCommand()?.action.name })
    let events = Set(try entries.flatMap { try $0.decodedEvents().map(\.name) })
    // As many as there were; what a later version adds is in a golden ledger of its own.
    #expect(actions.isSubset(of: Action.names) && actions.count == 42)
    #expect(events.isSubset(of: Event.names) && events.count == 60)
    #expect(entries.contains { $0.envelope.parts > 1 })
  }

  // MARK: Folding

  @Test("From the log and from the snapshot comes the state that it was stored with")
  func folding() throws {
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

  @Test("Opening for writing begins from the snapshot, and a rebuild comes to the same")
  func rebuilding() throws {
    let stored = try Projection(at: golden.path + "/projection", mapSizeBytes: 64 << 20).beginReading().stateRoot()
    let ledger = try golden.open()
    defer { try? ledger.close() }
    #expect(try ledger.read { try $0.stateRoot() } == stored)
    let report = try ledger.rebuild()
    #expect(report.matchedPrevious && report.stateRoot == stored)
  }

  // MARK: Going on

  @Test("It goes on: new commands, and whatever was taken away and is still away comes back")
  func goingOn() throws {
    let before = try golden.entryDigests()
    let count = before.split(separator: "\n").count
    let ledger = try golden.open()
    let further = try golden.runner.read(GoldenLedger.folder + "/Further/commands.jsonl")
    for line in further.split(separator: "\n") { _ = try ledger.execute(CommandJSON.decode(Array(line.utf8))) }
    let removals = try GoldenRemoval.inForce(in: ledger)
    // Those that the ledger was made to end with, and two of just now: of every kind that there is.
    #expect(removals.count == 34)
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
