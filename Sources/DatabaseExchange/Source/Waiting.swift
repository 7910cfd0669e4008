internal import Dispatch
internal import Files

/// Waits for a call that cannot be interrupted, without being bound to it.
///
/// Looking a host up and connecting wait inside the library for as long as the network pleases. They run on a thread of
/// their own, which is left alone when nobody waits for it any more.
enum Waiting {
  /// How long to wait before asking again whether to stop. Twice that and a little is how late an answer may come.
  static let stepMilliseconds = 100

  /// Runs the body elsewhere and waits for it.
  ///
  /// - Parameter limitSeconds: How long to wait at most; for ever when nil.
  /// - Parameter abandoned: Gets what the body returns when nobody waits for it any more.
  /// - Returns: nil when told to stop, or when the time is over.
  static func run<R: Sendable>(
    limitSeconds: Double? = nil, isCancelled: () -> Bool, _ body: @escaping @Sendable () -> R,
    abandoned: @escaping @Sendable (R) -> Void = { _ in }
  ) -> R? {
    let handover = Handover<R>()
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      let result = body()
      if handover.give(result) { done.signal() } else { abandoned(result) }
    }
    let clock = ContinuousClock()
    let end = limitSeconds.map { clock.now + .seconds($0) }
    while done.wait(timeout: .now() + .milliseconds(stepMilliseconds)) == .timedOut {
      let isOver = end.map { clock.now >= $0 } ?? false
      // What comes at the last moment is taken.
      if isOver || isCancelled(), handover.abandon() { return nil }
    }
    return handover.take()
  }

  private final class Handover<R: Sendable>: @unchecked Sendable {
    private let lock = Lock()
    private var result: R?
    private var isAbandoned = false

    /// False when nobody takes it.
    func give(_ value: R) -> Bool {
      lock.withLock {
        if !isAbandoned { result = value }
        return !isAbandoned
      }
    }

    /// False when the result is there already.
    func abandon() -> Bool {
      lock.withLock {
        isAbandoned = result == nil
        return isAbandoned
      }
    }

    func take() -> R? { lock.withLock { result } }
  }
}
