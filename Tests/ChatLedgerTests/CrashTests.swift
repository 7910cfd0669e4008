import ChatLedger
import ChatLedgerTesting
import LedgerTestSupport
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The process or the machine goes down at a bad moment.
@Suite(.ownThread) struct CrashTests {
  let directory = TemporaryDirectory()

  /// A power cut is more than this: the kernel keeps what a killed process had written.
  @Test func whatWasAcknowledgedIsThereAfterAKill() throws {
    let seed: UInt64 = isSoak ? UInt64.random(in: 1...1_000_000) : 7
    var random = SplitMix64(seed: seed)
    try Cast.ledger(at: directory.ledger).close()
    var acknowledged: [Position: CommandID] = [:]
    for round in 0..<(isSoak ? 40 : 5) {
      let crasher = try Crasher("send", directory.ledger, "64")
      let wanted = 1 + random.below(400)
      var seen = 0
      while seen < wanted, let line = crasher.line() {
        try note(line, in: &acknowledged, "seed \(seed), round \(round)")
        seen += 1
      }
      usleep(UInt32(random.below(3_000)))
      crasher.killNow()
      for line in crasher.remainingLines() { try note(line, in: &acknowledged, "seed \(seed), round \(round)") }
      #expect(crasher.waitForEnd() == -SIGKILL, "seed \(seed), round \(round)")
      try checkAll(acknowledged, "seed \(seed), round \(round)")
    }
    #expect(acknowledged.count > 100)
  }

  private func note(_ line: String, in acknowledged: inout [Position: CommandID], _ place: String) throws {
    let words = line.split(separator: " ")
    guard words.count == 2, let position = UInt64(words[0]), let id = CommandID(words[1]) else {
      Issue.record("\(place): \(line)")
      return
    }
    #expect(acknowledged.updateValue(id, forKey: Position(position)) == nil, "\(place): entry \(position) twice")
  }

  private func checkAll(_ acknowledged: [Position: CommandID], _ place: String) throws {
    let ledger = try Ledger.open(at: directory.ledger)
    var known: [CommandID: Position] = [:]
    try ledger.read { view in
      var entries: [Position: CommandID] = [:]
      try view.forEachEntry(from: Position(1)) { entry in
        entries[entry.position] = entry.command.id
        if known.updateValue(entry.position, forKey: entry.command.id) != nil {
          Issue.record("\(place): command \(entry.command.id) is there twice")
        }
        return true
      }
      let lost = acknowledged.filter { entries[$0.key] != $0.value }
      #expect(lost.isEmpty, "\(place): lost \(lost.count)")
      let hidden = try acknowledged.values.filter { try view.message($0.message) == nil }
      #expect(hidden.isEmpty, "\(place): not in the projection: \(hidden.count)")
    }
    #expect(try ledger.verify().faultTexts == [], "\(place)")
    try ledger.close()
  }

  // MARK: Crashes of the operating system

  /// A ledger that was not closed well, with a snapshot in the middle; the state root it had.
  private func makeUnclosed() throws -> StateRoot {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<50 { _ = try ledger.execute(Cast.send("\(number)")) }
    _ = try ledger.snapshot()
    for number in 50..<80 { _ = try ledger.execute(Cast.send("\(number)")) }
    _ = try ledger.execute(Cast.clear([Cast.room]))
    let root = try ledger.stateRoot()
    try ledger.close()
    // As after a crash: not closed, in an earlier run of the operating system.
    try Files.write(Array("open another-boot\n".utf8), to: directory.ledger + "/projection.state")
    return root
  }

  private var projectionFile: String { directory.ledger + "/projection/data.mdb" }

  enum Damage: CaseIterable {
    case none, truncated, garbled, emptied, removed, markerGarbled
  }

  @Test(arguments: Damage.allCases, [true, false])
  func aProjectionOfAnEarlierBootIsMadeAnew(damage: Damage, hasSnapshot: Bool) throws {
    let root = try makeUnclosed()
    if !hasSnapshot { Files.remove(directory.ledger + "/snapshots") }
    var bytes = try Files.read(projectionFile)
    switch damage {
    case .none: break
    case .truncated: try Files.write(Array(bytes.prefix(bytes.count / 3)), to: projectionFile)
    case .garbled:
      for index in bytes.indices where index > 8_192 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
      try Files.write(bytes, to: projectionFile)
    case .emptied: try Files.write([], to: projectionFile)
    case .removed: Files.remove(directory.ledger + "/projection")
    case .markerGarbled: try Files.write([0xFF, 0, 7], to: directory.ledger + "/projection.state")
    }
    let ledger = try Ledger.open(at: directory.ledger)
    #expect(try ledger.stateRoot() == root)
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  @Test func aTrustedProjectionThatIsTruncatedIsMadeAnew() throws {
    let root = try makeUnclosed()
    try Ledger.open(at: directory.ledger).close()
    let bytes = try Files.read(projectionFile)
    try Files.write(Array(bytes.prefix(bytes.count / 3)), to: projectionFile)
    let ledger = try Ledger.open(at: directory.ledger)
    #expect(try ledger.stateRoot() == root)
    try ledger.close()
  }

  @Test(arguments: [true, false]) func aDamagedSnapshotIsPassedOver(isCutOff: Bool) throws {
    let root = try makeUnclosed()
    let snapshots = directory.ledger + "/snapshots"
    let name = try #require(Files.names(in: snapshots).first)
    if isCutOff {
      let bytes = try Files.read("\(snapshots)/\(name)/data.mdb")
      try Files.write(Array(bytes.prefix(bytes.count / 2)), to: "\(snapshots)/\(name)/data.mdb")
    } else {
      let text = String(decoding: try Files.read("\(snapshots)/\(name)/manifest.json"), as: UTF8.self)
      let lines = text.split(separator: "\n").map { line in
        line.contains("stateRoot") ? "  \"stateRoot\": \"\(String(repeating: "0", count: 64))\"," : String(line)
      }
      try Files.write(Array(lines.joined(separator: "\n").utf8), to: "\(snapshots)/\(name)/manifest.json")
    }
    let ledger = try Ledger.open(at: directory.ledger)
    #expect(try ledger.stateRoot() == root)
    try ledger.close()
  }

  @Test func aProjectionAheadOfARestoredLogIsMadeAnew() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<10 { _ = try ledger.execute(Cast.send("\(number)")) }
    let root = try ledger.stateRoot()
    try ledger.close()
    try Files.copy(directory.ledger + "/log", to: directory.path + "/backup")
    let later = try Ledger.open(at: directory.ledger)
    for number in 0..<10 { _ = try later.execute(Cast.send("lost \(number)")) }
    let lost = try later.snapshot()
    try later.close()

    Files.remove(directory.ledger + "/log")
    try Files.copy(directory.path + "/backup", to: directory.ledger + "/log")
    let restored = try Ledger.open(at: directory.ledger)
    #expect(try restored.stateRoot() == root)
    // The log goes on elsewhere, and what was lost takes no part in it: neither rows nor the snapshot.
    for number in 0..<10 { _ = try restored.execute(Cast.send("new \(number)")) }
    #expect(throws: LedgerError.self) { try restored.replay(snapshot: lost.name) }
    let snapshot = try restored.snapshot()
    #expect(snapshot.name == lost.name && snapshot.stateRoot != lost.stateRoot)
    #expect(try restored.replay(snapshot: snapshot.name).stateRoot == restored.stateRoot())
    #expect(try restored.verify().faultTexts == [])
    try restored.close()
  }
}
