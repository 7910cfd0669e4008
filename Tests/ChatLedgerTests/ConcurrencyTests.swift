import Files
import LedgerTestSupport
import TestSupport
import Testing

@testable import ChatLedger

/// Many senders and readers at once.
@Suite(.ownThread) struct ConcurrencyTests {
  let directory = TemporaryDirectory()

  @Test func sixtyFourSendersGetDenseReceiptsAndReadersSeeWhatWasAcknowledged() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let perSender = isSoak ? 200 : 20
    let receipts = try await withThrowingTaskGroup(of: [Receipt].self) { group in
      for sender in 0..<64 {
        group.addTask {
          var receipts: [Receipt] = []
          for number in 0..<perSender {
            let receipt = try await ledger.execute(Cast.send("\(sender) \(number)"))
            receipts.append(receipt)
            guard number % 5 == 0 else { continue }
            let isThere = try await ledger.read { try $0.message(receipt.commandID.message) != nil }
            #expect(isThere, "entry \(receipt.position) was acknowledged and does not show")
          }
          return receipts
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for own in receipts { #expect(own.map(\.position) == own.map(\.position).sorted()) }
    let all = receipts.flatMap(\.self).sorted { $0.position < $1.position }
    #expect(all.map(\.position.rawValue) == (3..<UInt64(3 + 64 * perSender)).map(\.self))
    #expect(Set(all.map(\.commandID)).count == all.count)
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.time < $1.time })
    // The log has them in the order of their receipts.
    try await ledger.read { view in
      var index = 0
      try view.forEachEntry(from: Position(3)) { entry in
        #expect(entry.command.id == all[index].commandID)
        index += 1
        return true
      }
      #expect(index == all.count)
    }
    try ledger.close()
  }

  /// With the writer held up, one command and a batch of four do not both fit into a queue of four.
  @Test func aFullQueueRefusesAndTakesNothing() async throws {
    let gate = WriterGate()
    var options = gate.options
    options.queueLimit = 4
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    gate.close()
    async let first = ledger.execute(Cast.send("held up"))
    await gate.writerIsHeld()
    let outcomes = await withTaskGroup(of: Int?.self) { group in
      for count in [1, 4] {
        group.addTask {
          do {
            return try await ledger.execute(batch: (0..<count).map { Cast.send("\($0)") }).count
          } catch {
            #expect((error as? LedgerError)?.code == .overloaded)
            gate.open()
            return nil
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    _ = try await first
    let accepted = outcomes.compactMap(\.self)
    #expect(accepted.count == 1)
    #expect(try await ledger.read { try $0.totals().messages } == Int64(1 + accepted.reduce(0, +)))
    try ledger.close()
  }

  /// Bodies of 8 MiB: thirty-one fit into 256 MiB beside what the queue adds to each, and forty do not.
  @Test(.enabled(if: isSoak)) func aQueueIsFullOfBytesAsWell() async throws {
    let gate = WriterGate()
    let settings = LedgerSettings(
      maximumBodyBytes: Limits.largestBodyBytes, registersUnknownAccounts: true, digestKey: DigestKey(rawValue: 1))
    let ledger = try Maintenance.create(directory.ledger, settings, gate.options)
    _ = try await ledger.execute(Cast.makeRoom())
    gate.close()
    async let first = ledger.execute(Cast.send("held up"))
    await gate.writerIsHeld()
    let body = String(repeating: "x", count: Limits.largestBodyBytes)
    let accepted = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask {
          do { return try await ledger.execute(Cast.send(body)).change?.messages == 1 } catch {
            #expect((error as? LedgerError)?.code == .overloaded)
            gate.open()
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    _ = try await first
    #expect((31..<40).contains(accepted))
    try ledger.close()
  }

  @Test func cancellingTakesACommandOutOfTheQueue() async throws {
    let gate = WriterGate()
    let ledger = try Cast.ledger(at: directory.ledger, options: gate.options)
    gate.close()
    async let first = ledger.execute(Cast.send("held up"))
    await gate.writerIsHeld()
    let writer = try #require(ledger.writer)
    func waiting() -> Int { writer.state.withLock(\.queue.count) }
    let second = Task { try await ledger.execute(Cast.send("thought better of")) }
    // A task that is cancelled before its command has queued never comes to the queue.
    while waiting() == 0 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    // The writer is held up still: nobody but the cancelling took it out.
    #expect(waiting() == 0)
    #expect(writer.state.withLock(\.queue.commands) == 0)
    gate.open()
    // One that is being executed already goes on to its end.
    #expect(try await first.change?.messages == 1)
    #expect(try await ledger.read { try $0.totals().messages } == 1)
    try ledger.close()
  }

  @Test func oneCallLargerThanTheQueueIsTakenWhenNothingWaits() throws {
    var options = Ledger.Options()
    options.queueLimit = 4
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    let results = try ledger.execute(each: (0..<100).map { Cast.send("\($0)") })
    #expect(results.count == 100)
    #expect(try ledger.read { try $0.totals().messages } == 100)
    try ledger.close()
  }

  @Test func closingAnswersWhatIsQueued() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let answers = Shared<[Bool]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          do {
            _ = try await ledger.execute(Cast.send("\(number)"))
            answers.withLock { $0.append(true) }
          } catch let error as LedgerError where error.code == .closed {
            answers.withLock { $0.append(false) }
          }
        }
      }
      group.addTask { try ledger.close() }
      try await group.waitForAll()
    }
    let all = answers.withLock(\.self)
    #expect(all.count == 200)
    let again = try Maintenance.open(directory.ledger)
    #expect(try await again.read { try $0.totals().messages } == Int64(all.count { $0 }))
    try again.close()
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await ledger.execute(Cast.send("never"))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await ledger.read { try $0.totals().messages } == 0)
    try ledger.close()
  }

  @Test func readersGoOnWhileTheProjectionIsRebuilt() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<300 { _ = try await ledger.execute(Cast.send("\(number)")) }
    let isDone = Shared(false)
    let room = Cast.room
    async let reads = withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<3 {
        group.addTask {
          var count = 0
          while !isDone.withLock(\.self) {
            let page = try await ledger.read { try $0.messages(in: room, limit: 10) }
            #expect(page.count == 10)
            count += 1
            // A read that has nothing to wait for suspends nobody, and the tests' threads are few.
            await Task.yield()
          }
          return count
        }
      }
      group.addTask {
        while !isDone.withLock(\.self) { _ = try await ledger.execute(Cast.send("meanwhile")) }
        return 1
      }
      return try await group.reduce(0, +)
    }
    for _ in 0..<5 {
      let report = try await Task.detached { try Maintenance.rebuild(ledger) }.value
      #expect(report.matchedPrevious)
    }
    isDone.withLock { $0 = true }
    #expect(try await reads > 3)
    #expect(try Maintenance.verify(ledger).faultTexts == [])
    try ledger.close()
  }

  @Test func rebuildsAndSnapshotsAtOnceTakeTurns() async throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<50 { _ = try await ledger.execute(Cast.send("\(number)")) }
    let root = try await ledger.read { try $0.stateRoot() }
    try await withThrowingTaskGroup(of: StateRoot.self) { group in
      for _ in 0..<4 {
        group.addTask { try Maintenance.rebuild(ledger).stateRoot }
        group.addTask { try Maintenance.snapshot(ledger).stateRoot }
      }
      for try await found in group { #expect(found == root) }
    }
    #expect(try Maintenance.verify(ledger).faultTexts == [])
    try ledger.close()
  }

  /// Nobody closes it: the caller is the last to hold it, and lets it go at once. Opening again would find it busy.
  @Test func aLedgerThatIsDroppedAfterARebuildIsClosed() throws {
    try Cast.ledger(at: directory.ledger).close()
    for _ in 0..<(isSoak ? 1_000 : 20) {
      let report = try Ledger.open(at: directory.ledger).rebuild()
      #expect(report.matchedPrevious)
    }
  }
}

/// Blocking functions, called from asynchronous tests.
enum Maintenance {
  static func create(_ path: String, _ settings: LedgerSettings, _ options: Ledger.Options) throws -> Ledger {
    try Ledger.create(at: path, settings: settings, actor: .operator("tests"), origin: "tests", options: options)
  }
  static func open(_ path: String) throws -> Ledger { try Ledger.open(at: path) }
  static func rebuild(_ ledger: Ledger) throws -> RebuildReport { try ledger.rebuild() }
  static func snapshot(_ ledger: Ledger) throws -> SnapshotManifest { try ledger.snapshot() }
  static func verify(_ ledger: Ledger) throws -> VerifyReport { try ledger.verify() }
}
