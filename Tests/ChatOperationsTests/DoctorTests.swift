import ChatLedger
import ChatOperations
import ChatWire
import EventLog
import LMDB
import LedgerTestSupport
import TestSupport
import Testing

/// One fault for each check of the doctor, found by that check, with advice.
@Suite("The doctor", .ownThread)
struct DoctorTests {
  let directory = TemporaryDirectory()
  private let root = CommandID(rawValue: 0x100)

  /// Entries: 1 ledger, 2 room, 3 root, 4 reply, 5 reaction, 6 edit, 7 last.
  private func makeLedger() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let reply = CommandID(rawValue: 0x101)
    _ = try ledger.execute(Cast.send("the very first text", id: root))
    _ = try ledger.execute(Cast.send("an answer", by: Cast.bob, id: reply, replyTo: root.message))
    let reaction = AddReaction(message: root.message, account: Cast.bob, emoji: "+1")
    _ = try ledger.execute(Cast.command(.addReaction(reaction), by: .account(Cast.bob)))
    let edit = EditMessage(message: reply.message, content: MessageContent(body: "a better answer"))
    _ = try ledger.execute(Cast.command(.editMessage(edit), by: .account(Cast.bob)))
    _ = try ledger.execute(Cast.send("the last one", id: CommandID(rawValue: 0x200)))
    try ledger.close()
  }

  private var planting: Planting { Planting(ledger: directory.ledger) }

  private func examine(_ checks: DoctorCheck..., options: DoctorOptions = DoctorOptions()) throws -> DoctorReport {
    var options = options
    if !checks.isEmpty { options.checks = Set(checks) }
    return try Ledger.diagnose(at: directory.ledger, options: options)
  }

  /// What one check found, which has to be of this outcome and, unless all is well, to advise.
  @discardableResult
  private func expect(
    _ outcome: DoctorOutcome, _ check: DoctorCheck, in report: DoctorReport,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> DoctorFinding {
    let finding = try #require(report[check], sourceLocation: sourceLocation)
    #expect(finding.outcome == outcome, "\(finding)", sourceLocation: sourceLocation)
    if outcome == .failed || outcome == .warning {
      #expect(finding.advice?.isEmpty == false, "\(finding)", sourceLocation: sourceLocation)
    }
    return finding
  }

  // MARK: All is well

  @Test("A sound ledger is healthy in every check, and nothing is recorded")
  func sound() throws {
    try makeLedger()
    let report = try examine()
    #expect(report.isHealthy && report.position == Position(7))
    #expect(report.findings.map(\.check) == DoctorCheck.allCases.filter { $0 != .persistence })
    for finding in report.findings { #expect(finding.outcome == .ok, "\(finding)") }
    #expect(try examine().position == Position(7))
    #expect(Files.names(in: directory.ledger).filter { $0.contains(".0") } == [], "nothing is left behind")
  }

  @Test("An empty ledger has nothing to check and is healthy")
  func empty() throws {
    let made = try Ledger.create(
      at: directory.ledger, settings: Cast.settings, actor: .operator("tests"), origin: "tests")
    try made.close()
    let report = try examine()
    #expect(report.isHealthy)
    for finding in report.findings { #expect(finding.outcome == .ok, "\(finding)") }
  }

  @Test("It works beside the process that writes, and on an open ledger")
  func beside() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(Cast.send("hello"))
    let report = try ledger.diagnose()
    #expect(report.isHealthy && report.position == Position(3))
    try ledger.close()
    let holder = try Crasher("hold", directory.ledger)
    #expect(holder.line() == "ready")
    #expect(try examine().isHealthy)
    holder.endInput()
    #expect(holder.waitForEnd() == 0)
  }

  @Test("No ledger is no finding, but an error")
  func missing() {
    let error = #expect(throws: LedgerError.self) { try Ledger.diagnose(at: directory.ledger) }
    #expect(error?.code == .notFound)
  }

  @Test("A large ledger is looked at in part, and says so")
  func bounded() throws {
    try makeLedger()
    var options = DoctorOptions()
    options.boundEntries = 3
    var report = try examine(options: options)
    #expect(report.isHealthy)
    for check in [DoctorCheck.counts, .references, .replay] {
      let finding = try #require(report[check])
      #expect(finding.outcome == .skipped && finding.steps.contains(.examineEverything), "\(finding)")
    }
    #expect(report[.log]?.found.contains("entries 5 to 7") == true, "\(report[.log].debugDescription)")
    // A fault in the older part is not seen by this, and is when everything is looked at.
    try planting.changeText("very first", to: "vary first", at: Position(3), withGoodChecksum: false)
    report = try examine(.log, options: options)
    try expect(.ok, .log, in: report)
    options.isFull = true
    try expect(.failed, .log, in: examine(.log, options: options))
    // One in the newer part is seen.
    options.isFull = false
    try planting.changeText("better", to: "bitter", at: Position(6), withGoodChecksum: false)
    try expect(.failed, .log, in: examine(.log, options: options))
  }

  // MARK: Formats

  @Test("A log of an unknown format is found, and nothing else can be said")
  func unknownLogFormat() throws {
    try makeLedger()
    try change("meta", of: "log") { row in row = [9, 0, 0, 0] }
    let report = try examine()
    let finding = try expect(.failed, .format, in: report)
    #expect(finding.found.contains("version 9"))
    #expect(report.position == nil && report.findings.filter { $0.outcome == .skipped }.count > 5)
    // Even when another check was asked for, it says why there is no answer.
    #expect(try examine(.log)[.format]?.outcome == .failed)
  }

  @Test("A projection of an earlier version is not read, which is said until a writer makes it anew")
  func earlierFold() throws {
    try makeLedger()
    try change("meta", of: "projection") { row in row[0] = 1 }
    for _ in 1...2 {
      let finding = try expect(.warning, .format, in: examine())
      #expect(finding.found.contains("version 1"))
    }
    try Ledger.open(at: directory.ledger).close()
    try expect(.ok, .format, in: examine(.format))
  }

  @Test("A snapshot of an earlier version is found")
  func earlierSnapshot() throws {
    try makeLedger()
    let ledger = try Ledger.open(at: directory.ledger)
    let manifest = try ledger.snapshot()
    try ledger.close()
    try expect(.ok, .snapshots, in: examine())
    let path = "\(directory.ledger)/snapshots/\(manifest.name)/manifest.json"
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.contains("foldVersion") ? "  \"foldVersion\": 1," : String($0) }
    try Files.write(Array(lines.joined(separator: "\n").utf8), to: path)
    let report = try examine()
    let finding = try expect(.warning, .format, in: report)
    #expect(finding.details.first?.contains(manifest.name) == true && report.isHealthy)
    #expect(report[.snapshots]?.found.contains("None of 1 snapshot") == true)
  }

  // MARK: The log

  @Test("A flipped byte in an entry is found by the log")
  func changedText() throws {
    try makeLedger()
    try planting.changeText("very first", to: "vary first", at: Position(3), withGoodChecksum: false)
    let finding = try expect(.failed, .log, in: examine())
    #expect(finding.details.contains { $0.contains("3") } && finding.advice?.contains("backup") == true)
  }

  @Test("A command that is recorded in part is found at the log's end")
  func halfACommand() throws {
    try makeLedger()
    try planting.changeDraft(Position(7)) { $0.parts = 2 }
    let finding = try expect(.failed, .atomicity, in: examine())
    #expect(finding.details == ["the log ends with part 1 of 2 of command \(CommandID(rawValue: 0x200))"])
  }

  @Test("A time that is not the recorded one is found")
  func changedTime() throws {
    try makeLedger()
    try replaceLast(sentAt: Timestamp(milliseconds: 1_000), keepsProjection: true)
    let finding = try expect(.failed, .timestamps, in: examine())
    #expect(finding.details.first?.contains("1970-01-01T00:00:01Z") == true)
  }

  // MARK: The state

  @Test("Counts that do not add up are found")
  func wrongCount() throws {
    try makeLedger()
    try planting.changeRow(of: "reactions") { _ in nil }
    let report = try examine()
    try expect(.failed, .counts, in: report)
    try expect(.failed, .replay, in: report)
    #expect(report[.counts]?.steps.first == .rebuildProjection)
  }

  @Test("A reference that leads nowhere is found")
  func orphan() throws {
    try makeLedger()
    try planting.changeRow(of: "accounts") { _ in nil }
    let finding = try expect(.failed, .references, in: examine())
    #expect(finding.details.contains { $0.contains("is not there") })
  }

  @Test("A row that is not what the log says is found by the replay")
  func alteredRow() throws {
    try makeLedger()
    try planting.changeRow(of: "versions") { row in
      var row = row
      row[row.count - 1] ^= 1
      return row
    }
    let report = try examine()
    try expect(.failed, .replay, in: report)
    try expect(.ok, .references, in: report)
  }

  @Test("An assistant that speaks where none takes part is found")
  func assistantInARoom() throws {
    try makeLedger()
    try replaceLast(sender: .ai, keepsProjection: false)
    let finding = try expect(.failed, .senders, in: examine())
    #expect(finding.details.first?.contains("ROOM") == true)
  }

  @Test("Who speaks with an assistant is counted")
  func assistants() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let talk = ConversationID(rawValue: 0xD)
    let create = CreateConversation(conversation: talk, kind: .assistant, participants: [Cast.ada, Cast.bob])
    _ = try ledger.execute(Cast.command(.createConversation(create)))
    for (number, sender) in [Sender.user, .ai, .user].enumerated() {
      let send = SendMessage(
        conversation: talk, author: sender == .ai ? Cast.bob : Cast.ada, sender: sender,
        content: MessageContent(body: "\(number)"))
      _ = try ledger.execute(Cast.command(.sendMessage(send)))
    }
    try ledger.close()
    let finding = try expect(.ok, .senders, in: examine())
    #expect(finding.found.contains("2 of the messages by `user`, 1 by `ai`"), "\(finding.found)")
  }

  private func replaceLast(
    sender: Sender = .user, sentAt: Timestamp = Timestamp(milliseconds: 1_704_067_200_000), keepsProjection: Bool
  ) throws {
    let id = CommandID(rawValue: 0x200)
    let encoded = CommandCoding.encode(Cast.send("the last one", id: id))
    let ledger = try Ledger.open(at: directory.ledger)
    let time = try ledger.read { try $0.entry(at: Position(7))?.time.microseconds ?? 0 }
    try ledger.close()
    let sent = MessageSent(
      conversation: Cast.room, message: id.message, author: Cast.ada, sender: sender, sentAt: sentAt, replyTo: nil,
      root: nil)
    let draft = EntryDraft(
      time: time, commandID: id.rawValue, actor: Cast.ada.rawValue, command: encoded.command,
      events: EventCoding.encode([.messageSent(sent)]), content: encoded.content)
    try planting.replaceEntry(Position(7), with: draft)
    if keepsProjection { try planting.bindProjection(at: Position(7)) }
    if !keepsProjection { Files.remove(directory.ledger + "/projection") }
  }

  /// Changes the first row of a table past every check.
  private func change(_ table: String, of folder: String, _ body: (inout [UInt8]) -> Void) throws {
    let options = Environment.Options(durability: .unsynced, create: false)
    let environment = try Environment.open(at: "\(directory.ledger)/\(folder)", options: options)
    let table = try environment.openTables([table])[0]
    try environment.write { transaction in
      var (key, row): ([UInt8], [UInt8]) = ([], [])
      do {
        var cursor = try transaction.cursor(table)
        guard try cursor.last() else { throw TestFailure("the table is empty") }
        (key, row) = ([UInt8](copying: cursor.key), [UInt8](copying: cursor.value))
      }
      body(&row)
      try transaction.put(table, bytes: key.span.bytes, row.span.bytes)
    }
    environment.close()
    if folder == "projection" { try planting.vouchForProjection() }
  }

  // MARK: Policies

  @Test("Bookings without a room fail, with the command that makes them; those without a pair warn")
  func missingRooms() throws {
    let tutoring = try Tutoring.withoutRooms(12, at: directory.ledger)
    var finding = try expect(.failed, .rooms, in: tutoring.ledger.diagnose())
    #expect(finding.found.contains("12 of 12") && finding.found.contains("over 2 lessons"), "\(finding.found)")
    #expect(finding.details.first == "booking \(Tutoring.booking(0))")
    #expect(finding.steps == [.backfill(policy: "booking-room")])
    try tutoring.backfill()
    try expect(.ok, .rooms, in: tutoring.ledger.diagnose())
    try tutoring.execute([Tutoring.makeBooking(100, lesson: nil, student: 1)])
    let report = try tutoring.ledger.diagnose()
    finding = try expect(.warning, .rooms, in: report)
    #expect(finding.details == ["booking \(Tutoring.booking(100)): booking.lesson is empty"])
    #expect(report.isHealthy, "a warning alone is healthy")
    try tutoring.ledger.close()
  }

  @Test("A room without its teacher or its student is found")
  func invalidMembers() throws {
    let tutoring = try Tutoring.withoutRooms(3, at: directory.ledger)
    try tutoring.backfill()
    try expect(.ok, .members, in: tutoring.ledger.diagnose())
    try tutoring.execute([
      .deactivateAccount(DeactivateAccount(account: Tutoring.student(1))),
      .remove(Remove(accounts: [Tutoring.student(2)])),
    ])
    let finding = try expect(.warning, .members, in: tutoring.ledger.diagnose())
    #expect(finding.found.contains("2 of 3 rooms"))
    #expect(
      finding.details.contains { $0.contains("deactivated") } && finding.details.contains { $0.contains("is removed") })
    try tutoring.ledger.close()
  }

  // MARK: Production

  @Test("Made-up accounts fail in production and warn elsewhere")
  func demoData() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 1...5 {
      let profile = Profile(userName: "user\(number)", email: "user\(number)@test.com")
      let account = AccountID(rawValue: 0x700 + UInt128(number))
      _ = try ledger.execute(Cast.command(.registerAccount(RegisterAccount(account: account, profile: profile))))
    }
    try expect(.warning, .demoData, in: ledger.diagnose())
    _ = try ledger.execute(Cast.command(.configureLedger(ConfigureLedger(isProduction: true))))
    let finding = try expect(.failed, .demoData, in: ledger.diagnose())
    #expect(finding.found.contains("5 of 7 accounts") && finding.details.count == 5, "\(finding)")
    #expect(finding.steps.contains(.findMadeUp))
    try ledger.close()
  }

  @Test("A production ledger in which nobody is protected is found")
  func protection() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    try expect(.ok, .protection, in: ledger.diagnose())
    _ = try ledger.execute(
      Cast.command(.configureLedger(ConfigureLedger(isProduction: true, protectedRoles: ["admin"]))))
    let finding = try expect(.failed, .protection, in: ledger.diagnose())
    #expect(finding.found.contains("admin"))
    _ = try ledger.execute(
      Cast.command(.setAccountRoles(SetAccountRoles(account: Cast.ada, roles: ["admin"]))))
    try expect(.ok, .protection, in: ledger.diagnose())
    try ledger.close()
  }

  // MARK: The disk

  @Test("What a check left behind that broke off is found")
  func leftovers() throws {
    try makeLedger()
    try Files.makeDirectory("\(directory.ledger)/verify.0199a000-0000-7000-8000-00000000000a")
    let finding = try expect(.warning, .space, in: examine())
    #expect(finding.details == ["verify.0199a000-0000-7000-8000-00000000000a"])
  }

  // MARK: Persistence

  @Test(
    "A writer that is not killed, says nothing sensible, or loses what it acknowledged fails the test",
    arguments: ["exit 0", "echo nonsense; sleep 60", "for i in $(seq 300); do echo $i $i $ID 5; done; sleep 60"])
  func badWriters(_ script: String) throws {
    try makeLedger()
    var options = DoctorOptions()
    let named = script.replacingID(with: "\(MessageID(rawValue: 0x77))")
    options.persistenceWriter = ["/bin/sh", "-c", named]
    let finding = try expect(.failed, .persistence, in: examine(.persistence, options: options))
    #expect(!finding.found.isEmpty)
    #expect(!Files.names(in: directory.ledger).contains { $0.hasPrefix("doctor.") })
  }

  @Test("Without a writer the persistence test is left out")
  func noWriter() throws {
    try makeLedger()
    try expect(.skipped, .persistence, in: examine(.persistence))
  }
}

extension String {
  fileprivate func replacingID(with id: String) -> String {
    split(separator: "$ID", omittingEmptySubsequences: false).joined(separator: id)
  }
}
