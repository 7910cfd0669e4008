import ChatLedger
import ChatWire
import EventLog
import LedgerTestSupport
import TestSupport
import Testing

/// A command counts once, however often it is sent; a batch counts whole or not at all.
@Suite(.ownThread) struct IdempotenceTests {
  let directory = TemporaryDirectory()

  @Test func aRetryGetsTheFirstReceipt() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let command = Cast.send("once")
    let first = try ledger.execute(command)
    let second = try ledger.execute(command)
    #expect(!first.isDuplicate && second.isDuplicate && second.change == nil)
    #expect(second.position == first.position && second.lastPosition == first.lastPosition && second.time == first.time)
    // In one batch, before and after its own first time.
    let fresh = Cast.send("fresh")
    let results = try ledger.execute(each: [command, fresh, fresh]).map { try $0.get() }
    #expect(results.map(\.isDuplicate) == [true, false, true])
    #expect(results[2].position == results[1].position)
    let atomic = try ledger.execute(batch: [fresh, Cast.send("last"), command])
    #expect(atomic.map(\.isDuplicate) == [true, false, true])
    try ledger.close()

    let again = try Ledger.open(at: directory.ledger)
    let third = try again.execute(command)
    #expect(third.isDuplicate && third.position == first.position && third.time == first.time)
    #expect(try again.bodies() == ["once", "fresh", "last"])
    try again.close()
  }

  /// Entries named the author also where it is the actor; a service may send such a command again after an update.
  @Test func aCommandThatWasRecordedInTheEarlierFormIsTheSame() throws {
    let command = Cast.send("once")
    var ledger = try Cast.ledger(at: directory.ledger)
    let first = try ledger.execute(command)
    try ledger.close()
    var sizes: [Int] = []
    try Planting(ledger: directory.ledger).changeDraft(first.position) { draft in
      sizes = [draft.command.count]
      draft.command = CommandCoding.encode(command, namesAuthor: true).command
      sizes.append(draft.command.count)
    }
    #expect(sizes[1] == sizes[0] + 18, "the identifier with its tag and its length")

    ledger = try Ledger.open(at: directory.ledger)
    defer { try? ledger.close() }
    let second = try ledger.execute(command)
    #expect(second.isDuplicate && second.position == first.position)
    var other = command
    other.origin = "elsewhere"
    #expect(throws: Rejection.self) { try ledger.execute(other) }
    #expect(try ledger.verify().faultTexts == [])
    #expect(try ledger.bodies() == ["once"])
  }

  @Test func anotherRequestTraceIsNoOtherCommand() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    var command = Cast.send("traced")
    command.trace = TraceContext(traceID: 1, spanID: 2, flags: 1)
    let first = try ledger.execute(command)
    command.trace = TraceContext(traceID: 3, spanID: 4, flags: 0)
    #expect(try ledger.execute(command).position == first.position)
    try ledger.close()
  }

  static let changes: [@Sendable (inout Command) -> Void] = [
    { $0.action = Cast.send("other").action },
    { $0.actor = .account(Cast.bob) },
    { $0.origin = "elsewhere" },
    { $0.reason = "a reason" },
    { $0.correlation = CommandID(rawValue: 7) },
    { $0.causation = Position(1) },
    { $0.expectedRevision = 3 },
  ]

  @Test(arguments: changes.indices) func anotherContentUnderTheSameIdentifierIsAConflict(index: Int) throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let command = Cast.send("first")
    _ = try ledger.execute(command)
    let before = try ledger.statistics()
    var other = command
    Self.changes[index](&other)
    let rejection = #expect(throws: Rejection.self) { try ledger.execute(other) }
    #expect(rejection?.code == .commandConflict)
    #expect(try ledger.statistics() == before)
    try ledger.close()
  }

  @Test func aRejectionInTheMiddleOfABatchLeavesNoTrace() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(Cast.send("before"))
    let before = try ledger.statistics()
    let batch = [
      Cast.send("a"), Cast.send("b"), Cast.send("nowhere", in: ConversationID(rawValue: 99)), Cast.send("c"),
    ]
    let rejection = #expect(throws: Rejection.self) { try ledger.execute(batch: batch) }
    #expect(rejection?.code == .unknownConversation)
    #expect(try ledger.statistics() == before)
    // What was dropped is not known afterwards, and the position is given to somebody else.
    let receipt = try ledger.execute(batch[0])
    #expect(!receipt.isDuplicate && receipt.position == before.position.next)
    // One by one, a rejection answers its own command only.
    let each = try ledger.execute(each: batch)
    #expect(each.map { (try? $0.get()) != nil } == [true, true, false, true])
    #expect(try ledger.bodies() == ["before", "a", "b", "c"])
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  @Test func readersNeverSeePartOfABatch() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let room = Cast.room
    let isDone = Shared(false)
    async let odd = Task.detached { () async throws -> Int in
      var odd = 0
      while !isDone.withLock(\.self) {
        for freshness in [Freshness.latest, .available] {
          let count = try await ledger.read(freshness) { try $0.messages(in: room, limit: .max).count }
          if count % 7 != 0 { odd += 1 }
        }
        await Task.yield()
      }
      return odd
    }.value
    for round in 0..<40 {
      var batch = (0..<7).map { Cast.send("\(round) \($0)") }
      if round % 3 == 2 { batch[5] = Cast.send("x", in: ConversationID(rawValue: 99)) }
      _ = try? await ledger.execute(batch: batch)
    }
    isDone.withLock { $0 = true }
    #expect(try await odd == 0)
    #expect(try await ledger.read { try $0.totals().messages } == 27 * 7)
    try ledger.close()
  }
}
