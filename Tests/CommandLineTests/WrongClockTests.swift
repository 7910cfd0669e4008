import ChatLedger
import LedgerTestSupport
import Synchronization
import TestSupport
import Testing

/// A writer whose clock jumps ten years ahead and back, and readers in other processes: order, times and clears are the
/// same for all of them.
@Suite("A wrong clock, and several readers", .ownThread)
struct WrongClockTests {

  private static let start = Timestamp(milliseconds: 1_796_083_200_000)
  private static let tenYears: Int64 = 3_652 * 86_400_000_000

  /// A clock that goes on by a second each time it is read, and can be set.
  private final class Clock: Sendable {
    private let state = Mutex((now: start.microseconds, skew: Int64(0)))
    func read() -> Timestamp {
      state.withLock {
        $0.now += 1_000_000
        return Timestamp(microseconds: $0.now + $0.skew)
      }
    }
    func set(_ skew: Int64) { state.withLock { $0.skew = skew } }
  }

  /// How a text, and when it was said in whole hours from the start, is written below.
  private static func line(_ body: String, _ sentAt: Timestamp) -> String {
    "\(body) \((sentAt.microseconds - start.microseconds) / 3_600_000_000)"
  }

  /// The page that the writer shows.
  private func page(_ ledger: Ledger) throws -> [String] {
    try ledger.read(.latest) { view in
      try view.messages(in: Cast.room, .latest, limit: 50, for: Cast.bob).map {
        Self.line($0.content?.body ?? "", $0.state.sentAt)
      }
    }
  }

  /// The page that a process shows which only reads.
  private func page(_ runner: CommandRunner, _ options: [String]) throws -> [String] {
    let result = try runner.run(["messages", "\(Cast.room)", "--json"] + options)
    try #require(result.status == 0, "\(result)")
    return try result.lines.map { line in
      let message = try TestJSON.parse(line)
      let time = try #require(Timestamp(message["sentAt"]?.text ?? ""))
      return Self.line(message["body"]?.text ?? "", time)
    }
  }

  private func bringThePast(into ledger: Ledger) throws {
    let begin = Cast.command(.beginImport(BeginImport(format: "mattermost", source: "old server")))
    var old = Cast.command(
      .sendMessage(
        SendMessage(
          conversation: Cast.room, author: Cast.ada, content: MessageContent(body: "old"),
          sentAt: Timestamp(microseconds: Self.start.microseconds - 3_600_000_000))))
    old.correlation = begin.id
    for command in [begin, old, Cast.command(.finishImport(FinishImport(importCommand: begin.id)))] {
      _ = try ledger.execute(command)
    }
  }

  @Test func allReadersSeeOneOrderAndTheTimesOfTheClock() throws {
    let clock = Clock()
    var options = Ledger.Options()
    options.clock = { clock.read() }
    let runner = try CommandRunner()
    let writer = try Cast.ledger(at: runner.ledger, options: options)
    defer { try? writer.close() }
    func expect(_ expected: [String], _ what: String) throws {
      #expect(try page(writer) == expected, "\(what)")
      for options in [[], ["--for-account", "\(Cast.bob)"], ["--for-account", "\(Cast.ada)"]] {
        #expect(try page(runner, options) == expected, "\(what), by a reader with \(options)")
      }
    }

    _ = try writer.execute(Cast.send("one"))
    clock.set(Self.tenYears)
    _ = try writer.execute(Cast.send("two"))
    try bringThePast(into: writer)
    clock.set(0)
    _ = try writer.execute(Cast.send("three"))
    clock.set(-Self.tenYears)
    _ = try writer.execute(Cast.send("four"))
    clock.set(0)
    _ = try writer.execute(Cast.send("five"))
    let decade = Self.tenYears / 3_600_000_000
    try expect(["old -1", "one 0", "two \(decade)", "three 0", "four -\(decade - 1)", "five 0"], "as they came")

    let soon = Timestamp(microseconds: Self.start.microseconds + 3_600_000_000)
    let clear = Cast.command(.clear(Clear(conversations: [Cast.room], upToTime: soon)))
    _ = try writer.execute(clear)
    try expect(["two \(decade)"], "what was said before an hour from the start is cleared, wherever it stands")
    _ = try writer.execute(Cast.revert(clear.id))
    let all = ["old -1", "one 0", "two \(decade)", "three 0", "four -\(decade - 1)", "five 0"]
    try expect(all, "and comes back")

    #expect(try writer.verify().faultTexts == [])
    #expect(try runner.run("verify").status == 0)
    let doctor = try runner.run("doctor", "--check", "timestamps")
    #expect(doctor.output.contains("set back"), "\(doctor)")
    #expect(try writer.rebuild().matchedPrevious)
    try expect(all, "after a rebuild")
    let conversation = try #require(writer.read(.latest) { try $0.conversation(Cast.room) })
    #expect(conversation.state.latestActivity < soon, "the list goes by when the last was sent")
  }
}
