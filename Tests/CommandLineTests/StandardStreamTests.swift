import ChatLedgerTesting
import TestSupport
import Testing

@testable import chat_ledger

/// What a run must come to with each of its standard streams open, closed, or full.
@Suite("Closed and full standard streams", .ownThread)
struct StandardStreamTests {
  private enum State: String, CaseIterable {
    case open, closed, full
  }

  private struct Streams {
    var input: State
    var output: State
    var errors: State

    /// The redirections of a shell.
    func redirections(input path: String) -> String {
      let from = input == .open ? "< '\(path)'" : input == .closed ? "<&-" : "< /dev/full"
      let to = output == .open ? "> out" : output == .closed ? ">&-" : "> /dev/full"
      let tell = errors == .open ? "2> err" : errors == .closed ? "2>&-" : "2> /dev/full"
      return "\(from) \(to) \(tell)"
    }
  }

  /// Every state of output and errors; every state of input, too, where there is time (`CHAT_LEDGER_SOAK`), and else
  /// one that the seed chooses.
  private static func combinations(_ generator: inout SplitMix64) -> [Streams] {
    State.allCases.flatMap { output in
      State.allCases.flatMap { errors in
        let inputs = isSoak ? State.allCases : [State.allCases[Int(generator.next() % 3)]]
        return inputs.map { Streams(input: $0, output: output, errors: errors) }
      }
    }
  }

  private static let isSoak = CommandRunner.environment("CHAT_LEDGER_SOAK") != nil
  private static let seed: UInt64 =
    CommandRunner.environment("CHAT_LEDGER_SEED").flatMap { UInt64($0) } ?? .random(in: 0...9_999)

  private struct Outcome {
    var status: Int
    var position: Int
    var verified: Int
  }

  /// Runs a verb on a copy of the ledger, and looks at the copy afterwards.
  private static func run(
    _ line: String, _ streams: Streams, input: String, in runner: CommandRunner
  ) throws -> Outcome {
    let program = try CommandRunner.program()
    let script = """
      rm -rf copy new.ledger; cp -a ledger copy; export CHAT_LEDGER=copy
      '\(program)' \(line) \(streams.redirections(input: input)); status=$?
      position=$('\(program)' stats --json < /dev/null | sed 's/^{"position":\\([0-9]*\\).*/\\1/')
      '\(program)' verify log < /dev/null > /dev/null 2>&1; echo "$status $position $?"
      """
    let result = try runner.shell("{ \(script.replacing("\n", with: "\n "))\n }")
    let numbers = result.lines.last?.split(separator: " ").compactMap { Int($0) } ?? []
    try #require(numbers.count == 3, "\(result)")
    return Outcome(status: numbers[0], position: numbers[1], verified: numbers[2])
  }

  @Test("Every verb ends as it must, and the ledger has what it must have", arguments: Trial.verbs)
  func everyVerb(_ verb: String) throws {
    var generator = SplitMix64(seed: Self.seed)
    let trial = try Trial.of(verb)
    let runner = try Trial.make()
    let base = try #require(try runner.position())
    let line = trial.line(verb, removal: base - 1)
    let input = trial.input == nil ? "/dev/null" : "\(runner.folder)/input"
    if let text = trial.input { try runner.write(text, to: input) }

    let whole = try Self.run(line, Streams(input: .open, output: .open, errors: .open), input: input, in: runner)
    #expect(whole.status <= 1 && whole.verified == 0)
    for streams in Self.combinations(&generator) {
      let outcome = try Self.run(line, streams, input: input, in: runner)
      let isUnread = trial.input != nil && streams.input != .open
      let status = streams.output == .closed ? 4 : isUnread ? 2 : streams.output == .full ? 4 : whole.status
      let position =
        streams.output == .closed || isUnread
        ? base : trial.answersLines && streams.output == .full ? base + 1 : whole.position
      let place: Comment = "seed \(Self.seed), \(verb) with \(streams)"
      // Input that cannot be read is bad input to some verbs, and a failure of the system to others.
      #expect(outcome.status == status || isUnread && outcome.status == 4, place)
      #expect(outcome.position == position, place)
      #expect(outcome.verified == 0, place)
    }
  }

  @Test("What the parser prints is checked, too", arguments: ["--help", "--version", "stats --help", "help verify"])
  func parser(_ line: String) throws {
    let runner = try CommandRunner()
    let program = try CommandRunner.program()
    #expect(try runner.shell("'\(program)' \(line) > /dev/full").status == 4)
    #expect(try runner.shell("'\(program)' \(line) >&-").status == 4)
    #expect(try runner.shell("'\(program)' \(line)").status == 0)
  }

  @Test("exec stops where receipts cannot be written, and says what was done")
  func execToFullDisk() throws {
    let runner = try SmallLedger.make()
    let lines = (1...2_500).map { number in
      #"{"sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","body":"\#(number)"}}"#
    }
    try runner.write(lines.joined(separator: "\n"), to: "\(runner.folder)/commands")
    let program = try CommandRunner.program()
    let result = try runner.shell("'\(program)' exec commands > /dev/full")
    #expect(result.status == 4)
    #expect(result.errors.contains("Standard output could not be written: No space left on device"), "\(result)")
    #expect(result.errors.contains("Nothing was done from line 2 on."), "\(result)")
    #expect(try runner.messageCount() == 13)

    let atomic = try runner.shell("'\(program)' exec --atomic commands > /dev/full")
    #expect(atomic.status == 4)
    #expect(atomic.errors.contains("2,500 commands of them WERE executed"), "\(atomic)")
    #expect(try runner.messageCount() == 2_513)
  }

  @Test("A removal whose receipt is lost says that it was recorded, and the way back works")
  func removalToFullDisk() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let text = try runner.shell("'\(program)' clear general --reason x --force > /dev/full")
    #expect(text.status == 4)
    #expect(text.errors.contains("WAS recorded"), "\(text)")
    let back = try #require(text.errors.split(separator: "\n").last { $0.hasPrefix("hint: To take it back: ") })
    let json = try runner.shell("'\(program)' clear random --reason x --force --json > /dev/full")
    #expect(json.status == 4)
    let error = try #require(try TestJSON.parse(json.errors)["error"])
    #expect(error["code"]?.text == "IO")
    #expect(error["details"]?.items?.first?.text?.contains("WAS recorded") == true)
    #expect(try runner.messageCount() == 0)
    let line = back.split(separator: " ").drop { $0 != "revert" }.map(String.init)
    #expect(line.suffix(2) == ["--reason", "TEXT"])
    #expect(try runner.run(line + ["--force"]).status == 0)
    #expect(try runner.messageCount() == 8)
  }
}
