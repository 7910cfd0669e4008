import TestSupport
import Testing

@Suite("doctor on the command line", .ownThread)
struct DoctorCommandTests {
  @Test("A sound ledger is healthy, an empty one as well, and nothing is recorded")
  func healthy() throws {
    let runner = try SmallLedger.make()
    let position = try runner.json("stats")["position"]
    let result = try runner.run("doctor")
    #expect(result.status == 0, "\(result)")
    #expect(result.lines.last == "Healthy: 15 checks.", "\(result)")
    #expect(result.lines.filter { $0.hasPrefix("[OK]       ") }.count == 15)
    #expect(try runner.json("stats")["position"] == position)
    let empty = try CommandRunner()
    #expect(try empty.run("init").status == 0)
    let nothing = try empty.run("doctor")
    #expect(nothing.status == 0 && !nothing.output.contains("[FAILED]"), "\(nothing)")
  }

  @Test("What fails is named with the command that mends it, and the exit code is 1 until it is mended")
  func failing() throws {
    let runner = try Tutors.make()
    let result = try runner.run("doctor")
    #expect(result.status == 1, "\(result)")
    let lines = result.lines
    let failed = try #require(lines.firstIndex { $0.hasPrefix("[FAILED]   rooms") })
    #expect(lines[failed].contains("4 of 6 that call for a room by the policy booking-room have none, over 2 lessons"))
    #expect(lines[failed + 1].hasSuffix("- booking \(Tutors.booking(0))"))
    #expect(result.output.contains("→ Make them by a backfill: `chat-ledger backfill booking-room`"))
    #expect(lines.last?.hasPrefix("Not healthy: 1 check failed") == true)
    #expect(try runner.run("backfill", "--quiet").status == 0)
    let after = try runner.run("doctor")
    #expect(after.status == 0 && after.output.contains("[WARNING]  rooms"), "\(after)")
  }

  @Test("Made-up data fails in production only")
  func demoData() throws {
    let runner = try SmallLedger.make()
    let lines = (1...3).map { number in
      #"{"registerAccount":{"account":"0199f000-0000-7000-8000-00000000000\#(number)","#
        + #""userName":"user\#(number)","email":"user\#(number)@test.com"}}"#
    }
    #expect(try runner.run("exec", input: lines.joined(separator: "\n")).status == 0)
    let warned = try runner.run("doctor", "--check", "demo-data")
    #expect(warned.status == 0 && warned.output.contains("[WARNING]  demo-data") && warned.output.contains("@user1"))
    let configure = #"{"configureLedger":{"isProduction":true}}"#
    #expect(try runner.run("exec", input: configure).status == 0)
    let failed = try runner.run("doctor", "--check", "demo-data", "--check", "protection")
    #expect(failed.status == 1 && failed.output.contains("chat-ledger cleanup"), "\(failed)")
    #expect(failed.output.contains("[FAILED]   protection") && failed.output.contains("chat-ledger protect"))
    #expect(failed.lines.last == "Not healthy: 2 checks failed.")
  }

  @Test("The shape of its JSON")
  func json() throws {
    let runner = try SmallLedger.make()
    let report = try runner.json("doctor")
    #expect(
      report.shape
        == "{checks:[{check:string,found:string,outcome:string,seconds:number}],healthy:bool,position:number}")
    #expect(report["healthy"] == .bool(true) && report["checks"]?.items?.count == 15)
    #expect(report["checks"]?.items?.first?["check"]?.text == "format")
    let failing = try TestJSON.parse(try Tutors.make().run("doctor", "--json", "--check", "rooms").output)
    #expect(failing["healthy"] == .bool(false))
    #expect(
      failing["checks"]?.items?.first?.shape
        == "{advice:string,check:string,details:[string],found:string,outcome:string,seconds:number}")
  }

  @Test("What was acknowledged before the writer was killed is read back, also while another process writes")
  func persistence() throws {
    let runner = try SmallLedger.make()
    let before = try runner.shell("ls \(runner.ledger)").output
    let alone = try runner.run("doctor", "--check", "persistence", "--persistence-test")
    #expect(alone.status == 0, "\(alone)")
    #expect(alone.output.contains("[OK]       persistence  A scratch ledger's writer was killed after "))
    #expect(alone.errors.isEmpty, "\(alone)")
    #expect(try runner.shell("ls \(runner.ledger)").output == before, "the scratch ledger is removed")

    let holder = try runner.start(["exec"])
    try holder.send(
      #"{"sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","body":"live"}}"#
        + "\n")
    #expect(try holder.waitForLines(1, in: runner))
    let beside = try runner.run("doctor", "--persistence-test")
    #expect(beside.status == 0 && beside.lines.last == "Healthy: 16 checks.", "\(beside)")
    #expect(try holder.finish() == 0)
    #expect(try runner.messageCount() == 13, "the real log has only what was sent to it")
  }

  @Test("A ledger that cannot be opened is explained, and a missing one is wrong use")
  func unopened() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.shell("head -c 100 /dev/zero | dd of=ledger/log/data.mdb conv=notrunc bs=1 seek=0").status == 0)
    let result = try runner.run("doctor")
    #expect(result.status == 1, "\(result)")
    #expect(result.lines.first?.hasPrefix("[FAILED]   format") == true, "\(result)")
    #expect(result.output.contains("[SKIPPED]  log"))
    let missing = try CommandRunner().run("doctor")
    #expect(missing.status == 2 && missing.errors.contains("chat-ledger init"), "\(missing)")
    let unknown = try runner.run("doctor", "--check", "nothing")
    #expect(unknown.status == 2 && unknown.errors.contains("demo-data"), "\(unknown)")
  }

  @Test("It explains itself, and the writer of the persistence test is hidden")
  func help() throws {
    let runner = try CommandRunner()
    let help = try runner.run("doctor", "--help")
    #expect(help.status == 0 && help.output.contains("Examples:") && help.output.contains("--persistence-test"))
    #expect(try !runner.run("--help").output.contains("persistence-writer"))
  }
}
