import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Readers that have stopped", .enabled(if: CommandRunner.hasProcesses), .ownThread)
struct LongReaderTests {
  private static let messages = 1_500
  private static let sentMeanwhile = 1_000

  private static func commands(_ count: Int, _ text: String) -> String {
    (1...count).map { number in
      #"{"sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","#
        + #""body":"\#(text) \#(number)"}}"# + "\n"
    }.joined()
  }

  private static func size(_ path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw RunnerError("\(path) is not there") }
    return Int(status.st_size)
  }

  /// Waits until the pipe is so full that whoever writes to it has to wait.
  private static func waitUntilFull(_ descriptor: Int32) throws {
    for _ in 0..<2_000 {
      var waiting: Int32 = 0
      guard ioctl(descriptor, UInt(FIONREAD), &waiting) == 0 else { throw RunnerError("the pipe cannot be asked") }
      if waiting > 60_000 { return }
      usleep(10_000)
    }
    throw RunnerError("nobody fills the pipe")
  }

  /// Waits until a process has no file of the ledger open.
  private static func waitUntilClosed(_ process: String, in runner: CommandRunner) throws {
    let process = process.split(separator: "\n").first ?? ""
    for _ in 0..<2_000 {
      // `ls` says 1 when a descriptor is closed under its feet.
      let open = try runner.shell("kill -0 \(process) && { ls -l /proc/\(process)/fd; true; }")
      guard open.status == 0 else { throw RunnerError("the reader has ended") }
      if !open.output.contains("ledger/") { return }
      usleep(10_000)
    }
    throw RunnerError("the reader keeps the ledger open")
  }

  @Test(
    "A pager that was left open does not make the files grow, and gets everything in the end",
    arguments: ["messages general --all --json", "tail -n 5000 --json", "export mattermost"])
  func pager(_ verb: String) throws {
    let runner = try SmallLedger.make()
    try #require(try runner.run("exec", input: Self.commands(Self.messages, "before")).status == 0)
    let program = try CommandRunner.program()
    let whole = try runner.shell("'\(program)' \(verb)").lines.count
    try #require(try runner.shell("mkfifo pipe").status == 0)
    let pipe = open("\(runner.folder)/pipe", O_RDWR | O_CLOEXEC)
    try #require(pipe >= 0)
    defer { close(pipe) }

    // The one who reads is this test, and it does not.
    let line = "{ '\(program)' \(verb) > pipe 2> told < /dev/null & echo $! > reader; }"
    try #require(try runner.shell(line).status == 0)
    try Self.waitUntilFull(pipe)
    try Self.waitUntilClosed(try runner.read("\(runner.folder)/reader"), in: runner)
    let before = try Self.size("\(runner.ledger)/log/data.mdb")
    let sent = try runner.run("exec", "--stop-on-rejection", input: Self.commands(Self.sentMeanwhile, "meanwhile"))
    #expect(sent.status == 0 && sent.lines.count == Self.sentMeanwhile)
    let after = try Self.size("\(runner.ledger)/log/data.mdb")
    // About 1 KiB for each message, and what LMDB keeps for reuse; 48 KiB each when a reader pins all of it.
    #expect(after - before < Self.sentMeanwhile * 4_096, "the log grew from \(before) to \(after) bytes")

    let rest = try runner.shell(
      "{ cat pipe > got & cat=$!; while kill -0 $(cat reader); do sleep 0.05; done; "
        + "sleep 0.2; kill $cat; wc -l < got; }"
    )
    #expect(rest.lines.last?.split(separator: " ").first.flatMap { Int($0) } == whole, "\(rest)")
  }
}
