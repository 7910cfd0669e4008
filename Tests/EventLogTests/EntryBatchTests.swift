import ChatLedgerTesting
import EventLog
import LMDB
import TestSupport
import Testing

@Suite("Batches of entries", .ownThread) struct EntryBatchTests {
  private func batch(after previous: UInt64, _ count: Int, seed: UInt64) throws -> EntryBatch {
    var generator = SplitMix64(seed: seed)
    var batch = EntryBatch(after: previous)
    for _ in 0..<count { try batch.append(generator.draft()) }
    return batch
  }

  private func entries(_ log: EventLog, from first: UInt64) throws -> [EntryCopy] {
    var copies: [EntryCopy] = []
    try log.environment.read { transaction in
      _ = try log.scan(from: first, in: transaction) { entry in
        copies.append(EntryCopy(entry))
        return .continue
      }
    }
    return copies
  }

  private func append(_ batch: EntryBatch, to log: EventLog) throws {
    try log.environment.write { try log.append(batch, in: &$0) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatABatchSaysIsWhatTheLogHasThen(seed: UInt64) throws {
    let temporary = try TemporaryLog()
    try append(batch(after: 0, 7, seed: seed), to: temporary.log)
    let batch = try batch(after: 7, 40, seed: seed + 100)
    #expect(batch.last == 47 && batch.lastTime == batch.drafts.last?.time, "seed \(seed)")
    let said = batch.drafts.enumerated().map { EntryCopy($1, position: UInt64(8 + $0)) }
    // Nothing is written by making it.
    #expect(try temporary.log.lastPosition() == 7)
    try append(batch, to: temporary.log)
    #expect(try entries(temporary.log, from: 8) == said, "seed \(seed)")
    #expect(try temporary.firstFault() == nil, "seed \(seed)")
  }

  @Test func anEntryIsFoundByItsPosition() throws {
    let batch = try batch(after: 5, 3, seed: 4)
    for position in 6...8 as ClosedRange<UInt64> {
      #expect(batch.draft(at: position)?.commandID == batch.drafts[Int(position) - 6].commandID)
    }
    for position in [0, 5, 9, .max] as [UInt64] { #expect(batch.draft(at: position) == nil) }
    let none = EntryBatch(after: 5)
    #expect(none.isEmpty && none.last == 5 && none.lastTime == nil && none.draft(at: 6) == nil)
  }

  @Test(arguments: [0, 6, 8] as [UInt64])
  func oneThatDoesNotFollowTheLogIsRefusedWhole(previous: UInt64) throws {
    let temporary = try TemporaryLog()
    try append(batch(after: 0, 7, seed: 5), to: temporary.log)
    let stranger = try batch(after: previous, 3, seed: 6)
    let error = #expect(throws: EventLogError.self) { try append(stranger, to: temporary.log) }
    #expect(error?.code == .positionMismatch)
    #expect(try temporary.log.lastPosition() == 7)
  }

  @Test func whatNoLogTakesComesIntoNoBatch() throws {
    var batch = try batch(after: 0, 2, seed: 7)
    let large = EntryDraft(
      time: 0, commandID: 1, actor: 1, command: [UInt8](repeating: 1, count: EntryLimits.payloadBytes), events: [1])
    let stray = EntryDraft(time: 0, commandID: 1, actor: 1, part: 2, parts: 2, command: [], events: [])
    for (draft, code) in [(large, EventLogError.Code.tooLarge), (stray, .invalidDraft)] {
      let error = #expect(throws: EventLogError.self) { try batch.append(draft) }
      #expect(error?.code == code)
    }
    #expect(batch.last == 2)
  }

  @Test func theSameBatchGoesIntoALargerMap() throws {
    let temporary = try TemporaryLog(mapSizeBytes: 1 << 20)
    let log = temporary.log
    var batch = EntryBatch(after: 0)
    for number in 0..<5 {
      try batch.append(
        EntryDraft(
          time: Int64(number), commandID: 1, actor: 1, command: [], events: [],
          content: [UInt8](repeating: UInt8(number), count: 300_000)))
    }
    let error = #expect(throws: LMDBError.self) { try append(batch, to: log) }
    #expect(error?.code == .mapFull)
    #expect(try log.lastPosition() == 0)
    try log.environment.growMap(toBytes: 8 << 20)
    try append(batch, to: log)
    #expect(try entries(log, from: 1) == batch.drafts.enumerated().map { EntryCopy($1, position: UInt64($0 + 1)) })
  }
}
