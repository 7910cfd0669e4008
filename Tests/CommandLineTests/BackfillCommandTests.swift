import TestSupport
import Testing

@Suite("backfill on the command line", .ownThread)
struct BackfillCommandTests {
  @Test("A check prints the figures, lists what is missing, and ends with 1 until nothing is")
  func check() throws {
    let runner = try Tutors.make()
    let position = try runner.json("stats")["position"]
    let check = try runner.run("backfill", "--check-only")
    #expect(check.status == 1, "\(check)")
    #expect(
      check.lines.prefix(6) == [
        "policy           booking-room", "lessons          3", "active bookings  6",
        "rooms            1 (0 with messages, 1 empty)", "candidates       4 over 2 lessons, for 3 pairs",
        "without a pair   1",
      ], "\(check)")
    #expect(check.output.contains("@pupil0") && check.output.contains("booking.student is empty"), "\(check)")
    #expect(check.errors.contains("chat-ledger backfill booking-room"))
    #expect(try runner.run("backfill", "booking-room", "--dry-run").status == 1)
    #expect(try runner.json("stats")["position"] == position, "looking records nothing")

    let done = try runner.run("backfill", "--reason", "older bookings")
    #expect(done.status == 0, "\(done)")
    #expect(done.output.hasPrefix("Policy booking-room: made 3 rooms for 4 candidates in "), "\(done)")
    #expect(done.errors.contains("chat-ledger revert "))
    let after = try runner.run("backfill", "--check-only")
    #expect(after.status == 0 && after.output.contains("candidates       0 over 0 lessons\n"), "\(after)")
    #expect(try runner.run("verify").status == 0)
  }

  @Test("The shapes of its JSON")
  func json() throws {
    let runner = try Tutors.make()
    let check = try TestJSON.parse(try runner.run("backfill", "--check-only", "--json").output)
    #expect(
      check.shape
        == "{active:number,candidatePairs:number,candidateParents:number,candidates:number,empty:number,"
        + "first:[{pair:[string],parent:string,resource:string}],firstUnpaired:[{obstacle:string,resource:string}],"
        + "kind:string,parentKind:string,parents:number,policy:string,position:number,rooms:number,unpaired:number,"
        + "withMessages:number}")
    #expect(check["candidates"]?.count == 4 && check["candidateParents"]?.count == 2 && check["unpaired"]?.count == 1)
    let first = try runner.json("backfill")
    #expect(
      first.shape == "{candidates:number,chain:string,created:number,outcome:string,policy:string,seconds:number}")
    #expect(first["outcome"]?.text == "FINISHED" && first["created"]?.count == 3)
    let second = try runner.json("backfill")
    #expect(second["outcome"]?.text == "NOTHING_MISSING" && second["chain"] == nil)
  }

  @Test("With --quiet there is one line, whatever happens")
  func quiet() throws {
    let runner = try Tutors.make()
    var result = try runner.run("backfill", "--quiet", "--check-only")
    #expect(result.status == 1 && result.lines.count == 1 && result.errors.isEmpty, "\(result)")
    #expect(result.output.contains(" backfill policy=booking-room outcome=CHECKED candidates=4 created=0 seconds="))
    result = try runner.run("backfill", "--quiet")
    #expect(result.status == 0 && result.lines.count == 1 && result.errors.isEmpty, "\(result)")
    #expect(result.output.contains(" outcome=FINISHED candidates=4 created=3 seconds="))
    let chain = try #require(result.output.split(separator: "chain=").last?.split(separator: "\n").first)
    result = try runner.run("backfill", "--quiet")
    #expect(result.status == 0 && result.lines.count == 1 && result.errors.isEmpty, "\(result)")
    #expect(
      result.output.contains(" outcome=NOTHING_MISSING candidates=0 created=0 ") && result.output.contains("chain=-"))
    result = try runner.run("backfill", "none", "--quiet")
    #expect(result.status == 2 && result.lines.count == 1 && result.errors.isEmpty, "\(result)")
    #expect(result.output.contains("outcome=USAGE"))
    // The line names the way back.
    let before = try runner.json("stats")["tables"]?["conversations"]?.count
    #expect(try runner.run("revert", String(chain), "--reason", "to try it", "--force").status == 0)
    #expect(before == 4)
    #expect(try runner.json("stats")["tables"]?["conversations"]?.count == 1)
  }

  @Test("While another process writes it ends with 3, in one line with --quiet")
  func busy() throws {
    let runner = try Tutors.make()
    let holder = try runner.start(["exec"])
    try holder.send(Tutors.makeBooking(7, lesson: 2, student: 3) + "\n")
    #expect(try holder.waitForLines(1, in: runner))
    #expect(try runner.run("backfill").status == 3)
    let quiet = try runner.run("backfill", "--quiet")
    #expect(quiet.status == 3 && quiet.lines.count == 1 && quiet.errors.isEmpty, "\(quiet)")
    #expect(quiet.output.contains("outcome=BUSY"))
    // Looking works meanwhile.
    #expect(try runner.run("backfill", "--check-only").status == 1)
    #expect(try holder.finish() == 0)
  }

  @Test("Without a policy nothing is missing, which is said", arguments: [[], ["--check-only"]])
  func noPolicy(_ arguments: [String]) throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let result = try runner.run(["backfill"] + arguments)
    #expect(result.status == 0 && result.output.isEmpty, "\(result)")
    #expect(result.errors.contains("No room policy is declared"), "\(result)")
    let quiet = try runner.run(["backfill", "--quiet"] + arguments)
    #expect(quiet.status == 0 && quiet.lines.count == 1 && quiet.errors.isEmpty, "\(quiet)")
    let named = try runner.run(["backfill", "booking-room"] + arguments)
    #expect(named.status == 2 && named.errors.contains("declareSchema"), "\(named)")
  }

  @Test("It explains itself")
  func help() throws {
    let help = try CommandRunner().run("backfill", "--help")
    #expect(help.status == 0 && help.output.contains("Examples:") && help.output.contains("chat-ledger backfill"))
    #expect(try CommandRunner().run("backfill", "a", "b").status == 2)
  }
}
