import Dispatch
package import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Trait where Self == OwnThreadTrait {
  /// Runs each test on a thread of its own. Every suite has it, and `HouseTests.OwnThreadTests` checks that.
  package static var ownThread: Self { OwnThreadTrait() }
}

/// Runs each test, and each case of a test with arguments, on a thread of its own, a few at once.
///
/// Swift runs all tests on a pool with one thread per core. Most of ours block: they wait for a process, for the disk
/// or for the thread of a ledger. On the pool they would hold up all tests that are suspended.
package struct OwnThreadTrait: TestTrait, SuiteTrait, TestScoping {
  /// So that a suite passes it on to its tests.
  package var isRecursive: Bool { true }

  /// Whether a suite around the test has given it a thread: a second place at the gate might never come free.
  @TaskLocal private static var hasThread = false

  /// Twice as many as there are cores, because many only wait. With more, the time of a test would say little.
  private static let gate = Gate(width: max(4, 2 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// Whether the caller is on a thread that a test has to itself.
  package static var isOnOwnThread: Bool { DispatchQueue.getSpecific(key: OwnThread.mark) == true }

  @concurrent
  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    if Self.hasThread { return try await function() }
    // A limit of time counts the wait at the gate.
    let waits = test.timeLimit == nil
    if waits { await Self.gate.enter() }
    let start = ContinuousClock.now
    do {
      try await Self.$hasThread.withValue(true) {
        try await withTaskExecutorPreference(OwnThread()) { try await function() }
      }
    } catch {
      await leave(test, since: start, waits)
      throw error
    }
    await leave(test, since: start, waits)
  }

  private func leave(_ test: Test, since start: ContinuousClock.Instant, _ hasPassedGate: Bool) async {
    TestTimes.add(test, start.duration(to: .now))
    if hasPassedGate { await Self.gate.leave() }
  }
}

/// Runs tasks one after the other on a thread that is not one of Swift's pool.
///
/// The system gives each serial queue that has work a thread, however many others are blocked.
private final class OwnThread: TaskExecutor {
  static let mark = DispatchSpecificKey<Bool>()
  private let queue = DispatchQueue(label: "test")

  init() { queue.setSpecific(key: Self.mark, value: true) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Lets a number of tests pass at once, the others in the order in which they came. Those hold no thread.
private actor Gate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(width: Int) { free = width }

  func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// Writes how long each test took into the file that `CHAT_LEDGER_TEST_TIMES` names, for `Tests/scripts/slowest.py`.
///
/// swift-testing counts from the moment at which it could have begun, which is the start of the run for most.
private enum TestTimes {
  private static let file = getenv("CHAT_LEDGER_TEST_TIMES").map { open($0, O_WRONLY | O_APPEND | O_CREAT, 0o644) }

  static func add(_ test: Test, _ duration: Duration) {
    guard let file, file >= 0 else { return }
    let place = "\(test.sourceLocation.fileID):\(test.sourceLocation.line)"
    let line = Array("\(duration / .seconds(1))\t\(place)\t\(test.name)\n".utf8)
    // One call for a line: others may write at the same time.
    _ = write(file, line, line.count)
  }
}
