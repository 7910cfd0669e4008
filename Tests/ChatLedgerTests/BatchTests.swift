import ChatProjection
import ChatWire
import EventLog
import Files
import LMDB
import LedgerTestSupport
import TestSupport
import Testing

@testable import ChatLedger

/// A batch is a value: all of it is there before anything of it is written.
@Suite(.ownThread) struct BatchTests {
  let directory = TemporaryDirectory()

  /// Decides commands as the writer does, on its thread and with nothing else going on, and writes nothing.
  private func decide(_ commands: [Command], in ledger: Ledger) throws -> Batch {
    let (log, options) = (ledger.log, ledger.options)
    return try ledger.exclusively {
      let session = try ledger.projection.withLock(\.self).beginWriting()
      defer { session.abort() }
      var builder = BatchBuilder(
        after: try LogEnd(of: log), on: session, log, options, commandCount: commands.count)
      for command in commands { _ = try builder.decide(PreparedCommand(command)) }
      return builder.batch
    }
  }

  private func positions(_ batch: Batch) -> [UInt64?] {
    batch.answers.map { (try? $0.get())?.position.rawValue }
  }

  private func events(of draft: EntryDraft) throws -> [Event] {
    if let bytes = draft.events { return try EventCoding.decode(bytes.span.bytes) }
    let command = draft.command
    return try EventCoding.implied(
      byCommand: command.span.bytes, id: CommandID(rawValue: draft.commandID),
      by: draft.actor == 0 ? nil : AccountID(rawValue: draft.actor), at: Timestamp(microseconds: draft.time))
  }

  /// The clock stands still, so that nothing but the order makes the times.
  private var stillClock: Ledger.Options {
    var options = Ledger.Options()
    options.clock = { Timestamp(milliseconds: 1_704_067_200_000) }
    return options
  }

  @Test func aBatchIsThereBeforeAnythingIsWritten() throws {
    let ledger = try Cast.ledger(at: directory.ledger, options: stillClock)
    let before = try ledger.statistics()
    let commands = [Cast.send("one"), Cast.send("two"), Cast.clear([Cast.room])]
    let batch = try decide(commands, in: ledger)
    #expect(batch.start.position == before.position && batch.entries.previous == before.position.rawValue)
    #expect(batch.end.position.rawValue == before.position.rawValue + 3)
    #expect(positions(batch) == [3, 4, 5])
    #expect(batch.entries.drafts.map(\.commandID) == commands.map(\.id.rawValue))
    let receipts = try batch.receipts()
    #expect(receipts.map(\.time.microseconds) == batch.entries.drafts.map(\.time))
    #expect(try events(of: batch.entries.drafts[2]).count == 1)
    // Neither the log nor the state knows of it.
    #expect(try ledger.log.lastPosition() == before.position.rawValue)
    #expect(try ledger.statistics() == before)
    // And it is what the log has, once it is written.
    #expect(try ledger.execute(batch: commands).map(\.position) == receipts.map(\.position))
    try ledger.read { view in
      for (index, draft) in batch.entries.drafts.enumerated() {
        let entry = try #require(try view.entry(at: Position(UInt64(3 + index))))
        #expect(entry.command == commands[index])
        #expect(try entry.events == events(of: draft))
      }
    }
    try ledger.close()
  }

  /// The log does not have them yet: the batch itself has to be asked.
  @Test func aCommandThatComesTwiceInOneBatchIsOneEntry() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let earlier = Cast.send("earlier")
    let first = try ledger.execute(earlier)
    let twice = Cast.send("twice")
    var other = twice
    other.reason = "another"
    var traced = twice
    traced.trace = TraceContext(traceID: 1, spanID: 2, flags: 0)
    let batch = try decide([twice, earlier, twice, Cast.send("after"), traced, other], in: ledger)
    #expect(positions(batch) == [4, 3, 4, 5, 4, nil])
    #expect(batch.entries.drafts.count == 2)
    let receipts = batch.answers.map { try? $0.get() }
    #expect(receipts.map { $0?.isDuplicate } == [false, true, true, false, true, nil])
    #expect(receipts[1]?.time == first.time && receipts[2]?.time == receipts[0]?.time)
    #expect(receipts[2]?.change == nil)
    let rejection = #expect(throws: Rejection.self) { try batch.answers[5].get() }
    #expect(rejection?.code == .commandConflict)
    try ledger.close()
  }

  @Test func aCommandSeesWhatTheOnesBeforeItDid() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let clear = Cast.clear([Cast.room])
    let told = Cast.send("told")
    let edit = Cast.command(
      .editMessage(EditMessage(message: told.id.message, content: MessageContent(body: "told better"))),
      by: .account(Cast.ada), because: nil)
    let commands = [told, edit, clear, Cast.revert(clear.id), Cast.send("reply", replyTo: told.id.message)]
    #expect(try decide(commands, in: ledger).receipts().count == 5)
    #expect(try ledger.execute(batch: commands).count == 5)
    #expect(try ledger.bodies() == ["told better", "reply"])
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  @Test func aRejectedCommandInTheMiddleLeavesOnlyItsAnswer() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let nowhere = Cast.send("nowhere", in: ConversationID(rawValue: 99))
    let batch = try decide([Cast.send("a"), nowhere, Cast.send("b")], in: ledger)
    #expect(positions(batch) == [3, nil, 4])
    #expect(batch.entries.drafts.count == 2 && batch.end.position == Position(4))
    let rejection = #expect(throws: Rejection.self) { try batch.receipts() }
    #expect(rejection?.code == .unknownConversation && rejection?.index == 1)
    // It is no known command afterwards, in the batch or in the state.
    #expect(try decide([nowhere, Cast.makeRoom(ConversationID(rawValue: 99)), nowhere], in: ledger).answers.count == 3)
    try ledger.close()
  }

  @Test func nothingButRejectionsIsABatchWithoutEntries() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let commands = [Cast.send("x", in: ConversationID(rawValue: 99)), Cast.send("y", in: ConversationID(rawValue: 98))]
    let batch = try decide(commands, in: ledger)
    #expect(batch.entries.isEmpty && batch.end == batch.start && batch.answers.count == 2)
    let before = try ledger.statistics()
    #expect(try ledger.execute(each: commands).allSatisfy { (try? $0.get()) == nil })
    #expect(try ledger.statistics() == before)
    try ledger.close()
  }

  @Test func aSplitCommandIsKnownByItsFirstEntry() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let rooms = (0..<1_800).map { ConversationID(rawValue: UInt128(1_000 + $0)) }
    _ = try ledger.execute(each: rooms.flatMap { [Cast.makeRoom($0), Cast.send("x", in: $0)] })
    let clear = Cast.clear([])
    let batch = try decide([clear, clear, Cast.send("after")], in: ledger)
    let receipts = try batch.receipts()
    #expect(receipts[0].lastPosition > receipts[0].position)
    #expect(receipts[1].isDuplicate)
    #expect(receipts[1].position == receipts[0].position && receipts[1].lastPosition == receipts[0].lastPosition)
    #expect(receipts[2].position == receipts[0].lastPosition.next)
    let parts = batch.entries.drafts.dropLast()
    #expect(parts.map(\.part) == (0..<UInt16(parts.count)).map(\.self))
    #expect(parts.dropFirst().allSatisfy { $0.causation == receipts[0].position.rawValue && $0.kind == .continuation })
    try ledger.close()
  }

  // MARK: Full maps

  /// Both files begin too small for what comes.
  @Test(arguments: [false, true]) func aMapThatGrowsInTheMiddleChangesNothing(isAtomic: Bool) throws {
    let commands = (0..<8_000).map { Cast.send("message \($0) with some more text in it, and more yet") }
    var receipts: [[Receipt]] = []
    var sizes: [Int] = []
    for mapSizeBytes in [1 << 20, 256 << 20] {
      var options = stillClock
      options.mapSizeBytes = mapSizeBytes
      let path = "\(directory.ledger)-\(mapSizeBytes)"
      let ledger = try Cast.ledger(at: path, options: options)
      var own: [Receipt] = []
      for first in stride(from: 0, to: commands.count, by: 4_000) {
        let some = Array(commands[first..<(first + 4_000)])
        own += isAtomic ? try ledger.execute(batch: some) : try ledger.execute(each: some).map { try $0.get() }
      }
      receipts.append(own)
      sizes.append(ledger.log.environment.information.mapSizeBytes)
      #expect(try ledger.bodies().count == commands.count)
      #expect(try ledger.verify().faultTexts == [])
      try ledger.close()
    }
    #expect(receipts[0] == receipts[1])
    #expect(sizes[0] > 1 << 20 && sizes[1] == 256 << 20)
  }
}
