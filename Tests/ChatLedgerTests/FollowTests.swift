import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

/// Entries as they come, and consumers that remember how far they came.
@Suite(.ownThread) struct FollowTests {
  let directory = TemporaryDirectory()

  @Test func aFollowerCatchesUpAndThenFollows() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    // More than one page of what is there already.
    for number in 0..<300 { _ = try await ledger.execute(Cast.send("\(number)")) }
    let positions = Task {
      var positions: [UInt64] = []
      for try await entry in ledger.entries(after: Position(1)) {
        positions.append(entry.position.rawValue)
        if entry.position == Position(352) { break }
      }
      return positions
    }
    for number in 0..<50 { _ = try await ledger.execute(Cast.send("late \(number)")) }
    #expect(try await positions.value == (2...352).map(\.self))
    try ledger.close()
  }

  @Test func anEntrySaysWhatWasAskedAndDecided() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let command = Cast.send("hello")
    let receipt = try await ledger.execute(command)
    for try await entry in ledger.entries(after: Position(2)) {
      #expect(entry.command == command && entry.position == receipt.position && entry.time == receipt.time)
      #expect(entry.events.count == 1 && entry.parts == 1 && entry.part == 0 && !entry.isErased)
      break
    }
    try ledger.close()
  }

  @Test func cancellingEndsAFollower() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let follower = Task {
      var count = 0
      for try await _ in ledger.entries(after: .start) { count += 1 }
      return count
    }
    try await Task.sleep(nanoseconds: 20_000_000)
    follower.cancel()
    #expect(try await follower.value <= 2)
    _ = try await ledger.execute(Cast.send("nobody listens"))
    try ledger.close()
  }

  @Test func closingEndsAFollower() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let hasBegun = Shared(false)
    let follower = Task {
      var count = 0
      for try await _ in ledger.entries(after: .start) {
        count += 1
        if count == 2 { hasBegun.withLock { $0 = true } }
      }
      return count
    }
    while !hasBegun.withLock(\.self) { await Task.yield() }
    try ledger.close()
    #expect(try await follower.value == 2)
  }

  @Test func aConsumerGoesOnWhereItStopped() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<5 { _ = try await ledger.execute(Cast.send("\(number)")) }
    let consumer = try ledger.consumer(named: "mail-1")
    #expect(try consumer.position() == .start)
    try consumer.checkpoint(Position(4))
    try ledger.close()

    let again = try Maintenance.open(directory.ledger)
    var positions: [UInt64] = []
    let resumed = try again.consumer(named: "mail-1")
    for try await entry in try resumed.entries() {
      positions.append(entry.position.rawValue)
      if positions.count == 3 { break }
    }
    #expect(positions == [5, 6, 7])
    #expect(try again.consumer(named: "other").position() == .start)
    try Files.write(Array("garbage\n".utf8), to: directory.ledger + "/consumers/mail-1.position")
    let damaged = #expect(throws: LedgerError.self) { try resumed.position() }
    #expect(damaged?.code == .damaged)
    for name in ["", "../x", "a b", String(repeating: "n", count: 65)] {
      #expect(throws: LedgerError.self) { try again.consumer(named: name) }
    }
    try again.close()
  }
}
