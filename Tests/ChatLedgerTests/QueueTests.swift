import ChatDomain
import LedgerTestSupport
import TestSupport
import Testing

@testable import ChatLedger

/// What waits for the writer, and how it is answered.
@Suite(.ownThread) struct QueueTests {
  private func each(_ count: Int) -> Job {
    Job(.each((0..<count).map { PreparedCommand(Cast.send("\($0)")) }, Reply { _ in }))
  }

  private func atomic(_ count: Int) -> Job {
    Job(.atomic((0..<count).map { PreparedCommand(Cast.send("\($0)")) }, Reply { _ in }))
  }

  @Test func jobsComeInOrderAndThoseOfTheirOwnCommitAlone() throws {
    var queue = CommandQueue()
    let jobs = [each(1), each(2), Job(.publish(Reply { _ in })), atomic(2), each(1), atomic(1)]
    for job in jobs { _ = try queue.append(job, limit: 100) }
    #expect(queue.count == 6 && queue.commands == 7)
    var taken: [[UInt64]] = []
    while queue.count > 0 { taken.append(queue.take().map(\.id)) }
    #expect(taken == [[1, 2, 3], [4], [5], [6]])
    #expect(queue.commands == 0 && queue.bytes == 0 && queue.take().isEmpty)
  }

  @Test func noMoreIsTakenAtOnceThanABatchMayHave() throws {
    var queue = CommandQueue()
    for _ in 0..<1_500 { _ = try queue.append(each(1), limit: 5_000) }
    _ = try queue.append(each(2_000), limit: 5_000)
    #expect(queue.take().count == CommandQueue.takenCommands)
    #expect(queue.take().count == 1_500 - CommandQueue.takenCommands)
    // One call is not torn apart, however large it is.
    #expect(queue.take().map(\.commandCount) == [2_000])
  }

  @Test func aFullQueueTakesNothing() throws {
    var queue = CommandQueue()
    // Alone, one call may be larger than the queue.
    _ = try queue.append(each(9), limit: 4)
    #expect(throws: LedgerError.self) { try queue.append(each(1), limit: 4) }
    // What is no command takes no room.
    _ = try queue.append(Job(.publish(Reply { _ in })), limit: 4)
    #expect(queue.count == 2 && queue.commands == 9)
  }

  @Test func whatIsTakenOutOfTheMiddleLeavesTheOrder() throws {
    var queue = CommandQueue()
    let ids = try (0..<5).map { _ in try queue.append(atomic(1), limit: 100) }
    _ = queue.take()
    #expect(queue.remove(ids[2])?.id == ids[2])
    #expect(queue.remove(ids[2]) == nil && queue.remove(ids[0]) == nil)
    #expect(queue.commands == 3)
    #expect((0..<3).flatMap { _ in queue.take().map(\.id) } == [ids[1], ids[3], ids[4]])
    for _ in 0..<3 { _ = try queue.append(each(1), limit: 100) }
    _ = queue.take()
    for _ in 0..<3 { _ = try queue.append(each(1), limit: 100) }
    #expect(queue.removeAll().count == 3)
    #expect(queue.count == 0 && queue.commands == 0 && queue.bytes == 0)
  }

  // MARK: Replies

  @Test func theFirstAnswerCounts() {
    let answers = Shared<[Int]>([])
    let reply = Reply<Int> { result in
      let value = (try? result.get()) ?? -1
      answers.withLock { $0.append(value) }
    }
    reply.succeed(1)
    reply.succeed(2)
    reply.fail(LedgerError.closed)
    #expect(answers.withLock(\.self) == [1])
  }

  @Test func workThatIsDroppedIsAnswered() {
    let pending = PendingReply<[Receipt]>()
    do {
      var queue = CommandQueue()
      _ = try? queue.append(Job(.atomic([], pending.reply())), limit: 4)
    }
    let error = #expect(throws: LedgerError.self) { try pending.wait() }
    #expect(error?.code == .closed)
  }

  // MARK: Publishing

  @Test func theProjectionIsPublishedWhenOneOfThreeThingsIsSo() {
    let policy = PublishPolicy()
    #expect(!policy.isDue(count: 1, age: 0, isIdle: false))
    #expect(policy.isDue(count: 1, age: 0, isIdle: true))
    #expect(policy.isDue(count: policy.entries, age: 0, isIdle: false))
    #expect(!policy.isDue(count: policy.entries - 1, age: 199, isIdle: false))
    #expect(policy.isDue(count: 1, age: 200, isIdle: false))
    #expect(policy.waitMilliseconds(age: 0) == 20 && policy.waitMilliseconds(age: 190) == 10)
    #expect(policy.waitMilliseconds(age: .max) == 1)
    #expect(policy.readerPatienceNanoseconds == 1_200_000_000)
  }

  /// A delay that makes no sense means at once, or as good as never.
  @Test(arguments: [Int.min, -1, Int.max]) func anyDelayCanBeAskedFor(delay: Int) {
    var options = Ledger.Options()
    options.projectionDelayMilliseconds = delay
    let policy = options.publishing
    #expect(policy.isDue(count: 1, age: 1 << 40, isIdle: false) == (delay < 0))
    #expect((1...20).contains(policy.waitMilliseconds(age: 0)))
    #expect(policy.readerPatienceNanoseconds == (delay < 0 ? 1_000_000_000 : .max))
  }
}
