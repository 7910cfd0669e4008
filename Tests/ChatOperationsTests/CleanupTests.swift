import ChatLedger
import ChatOperations
import LedgerTestSupport
import TestSupport
import Testing

/// Which accounts look made up, and what removing them takes along.
@Suite("Cleanup", .ownThread) struct CleanupTests {
  let place = CleanupLedger()

  @Test("Demo accounts are found, and real ones with names that look alike are not")
  func findings() throws {
    let ledger = try place.ledger()
    try place.registerRealPeople(in: ledger)
    try place.register(12, in: ledger) { ("user\($0)", "user\($0)@test.com") }
    try place.register(3, in: ledger) { ("demo_client_\($0)", "c\($0)@firm.invalid") }
    let report = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    #expect(report.scanned == Int64(CleanupLedger.realPeople.count + 15))
    #expect(
      Set(report.findings.map(\.userName)) == Set((1...12).map { "user\($0)" } + (1...3).map { "demo_client_\($0)" }))
    #expect(report.findings.allSatisfy { $0.certainty == .certain })
    #expect(report.findings.first?.matches.map(\.rule) == ["demo-email", "demo-name", "made-together"])
    #expect(report.protected.isEmpty && report.proposed().count == 15)
    try ledger.close()
  }

  @Test("One sign makes it likely, two certain, being made together or a mere “test” possible")
  func certainties() throws {
    let ledger = try place.ledger()
    let cases: [(name: String, email: String, origin: String, source: String?, CleanupCertainty)] = [
      ("anna", "anna@test.com", "web", nil, .likely), ("DEMO_1", "x@firm.com", "web", nil, .likely),
      ("testarossa", "t@firm.com", "web", nil, .possible), ("test_1", "t1@firm.com", "web", nil, .likely),
      ("user7", "User7@Example.ORG", "web", nil, .certain), ("ben", "ben@firm.com", "seed", nil, .certain),
      ("cara", "cara@firm.com", "web", "seed", .certain),
    ]
    for (number, item) in cases.enumerated() {
      place.clock.now = CleanupLedger.opened.adding(days: Int64(number))
      let attributes = item.source.map { ["source": $0] } ?? [:]
      let profile = Profile(userName: item.name, email: item.email, attributes: attributes)
      try place.register(profile, in: ledger, origin: item.origin)
    }
    place.clock.now = CleanupLedger.opened.adding(days: 100)
    try place.register(10, in: ledger) { ("person.\($0)x", "p\($0)@firm.com") }
    let report = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    let found = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.userName, $0.certainty) })
    for item in cases { #expect(found[item.name] == item.4, "\(item.name)") }
    for number in 1...10 { #expect(found["person.\(number)x"] == .possible) }
    #expect(report.proposed(atLeast: .possible).count == 17 && report.proposed(atLeast: .certain).count == 3)
    #expect(report.findings.map(\.certainty) == report.findings.map(\.certainty).sorted(by: >))
    let sure = try ledger.read { try $0.cleanupReport() }
    #expect(sure.findings.count == 6 && sure.weaker == 11, "what is less sure is counted only")
    #expect(sure.found.map(\.count) == report.found.map(\.count))
    let anna = try #require(report.findings.first { $0.userName == "anna" })
    #expect(!report.proposed(excluding: [anna.id]).contains(anna))
    try ledger.close()
  }

  @Test("Nine accounts within a second are a coincidence, ten are not, and an eleventh a minute later is none of them")
  func madeTogether() throws {
    let ledger = try place.ledger()
    place.clock.now = CleanupLedger.opened
    try place.register(9, in: ledger) { ("a\($0)", "") }
    place.clock.now = CleanupLedger.opened.adding(days: 1)
    for number in 1...10 {
      try place.register(1, in: ledger) { _ in ("b\(number)", "") }
      place.clock.now = Timestamp(microseconds: place.clock.now.microseconds + 111_000)
    }
    place.clock.now = Timestamp(microseconds: place.clock.now.microseconds + 60_000_000)
    try place.register(1, in: ledger) { _ in ("c", "") }
    let report = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    #expect(Set(report.findings.map(\.userName)) == Set((1...10).map { "b\($0)" }))
    #expect(report.findings.first?.matches.first?.detail.contains("10") == true)
    try ledger.close()
  }

  @Test("An import that says when its accounts were made is looked at by those times; one that does not is left out")
  func imports() throws {
    let ledger = try place.ledger()
    for (hasTimes, prefix) in [(false, "plain"), (true, "dated")] {
      let begin = Cast.command(.beginImport(BeginImport(format: "test", source: "test")))
      _ = try ledger.execute(begin)
      for number in 1...12 {
        var command = Cast.command(
          .registerAccount(
            RegisterAccount(
              account: place.newAccount(), profile: Profile(userName: "\(prefix)-\(number)"),
              createdAt: hasTimes ? Timestamp(microseconds: 1_600_000_000_000_000 + Int64(number) * 4_000) : nil)))
        command.correlation = begin.id
        _ = try ledger.execute(command)
      }
      _ = try ledger.execute(Cast.command(.finishImport(FinishImport(importCommand: begin.id))))
    }
    let report = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    #expect(Set(report.findings.map(\.userName)) == Set((1...12).map { "dated-\($0)" }))
    try ledger.close()
  }

  @Test("A protected account or role is found, said to be protected, and never taken")
  func protection() throws {
    let ledger = try place.ledger()
    let admin = try place.register(Profile(userName: "admin", email: "admin@test.com"), in: ledger, roles: ["admin"])
    let kept = try place.register(Profile(userName: "demo_kept", email: "kept@test.com"), in: ledger)
    let demo = try place.register(Profile(userName: "demo_1", email: "demo1@test.com"), in: ledger)
    _ = try ledger.execute(Cast.command(.configureLedger(ConfigureLedger(protectedRoles: ["admin"]))))
    _ = try ledger.execute(Cast.command(.protectAccount(ProtectAccount(account: kept, isProtected: true))))
    let report = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    #expect(Set(report.protected.map(\.id)) == [admin, kept])
    #expect(report.proposed(atLeast: .possible).map(\.id) == [demo])
    // Whoever names one all the same is refused, beforehand and by the ledger.
    #expect(throws: Rejection.self) { try ledger.read { try $0.blastRadius(of: Remove(accounts: [demo, admin])) } }
    #expect(throws: Rejection.self) { try ledger.execute(Cast.command(.remove(Remove(accounts: [demo, kept])))) }
    #expect(try ledger.read { try $0.totals().accounts } == 3)
    try ledger.close()
  }

  @Test("Talk with real people is counted and makes it less sure; talk among themselves is not")
  func realActivity() throws {
    let ledger = try place.ledger()
    let anna = try place.register(Profile(userName: "anna", email: "anna@firm.com"), in: ledger)
    let shy = try place.register(Profile(userName: "demo_shy"), in: ledger)
    let loud = try place.register(Profile(userName: "demo_loud"), in: ledger)
    let silent = try place.register(Profile(userName: "demo_silent"), in: ledger)
    let among = ConversationID(rawValue: 0x100)
    let real = ConversationID(rawValue: 0x101)
    _ = try ledger.execute(Cast.makeRoom(among, of: [shy, loud]))
    _ = try ledger.execute(Cast.makeRoom(real, of: [anna, loud, silent]))
    for (author, room) in [(shy, among), (loud, among), (loud, real), (anna, real), (loud, real)] {
      _ = try ledger.execute(Cast.send("words", by: author, in: room))
    }
    let report = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    let found = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.id, $0) })
    #expect(found[loud]?.realMessages == 2 && found[loud]?.realConversations == 1)
    #expect(found[loud]?.score == 20 && found[loud]?.certainty == .possible)
    #expect(found[shy]?.hasRealActivity == false && found[shy]?.certainty == .likely)
    #expect(found[silent]?.hasRealActivity == false)
    // Whoever was made together with others and talks with people is one of them.
    let crowd = try place.register(10, in: ledger) { ("crowd-\($0)", "") }
    _ = try ledger.execute(Cast.makeRoom(ConversationID(rawValue: 0x102), of: [crowd[0], anna]))
    for author in [crowd[0], anna] {
      _ = try ledger.execute(Cast.send("words", by: author, in: ConversationID(rawValue: 0x102)))
    }
    let crowded = try ledger.read { try $0.cleanupReport(atLeast: .possible).findings.map(\.id) }
    #expect(!crowded.contains(crowd[0]) && Set(crowded).isSuperset(of: crowd.dropFirst()))
    // Once the talk is cleared it no longer speaks for the account.
    _ = try ledger.execute(Cast.clear([real]))
    #expect(try ledger.read { try $0.cleanupReport(atLeast: .possible).findings.allSatisfy { !$0.hasRealActivity } })
    try ledger.close()
  }

  @Test("A removed account is not looked at, and an empty ledger has nothing to find")
  func nothing() throws {
    let ledger = try place.ledger()
    let empty = try ledger.read { try $0.cleanupReport(atLeast: .possible) }
    #expect(empty.scanned == 0 && empty.findings.isEmpty)
    #expect(try ledger.read { try $0.cleanupRemoval(of: []) } == Remove())
    let demo = try place.register(Profile(userName: "demo_1", email: "a@test.com"), in: ledger)
    _ = try ledger.execute(Cast.command(.remove(Remove(accounts: [demo]))))
    #expect(try ledger.read { try $0.cleanupReport(atLeast: .possible).scanned } == 0)
    try ledger.close()
  }

  @Test("What is updated later counts by its latest profile, and by the origin that registered it")
  func updates() throws {
    let ledger = try place.ledger()
    let renamed = try place.register(Profile(userName: "demo_1", email: "a@test.com"), in: ledger)
    let seeded = try place.register(Profile(userName: "anna"), in: ledger, origin: "seed")
    for id in [renamed, seeded] {
      let profile = Profile(userName: "real-\(id.rawValue)", email: "x@firm.com")
      _ = try ledger.execute(Cast.command(.updateAccount(UpdateAccount(account: id, profile: profile))))
    }
    #expect(try ledger.read { try $0.cleanupReport(atLeast: .possible).findings.map(\.id) } == [seeded])
    try ledger.close()
  }
}
