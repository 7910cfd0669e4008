import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Counts what is open in an environment, so that growing its map and closing it happen when nobody is inside.
///
/// Two counts: *holders* keep a transaction handle, which forbids closing; *active* ones stand in a snapshot, which
/// forbids moving the map. A reset reader is a holder that is not active.
///
/// In a forked child all of it is foreign: nothing enters, and nothing that leaves may touch what LMDB shares with the
/// parent, so the environment is never released there.
final class Gate: @unchecked Sendable {
  /// The process that opened the environment.
  let owner = ProcessOwner()
  private let lock = Lock()
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var holders = 0
  private var active = 0
  private var isShut = false
  private var isClosed = false
  private var isReleased = false
  private var hasFailed = false
  private var writer: pthread_t?

  init() {
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    pthread_cond_init(changed, nil)
  }

  deinit {
    // With a waiter that the child does not have, this would wait for ever.
    guard owner.isThisProcess else { return }
    pthread_cond_destroy(changed)
    changed.deallocate()
  }

  enum Entry { case entered, closed, failed, sameThread, foreign }

  /// Lets a reader in, waiting while the map is being moved.
  func enter() -> Entry { owner.isThisProcess ? locked { enterLocked() } : .foreign }

  /// Lets a writer in, unless this thread already is one (it would wait for itself) or an earlier write failed.
  func enterToWrite() -> Entry {
    guard owner.isThisProcess else { return .foreign }
    return locked {
      if hasFailed { return .failed }
      if let writer, pthread_equal(writer, pthread_self()) != 0 { return .sameThread }
      return enterLocked()
    }
  }

  /// Notes that this thread has LMDB's write lock.
  func becameWriter() { locked { writer = pthread_self() } }

  /// Notes that the write lock is about to be let go.
  func endsWriting() { locked { writer = nil } }

  /// Forbids all later writes.
  func fail() { locked { hasFailed = true } }

  /// Lets a holder out. Returns true when that was the last one of a closed environment, which must then be released.
  func leave(wasActive: Bool) -> Bool {
    guard owner.isThisProcess else { return false }
    return locked {
      holders -= 1
      if wasActive { leaveActiveLocked() }
      return takeReleaseLocked()
    }
  }

  /// A holder leaves its snapshot but keeps its handle.
  func pause() { locked { leaveActiveLocked() } }

  /// A holder takes a new snapshot.
  func resume() -> Entry {
    guard owner.isThisProcess else { return .foreign }
    return locked {
      while isShut, !isClosed { pthread_cond_wait(changed, lock.mutex) }
      if isClosed { return .closed }
      active += 1
      return .entered
    }
  }

  /// Closes for good. Returns true when nobody is inside and the caller must release the environment.
  func close() -> Bool {
    guard owner.isThisProcess else { return false }
    return locked {
      isClosed = true
      pthread_cond_broadcast(changed)
      return takeReleaseLocked()
    }
  }

  /// Whether the environment has been released.
  var isReleasedNow: Bool { owner.isThisProcess && locked { isReleased } }

  enum Shutting { case shut, closed, timedOut, foreign }

  /// Keeps new transactions waiting and waits until none is active. Followed by ``reopen()`` when it was `shut`.
  func shut(waitingAtMostSeconds seconds: Int) -> Shutting {
    guard owner.isThisProcess else { return .foreign }
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_sec += seconds
    return locked {
      while isShut, !isClosed {
        if pthread_cond_timedwait(changed, lock.mutex, &deadline) == ETIMEDOUT { return .timedOut }
      }
      if isClosed { return .closed }
      isShut = true
      while active > 0 {
        if pthread_cond_timedwait(changed, lock.mutex, &deadline) == ETIMEDOUT, active > 0 {
          isShut = false
          pthread_cond_broadcast(changed)
          return .timedOut
        }
      }
      if isClosed {
        isShut = false
        return .closed
      }
      holders += 1
      return .shut
    }
  }

  /// Lets the waiting transactions in. Returns true when the environment must be released, as ``leave(wasActive:)``.
  func reopen() -> Bool {
    locked {
      isShut = false
      holders -= 1
      pthread_cond_broadcast(changed)
      return takeReleaseLocked()
    }
  }

  private func enterLocked() -> Entry {
    while isShut, !isClosed { pthread_cond_wait(changed, lock.mutex) }
    if isClosed { return .closed }
    holders += 1
    active += 1
    return .entered
  }

  private func leaveActiveLocked() {
    active -= 1
    if active == 0, isShut { pthread_cond_broadcast(changed) }
  }

  private func takeReleaseLocked() -> Bool {
    guard isClosed, holders == 0, !isReleased else { return false }
    isReleased = true
    return true
  }

  private func locked<R>(_ body: () -> R) -> R { lock.withLock(body) }
}
