import TestSupport
import Testing

@Suite("Cleaning up demo data", .ownThread)
struct CleanupTests {
  private func make() throws -> CommandRunner {
    let runner = try PicnicLedger.make(withDemo: true)
    let configured = try runner.run(
      "exec", input: #"{"configureLedger":{"isProduction":true,"protectedRoles":["admin"]}}"#)
    try #require(configured.status == 0, "\(configured)")
    return runner
  }

  @Test("The report says who looks made up, why, how sure it is, and who is protected")
  func report() throws {
    let runner = try make()
    let position = try runner.position()
    let report = try runner.json("cleanup")
    #expect(report["scanned"]?.count == 15 && report["found"]?.count == 12 && report["protected"]?.count == 1)
    #expect(report["proposed"]?.count == 12)
    let admin = try #require(report["accounts"]?.items?.first { $0["userName"]?.text == "admin" })
    #expect(admin["protected"] == .bool(true))
    let third = try #require(report["accounts"]?.items?.first { $0["userName"]?.text == "user3" })
    #expect(third["realMessages"]?.count == 1 && third["certainty"]?.text != "POSSIBLE")
    let rules = third["foundBy"]?.items?.compactMap { $0["rule"]?.text }
    #expect(rules?.prefix(2) == ["demo-email", "demo-name"])
    let text = try runner.run("cleanup", "--report", "-n", "2")
    #expect(text.status == 0 && text.output.contains("protected, stays"), "\(text)")
    #expect(text.output.contains("11 more: --all"), "\(text)")
    #expect(text.errors.contains("--dry-run"), "\(text)")
    #expect(try runner.position() == position)
  }

  @Test("The dry run has the blast radius, applying does just that, and a revert brings it back")
  func apply() throws {
    let runner = try make()
    let before = try runner.tables()
    let plan = try runner.json("cleanup", "--dry-run")
    #expect(plan["removed"]?["accounts"]?.count == 12 && plan["removed"]?["conversations"]?.count == 1)
    #expect(plan["removed"]?["messages"]?.count == 2, "what was said to Anna stays with her")
    let text = try runner.run("cleanup", "--dry-run")
    #expect(text.output.contains("In this order: ") && text.errors.contains("dry run"), "\(text)")
    #expect(try runner.tables() == before)

    let refused = try runner.run("cleanup", "--apply", "--reason", "demo data")
    #expect(refused.status == 2 && refused.errors.contains("--force") && refused.output.isEmpty, "\(refused)")
    #expect(try runner.tables() == before)

    let done = try runner.json("cleanup", "--apply", "--reason", "demo data", "--force")
    #expect(done["removed"] == plan["removed"] && done["before"] == plan["before"] && done["after"] == plan["after"])
    #expect(try runner.json("show", "@admin")["account"]?["removed"] == nil)
    #expect(try runner.json("cleanup")["found"]?.count == 0)
    #expect(try runner.run("revert", try #require(done["command"]?.text), "--reason", "x", "--force").status == 0)
    #expect(try runner.tables() == before)
    #expect(try runner.run("verify").status == 0)
  }

  @Test("On a terminal it shows the accounts and waits for their number")
  func confirmation() throws {
    let runner = try make()
    let no = try runner.onTerminal("cleanup --apply --reason test", typing: "n")
    #expect(no.status == 2 && no.output.contains("Type 12 or yes"), "\(no)")
    #expect(try runner.json("cleanup")["found"]?.count == 12)
    let yes = try runner.onTerminal("cleanup --apply --reason test", typing: "12")
    #expect(yes.status == 0 && yes.output.contains("[OK]") && yes.output.contains("revert"), "\(yes)")
  }

  @Test("Excluded accounts stay, and so do those that are not sure enough")
  func narrower() throws {
    let runner = try make()
    let excluded = try runner.json("cleanup", "--exclude", "@user1", "--exclude", "@user2")
    #expect(excluded["found"]?.count == 12 && excluded["proposed"]?.count == 10)
    let rules = #"{"rules":[{"name":"ours","weight":50,"userNames":["user[0-9]"]}]}"#
    try runner.write(rules, to: "\(runner.folder)/rules.json")
    let possible = try runner.json("cleanup", "--rules", "\(runner.folder)/rules.json", "--at-least", "possible")
    #expect(possible["found"]?.count == 9 && possible["proposed"]?.count == 9 && possible["possible"]?.count == 9)
    let likely = try runner.run("cleanup", "--rules", "\(runner.folder)/rules.json", "--apply", "--reason", "x")
    #expect(likely.status == 0 && likely.errors.contains("nothing to clean up"), "\(likely)")
  }

  @Test("The rules are printed as a file that can be read again")
  func rules() throws {
    let runner = try make()
    let printed = try runner.run("cleanup", "--print-rules")
    #expect(printed.status == 0 && printed.output.contains("\"demo-email\""), "\(printed)")
    try runner.write(printed.output, to: "\(runner.folder)/rules.json")
    #expect(try runner.json("cleanup", "--rules", "\(runner.folder)/rules.json") == runner.json("cleanup"))
  }

  @Test("An empty ledger has nothing to clean up, and says what to do")
  func nothing() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    for arguments in [[], ["--dry-run"], ["--apply", "--reason", "x"]] {
      let result = try runner.run(["cleanup"] + arguments)
      #expect(result.status == 0 && !result.errors.isEmpty, "\(result)")
      #expect(try runner.json("cleanup")["found"]?.count == 0)
    }
    #expect(try runner.position() == 1)
  }

  @Test("The same identifier again removes nothing twice")
  func repeated() throws {
    let runner = try make()
    let arguments = [
      "cleanup", "--apply", "--reason", "x", "--force", "--json", "--id", "0199d000-0000-7000-8000-00000000ffff",
    ]
    let first = try TestJSON.parse(try runner.run(arguments).output)
    let second = try TestJSON.parse(try runner.run(arguments).output)
    #expect(first["position"] == second["position"] && second["duplicate"] == .bool(true))
  }

  @Test(
    "Wrong use is refused",
    arguments: [
      (["--apply"], "--reason"), (["--apply", "--dry-run", "--reason", "x"], "Choose one"), (["--force"], "--apply"),
      (["--at-least", "sure"], "possible, likely and certain"), (["--limit", "0"], "--limit"),
      (["--rules", "/nowhere/rules.json"], "/nowhere/rules.json"), (["--exclude", "@nobody"], "nobody"),
    ])
  func wrongUse(_ arguments: [String], _ word: String) throws {
    let runner = try make()
    let result = try runner.run(["cleanup"] + arguments)
    #expect(result.status == 2 && result.errors.contains(word), "\(result)")
  }

  @Test("Rules that make no sense are refused with what is wrong in them")
  func wrongRules() throws {
    let runner = try make()
    try runner.write(#"{"rules":[{"name":"a","weight":5,"email":["x"]}]}"#, to: "\(runner.folder)/rules.json")
    let result = try runner.run("cleanup", "--rules", "\(runner.folder)/rules.json")
    #expect(
      result.status == 2 && result.errors.contains("email") && result.errors.contains("--print-rules"), "\(result)")
  }
}
