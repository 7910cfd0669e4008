import ChatLedger
import ChatOperations
import LedgerTestSupport
import TestSupport
import Testing

@Suite("Backfilling rooms that a policy calls for", .ownThread)
struct BackfillTests {
  let directory = TemporaryDirectory()

  /// 150 lessons, 95 active bookings, 42 rooms, 38 with messages, 8 candidates over 5 lessons.
  private func school() throws -> Tutoring {
    let tutoring = try Tutoring(Cast.ledger(at: directory.ledger), teachers: 12, students: 60)
    try tutoring.execute((0..<150).map { Tutoring.makeLesson($0, of: $0 % 12) })
    // 40 pairs with rooms, 87 bookings; pair p is of teacher p mod 12 and student p.
    var bookings: [Action] = []
    for pair in 0..<40 {
      for turn in 0..<(pair < 7 ? 3 : 2) {
        let lesson = pair % 12 + 12 * (pair / 12 + 4 * turn)
        bookings.append(Tutoring.makeBooking(bookings.count, lesson: lesson, student: pair))
      }
    }
    for (number, lesson) in [145, 145, 146, 146, 147, 147, 148, 149].enumerated() {
      bookings.append(Tutoring.makeBooking(bookings.count, lesson: lesson, student: 50 + number))
    }
    for number in 0..<30 {
      let status = ["pending", "completed", "cancelled"][number % 3]
      bookings.append(
        Tutoring.makeBooking(bookings.count, lesson: 100 + number, student: 42 + number % 8, status: status))
    }
    try tutoring.execute(bookings)
    try tutoring.execute((0..<42).map { Tutoring.makeRoom($0, teacher: $0 % 12, student: $0) })
    let messages = (0..<38).map { number in
      Cast.send("hello", by: Tutoring.student(number), in: ConversationID(rawValue: 0x5_0000 + UInt128(number)))
    }
    for result in try tutoring.ledger.execute(each: messages) { _ = try result.get() }
    try tutoring.declarePolicy()
    return tutoring
  }

  @Test("The figures of a check are those of the incident, before and after")
  func figures() throws {
    let tutoring = try school()
    let before = try tutoring.position()
    var found = try tutoring.candidates()
    #expect(found.parentKind == "lesson" && found.parents == 150 && found.active == 95)
    #expect(found.rooms == 42 && found.roomsWithMessages == 38 && found.emptyRooms == 4)
    #expect(found.count == 8 && found.pairs == 8 && found.parentsOfCandidates == 5 && found.unpairedCount == 0)
    #expect(found.first.map(\.resource) == (87..<95).map(Tutoring.booking))
    #expect(found.first.first?.parent == Tutoring.lesson(145))
    #expect(found.first.first?.pair == AccountPair(Tutoring.teacher(1), Tutoring.student(50)))
    #expect(try tutoring.position() == before, "looking records nothing")

    let report = try tutoring.backfill()
    #expect(report.outcome == .finished && report.created == 8 && report.candidates == 8 && !report.isResumed)
    found = try tutoring.candidates()
    #expect(found.rooms == 50 && found.roomsWithMessages == 38 && found.emptyRooms == 12)
    #expect(found.count == 0 && found.parentsOfCandidates == 0 && found.first.isEmpty)
    #expect(try tutoring.room(teacher: 1, student: 50) != nil)
    #expect(try tutoring.ledger.verify().faultTexts == [])
    try tutoring.ledger.close()
  }

  @Test("Twice is the same as once, and nothing is recorded when nothing is missing")
  func twice() throws {
    let tutoring = try school()
    try tutoring.backfill()
    let (root, position) = (try tutoring.ledger.stateRoot(), try tutoring.position())
    let again = try tutoring.backfill()
    #expect(again.outcome == .nothingMissing && again.chain == nil && again.created == 0)
    #expect(try tutoring.position() == position)
    #expect(try tutoring.ledger.stateRoot() == root)
    // What is missing later gets a chain of its own.
    try tutoring.execute([.declareSchema(DeclareSchema(schema: Tutoring.schema(policies: [])))])
    try tutoring.execute([Tutoring.makeBooking(900, lesson: 3, student: 59)])
    try tutoring.declarePolicy()
    let third = try tutoring.backfill()
    #expect(third.created == 1 && third.chain != nil && !third.isResumed)
    try tutoring.ledger.close()
  }

  @Test("A revert takes back the rooms, but not those in which something was said since")
  func revert() throws {
    let tutoring = try school()
    let chain = try #require(try tutoring.backfill().chain)
    let talked = try #require(try tutoring.room(teacher: 1, student: 50))
    _ = try tutoring.ledger.execute(Cast.send("kept", by: Tutoring.student(50), in: talked))
    _ = try tutoring.ledger.execute(Cast.revert(chain))
    #expect(try tutoring.rooms() == 43)
    #expect(try tutoring.ledger.bodies(in: talked) == ["kept"])
    #expect(try tutoring.candidates().count == 7)
    // They can be made anew, under another chain.
    let again = try tutoring.backfill()
    #expect(again.created == 7 && again.chain != chain && !again.isResumed)
    #expect(try tutoring.ledger.verify().faultTexts == [])
    try tutoring.ledger.close()
  }

  @Test("A backfill that was stopped goes on under the same chain, and one revert takes both parts back")
  func resuming() throws {
    let tutoring = try Tutoring.withoutRooms(2_400, at: directory.ledger)
    let asked = Shared(0)
    var options = tutoring.options
    options.isCancelled = {
      asked.withLock { count in
        count += 1
        return count > 1
      }
    }
    let first = try tutoring.backfill(options)
    #expect(first.outcome == .interrupted && first.created == 1_000, "one group of commands was made")
    #expect(try tutoring.candidates().count == 1_400)
    let second = try tutoring.backfill()
    #expect(second.outcome == .finished && second.isResumed && second.created == 1_400)
    #expect(first.chain == second.chain)
    #expect(try tutoring.rooms() == 2_400)
    _ = try tutoring.ledger.execute(Cast.revert(try #require(second.chain)))
    #expect(try tutoring.rooms() == 0)
    try tutoring.ledger.close()
  }

  @Test("A backfill that was killed after its last batch is closed by the next, which finds nothing missing")
  func closing() throws {
    let tutoring = try Tutoring.withoutRooms(40, at: directory.ledger)
    var options = tutoring.options
    options.isCancelled = { true }
    let chain = try #require(try tutoring.backfill(options).chain)
    let rooms = BackfillRooms(policy: Tutoring.policy.name, resources: (0..<40).map(Tutoring.booking))
    var command = Cast.command(.backfillRooms(rooms))
    command.correlation = chain
    _ = try tutoring.ledger.execute(command)
    let next = try tutoring.backfill()
    #expect(next.outcome == .finished && next.isResumed && next.created == 0 && next.chain == chain)
    #expect(try tutoring.backfill().outcome == .nothingMissing)
    let isFinished = try tutoring.ledger.read { view in
      try view.position(of: chain).flatMap { try view.importState($0)?.isFinished }
    }
    #expect(isFinished == true)
    try tutoring.ledger.close()
  }

  @Test("Several bookings of one pair make one room")
  func samePair() throws {
    let tutoring = try Tutoring(Cast.ledger(at: directory.ledger), teachers: 1, students: 2)
    try tutoring.execute((0..<5).map { Tutoring.makeLesson($0, of: 0) })
    try tutoring.execute((0..<10).map { Tutoring.makeBooking($0, lesson: $0 / 2, student: $0 % 2) })
    try tutoring.declarePolicy()
    let found = try tutoring.candidates()
    #expect(found.count == 10 && found.pairs == 2 && found.parentsOfCandidates == 5)
    let report = try tutoring.backfill()
    #expect(report.candidates == 10 && report.created == 2)
    #expect(try tutoring.rooms() == 2)
    try tutoring.ledger.close()
  }

  @Test("What has no valid pair is counted, with what is in the way, and makes no room")
  func unpaired() throws {
    let tutoring = try Tutoring(Cast.ledger(at: directory.ledger), teachers: 2, students: 3)
    try tutoring.execute([
      Tutoring.makeLesson(0, of: 0), Tutoring.makeLesson(1, of: nil), Tutoring.makeLesson(2, of: 1),
      Tutoring.makeBooking(0, lesson: nil, student: 0), Tutoring.makeBooking(1, lesson: 1, student: 0),
      Tutoring.makeBooking(2, lesson: 0, student: nil), Tutoring.makeBooking(3, lesson: 2, student: 0),
      Tutoring.makeBooking(4, lesson: 0, student: 1), Tutoring.makeBooking(5, lesson: 0, student: 2),
    ])
    try tutoring.execute([.deactivateAccount(DeactivateAccount(account: Tutoring.student(1)))])
    try tutoring.execute([.deactivateAccount(DeactivateAccount(account: Tutoring.teacher(1)))])
    try tutoring.declarePolicy()
    let found = try tutoring.candidates()
    #expect(found.active == 6 && found.count == 1 && found.unpairedCount == 5)
    #expect(found.unpaired.map(\.resource) == (0..<5).map(Tutoring.booking))
    #expect(
      found.unpaired.map(\.obstacle) == [
        .emptyReference("booking.lesson"), .emptyReference("lesson.teacher"), .emptyReference("booking.student"),
        .accountInactive(Tutoring.teacher(1)), .accountInactive(Tutoring.student(1)),
      ])
    #expect(try tutoring.backfill().created == 1)
    #expect(try tutoring.backfill().outcome == .nothingMissing)
    try tutoring.ledger.close()
  }

  @Test("No such policy, and a ledger open for reading, are refused with what to do")
  func refusals() throws {
    let tutoring = try school()
    let unknown = #expect(throws: LedgerError.self) { try tutoring.ledger.backfillCandidates(policy: "none") }
    #expect(unknown?.code == .usage && unknown?.remedy.contains("booking-room") == true)
    try tutoring.ledger.close()
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly)
    #expect(try reader.backfillCandidates(policy: Tutoring.policy.name).count == 8)
    let refused = #expect(throws: LedgerError.self) {
      try reader.backfill(policy: Tutoring.policy.name, tutoring.options)
    }
    #expect(refused?.code == .usage)
    try reader.close()
  }

  @Test("An empty ledger has no policy, and nothing is missing")
  func empty() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    #expect(try ledger.read { try $0.roomPolicies() }.isEmpty)
    _ = try ledger.execute(Cast.command(.declareSchema(DeclareSchema(schema: Tutoring.schema()))))
    let found = try ledger.backfillCandidates(policy: Tutoring.policy.name)
    #expect(found.active == 0 && found.count == 0 && found.parents == 0)
    let options = BackfillOptions(actor: .operator("tests"), origin: "tests")
    #expect(try ledger.backfill(policy: Tutoring.policy.name, options).outcome == .nothingMissing)
    try ledger.close()
  }

  // MARK: Races

  @Test("Sixteen that activate bookings of one pair at once make exactly one room", arguments: [1, 2, 3])
  func race(round: Int) async throws {
    let tutoring = try Self.pending(16, at: directory.ledger)
    let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
      for number in 0..<16 {
        group.addTask { try await tutoring.ledger.execute(Cast.command(Tutoring.activate(number))) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(receipts.reduce(0) { $0 + ($1.change?.conversations ?? 0) } == 1, "round \(round)")
    // The room is in the entry of the command that came first.
    let first = try #require(receipts.min { $0.position < $1.position })
    #expect(first.change?.conversations == 1 && first.change?.participants == 2)
    try await tutoring.ledger.offload { ledger in
      let found = try ledger.backfillCandidates(policy: Tutoring.policy.name)
      #expect(found.active == 16 && found.count == 0 && found.rooms == 1)
      #expect(try ledger.verify().faultTexts == [])
    }
    try tutoring.ledger.close()
  }

  @Test("Threads that activate, and backfills beside them, make one room for each pair")
  func raceWithBackfills() async throws {
    let tutoring = try Self.pending(64, at: directory.ledger, pairs: 4)
    let options = tutoring.options
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<16 {
        group.addTask {
          try await tutoring.ledger.offload { ledger in
            for number in 0..<4 { _ = try ledger.execute(Cast.command(Tutoring.activate(worker * 4 + number))) }
            if worker < 2 { _ = try ledger.backfill(policy: Tutoring.policy.name, options) }
          }
        }
      }
      try await group.waitForAll()
    }
    try await tutoring.ledger.offload { ledger in
      let found = try ledger.backfillCandidates(policy: Tutoring.policy.name)
      #expect(found.active == 64 && found.count == 0 && found.rooms == 4)
      #expect(try ledger.verify().faultTexts == [])
    }
    try tutoring.ledger.close()
  }

  /// Bookings that are not active yet, of so many pairs.
  private static func pending(_ bookings: Int, at path: String, pairs: Int = 1) throws -> Tutoring {
    let tutoring = try Tutoring(Cast.ledger(at: path), teachers: 1, students: pairs)
    try tutoring.execute([Tutoring.makeLesson(0, of: 0)])
    try tutoring.execute(
      (0..<bookings).map { Tutoring.makeBooking($0, lesson: 0, student: $0 % pairs, status: "pending") })
    try tutoring.declarePolicy()
    return tutoring
  }
}
