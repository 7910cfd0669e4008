import TestSupport
import Testing

@Suite("A cleanup and its record", .ownThread)
struct CleanupAgainTests {
  private func make() throws -> CommandRunner {
    let runner = try PicnicLedger.make(withDemo: true)
    let configured = try runner.run(
      "exec", input: #"{"configureLedger":{"isProduction":true,"protectedRoles":["admin"]}}"#)
    try #require(configured.status == 0, "\(configured)")
    return runner
  }

  @Test("The entry says that it was a cleanup, by which rules, and whom it left alone")
  func record() throws {
    let runner = try make()
    let rules = #"{"rules":[{"name":"ours","weight":100,"userNames":["user[0-9]"]}]}"#
    try runner.write(rules, to: "\(runner.folder)/rules.json")
    let done = try runner.json(
      "cleanup", "--rules", "\(runner.folder)/rules.json", "--exclude", "@user1", "--apply", "--reason", "x", "--force")
    let position = "\(try #require(done["position"]?.count))"
    let record = try runner.json("show", position)["entry"]?["command"]?["remove"]?["cleanup"]
    #expect(
      record?["atLeast"]?.text == "LIKELY" && record?["excluded"]?.items?.count == 1, "\(String(describing: record))")
    #expect(try TestJSON.parse(try #require(record?["rules"]?.text))["rules"]?.items?.first?["name"]?.text == "ours")
    let text = try runner.run("show", position)
    #expect(text.output.contains("the rules ours, at least likely") && text.output.contains("@user1"), "\(text)")
    #expect(text.output.contains("cleanup --again \(position) --exclude ACCOUNT"), "\(text)")
    #expect(try runner.run("tail", "-n", "1").output.contains("cleanup"), "not a mere removal")
    #expect(try runner.run("verify").status == 0)
  }

  @Test("Done again without somebody real it takes exactly the others, whatever the rules would find")
  func again() throws {
    let runner = try make()
    let rules = #"{"rules":[{"name":"ours","weight":100,"userNames":["user[0-9]"]}]}"#
    try runner.write(rules, to: "\(runner.folder)/rules.json")
    let before = try runner.tables()
    let done = try runner.json(
      "cleanup", "--rules", "\(runner.folder)/rules.json", "--apply", "--reason", "demo", "--force")
    let position = "\(try #require(done["position"]?.count))"
    let away = try runner.tables()
    let early = try runner.run("cleanup", "--again", position, "--exclude", "@user7")
    #expect(early.status == 2 && early.errors.contains("chat-ledger revert \(position) --reason TEXT"), "\(early)")
    #expect(try runner.run("revert", position, "--reason", "one was real", "--force").status == 0)
    #expect(try runner.tables() == before)

    let stranger = try runner.run("cleanup", "--again", position, "--exclude", "@anna")
    #expect(stranger.status == 2 && stranger.errors.contains("not among"), "\(stranger)")
    let plan = try runner.json("cleanup", "--again", position, "--exclude", "@user7", "--dry-run")
    #expect(plan["found"]?.count == 9 && plan["proposed"]?.count == 8 && plan["removed"]?["accounts"]?.count == 8)
    let listed = try runner.run("cleanup", "--again", position, "--exclude", "@user7")
    #expect(listed.output.contains("excluded, stays") && listed.output.contains("the rules ours"), "\(listed)")
    let again = try runner.json(
      "cleanup", "--again", position, "--exclude", "@user7", "--apply", "--reason", "without a customer", "--force")
    #expect(again["removed"]?["accounts"]?.count == 8)
    #expect(try runner.tables()["accounts"]?.count == (away["accounts"]?.count ?? 0) + 1)
    #expect(try runner.json("show", "@user7")["account"]?["removed"] == nil)
    let record = try runner.json("show", try #require(again["command"]?.text))["entry"]?["command"]?["remove"]?[
      "cleanup"]
    #expect(record?["again"] == done["command"] && record?["excluded"]?.items?.count == 1)
    #expect(try runner.run("verify").status == 0)
  }

  @Test("It goes with no rules of its own, and with a cleanup alone")
  func wrongUse() throws {
    let runner = try make()
    for arguments in [
      ["--again", "3"], ["--again", "999"], ["--again", "x"], ["--again", "3", "--at-least", "certain"],
    ] {
      let result = try runner.run(["cleanup"] + arguments)
      #expect(result.status == 2 && !result.errors.isEmpty, "\(arguments): \(result)")
    }
  }

  @Test("Addresses that all accounts of an archive have say nothing of any of them")
  func anonymousArchive() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let sample = try runner.run("sample", "--messages", "200", "--rooms", "3", "--accounts", "40")
    let lines = sample.lines.map { line in
      line.contains(#""type":"user""#)
        ? line.replacing(/"email":"[^"@]*@[^"]*"/) { "\(String($0.output).split(separator: "@")[0])@example.invalid\"" }
        : line
    }
    let count = lines.count { $0.contains("@example.invalid") }
    try #require(count == 40)
    let imported = try runner.run("import", "mattermost", "-", input: lines.joined(separator: "\n") + "\n")
    #expect(imported.status == 0, "\(imported)")
    let demo =
      #"{"registerAccount":{"account":"\#(SmallLedger.anna)","userName":"demo_lena","email":"x@example.invalid"}}"#
    #expect(try runner.run("exec", input: demo).status == 0)
    let report = try runner.json("cleanup")
    #expect(
      report["proposed"]?.count == 1 && report["accounts"]?.items?.first?["userName"]?.text == "demo_lena", "\(report)")
    #expect(report["notCounted"]?.items?.first?["accounts"]?.count == 40)
    let text = try runner.run("cleanup")
    #expect(text.output.contains("Not counted: All 40 accounts"), "\(text)")
  }

  // MARK: Names as people mean them

  @Test("Names and addresses are taken as they are meant where only one fits, and it is said whose it is")
  func names() throws {
    let runner = try SmallLedger.make()
    let profile =
      #"{"registerAccount":{"account":"\#(Tutors.room)","userName":"Zoe\u0301","email":"Zoe@Firm.com"}}"#
    #expect(try runner.run("exec", input: profile).status == 0)
    for name in ["@ANNA", "@zo\u{E9}", "@Zo\u{E9}", "@zoe\u{301} "] {
      let found = try runner.run("show", name)
      #expect(found.status == 0 && found.errors.contains("Taken for @"), "\(name): \(found)")
    }
    let address = try runner.run("protect", " zoe@firm.com ")
    #expect(address.status == 0 && address.errors.contains("Taken for @"), "\(address)")
    #expect(try runner.run("show", "@anna").errors.isEmpty, "exactly it needs no word")
    #expect(try runner.run("show", "@annna").status == 2)
  }

  @Test("A protected role that nobody has is told, with the roles that there are; capitals do not matter")
  func roles() throws {
    let runner = try make()
    let typo = try runner.run("configure", "--protect-role", "admn")
    #expect(typo.status == 0 && typo.errors.contains("protects nobody now"), "\(typo)")
    #expect(typo.errors.contains("admin (1 account)"), "\(typo)")
    #expect(try runner.run("configure", "--unprotect-role", "ADMN", "--reason", "x").status == 0)
    #expect(try runner.run("configure", "--unprotect-role", "admin", "--reason", "x").status == 0)
    let meant = try runner.run("configure", "--protect-role", "Admin")
    #expect(meant.status == 0 && meant.errors.contains("“admin”"), "\(meant)")
    #expect(try runner.json("configure")["protectedRoles"]?.items == [.string("admin")])
  }

  // MARK: Imports

  @Test("An empty archive is an error, and one that is there but does not show is told")
  func imports() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    for text in ["", "\n  \n"] {
      for flags in [[], ["--dry-run"]] {
        let empty = try runner.run(["import", "mattermost", "-"] + flags, input: text)
        #expect(empty.status == 2 && empty.errors.contains("is empty"), "\(empty)")
      }
    }
    let archive = "\(runner.folder)/archive.jsonl"
    try runner.write(
      try runner.run("sample", "--messages", "300", "--rooms", "3", "--accounts", "12").output, to: archive)
    #expect(try runner.run("import", "mattermost", archive).status == 0)
    #expect(try runner.json("import", "mattermost", archive, "--dry-run")["hidden"]?["messages"]?.count == 0)
    let clear = try runner.json("clear", "--everything", "--messages-only", "--reason", "x", "--force")
    let position = try #require(clear["position"]?.count)
    for flags in [[], ["--dry-run"]] {
      let again = try runner.run(["import", "mattermost", archive] + flags)
      #expect(again.output.contains("300 do not show"), "\(again)")
      #expect(again.output.contains("chat-ledger revert \(position) --reason TEXT"), "\(again)")
      #expect(!again.output.contains("all of it is in the ledger already"), "\(again)")
    }
  }
}
