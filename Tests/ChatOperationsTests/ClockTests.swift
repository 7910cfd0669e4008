import ChatLedger
import ChatOperations
import LedgerTestSupport
import Logging
import TestSupport
import Testing

/// A clock that is set wrong once, and right again.
@Suite("A clock that was wrong", .ownThread)
struct ClockTests {
  private static let right = Timestamp("2024-05-01T12:00:00Z")!
  private static let yearsAhead = Timestamp("2064-05-01T12:00:00Z")!
  private static let hoursAhead = Timestamp("2024-05-01T18:00:00Z")!

  private let directory = TemporaryDirectory()
  private let clock = TestClock(right)
  private let warnings = Shared<[String]>([])

  private func withLedger(_ body: (Ledger) throws -> Void) throws {
    var options = Ledger.Options()
    options.clock = { [clock] in clock.now }
    options.logger = Logger(label: "tests") { [warnings] _ in Warnings(told: warnings) }
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    defer { try? ledger.close() }
    try body(ledger)
  }

  private func send(_ count: Int, at time: Timestamp, every microseconds: Int64 = 1_000_000, in ledger: Ledger) throws {
    clock.now = time
    for number in 1...count {
      _ = try ledger.execute(Cast.send("message \(number)"))
      clock.now = Timestamp(microseconds: clock.now.microseconds + microseconds)
    }
  }

  private func finding() throws -> DoctorFinding {
    var options = DoctorOptions()
    options.checks = [.timestamps]
    return try #require(try Ledger.diagnose(at: directory.ledger, options: options)[.timestamps])
  }

  private var told: [String] { warnings.withLock { $0 } }

  @Test("The doctor names a newest entry that has not come yet")
  func future() throws {
    try withLedger { try send(2, at: Self.yearsAhead, in: $0) }
    let finding = try finding()
    #expect(finding.outcome == .failed)
    #expect(finding.found.contains("The newest entry, 4, is of 2064-05-01T12:00:01Z, 37 years after now"))
    #expect(
      finding.details == ["entry 3 is of 2064-05-01T12:00:00Z, the one before it of 2024-05-01T12:00:00Z"])
    #expect(finding.advice?.contains("Correct the clock") == true)
  }

  @Test("It names the entries of a clock that was ahead, and no others: they have their own time")
  func past() throws {
    try withLedger { ledger in
      try send(2, at: Self.yearsAhead, in: ledger)
      try send(4, at: Self.right, in: ledger)
      try send(3, at: Self.right.adding(days: 1), in: ledger)
      let times = try (5...8).map { number in
        try ledger.read { try $0.entry(at: Position(UInt64(number)))?.time }
      }
      #expect(times == (0...3).map { Timestamp(microseconds: Self.right.microseconds + $0 * 1_000_000) })
    }
    let finding = try finding()
    #expect(finding.outcome == .warning)
    #expect(finding.found.hasPrefix("The clock was set back 1 time."))
    #expect(
      finding.details == [
        "entry 5 is of 2024-05-01T12:00:00Z, the one before it of 2064-05-01T12:00:01Z: "
          + "entries 3 to 4 were recorded under a clock that was ahead"
      ])
  }

  @Test("A clock that was behind for a while shows as a step back, too")
  func behindForAWhile() throws {
    try withLedger { ledger in
      try send(1, at: Self.right.adding(days: -3_652), in: ledger)
      try send(1, at: Self.right.adding(days: 1), in: ledger)
    }
    let finding = try finding()
    #expect(finding.outcome == .warning && finding.details.count == 1)
    #expect(finding.details.first?.hasSuffix("the clock was ahead before it, or is behind since") == true)
  }

  @Test("Pauses, and two commands in one microsecond after one, are nothing to name")
  func sound() throws {
    try withLedger { ledger in
      try send(3, at: Self.right.adding(days: 1), in: ledger)
      try send(3, at: Self.right.adding(days: 200), every: 0, in: ledger)
      try send(3, at: Self.right.adding(days: 300), in: ledger)
    }
    #expect(try finding().outcome == .ok)
    #expect(told == [])
  }

  @Test("The writer warns once of a clock behind the log, and again when that comes back")
  func behind() throws {
    try withLedger { ledger in
      try send(2, at: Self.hoursAhead, in: ledger)
      #expect(told == [])
      try send(3, at: Self.right, in: ledger)
      #expect(told.count == 1)
      #expect(told.first?.contains("the clock says 2024-05-01T12:00:00Z, 6 hours before the last entry (4, ") == true)
      try send(2, at: Self.hoursAhead.adding(days: 1), in: ledger)
      #expect(told.count == 1)
      try send(1, at: Self.right, in: ledger)
      #expect(told.count == 2)
    }
  }

  @Test("It warns of a clock that is more than a year ahead, and of no rest that is shorter")
  func ahead() throws {
    try withLedger { ledger in
      try send(1, at: Self.right.adding(days: 300), in: ledger)
      #expect(told == [])
      try send(1, at: Self.yearsAhead, in: ledger)
    }
    #expect(told.count == 1)
    #expect(told.first?.contains("the clock says 2064-05-01T12:00:00Z, 39 years after the last entry (3, ") == true)
  }

  @Test("A command that is refused tells nothing of the clock")
  func refused() throws {
    try withLedger { ledger in
      try send(1, at: Self.hoursAhead, in: ledger)
      clock.now = Self.right
      let unknown = Cast.send("nowhere", in: ConversationID(rawValue: 0x77))
      #expect(throws: Rejection.self) { try ledger.execute(unknown) }
    }
    #expect(told == [])
  }
}

/// Keeps the warnings.
private struct Warnings: LogHandler {
  let told: Shared<[String]>
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.warning

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard event.level >= .warning else { return }
    let text = "\(event.message)"
    told.withLock { $0.append(text) }
  }
}
