import ChatDomain
import EventLog
import Files
import LedgerTestSupport
import TestSupport
import Testing

@testable import ChatLedger
@testable import LMDB

/// The life of the writer: each step of it, and what is answered when it ends.
@Suite(.ownThread) struct WriterStateTests {
  let directory = TemporaryDirectory()
  private let failure = LedgerError(.io, "It fails.", remedy: "None.")
  private let end = LogEnd(position: Position(7), time: Timestamp(microseconds: 9))

  private func job() -> Job { Job(.publish(Reply { _ in })) }

  private func code(_ body: () throws -> Void) -> LedgerError.Code? {
    do { try body() } catch { return (error as? LedgerError)?.code }
    return nil
  }

  @Test func asMadeItTakesNothing() {
    var state = WriterState()
    #expect(state.isOver && state.failure == nil)
    #expect(code { _ = try state.enqueue(job(), limit: 4) } == .closed)
  }

  @Test func runningItGivesWorkAndThenWaits() throws {
    var state = WriterState()
    state.begin(at: end)
    #expect(!state.isOver && state.committed == end && state.published == end.position)
    #expect(state.next(hasUnpublished: false) == nil && state.next(hasUnpublished: true) == nil)
    _ = try state.enqueue(job(), limit: 4)
    guard case .work(let jobs)? = state.next(hasUnpublished: false) else { throw TestFailure("no work") }
    #expect(jobs.count == 1)
    #expect(state.next(hasUnpublished: false) == nil)
  }

  @Test func closingItDoesWhatHasQueuedAndPublishes() throws {
    var state = WriterState()
    state.begin(at: end)
    _ = try state.enqueue(job(), limit: 4)
    state.close()
    #expect(!state.isOver)
    #expect(code { _ = try state.enqueue(job(), limit: 4) } == .closed)
    guard case .work? = state.next(hasUnpublished: true) else { throw TestFailure("the work is lost") }
    guard case .idle? = state.next(hasUnpublished: true) else { throw TestFailure("nothing is published") }
    guard case .end? = state.next(hasUnpublished: false) else { throw TestFailure("it does not end") }
    #expect(state.end().isEmpty)
    #expect(state.isOver && state.failure == nil)
    #expect(code { _ = try state.enqueue(job(), limit: 4) } == .closed)
  }

  @Test(arguments: [false, true]) func stoppedItKeepsWhyWhateverComes(isClosing: Bool) throws {
    var state = WriterState()
    state.begin(at: end)
    for _ in 0..<3 { _ = try state.enqueue(job(), limit: 4) }
    _ = state.next(hasUnpublished: false)
    _ = try state.enqueue(job(), limit: 4)
    if isClosing { state.close() }
    #expect(state.stop(because: failure).jobs.count == 1)
    #expect(state.isOver && state.failure?.message == failure.message)
    state.close()
    #expect(state.failure?.message == failure.message)
    let refused = #expect(throws: LedgerError.self) { try state.enqueue(job(), limit: 4) }
    #expect(refused?.message == failure.message)
  }

  @Test func commitsAndPublishingsAreTwoPositions() {
    var state = WriterState()
    state.begin(at: end)
    #expect(state.unpublishedEntries == 0)
    _ = state.commit(through: LogEnd(position: Position(12), time: end.time))
    #expect(state.unpublishedEntries == 5 && state.published == Position(7))
    state.publish()
    #expect(state.unpublishedEntries == 0 && state.published == Position(12))
  }

  // MARK: With its thread

  /// All that was queued is done, what comes later is told that it is closed, and closing waits for the end.
  @Test func closingWithAFullQueueAnswersAllOfIt() async throws {
    let gate = WriterGate()
    var options = gate.options
    options.queueLimit = 8
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    let writer = try #require(ledger.writer)
    gate.close()
    async let first = ledger.execute(Cast.send("held up"))
    await gate.writerIsHeld()
    async let receipts = withThrowingTaskGroup(of: Receipt.self) { group in
      for number in 0..<8 { group.addTask { try await ledger.execute(Cast.send("\(number)")) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    while writer.state.withLock(\.queue.commands) < 8 { await Task.yield() }
    await #expect(throws: LedgerError.self) { try await ledger.execute(Cast.send("too much")) }
    async let closed: Void = ledger.offload { try $0.close() }
    while writer.state.withLock({ if case .running = $0.phase { true } else { false } }) { await Task.yield() }
    // Full as the queue is, that it is closed is what counts.
    let late = await #expect(throws: LedgerError.self) { try await ledger.execute(Cast.send("too late")) }
    #expect(late?.code == .closed)
    let isOver = writer.state.withLock(\.isOver)
    #expect(!isOver)
    gate.open()
    _ = try await first
    #expect(try await receipts.count == 8)
    try await closed
    let ended = writer.state.withLock(\.self)
    #expect(ended.isOver && ended.failure == nil)
    let again = try Maintenance.open(directory.ledger)
    #expect(try await again.read { try $0.totals().messages } == 9)
    try again.close()
  }

  /// A disk that refuses a write: whoever waited is told so, each in the way that fits what was asked, and nothing is
  /// done any more.
  @Test func aWriteThatFailsAnswersNobodyWithSuccess() async throws {
    let gate = WriterGate()
    let ledger = try Cast.ledger(at: directory.ledger, options: gate.options)
    let writer = try #require(ledger.writer)
    _ = try await ledger.execute(Cast.send("before"))
    let before = try await ledger.read { try $0.totals().messages }
    gate.close()
    let work: [@Sendable () async throws -> Void] = [
      { _ = try await ledger.execute(Cast.send("held up")) },
      { _ = try await ledger.execute(Cast.send("queued")) },
      { _ = try await ledger.execute(batch: [Cast.send("a"), Cast.send("b")]) },
      { _ = try await ledger.preview(Cast.send("c")) },
      { try await writer.value { .publish($0) } },
      { _ = try await ledger.offload { try $0.rebuild() } },
    ]
    let follower = Task { for try await entry in ledger.entries(after: .start) where entry.position > Position(3) {} }
    var tasks: [Task<Void, any Error>] = []
    for (index, body) in work.enumerated() {
      tasks.append(Task { try await body() })
      if index == 0 {
        await gate.writerIsHeld()
      } else {
        while writer.state.withLock(\.queue.count) < index { await Task.yield() }
      }
    }
    ledger.log.environment.gate.fail()
    gate.open()
    var causes: Set<String> = []
    for task in tasks {
      let error = await #expect(throws: LedgerError.self) { try await task.value }
      causes.insert(error?.message ?? "none")
    }
    #expect(causes.count == 1, "\(causes)")
    await #expect(throws: LedgerError.self) { try await follower.value }
    let noted = writer.state.withLock(\.failure)
    let failure = try #require(noted)
    #expect(causes == [failure.message])
    let later = await #expect(throws: LedgerError.self) { try await ledger.execute(Cast.send("later")) }
    #expect(later?.message == failure.message)
    // What was there can be read on, and nothing else.
    #expect(try await ledger.read(.available) { try $0.totals().messages } == before)
    #expect(try ledger.log.lastPosition() == 3)
    try ledger.close()
    let again = try Maintenance.open(directory.ledger)
    #expect(try await again.read { try $0.totals().messages } == before)
    #expect(try Maintenance.verify(again).faultTexts == [])
    try again.close()
  }
}
