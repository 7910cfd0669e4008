import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A value behind a POSIX lock, with a condition to wait for.
///
/// POSIX rather than `Synchronization.Mutex`, since ThreadSanitizer understands it, and since the writer thread waits.
final class Monitor<Value>: @unchecked Sendable {
  private var value: Value
  private let owner = ProcessOwner()
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  init(_ value: sending Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    condition = .allocate(capacity: 1)
    condition.initialize(to: pthread_cond_t())
    #if canImport(Darwin)
      pthread_cond_init(condition, nil)
    #else
      // Waits are measured by the clock that nobody sets: a wall clock put back would lengthen them.
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, Self.clock)
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
    #endif
  }

  private static var clock: clockid_t {
    #if canImport(Darwin)
      CLOCK_REALTIME
    #else
      CLOCK_MONOTONIC
    #endif
  }

  deinit {
    // A forked child has none of the threads that wait here, and destroying would wait for them.
    guard owner.isThisProcess else { return }
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func withLock<R>(_ body: (inout Value) throws -> R) rethrows -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// As ``withLock(_:)``, and wakes whoever waits.
  func withLockSignalling<R>(_ body: (inout Value) throws -> R) rethrows -> R {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    return try body(&value)
  }

  /// Waits until the body returns something; gives up after a time, if there is one.
  func wait<R>(atMostMilliseconds limit: Int? = nil, until body: (inout Value) throws -> R?) rethrows -> R? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var deadline = timespec()
    if let limit {
      clock_gettime(Self.clock, &deadline)
      let nanoseconds = Int(deadline.tv_nsec) + limit % 1_000 * 1_000_000
      deadline.tv_sec += limit / 1_000 + nanoseconds / 1_000_000_000
      deadline.tv_nsec = nanoseconds % 1_000_000_000
    }
    while true {
      if let result = try body(&value) { return result }
      if limit == nil {
        pthread_cond_wait(condition, mutex)
      } else if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT {
        return try body(&value)
      }
    }
  }
}

/// Runs the body on a thread of its own.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) throws {
  let box = Unmanaged.passRetained(ThreadBody(body))
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let code = pthread_create(
    &thread, nil,
    { argument in
      #if canImport(Darwin)
        let pointer: UnsafeMutableRawPointer? = argument
      #else
        let pointer = argument
      #endif
      if let pointer { Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  guard code == 0 else {
    box.release()
    throw LedgerError(.io, "Cannot start the thread \(name).", remedy: "Raise the limit of threads.")
  }
  #if !canImport(Darwin)
    // Naming threads is not in every C library's portable part; the name serves the error above.
    pthread_detach(thread)
  #else
    if let thread { pthread_detach(thread) }
  #endif
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
