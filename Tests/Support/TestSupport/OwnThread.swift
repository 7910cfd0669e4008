import Dispatch
import Synchronization
package import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Trait where Self == OwnThreadTrait {
  /// Runs each test on a thread of its own; for tests that wait for a process, a thread or a clock.
  ///
  /// Swift has one thread per core for all tests. A test that blocks one of them delays every other test, and the
  /// asynchronous ones most. `HouseTests.OwnThreadTests` lists what blocks, and requires this trait for it.
  package static var ownThread: Self { OwnThreadTrait() }
}

/// Runs each test, and each case of a test with arguments, on a thread of its own.
package struct OwnThreadTrait: TestTrait, SuiteTrait, TestScoping {
  /// So that a suite passes it on to its tests.
  package var isRecursive: Bool { true }

  /// Whether a suite around the test has given it a thread: a second place at the gate might never come.
  @TaskLocal private static var hasThread = false

  /// As many threads as `Tests/scripts/all.sh` lets tests run at once, so that none of those waits here.
  private static let gate = Gate(width: max(4, 2 * sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Whether the caller is on a thread that a test has to itself.
  package static var isOnOwnThread: Bool { DispatchQueue.getSpecific(key: OwnThread.mark) == true }

  @concurrent
  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    if Self.hasThread { return try await function() }
    await Self.gate.enter()
    defer { Self.gate.leave() }
    try await Self.$hasThread.withValue(true) {
      try await withTaskExecutorPreference(OwnThread()) { try await function() }
    }
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

/// Lets a number of tasks pass at once. Those that wait are suspended and hold no thread.
private final class Gate: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(width: Int) { state = Mutex(State(free: width)) }

  func enter() async {
    await withCheckedContinuation { continuation in
      let mayPass = state.withLock { state in
        guard state.free > 0 else {
          state.waiting.append(continuation)
          return false
        }
        state.free -= 1
        return true
      }
      if mayPass { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
