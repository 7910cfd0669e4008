import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Dry runs", .enabled(if: CommandRunner.hasProcesses), .ownThread)
struct DryRunTests {
  /// Everything that has `--dry-run` and works on a ledger, with what it takes.
  private static func verbs(_ runner: CommandRunner) throws -> [[String]] {
    let schema = "\(runner.folder)/schema.json"
    try runner.write(#"{"kinds":[{"name":"user"}]}"#, to: schema)
    return [
      ["clear", "general", "--dry-run"], ["clear", "general", "--for-account", "@ben", "--dry-run"],
      ["clear", "--everything", "--dry-run"], ["clear", "--everything", "--messages-only", "--dry-run"],
      ["remove", "--account", "@ben", "--dry-run"], ["remove", "--conversation", "general", "--dry-run"],
      ["cleanup", "--dry-run"], ["cleanup", "--at-least", "possible", "--dry-run"], ["revert", "18", "--dry-run"],
      ["revert", "19", "--dry-run"], ["revert", "18", "19", "--dry-run"], ["exec", "--dry-run"],
      ["schema", "declare", schema, "--dry-run"],
    ]
  }

  private static let line =
    #"{"sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","body":"dry"}}"# + "\n"

  /// A ledger whose position 18 is an edit, and 19 a clear.
  private func make() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let edit = #"{"editMessage":{"message":"\#(SmallLedger.message(1))","body":"changed"}}"# + "\n"
    try #require(try runner.run("exec", input: edit).status == 0)
    try #require(try runner.run("clear", "random", "--reason", "test", "--force").status == 0)
    return runner
  }

  @Test("They answer the same beside a service that writes, and change not a byte")
  func besideAService() throws {
    let runner = try make()
    let alone = try Self.verbs(runner).map { try answer($0, runner) }
    let before = try bytes(of: runner)
    let lock = open("\(runner.ledger)/writer.lock", O_RDWR | O_CLOEXEC)
    try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
    for (verb, wanted) in zip(try Self.verbs(runner), alone) {
      #expect(try answer(verb, runner) == wanted, "\(verb)")
    }
    close(lock)
    #expect(try bytes(of: runner) == before)
  }

  @Test(
    "What is removed afterwards is what they said", arguments: ["clear general", "clear --everything", "revert 19"])
  func foreseen(_ verb: String) throws {
    let runner = try make()
    let words = verb.split(separator: " ").map(String.init)
    let plan = try TestJSON.parse(try runner.run(words + ["--dry-run", "--json"]).output)
    #expect(try runner.json("stats")["tables"] == plan["before"])
    try #require(try runner.run(words + ["--reason", "test", "--force"]).status == 0)
    #expect(try runner.json("stats")["tables"] == plan["after"])
  }

  private func answer(_ verb: [String], _ runner: CommandRunner) throws -> String {
    let isExec = verb[0] == "exec"
    let result = try runner.run(verb + (isExec ? [] : ["--json"]), input: isExec ? Self.line : "")
    #expect(result.status == 0 && result.output.contains("dryRun"), "\(verb): \(result)")
    // The message that would be sent has another identifier and time each time.
    return isExec ? try TestJSON.parse(result.output).shape : result.output
  }

  private func bytes(of runner: CommandRunner) throws -> String {
    try runner.shell("find ledger -type f ! -name lock.mdb -exec sha256sum {} + | sort").output
  }
}
