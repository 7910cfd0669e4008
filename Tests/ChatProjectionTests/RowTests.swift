import ChatDomain
import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

@testable import ChatProjection

/// Rows give back what was put into them, and nothing else is taken for a row.
@Suite(.ownThread) struct RowTests {
  private func bytes(_ row: some ProjectionRow) -> [UInt8] {
    var writer = RowWriter()
    row.write(to: &writer)
    return writer.bytes
  }

  private func again<Row: ProjectionRow>(_ row: Row) throws -> Row {
    let key = row.rowKey
    return try Row.read(key.bytes, bytes(row).span.bytes)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func everyStateComesBack(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    for _ in 0..<50 {
      let account = samples.accountState()
      let conversation = samples.conversationState()
      let participant = samples.participantState()
      let message = samples.messageState()
      let removal = samples.removalState()
      let item = samples.removalItem()
      let batch = samples.importState()
      #expect(try again(account) == account, "seed \(seed)")
      #expect(try again(conversation) == conversation, "seed \(seed)")
      #expect(try again(participant) == participant, "seed \(seed)")
      #expect(try again(message) == message, "seed \(seed)")
      guard case .head(removal) = try again(RemovalRow.head(removal)) else {
        Issue.record("seed \(seed): \(removal)")
        continue
      }
      guard
        case .item(item, of: removal.position, at: 7) = try again(RemovalRow.item(item, of: removal.position, at: 7))
      else {
        Issue.record("seed \(seed): \(item)")
        continue
      }
      guard case .state(batch) = try again(ImportRow.state(batch)) else {
        Issue.record("seed \(seed): \(batch)")
        continue
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func everyStateOfResourcesAndRecordsComesBack(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    for _ in 0..<50 {
      let resource = samples.resourceState()
      let record = samples.recordState()
      let table = samples.recordTableState()
      let configuration = samples.configuration()
      let schema = samples.schema()
      #expect(try again(resource) == resource, "seed \(seed)")
      #expect(try again(record) == record, "seed \(seed)")
      #expect(try again(table) == table, "seed \(seed)")
      guard case .configuration(configuration) = try again(DeclarationRow.configuration(configuration)) else {
        Issue.record("seed \(seed): \(configuration)")
        continue
      }
      guard case .schema(schema) = try again(DeclarationRow.schema(schema)) else {
        Issue.record("seed \(seed): \(schema)")
        continue
      }
    }
  }

  /// Whatever is not a row is refused with an error; nothing traps.
  @Test(arguments: 1...10 as ClosedRange<UInt64>) func damagedRowsAreRefused(seed: UInt64) {
    var samples = Samples(seed: seed)
    var refused = 0
    for _ in 0..<200 {
      var row = bytes(samples.conversationState())
      switch samples.random.below(3) {
      case 0: row.removeLast(1 + samples.random.below(row.count))
      case 1: row.append(0)
      default: row[samples.random.below(row.count)] ^= UInt8(1 << samples.random.below(8))
      }
      // Keys of all lengths: what is missing is noticed as well as what is left over.
      for count in stride(from: 0, through: 48, by: 8) {
        let key = [UInt8](repeating: 1, count: count)
        func isRefused<Row: ProjectionRow>(_: Row.Type) -> Bool {
          (try? Row.read(key.span.bytes, row.span.bytes)) == nil
        }
        if isRefused(ConversationState.self), count == 16 { refused += 1 }
        if count != 16 { #expect(isRefused(ConversationState.self)) }
        _ = isRefused(AccountState.self)
        _ = isRefused(ParticipantState.self)
        _ = isRefused(MessageState.self)
        _ = isRefused(MessageVersionState.self)
        _ = isRefused(ReactionState.self)
        _ = isRefused(CommandRow.self)
        _ = isRefused(RemovalRow.self)
        _ = isRefused(ImportRow.self)
        _ = isRefused(ResourceState.self)
        _ = isRefused(ReferrerRow.self)
        _ = isRefused(RecordState.self)
        _ = isRefused(AccountRecordRow.self)
        _ = isRefused(DeclarationRow.self)
      }
    }
    #expect(refused > 100, "seed \(seed)")
  }

  @Test func timesBefore1970KeepTheirOrderInKeys() {
    let times: [Int64] = [.min, -1_000_000, -1, 0, 1, 1_000_000, .max]
    let keys = times.map { time in
      Key(ConversationID(rawValue: 1), ReadingPoint(time: Timestamp(microseconds: time), position: Position(9)))
    }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
  }
}

/// No flag of a row can be lost. Two that are the same, and one that does not fit, the compiler refuses.
@Suite(.ownThread) struct FlagTests {
  private func expectOneBitEach<Flag: RowFlag>(_: Flag.Type) throws {
    for flag in Flag.allCases {
      var flags = Flags<Flag>()
      flags[flag] = true
      #expect(flags.bits == flag.rawValue && flag.rawValue.nonzeroBitCount == 1, "\(Flag.self).\(flag)")
      for other in Flag.allCases { #expect(flags[other] == (other.rawValue == flag.rawValue)) }
      var writer = RowWriter()
      writer.write(flags)
      var reader = RowReader(writer.bytes.span.bytes)
      #expect(try reader.flags(Flag.self).bits == flags.bits)
      try reader.finish()
      flags[flag] = false
      #expect(flags.bits == 0)
    }
  }

  @Test func everyFlagIsABitOfItsOwn() throws {
    try expectOneBitEach(AccountState.Flag.self)
    try expectOneBitEach(ConversationState.Flag.self)
    try expectOneBitEach(ParticipantState.Flag.self)
    try expectOneBitEach(MessageState.Flag.self)
    try expectOneBitEach(ResourceState.Flag.self)
    try expectOneBitEach(RecordState.Flag.self)
    try expectOneBitEach(ImportRow.Flag.self)
    try expectOneBitEach(SessionFlag.self)
    try expectOneBitEach(ReportFlag.self)
  }

  /// What a row with a ninth flag has to say, and it says it.
  private enum Nine: UInt16, RowFlag {
    case a = 0x001
    case b = 0x002
    case c = 0x004
    case d = 0x008
    case e = 0x010
    case f = 0x020
    case g = 0x040
    case h = 0x080
    case i = 0x100
  }

  @Test func aNinthFlagTakesASecondByteAndIsKept() throws {
    try expectOneBitEach(Nine.self)
    var flags = Flags<Nine>()
    flags[.a] = true
    flags[.h] = true
    flags[.i] = true
    var writer = RowWriter()
    writer.write(flags)
    #expect(writer.bytes == [0x81, 0x01])
  }
}
