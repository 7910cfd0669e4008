import ChatLedger
import ChatLedgerTesting
import LedgerTestSupport
import TestSupport
import Testing

/// The engine on disk against dictionaries in memory, over generated histories.
@Suite(.ownThread) struct ModelTests {
  static let seeds: [UInt64] = isSoak ? Array(1...24) : Array(1...6)
  static let commands = isSoak ? 1_200 : 480

  @Test(arguments: seeds) func everyAnswerIsThatOfTheModel(seed: UInt64) throws {
    let drive = try ModelDrive(seed: seed)
    for _ in 0..<8 {
      try drive.run(Self.commands / 8)
      try drive.compareEverything()
    }
    try drive.reopen()
    try drive.compareEverything()
    #expect(drive.differences.prefix(5) == [])
    // Most commands are acceptable: a history that is rejected throughout compares nothing.
    #expect(drive.chat.entries.count > Self.commands / 3, "seed \(seed)")
    var model = ReferenceModel()
    for entry in drive.chat.entries { model.apply(entry) }
    #expect(try model.totals == drive.ledger.read { try $0.totals() }, "seed \(seed)")
    try drive.close()
  }

  @Test(arguments: seeds) func everyWayToAStateGivesItsRoot(seed: UInt64) throws {
    let drive = try ModelDrive(seed: seed &+ 1_000)
    try drive.run(Self.commands / 2)
    let snapshot = try drive.ledger.snapshot()
    #expect(snapshot.position == drive.chat.position, "seed \(seed)")
    try drive.run(Self.commands / 2)
    let root = try drive.ledger.stateRoot()
    let ledger = drive.ledger

    #expect(try ledger.replay().stateRoot == root, "seed \(seed)")
    #expect(try ledger.replay(snapshot: snapshot.name).stateRoot == root, "seed \(seed)")
    let past = try ledger.replay(through: snapshot.position)
    #expect(past.stateRoot == snapshot.stateRoot && past.totals == snapshot.totals, "seed \(seed)")
    let rebuilt = try ledger.rebuild()
    #expect(rebuilt.stateRoot == root && rebuilt.matchedPrevious, "seed \(seed)")
    try drive.compareEverything()
    let faults = try ledger.verify().faultTexts
    #expect(faults == [], "seed \(seed)")
    #expect(drive.differences.prefix(5) == [])
    try drive.close()
  }
}
