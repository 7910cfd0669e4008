import ChatDomain
import ChatLedgerTesting
import LMDB
import Testing

@testable import ChatProjection

/// Rows give back what was put into them, and nothing else is taken for a row.
@Suite struct RowTests {
  private func row(_ write: (inout RowWriter) -> Void) -> [UInt8] {
    var writer = RowWriter()
    write(&writer)
    return writer.bytes
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
      let rows = [
        row { $0.write(row: account) }, row { $0.write(row: conversation) }, row { $0.write(row: participant) },
        row { $0.write(row: message) }, row { $0.write(row: removal) }, row { $0.write(row: item) },
        row { $0.write(row: batch) },
      ]
      var readers = rows.makeIterator()
      func next() -> [UInt8] { readers.next() ?? [] }
      #expect(try next().read { try $0.account(account.id) } == account, "seed \(seed)")
      #expect(try next().read { try $0.conversation(conversation.id) } == conversation, "seed \(seed)")
      let found = try next().read { try $0.participant(participant.account, in: participant.conversation) }
      #expect(found == participant, "seed \(seed)")
      #expect(
        try next().read { try $0.message(in: message.conversation, at: message.point) } == message, "seed \(seed)")
      #expect(try next().read { try $0.removal(at: removal.position) } == removal, "seed \(seed)")
      #expect(try next().read { try $0.removalItem() } == item, "seed \(seed)")
      #expect(try next().read { try $0.importState(at: batch.position) } == batch, "seed \(seed)")
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
      #expect(try row { $0.write(row: resource) }.read { try $0.resource(resource.id) } == resource, "seed \(seed)")
      #expect(try row { $0.write(row: record) }.read { try $0.state(of: record.record) } == record, "seed \(seed)")
      #expect(try row { $0.write(row: table) }.read { try $0.table(table.table) } == table, "seed \(seed)")
      let read = try row { $0.write(row: configuration) }.read { try $0.configuration() }
      #expect(read == configuration, "seed \(seed)")
      #expect(try row { $0.write(row: schema) }.read { try $0.schema() } == schema, "seed \(seed)")
    }
  }

  /// Whatever is not a row is refused with an error; nothing traps.
  @Test(arguments: 1...10 as ClosedRange<UInt64>) func damagedRowsAreRefused(seed: UInt64) {
    var samples = Samples(seed: seed)
    var refused = 0
    for _ in 0..<200 {
      var bytes = row { $0.write(row: samples.conversationState()) }
      switch samples.random.below(3) {
      case 0: bytes.removeLast(1 + samples.random.below(bytes.count))
      case 1: bytes.append(0)
      default: bytes[samples.random.below(bytes.count)] ^= UInt8(1 << samples.random.below(8))
      }
      let id = ConversationID(rawValue: 1)
      if (try? bytes.read({ try $0.conversation(id) })) == nil { refused += 1 }
      _ = try? bytes.read { try $0.message(in: id, at: ReadingPoint(time: .earliest, position: .start)) }
      _ = try? bytes.read { try $0.participant(AccountID(rawValue: 1), in: id) }
      _ = try? bytes.read { try $0.removalItem() }
      _ = try? bytes.read { try $0.account(AccountID(rawValue: 1)) }
      _ = try? bytes.read { try $0.resource(ResourceID(rawValue: 1)) }
      _ = try? bytes.read { try $0.state(of: .report(ReportID(rawValue: 1))) }
      _ = try? bytes.read { try $0.schema() }
    }
    #expect(refused > 100, "seed \(seed)")
  }

  @Test func timesBefore1970KeepTheirOrderInKeys() {
    let times: [Int64] = [.min, -1_000_000, -1, 0, 1, 1_000_000, .max]
    let keys = times.map { time in
      Key.message(ConversationID(rawValue: 1), ReadingPoint(time: Timestamp(microseconds: time), position: Position(9)))
    }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
  }
}

extension [UInt8] {
  func read<Value>(_ body: (inout RowReader) throws -> Value) throws -> Value {
    var reader = RowReader(span.bytes)
    return try body(&reader)
  }
}
