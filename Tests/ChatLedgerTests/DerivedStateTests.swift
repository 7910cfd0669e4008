import ChatLedger
import ChatLedgerTesting
import LedgerTestSupport
import Logging
import TestSupport
import Testing

/// Damaged or foreign derived state is never believed: every answer is as from the log.
@Suite(.ownThread) struct DerivedStateTests {
  let directory = TemporaryDirectory()

  private var projection: String { directory.ledger + "/projection/data.mdb" }

  /// Nobody wants to read why each of a thousand projections was not believed.
  private var quiet: Ledger.Options {
    var options = Ledger.Options()
    options.logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
    return options
  }

  /// A ledger with some of everything, a snapshot in the middle, closed well; the state root it had.
  private func makeLedger() throws -> StateRoot {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<120 { _ = try ledger.execute(Cast.send("message \(number)")) }
    _ = try ledger.snapshot()
    for number in 120..<160 { _ = try ledger.execute(Cast.send("message \(number)")) }
    _ = try ledger.execute(Cast.clear([Cast.room]))
    for number in 0..<20 { _ = try ledger.execute(Cast.send("after \(number)")) }
    let root = try ledger.stateRoot()
    try ledger.close()
    return root
  }

  enum Damage: CaseIterable { case bit, zeroedPage, truncated, garbage, swappedPages }

  static func damage(_ kind: Damage, _ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let pages = bytes.count / 4_096
    func page() -> Int { random.below(pages) * 4_096 }
    switch kind {
    case .bit: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
    case .zeroedPage:
      let start = page()
      for index in start..<(start + 4_096) { bytes[index] = 0 }
    case .truncated: bytes.removeLast(random.below(bytes.count - 1) + 1)
    case .garbage:
      let start = page()
      for index in start..<(start + 4_096) { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
    case .swappedPages:
      let (one, other) = (page(), page())
      for index in 0..<4_096 { bytes.swapAt(one + index, other + index) }
    }
  }

  /// What a reader that leaves no trace, an ordinary reader and then the writer answer.
  private func expectAnswers(_ root: StateRoot, _ place: String) throws {
    for leavesNoTrace in [true, false] {
      var options = quiet
      options.leavesNoTrace = leavesNoTrace
      let reader = try Ledger.open(at: directory.ledger, mode: .readOnly, options: options)
      #expect(try reader.stateRoot() == root, "\(place), a reader")
      try reader.close()
    }
    let writer = try Ledger.open(at: directory.ledger, options: quiet)
    #expect(try writer.stateRoot() == root, "\(place), the writer")
    try writer.close()
  }

  @Test func noDamagedProjectionIsBelieved() throws {
    let root = try makeLedger()
    let seed: UInt64 = isSoak ? UInt64.random(in: 1...1_000_000) : 21
    var random = SplitMix64(seed: seed)
    for round in 0..<(isSoak ? 2_000 : 60) {
      var bytes = try Files.read(projection)
      let kind = Damage.allCases[round % Damage.allCases.count]
      Self.damage(kind, &bytes, &random)
      // Into the same file, as a failing disk or a careless tool would; every other time after a kill.
      if round.isMultiple(of: 2) { try pretendKill() }
      try Files.write(bytes, to: projection)
      try expectAnswers(root, "seed \(seed), round \(round), \(kind)")
    }
  }

  /// Blocks that rot on the device change no time; the digest that was noted at closing tells.
  @Test func noProjectionThatRottedIsBelieved() throws {
    let root = try makeLedger()
    let planting = Planting(ledger: directory.ledger)
    let seed: UInt64 = isSoak ? UInt64.random(in: 1...1_000_000) : 23
    var random = SplitMix64(seed: seed)
    for round in 0..<(isSoak ? 2_000 : 60) {
      var bytes = try Files.read(projection)
      let kind = Damage.allCases[round % Damage.allCases.count]
      Self.damage(kind, &bytes, &random)
      try Files.write(bytes, to: projection)
      try planting.vouchForProjection()
      try changeMarker(round.isMultiple(of: 2) ? "boot" : "mount", to: "1")
      try expectAnswers(root, "seed \(seed), round \(round), \(kind)")
    }
  }

  /// Each line of the marker that vouches for the file, as it is after a time without this kernel's cache.
  @Test(arguments: ["boot", "mount"]) func aClosedProjectionIsBelievedElsewhereByItsDigestAlone(_ name: String) throws {
    let root = try makeLedger()
    try changeMarker(name, to: "1")
    #expect(try doubt(root) == nil)
    try changeMarker("digest", to: "none")
    #expect(try doubt(root)?.contains("no digest of its bytes was recorded") == true)
    try changeMarker("digest", to: String(repeating: "0", count: 64))
    #expect(try doubt(root)?.contains("its bytes are not those that were closed") == true)
    // One that was not closed has no bytes to speak of.
    try pretendKill()
    #expect(try doubt(root)?.contains("before it was closed") == true)
  }

  /// No digest covers the settings, and who may do what goes by them: they are held against the log.
  @Test func aProjectionWithOtherSettingsIsNotBelieved() throws {
    let root = try makeLedger()
    let key: [UInt8] = Array(0..<16)
    try Planting(ledger: directory.ledger).changeRow(of: "meta", at: "state") { row in
      var row = row
      guard let start = row.indices.first(where: { row[$0...].starts(with: key) }) else { return row }
      #expect(row[start - 1] == 3, "accounts are registered on first use, and it checks who may do what")
      row[start - 1] = 1
      return row
    }
    #expect(try doubt(root)?.contains("its settings are not those of the log") == true)
    let writer = try Ledger.open(at: directory.ledger, options: quiet)
    defer { try? writer.close() }
    #expect(try writer.read { try $0.settings() } == Cast.settings)
  }

  /// A service in a container sees the files by a mount of its own, and they are the same files.
  @Test func aProjectionThatALiveWriterHoldsIsBelievedByAnyMount() throws {
    try Cast.ledger(at: directory.ledger).close()
    let writer = try Crasher("send", directory.ledger, "8")
    for _ in 0..<50 { _ = writer.line() }
    try changeMarkerInPlace("mount")
    #expect(try doubt() == nil)
    writer.killNow()
    writer.waitForEnd()
    #expect(try doubt()?.contains("mounted") == true)
  }

  /// Why an ordinary reader does not read what is on disk; its answer is right in any case.
  private func doubt(_ root: StateRoot? = nil) throws -> String? {
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly, options: quiet)
    defer { try? reader.close() }
    if let root { #expect(try reader.stateRoot() == root) }
    let report = try reader.verify()
    #expect(report.faultTexts == [])
    return report.notes.first { $0.hasPrefix("The projection") }
  }

  /// The marker of a process that was killed in this run of the operating system.
  private func pretendKill() throws {
    try changeMarker("state", to: "open")
  }

  private func changeMarker(_ name: String, to value: String) throws {
    let marker = directory.ledger + "/projection.state"
    let lines = String(decoding: try Files.read(marker), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0.hasPrefix(name + " ") } == 1)
    let changed = lines.map { $0.hasPrefix(name + " ") ? "\(name) \(value)" : String($0) }
    try Files.write(Array(changed.joined(separator: "\n").utf8), to: marker)
  }

  /// Another number of as many digits, in the same file: the one that the writer holds.
  private func changeMarkerInPlace(_ name: String) throws {
    let marker = directory.ledger + "/projection.state"
    var bytes = try Files.read(marker)
    let line = Array("\n\(name) ".utf8)
    let start = try #require((0..<bytes.count).first { bytes[$0...].starts(with: line) })
    let digit = start + line.count
    bytes[digit] = bytes[digit] == UInt8(ascii: "9") ? UInt8(ascii: "8") : bytes[digit] + 1
    try Files.write(bytes, to: marker)
  }

  @Test func noDamagedSnapshotIsBelieved() throws {
    let root = try makeLedger()
    let name = try #require(Files.names(in: directory.ledger + "/snapshots").first)
    let path = "\(directory.ledger)/snapshots/\(name)/data.mdb"
    let whole = try Files.read(path)
    let seed: UInt64 = isSoak ? UInt64.random(in: 1...1_000_000) : 22
    var random = SplitMix64(seed: seed)
    for round in 0..<(isSoak ? 2_000 : 60) {
      var bytes = whole
      let kind = Damage.allCases[round % Damage.allCases.count]
      Self.damage(kind, &bytes, &random)
      try Files.write(bytes, to: path)
      // After a crash of the machine.
      try Files.write([], to: directory.ledger + "/projection.state")
      try expectAnswers(root, "seed \(seed), round \(round), \(kind)")
      let ledger = try Ledger.open(at: directory.ledger, options: quiet)
      if bytes != whole {
        #expect(throws: LedgerError.self, "seed \(seed), round \(round)") { try ledger.replay(snapshot: name) }
      }
      try ledger.close()
    }
    try Files.write(whole, to: path)
    let ledger = try Ledger.open(at: directory.ledger, options: quiet)
    #expect(try ledger.replay(snapshot: name).stateRoot == root)
    try ledger.close()
  }

  @Test func aSnapshotThatAnEarlierVersionTookIsNotUsed() throws {
    let root = try makeLedger()
    let name = try #require(Files.names(in: directory.ledger + "/snapshots").first)
    let manifest = "\(directory.ledger)/snapshots/\(name)/manifest.json"
    let lines = String(decoding: try Files.read(manifest), as: UTF8.self).split(separator: "\n")
    try Files.write(
      Array(lines.filter { !$0.contains("dataDigest") }.joined(separator: "\n").utf8), to: manifest)
    let ledger = try Ledger.open(at: directory.ledger, options: quiet)
    let refusal = #expect(throws: LedgerError.self) { try ledger.replay(snapshot: name) }
    #expect(refusal?.message.contains("earlier version") == true)
    #expect(try ledger.stateRoot() == root)
    // Taking one of the same position anew replaces it.
    #expect(try ledger.snapshot().dataDigest != nil)
    try ledger.close()
  }

  // MARK: Which log it is of

  /// A standby takes over, goes on by itself, and its log comes back: same length, other history.
  @Test func aLogThatWentOnElsewhereIsNoticed() throws {
    let first = try Cast.ledger(at: directory.ledger)
    for number in 0..<10 { _ = try first.execute(Cast.send("\(number)")) }
    try first.close()
    let standby = directory.path + "/standby"
    try Files.makeDirectory(standby)
    try Files.copy(directory.ledger + "/log", to: standby + "/log")
    let primary = try Ledger.open(at: directory.ledger)
    for number in 0..<5 { _ = try primary.execute(Cast.send("lost \(number)")) }
    try primary.close()

    let commands = (0..<8).map { Cast.send("kept \($0)") }
    let other = try Ledger.open(at: standby, options: quiet)
    let receipts = try commands.map { try other.execute($0) }
    let root = try other.stateRoot()
    try other.close()

    // The bytes of the log change in place, as a tool that synchronizes does it.
    try Files.write(Files.read(standby + "/log/data.mdb"), to: directory.ledger + "/log/data.mdb")
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly, options: quiet)
    #expect(try reader.stateRoot() == root)
    #expect(try reader.verify().notes.contains { $0.hasPrefix("The projection on disk was not checked") })
    try reader.close()
    let ledger = try Ledger.open(at: directory.ledger, options: quiet)
    #expect(try ledger.stateRoot() == root)
    // Sent again, each is known: none is recorded twice.
    for (command, receipt) in zip(commands, receipts) {
      let again = try ledger.execute(command)
      #expect(again.isDuplicate && again.position == receipt.position)
    }
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  @Test func aKilledProcessOpensWithoutFolding() throws {
    try Cast.ledger(at: directory.ledger).close()
    for _ in 0..<5 {
      let crasher = try Crasher("send", directory.ledger, "8")
      for _ in 0..<50 { _ = crasher.line() }
      crasher.killNow()
      crasher.waitForEnd()
      let folds = Folds()
      var options = quiet
      options.progress = { folds.note($0) }
      let ledger = try Ledger.open(at: directory.ledger, options: options)
      // At most what the last moments before the kill had not published.
      #expect(folds.first.map { $0.done > 2 } ?? true)
      #expect(try ledger.verify().faultTexts == [])
      try ledger.close()
    }
  }
}
