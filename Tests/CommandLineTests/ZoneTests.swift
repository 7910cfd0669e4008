import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@testable import chat_ledger

/// A zone with changes of the clock at random times, by random amounts: gaps and folds of minutes to a day.
private struct RandomZone {
  var changes: [(at: Int64, offset: Int64)] = []
  var first: Int64

  init(_ random: inout SplitMix64) {
    // Quarters of an hour as today, sometimes with seconds as in the nineteenth century.
    func offset() -> Int64 {
      let quarters = Int64(random.next() % 105) - 48
      return quarters * 900 + (random.next() % 8 == 0 ? Int64(random.next() % 900) : 0)
    }
    first = offset()
    var at: Int64 = -2_000_000_000
    for _ in 0..<(random.next() % 40) {
      // Some follow each other within days, as in years of war.
      at += 200_000 + Int64(random.next() % (random.next() % 3 == 0 ? 400_000 : 200_000_000))
      changes.append((at, offset()))
    }
  }

  var zone: Zone {
    let (first, changes) = (first, changes)
    return Zone { seconds in changes.last { $0.at <= seconds }?.offset ?? first }
  }
}

@Suite("Times with their zone", .ownThread)
struct ZoneTests {
  @Test("What is printed is read as the same second, in any zone, by gaps and folds", arguments: 1...200)
  func roundTrip(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let made = RandomZone(&random)
    let zone = made.zone
    var moments = (0..<50).map { _ in Int64(random.next() % 6_000_000_000) - 2_500_000_000 }
    for change in made.changes { moments += [-3_601, -1, 0, 1, 3_600].map { change.at + $0 } }
    for seconds in moments {
      let time = Timestamp(microseconds: seconds * 1_000_000 + Int64(random.next() % 1_000_000))
      let text = zone.text(time)
      #expect(try zone.moment(text).microseconds == seconds * 1_000_000, "seed \(seed): \(text)")
      #expect(try Zone.utc.moment(text).microseconds == seconds * 1_000_000, "seed \(seed): \(text)")
      #expect(try zone.moment(Zone.utc.text(time)).microseconds == seconds * 1_000_000, "seed \(seed): \(text)")
    }
  }

  @Test("A time without an offset is the one that this zone shows then, or none, or two", arguments: 1...200)
  func civil(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let made = RandomZone(&random)
    let zone = made.zone
    for change in made.changes + [(0, 0)] {
      let seconds = change.at + Int64(random.next() % 20_000) - 10_000
      let offset = zone.offset(at: seconds)
      let text = String(zone.text(Timestamp(microseconds: seconds * 1_000_000)).prefix(19))
      switch read(text, in: zone) {
      case .success(let time): #expect(time.microseconds == seconds * 1_000_000, "seed \(seed): \(text)")
      // It names both, the one that was printed among them.
      case .failure(.twice(let offsets)):
        #expect(offsets.count > 1 && offsets.contains(offset), "seed \(seed): \(text)")
      case .failure(let fault): Issue.record("seed \(seed): \(text) is \(fault)")
      }
      // A civil time that was never shown is refused, never moved.
      let other = Timestamp(microseconds: (seconds + offset + 7_200) * 1_000_000)
      let wanted = String(Zone.utc.text(other).prefix(19))
      if let found = try? zone.moment(wanted) { #expect(zone.text(found).hasPrefix(wanted), "seed \(seed): \(wanted)") }
    }
  }

  private func read(_ text: String, in zone: Zone) -> Result<Timestamp, TimeFault> {
    Result { () throws(TimeFault) in try zone.moment(text) }
  }

  @Test("A date is the first moment of its day", arguments: 1...200)
  func days(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let made = RandomZone(&random)
    let zone = made.zone
    for change in made.changes + [(0, 0)] {
      let day = String(zone.text(Timestamp(microseconds: change.at * 1_000_000)).prefix(10))
      let start = try zone.moment(day)
      let before = Timestamp(microseconds: start.microseconds - 1)
      #expect(zone.text(start).prefix(10) >= day, "seed \(seed): \(day) begins \(zone.text(start))")
      #expect(zone.text(before).prefix(10) < day, "seed \(seed): \(day) begins \(zone.text(start))")
    }
  }

  @Test(
    "The forms that are taken",
    arguments: [
      ("2026-11-24 03:00:01+01:00", "2026-11-24T02:00:01Z"), ("2026-11-24T02:00:01.5Z", "2026-11-24T02:00:01.500Z"),
      ("2026-11-24 03:00", "2026-11-24T02:00:00Z"), ("2026-11-24T03:00", "2026-11-24T02:00:00Z"),
      ("2026-11-24 03:00Z", "2026-11-24T03:00:00Z"), ("2026-11-24 03:00 -05:00", "2026-11-24T08:00:00Z"),
      ("2026-11-24", "2026-11-23T23:00:00Z"), ("1880-01-01 00:53:28+00:53:28", "1880-01-01T00:00:00Z"),
    ])
  func forms(_ text: String, _ utc: String) throws {
    let zone = Zone { _ in 3_600 }
    #expect(try zone.moment(text).description == utc)
  }

  @Test(
    "Others are not",
    arguments: [
      "", "yesterday", "2026-11-31", "2026-11-24 25:00", "2026-11-24 03", "2026-11-24 03:00:01+1", "2026-11-24x03:00",
      "2026-11-24 03:00+99:00", "12026-11-24", "2026-11-24 03:00:01+01:00:00:00",
    ])
  func refused(_ text: String) {
    #expect(throws: TimeFault.notATime) { try Zone.utc.moment(text) }
  }

  @Test("Every verb prints the zone, takes what it prints, and means its own midnight by a date")
  func program() throws {
    let runner = try ZoneArchive.make()
    let berlin = "TZ=CET-1CEST,M3.5.0,M10.5.0/3"
    func messages(_ zone: String, _ arguments: String) throws -> [String] {
      try runner.shell("\(zone) '\(CommandRunner.program())' messages town \(arguments)").lines
    }
    // Ten to the change to winter time, twice at the half hour, and the day after, at midnight here.
    #expect(
      try messages(berlin, "--all").map { $0.prefix(25) } == [
        "2020-10-25 01:50:00+02:00", "2020-10-25 02:30:00+02:00", "2020-10-25 02:30:00+01:00",
        "2020-10-26 00:00:00+01:00",
      ])
    #expect(try messages(berlin, "--all --utc").map { $0.prefix(20) }.last == "2020-10-25 23:00:00Z")
    #expect(try messages(berlin, "--after '2020-10-25 02:30:00+02:00'").count == 2)
    #expect(try messages(berlin, "--after 2020-10-26").count == 1)
    #expect(try messages(berlin, "--after 2020-10-26 --utc").isEmpty)
    #expect(try messages(berlin, "--before '2020-10-25 02:00'").isEmpty)
    let twice = try runner.shell("\(berlin) '\(CommandRunner.program())' messages town --after '2020-10-25 02:30'")
    #expect(twice.status == 2)
    #expect(twice.errors.contains("“2020-10-25 02:30+02:00” or “2020-10-25 02:30+01:00”"), "\(twice)")
    let wrong = try runner.run("messages", "town", "--after", "yesterday")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("2026-11-24 03:00:01+01:00"), "\(wrong)")
  }
}

@Suite("Zones that are not known, and instants that are asked about", .ownThread)
struct ZoneQuestionTests {
  @Test("A name of a zone that nobody knows is told once, and times are printed as UTC")
  func unknown() throws {
    let runner = try ZoneArchive.make()
    let program = try CommandRunner.program()
    let typo = try runner.shell("TZ=Europe/Berln '\(program)' messages town")
    #expect(typo.errors == "The time zone “Europe/Berln” in TZ is not known; times are in UTC.\n", "\(typo)")
    #expect(typo.lines.last?.hasPrefix("2020-10-25 23:00:00Z  ") == true, "\(typo)")
    for known in ["TZ=CET-1CEST", "TZ='<+03>-3'", "TZ=UTC", "TZ=", "TZ=UTC0"] {
      #expect(try runner.shell("\(known) '\(program)' messages town").errors.isEmpty, "\(known)")
    }
    #expect(try runner.shell("TZ=Europe/Berln '\(program)' messages town --utc").errors.isEmpty)
  }

  @Test("A zone is a file of zones or a rule")
  func known() {
    for name in ["EST5EDT", ":UTC", "GMT0", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"] {
      #expect(Zone.isKnown(name), "\(name)")
    }
    for name in ["Europe/Berln", "Berlin", "../../etc/passwd", "/etc/passwd", "CES"] {
      #expect(!Zone.isKnown(name), "\(name)")
    }
  }

  @Test("A clear says up to which instant, and from whose view")
  func bounds() throws {
    let runner = try ZoneArchive.make()
    let program = try CommandRunner.program()
    let join =
      #"{"addParticipant":{"conversation":"0199b000-0000-7000-8000-0000000000f0","account":"\#(SmallLedger.anna)"}}"#
    #expect(try runner.run("exec", input: join).status == 0)
    let clear = "clear town --up-to-time 2020-10-26 --for-account @anna --reason x"
    let instant = "said before  2020-10-26 00:00:00+01:00 (2020-10-25 23:00:00Z)"
    let asked = try runner.shell(
      "echo no | TZ=CET-1CEST,M3.5.0,M10.5.0/3 script -qec \"'\(program)' \(clear)\" /dev/null"
    ).output.withoutStyles
    #expect(asked.contains(instant) && asked.contains("from the view of @anna alone"), "\(asked)")
    let dry = try runner.shell("TZ=CET-1CEST,M3.5.0,M10.5.0/3 '\(program)' \(clear) --dry-run").output
    #expect(dry.contains(instant.replacing("  ", with: ": ")) && dry.contains("Hidden from @anna alone: 3"), "\(dry)")
  }
}

/// One room with four messages around a change of the clocks in Europe.
private enum ZoneArchive {
  static func make() throws -> CommandRunner {
    let runner = try CommandRunner()
    try #require(try runner.run("init").status == 0)
    let (begin, room) = ("0199c000-0000-7000-8000-0000000000f0", "0199b000-0000-7000-8000-0000000000f0")
    var lines = [
      #"{"registerAccount":{"account":"\#(SmallLedger.anna)","userName":"anna"}}"#,
      #"{"id":"\#(begin)","beginImport":{"format":"test","source":"x"}}"#,
      #"{"correlation":"\#(begin)","createConversation":{"conversation":"\#(room)","kind":"ROOM","name":"town"}}"#,
    ]
    for time in ["2020-10-24T23:50:00Z", "2020-10-25T00:30:00Z", "2020-10-25T01:30:00Z", "2020-10-25T23:00:00Z"] {
      lines.append(
        #"{"correlation":"\#(begin)","sendMessage":{"conversation":"\#(room)","author":"\#(SmallLedger.anna)","body":"x","sentAt":"\#(time)"}}"#
      )
    }
    let filled = try runner.run("exec", input: lines.joined(separator: "\n") + "\n")
    try #require(filled.status == 0, "\(filled)")
    return runner
  }
}
