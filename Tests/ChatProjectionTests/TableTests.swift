import ChatDomain
import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

@testable import ChatProjection

/// Whatever walks the tables walks all of them, and every table knows its rows.
@Suite(.ownThread) struct TableTests {
  /// Projections that have, taken together, rows in every table.
  private static func projections() throws -> [TemporaryProjection] {
    try [GoldenTests.history(), GoldenTests.historyOfRemovals(), GoldenTests.resourceAndRecordHistory()].map { chat in
      let temporary = try TemporaryProjection()
      try temporary.fold(chat.entries)
      return temporary
    }
  }

  @Test func everyRowIsWhatItsTableWouldWrite() throws {
    let projections = try Self.projections()
    for table in ProjectionTable.all {
      var count = 0
      for projection in projections {
        let session = try projection.projection.beginReading()
        try session.scan(session.tables[table], prefix: Key(), from: Key()) { key, row in
          count += 1
          let isCanonical = try table.isCanonical(key, row)
          #expect(isCanonical, "\(table): \([UInt8](copying: key)) = \([UInt8](copying: row))")
          return true
        }
      }
      #expect(count > 0, "no test has a row of \(table)")
    }
  }

  /// A row that is missing, one too many and one that differs, in each table.
  @Test func aDifferenceInAnyTableIsFound() throws {
    let (whole, changed) = (try Self.projections(), try Self.projections())
    for table in ProjectionTable.all {
      let index = try #require(
        try whole.firstIndex { try $0.projection.beginReading().rowCount(of: table) > 0 }, "\(table) is empty")
      for kind in [RowDifference.Kind.missing, .altered, .unexpected] {
        let undo = try plant(kind, in: table, of: changed[index].projection)
        let (live, fresh) = (try changed[index].projection.beginReading(), try whole[index].projection.beginReading())
        let (count, before) = (try live.rowCount(of: table), try fresh.rowCount(of: table))
        #expect(count - before == (kind == .missing ? -1 : kind == .unexpected ? 1 : 0), "\(table)")
        if kind != .altered { #expect(try live.stateRoot() != fresh.stateRoot(), "\(table): \(kind)") }
        var tables: [String] = []
        for other in ProjectionTable.all {
          _ = try ProjectionSession.differences(in: other, between: live, and: fresh) {
            #expect($0.kind == kind)
            tables.append(other.name)
          }
        }
        #expect(tables == [table.name], "\(kind)")
        try undo()
      }
    }
  }

  /// Plants a difference in the first row, without telling the digests of it.
  private func plant(
    _ kind: RowDifference.Kind, in table: ProjectionTable, of projection: Projection
  ) throws -> () throws -> Void {
    let environment = projection.environment
    let opened = projection.tables[table]
    let (key, row) = try environment.read { transaction throws in
      var cursor = try transaction.cursor(opened)
      guard try cursor.first() else { throw ProjectionError(.damaged, "\(table) is empty.") }
      return ([UInt8](copying: cursor.key), [UInt8](copying: cursor.value))
    }
    switch kind {
    case .missing: try environment.write { _ = try $0.delete(opened, bytes: key.span.bytes) }
    case .altered: try environment.write { try $0.put(opened, bytes: key.span.bytes, (row + [0]).span.bytes) }
    case .unexpected: try environment.write { try $0.put(opened, bytes: (key + [0]).span.bytes, row.span.bytes) }
    }
    return {
      try environment.write { transaction in
        if kind == .unexpected { _ = try transaction.delete(opened, bytes: (key + [0]).span.bytes) }
        try transaction.put(opened, bytes: key.span.bytes, row.span.bytes)
      }
    }
  }

  @Test func theDigestOfEachTableIsPartOfTheRoot() throws {
    let temporary = try TemporaryProjection()
    try temporary.fold(GoldenTests.history().entries)
    let session = try temporary.projection.beginReading()
    var roots: Set<StateRoot> = [try session.stateRoot()]
    for table in ProjectionTable.all {
      session.digests.tables[table.index] ^= 1
      roots.insert(try session.stateRoot())
      session.digests.tables[table.index] ^= 1
    }
    #expect(roots.count == ProjectionTable.all.count + 1)
  }

  @Test func tablesHaveNamesOfTheirOwnAndNumbersWithoutGaps() {
    #expect(Set(ProjectionTable.all.map(\.name)).count == ProjectionTable.all.count)
    #expect(ProjectionTable.all.map(\.number) == (1...UInt8(ProjectionTable.all.count)).map(\.self))
  }
}

/// A session that reads cannot write: nothing is silently dropped.
@Suite(.ownThread) struct WritingTests {
  private func expectRefusal(_ body: () throws -> Void) {
    #expect {
      try body()
    } throws: {
      ($0 as? ProjectionError)?.code == .readOnly
    }
  }

  @Test func aSessionThatReadsRefusesToWrite() throws {
    let temporary = try TemporaryProjection()
    let chat = try GoldenTests.resourceAndRecordHistory()
    try temporary.fold(chat.entries)
    var samples = Samples(seed: 1)
    let session = try temporary.projection.beginReading()
    let (position, totals) = (session.position, session.totals)
    let (conversation, removal) = (samples.conversationState(), samples.removalState())
    expectRefusal { try session.put(samples.accountState()) }
    expectRefusal { try session.put(conversation) }
    expectRefusal { try session.put(samples.participantState()) }
    expectRefusal { try session.insert(samples.messageState()) }
    expectRefusal { try session.put(removal) }
    expectRefusal { try session.put(samples.recordState()) }
    expectRefusal { try session.setSchema(samples.schema()) }
    expectRefusal { try session.setSettings(LedgerSettings(digestKey: DigestKey(rawValue: 1))) }
    expectRefusal { try session.adjustTotals { $0.messages += 1 } }
    expectRefusal { try session.bind(toLeaf: [UInt8](repeating: 0, count: 32)) }
    expectRefusal { try session.commit() }
    let stamp = EntryStamp(
      position: position.next, firstPosition: position.next, time: .earliest, commandID: samples.command(),
      correlation: nil)
    expectRefusal { try session.fold([], of: stamp) }
    #expect(session.position == position && session.totals == totals && !session.hasChanges)
    #expect(try session.conversation(conversation.id) == nil && session.removal(removal.position) == nil)
    #expect(try session.schema() == GoldenTests.goldenSchema)
  }

  @Test func aSessionThatHasEndedRefusesToWrite() throws {
    let temporary = try TemporaryProjection()
    let session = try temporary.projection.beginWriting()
    session.abort()
    expectRefusal { try session.put(Samples.one { $0.conversationState() }) }
    expectRefusal { try session.commit() }
  }
}

extension Samples {
  fileprivate static func one<Value>(_ make: (inout Samples) -> Value) -> Value {
    var samples = Samples(seed: 2)
    return make(&samples)
  }
}
