import ChatLedgerTesting
import EventLog
import LMDB
import TestSupport
import Testing

@Suite("Event log", .ownThread) struct EventLogTests {
  private func drafts(_ count: Int, seed: UInt64) -> [EntryDraft] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in generator.draft() }
  }

  private func readAll(_ log: EventLog, from: UInt64 = 1, through: UInt64? = nil) throws -> [EntryCopy] {
    var copies: [EntryCopy] = []
    try log.environment.read { transaction in
      _ = try log.scan(from: from, through: through, in: transaction) { entry in
        copies.append(EntryCopy(entry))
        return .continue
      }
    }
    return copies
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatIsAppendedIsScanned(seed: UInt64) throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    let drafts = drafts(500, seed: seed)
    var generator = SplitMix64(seed: seed)
    var appended = 0
    while appended < drafts.count {
      let count = min(Int(1 + generator.next() % 50), drafts.count - appended)
      let positions = try log.environment.write { transaction in
        try log.append(Array(drafts[appended..<appended + count]), in: &transaction)
      }
      #expect(positions == UInt64(appended + 1)...UInt64(appended + count), "seed \(seed)")
      appended += count
    }
    let expected = drafts.enumerated().map { EntryCopy($1, position: UInt64($0 + 1)) }
    #expect(try readAll(log) == expected, "seed \(seed)")
    #expect(try readAll(log, from: 100, through: 200) == Array(expected[99..<200]), "seed \(seed)")
    #expect(try temporary.firstFault() == nil, "seed \(seed)")
  }

  @Test func anEmptyLogHasNothing() throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    try log.environment.read { transaction throws in
      #expect(try log.lastPosition(in: transaction) == 0)
      #expect(try log.scan(from: 1, in: transaction) { _ in .stop } == 0)
      #expect(try log.withEntry(at: 1, in: transaction) { $0.position } == nil)
    }
    #expect(try temporary.firstFault() == nil)
  }

  @Test func positionsAreDenseAcrossTransactionsAndSeenInside() throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    let draft = drafts(1, seed: 9)[0]
    try log.environment.write { transaction throws in
      #expect(try log.append([draft], in: &transaction) == 1...1)
      #expect(try log.append([draft], in: &transaction) == 2...2)
      #expect(try log.lastPosition(in: transaction) == 2)
      #expect(try log.withEntry(at: 2, in: transaction) { EntryCopy($0) } == EntryCopy(draft, position: 2))
    }
    var aborted = try log.environment.beginWrite()
    #expect(try log.append([draft], in: &aborted) == 3...3)
    aborted.abort()
    #expect(try log.environment.write { try log.append([draft], in: &$0) } == 3...3)
  }

  @Test func aScanStopsWhereItIsTold() throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    try log.environment.write { _ = try log.append(drafts(20, seed: 4), in: &$0) }
    var seen: [UInt64] = []
    let last = try log.environment.read { transaction in
      try log.scan(from: 5, in: transaction) { entry in
        seen.append(entry.position)
        return entry.position == 8 ? .stop : .continue
      }
    }
    #expect(last == 8)
    #expect(seen == [5, 6, 7, 8])
    #expect(try log.environment.read { try log.scan(from: 21, in: $0) { _ in .continue } } == 20)
    #expect(try log.environment.read { try log.scan(from: 0, through: 3, in: $0) { _ in .continue } } == 3)
  }

  @Test func aMissingEntryIsAGapWithItsPosition() throws {
    let temporary = try TemporaryLog()
    try temporary.log.environment.write { _ = try temporary.log.append(drafts(20, seed: 5), in: &$0) }
    try temporary.plant(nil, at: 7)
    let fault = try temporary.firstFault()
    #expect(fault?.code == .gap)
    #expect(fault?.position == 7)
    #expect(throws: EventLogError.self) { try readAll(temporary.log) }
    #expect(try readAll(temporary.log, from: 8).count == 13)
  }

  @Test func aFlippedByteIsFoundWithItsPosition() throws {
    let temporary = try TemporaryLog()
    let drafts = drafts(20, seed: 6)
    try temporary.log.environment.write { _ = try temporary.log.append(drafts, in: &$0) }
    var bytes = try drafts[11].encoded(at: 12)
    bytes[bytes.count - 1] ^= 0x10
    try temporary.plant(bytes, at: 12)
    let fault = try temporary.firstFault()
    #expect(fault?.code == .corruptEntry)
    #expect(fault?.position == 12)
    try temporary.plant(drafts[11].encoded(at: 13), at: 12)
    #expect(try temporary.firstFault()?.code == .positionMismatch)
    try temporary.plant(drafts[11].encoded(at: 12), at: 12)
    #expect(try temporary.firstFault() == nil)
  }

  @Test func anErasedEntryKeepsItsLeafHashInTheLog() throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    let draft = EntryDraft(time: 1, commandID: 2, actor: 3, command: [1], events: [2], content: Array("secret".utf8))
    try log.environment.write { _ = try log.append([draft], in: &$0) }
    func look<R>(_ body: (borrowing Entry) throws -> R) throws -> R? {
      try log.environment.read { try log.withEntry(at: 1, in: $0, body) }
    }
    let before = try look { $0.leafHash() }
    let erased = try #require(try look { $0.erased() })
    try temporary.plant(erased, at: 1)
    #expect(before != nil)
    #expect(try look { $0.leafHash() } == before)
    #expect(try look { $0.isErased } == true)
    #expect(try look { $0.content == nil } == true)
    #expect(try look { $0.erased() } == erased)
    #expect(try temporary.firstFault() == nil)
  }

  @Test func limitsAreHeldAndNothingIsWritten() throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    func appending(_ draft: EntryDraft) throws -> EventLogError.Code? {
      do {
        try log.environment.write { _ = try log.append([draft], in: &$0) }
        return nil
      } catch let error as EventLogError { return error.code }
    }
    func draft(command: Int, content: Int? = nil, part: UInt16 = 0) -> EntryDraft {
      EntryDraft(
        time: 0, commandID: 1, actor: 1, part: part, command: [UInt8](repeating: 1, count: command), events: [1],
        content: content.map { [UInt8](repeating: 2, count: $0) })
    }
    #expect(try appending(draft(command: EntryLimits.payloadBytes)) == .tooLarge)
    #expect(try appending(draft(command: 1, content: EntryLimits.contentBytes + 1)) == .tooLarge)
    #expect(try appending(draft(command: 1, part: 1)) == .invalidDraft)
    #expect(try log.environment.read { try log.lastPosition(in: $0) } == 0)
    #expect(try appending(draft(command: EntryLimits.payloadBytes - 1, content: EntryLimits.contentBytes)) == nil)
    #expect(try temporary.firstFault() == nil)
  }

  @Test func aFullMapIsToldApartFromAFault() throws {
    let temporary = try TemporaryLog(mapSizeBytes: 1 << 20)
    let log = temporary.log
    let draft = EntryDraft(
      time: 0, commandID: 1, actor: 1, command: [], events: [], content: [UInt8](repeating: 0, count: 300_000))
    func appendFive() throws {
      try log.environment.write { _ = try log.append([draft, draft, draft, draft, draft], in: &$0) }
    }
    do {
      try appendFive()
      Issue.record("the map is not full")
    } catch let error as LMDBError {
      #expect(error.code == .mapFull)
    }
    try log.environment.growMap(toBytes: 8 << 20)
    try appendFive()
    #expect(try log.environment.read { try log.lastPosition(in: $0) } == 5)
  }

  @Test func reopensWithItsFormatAndRefusesAnother() throws {
    let temporary = try TemporaryLog()
    try temporary.log.environment.write { _ = try temporary.log.append(drafts(3, seed: 8), in: &$0) }
    temporary.log.close()
    let reader = try EventLog.open(at: temporary.path, readOnly: true, mapSizeBytes: 64 << 20)
    #expect(try reader.environment.read { try reader.lastPosition(in: $0) } == 3)
    reader.close()
    let environment = try Environment.open(at: temporary.path, options: .init(mapSizeBytes: 64 << 20))
    let meta = try environment.openTables(["meta"])[0]
    var key = Key()
    key.append(Array("format".utf8))
    let other: [UInt8] = [UInt8(EventLog.formatVersion + 1), 0, 0, 0]
    try environment.write { try $0.put(meta, key, other.span.bytes) }
    environment.close()
    do {
      _ = try EventLog.open(at: temporary.path, readOnly: true, mapSizeBytes: 64 << 20)
      Issue.record("opened a log of another format")
    } catch let error as EventLogError {
      #expect(error.code == .unsupportedVersion)
    }
  }

  @Test func progressIsTold() throws {
    let temporary = try TemporaryLog()
    let log = temporary.log
    let draft = EntryDraft(time: 0, commandID: 1, actor: 1, command: [1], events: [2])
    try log.environment.write { _ = try log.append([EntryDraft](repeating: draft, count: 9000), in: &$0) }
    var told: [UInt64] = []
    let fault = try log.environment.read { try log.verify(in: $0) { told.append($0) } }
    #expect(fault == nil)
    #expect(told == [4096, 8192])
  }
}
