import TestSupport
import Testing

/// Whoever starts a program may close its standard input, output and error: old daemons do, and
/// `ssh host 'command <&- >&- 2>&-'`.
@Suite("Closed standard descriptors", .ownThread)
struct DescriptorTests {
  /// All seven ways to close some of the three.
  static let closings = [
    "<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-",
  ]
  /// Verbs that take something away and then say how to bring it back.
  static let removing = [
    "clear --everything --force --reason x", "clear general --force --reason x",
    "remove --account @ben --force --reason x",
    "cleanup --apply --force --reason x",
  ]

  @Test("What a removing verb says never reaches a file of the ledger", arguments: removing, closings)
  func removes(_ verb: String, _ closing: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    _ = try runner.shell("'\(program)' \(verb) \(closing); true")
    let sound = try runner.run("verify")
    #expect(sound.status == 0, "\(verb) \(closing): \(sound)")
    let found = try runner.shell("grep -rac 'bring it all back' ledger | grep -v ':0$'")
    #expect(found.output.isEmpty, "\(verb) \(closing): \(found)")
    // And what was recorded can be taken back.
    let position = try #require(try runner.position())
    if position > 17 { #expect(try runner.run("revert", "\(position)", "--force", "--reason", "x").status == 0) }
  }

  @Test("What a service logs never reaches a file of the ledger", arguments: closings)
  func embedded(_ closing: String) throws {
    let runner = try SmallLedger.make()
    // It stands beside the program.
    let program = try CommandRunner.program().split(separator: "/").dropLast().joined(separator: "/")
    let ended = try runner.shell("'/\(program)/ledger-crasher' narrate ledger \(closing)")
    #expect(ended.status == 0, "\(ended)")
    #expect(try runner.run("verify").status == 0)
    let found = try runner.shell("grep -rac 'belongs into no file' ledger | grep -v ':0$'")
    #expect(found.output.isEmpty, "\(closing): \(found)")
  }

  @Test("Every descriptor that is open beside the ledger's is above the standard ones", arguments: closings)
  func numbers(_ closing: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    // It waits for commands that do not come, with the ledger open.
    let result = try runner.shell(
      """
      mkfifo commands; exec 9<>commands
      '\(program)' exec commands \(closing) & child=$!
      for try in $(seq 200); do
        kill -0 $child 2>/dev/null || break
        ls -l /proc/$child/fd 2>/dev/null | grep -q 'projection/data.mdb' && break; sleep 0.05
      done
      ls -l /proc/$child/fd | grep 'ledger/' | sed 's/.* \\([0-9]*\\) -> .*/\\1/'
      kill -9 $child; wait $child; true
      """)
    let numbers = result.output.split(separator: "\n").compactMap { Int($0) }
    // Where nobody could get a receipt nothing is opened at all.
    if closing.split(separator: " ").contains(">&-") {
      #expect(numbers.isEmpty && result.errors.contains("Nothing was done.") != closing.contains("2>&-"), "\(result)")
      return
    }
    #expect(numbers.count >= 4, "\(result)")
    #expect(numbers.allSatisfy { $0 >= 3 }, "\(result)")
  }
}
