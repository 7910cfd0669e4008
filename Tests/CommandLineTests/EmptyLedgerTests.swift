import ChatDomain
import TestSupport
import Testing

@Suite("An empty ledger", .ownThread)
struct EmptyLedgerTests {
  /// Every verb that lists, with arguments that name nothing in particular.
  static let listing: [[String]] = [
    ["conversations"], ["conversations", "--all", "--removed"], ["accounts"], ["accounts", "--protected"],
    ["resources"],
    ["resources", "--kind", "booking"], ["blocks"], ["sessions"], ["sessions", "--ended"], ["reports"],
    ["reports", "--status", "any"], ["settings"], ["tail", "--removals"], ["snapshot", "--list"],
    // What is named cannot be there: that is no error either.
    ["messages", "general"], ["conversations", "--for-account", "@anna"], ["conversations", "--of", "Algebra"],
    ["resources", "--of", "@anna"], ["blocks", "@anna"], ["sessions", "--for-account", "@anna"], ["settings", "@anna"],
  ]

  @Test("Every list is empty, and says what to do to get something", arguments: listing)
  func lists(_ arguments: [String]) throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let result = try runner.run(arguments)
    #expect(result.status == 0, "\(result)")
    #expect(result.lines.count <= 1, "no more than the head of a table: \(result)")
    #expect(result.errors.contains("`") || result.errors.contains("--"), "a helpful line: \(result)")
    #expect(!result.errors.contains("error:"), "\(result)")
    let json = try runner.run(arguments + ["--json"])
    #expect(json.status == 0 && json.output.isEmpty && json.errors.isEmpty, "\(json)")
    let quiet = try runner.run(arguments + ["--quiet"])
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet)")
  }

  @Test(
    "Every other verb that looks answers, too",
    arguments: [["stats"], ["schema"], ["configure"], ["tail"], ["verify"], ["show", "1"], ["replay"], ["rebuild"]])
  func others(_ arguments: [String]) throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let result = try runner.run(arguments)
    #expect(result.status == 0 && !result.output.isEmpty, "\(result)")
    #expect(try TestJSON.parse(runner.run(arguments + ["--json"]).output).shape.hasPrefix("{"))
  }

  @Test("A verb about one thing says that it is not there", arguments: [["show", "general"], ["show", "@anna"]])
  func single(_ arguments: [String]) throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    let result = try runner.run(arguments)
    #expect(result.status == 2 && result.errors.hasPrefix("error: "), "\(result)")
  }

  @Test("All counts are there, and are zero")
  func counts() throws {
    let runner = try CommandRunner()
    #expect(try runner.run("init").status == 0)
    guard case .object(let tables) = try runner.json("stats")["tables"] else {
      Issue.record("stats has no tables")
      return
    }
    #expect(Set(tables.keys) == Set(Totals.Counter.allCases.map(\.name)))
    #expect(tables.values.allSatisfy { $0.count == 0 })
  }
}
