import ChatLedgerTesting
import Files
import LedgerTestSupport
import TestSupport
import Testing

@testable import ChatLedger

/// Small promises of the engine, each of which was once not kept.
@Suite(.ownThread) struct EngineTests {
  let directory = TemporaryDirectory()

  private final class Token: Sendable {}

  @Test func theQueueDoesNotKeepWhatWasTaken() throws {
    var queue = CommandQueue()
    weak var held: Token?
    do {
      let token = Token()
      held = token
      _ = try queue.append(Job(.publish(Reply { _ in withExtendedLifetime(token) {} })), limit: 4)
      _ = try queue.append(Job(.exclusive(ExclusiveWork({}, Reply<Void> { _ in }))), limit: 4)
    }
    // The second needs a transaction of its own and stays: so does the array.
    #expect(queue.take().count == 1)
    #expect(queue.count == 1)
    #expect(held == nil)
  }

  @Test func aNegativeDelayPublishesAtOnce() throws {
    var options = Ledger.Options()
    options.projectionDelayMilliseconds = -1
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    _ = try ledger.execute(Cast.send("hello"))
    #expect(try ledger.bodies() == ["hello"])
    try ledger.close()
  }

  @Test func aViewShowsNoEntryAfterItsPosition() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    try ledger.read { view in
      let receipt = try ledger.execute(Cast.send("meanwhile"))
      #expect(receipt.position > view.position)
      #expect(try view.entry(at: receipt.position) == nil)
      var seen: [Position] = []
      try view.forEachEntry(from: Position(1)) {
        seen.append($0.position)
        return true
      }
      #expect(seen.last == view.position)
    }
    try ledger.close()
  }

  /// The last position there can be is a natural way to say "after this time".
  @Test func aPageAfterTheLastPositionOfATimeIsEmpty() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let receipt = try ledger.execute(Cast.send("hello"))
    let end = ReadingPoint(time: receipt.time, position: Position(.max))
    try ledger.read { view in
      #expect(try view.messages(in: Cast.room, .after(end)).isEmpty)
      #expect(try view.messages(in: Cast.room, .before(end)).count == 1)
      try view.forEachEntry(from: Position(.max)) { _ in
        Issue.record("there is no such entry")
        return false
      }
    }
    try ledger.close()
  }

  @Test func verifyNeedsNoMoreRoomThanTheLedgerHas() throws {
    var options = Ledger.Options()
    options.mapSizeBytes = 1 << 20
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    for _ in 0..<8 {
      let results = try ledger.execute(each: (0..<1_000).map { Cast.send("message \($0)") })
      #expect(results.allSatisfy { (try? $0.get()) != nil })
    }
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  /// A subscriber never comes before the caller: by the time that it is told, the receipt is there.
  @Test func callersAreAnsweredBeforeSubscribersAreTold() async throws {
    try await Ledger.create(at: directory.ledger, settings: Cast.settings, actor: .operator("tests"), origin: "tests")
      .close()
    let ledger = try await Ledger.open(at: directory.ledger)
    _ = try await ledger.execute(Cast.makeRoom())
    let writer = try #require(ledger.writer)
    let order = Shared<[String]>([])
    let position = writer.state.withLock(\.committed.position)
    let waiting = Task {
      await writer.waitForCommit(after: position)
      order.withLock { $0.append("subscriber") }
    }
    while writer.state.withLock({ $0.followerCount == 0 }) { await Task.yield() }
    try writer.enqueue(
      .each([PreparedCommand(Cast.send("hello"))], Reply { _ in order.withLock { $0.append("caller") } }))
    await waiting.value
    #expect(order.withLock(\.self) == ["caller", "subscriber"])
    try ledger.close()
  }
}
