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
final class Gate: Sendable {
  /// The process that opened the environment.
  let owner = ProcessOwner()
  private let state = Monitor(State())

  fileprivate struct State {
    var holders = 0
    var active = 0
    var isShut = false
    var isClosed = false
    var isReleased = false
    /// A flush has failed. Kept here and not only by who writes a ledger: it holds for each environment, whoever has it
    /// open, and LMDB itself would let the next commit succeed.
    var hasFailed = false
    var writer: pthread_t?
  }

  enum Entry { case entered, closed, failed, sameThread, foreign }

  /// Lets a reader in, waiting while the map is being moved.
  func enter() -> Entry { owner.isThisProcess ? state.wait { $0.enter() } : .foreign }

  /// Lets a writer in, unless this thread already is one (it would wait for itself) or an earlier write failed.
  func enterToWrite() -> Entry {
    guard owner.isThisProcess else { return .foreign }
    return state.wait { state in
      if state.hasFailed { return .failed }
      if let writer = state.writer, pthread_equal(writer, pthread_self()) != 0 { return .sameThread }
      return state.enter()
    }
  }

  /// Notes that this thread has LMDB's write lock.
  func becameWriter() { state.withLock { $0.writer = pthread_self() } }

  /// Notes that the write lock is about to be let go.
  func endsWriting() { state.withLock { $0.writer = nil } }

  /// Forbids all later writes.
  func fail() { state.withLock { $0.hasFailed = true } }

  /// Lets a holder out. Returns true when that was the last one of a closed environment, which must then be released.
  func leave(wasActive: Bool) -> Bool {
    guard owner.isThisProcess else { return false }
    return state.withLockSignalling { state in
      state.holders -= 1
      if wasActive { state.active -= 1 }
      return state.takeRelease()
    }
  }

  /// A holder leaves its snapshot but keeps its handle.
  func pause() { state.withLockSignalling { $0.active -= 1 } }

  /// A holder takes a new snapshot.
  func resume() -> Entry {
    guard owner.isThisProcess else { return .foreign }
    return state.wait { state in
      if state.isClosed { return .closed }
      if state.isShut { return nil }
      state.active += 1
      return .entered
    }
  }

  /// Closes for good. Returns true when nobody is inside and the caller must release the environment.
  func close() -> Bool {
    guard owner.isThisProcess else { return false }
    return state.withLockSignalling { state in
      state.isClosed = true
      return state.takeRelease()
    }
  }

  /// Whether the environment has been released.
  var isReleasedNow: Bool { owner.isThisProcess && state.withLock(\.isReleased) }

  enum Shutting { case shut, closed, timedOut, foreign }

  /// Keeps new transactions waiting and waits until none is active. Followed by ``reopen()`` when it was `shut`.
  func shut(waitingAtMostSeconds seconds: Int) -> Shutting {
    guard owner.isThisProcess else { return .foreign }
    let deadline = Deadline(afterMilliseconds: seconds * 1_000)
    let isShutByUs = state.wait(before: deadline) { state -> Bool? in
      if state.isClosed { return false }
      if state.isShut { return nil }
      state.isShut = true
      return true
    }
    guard let isShutByUs else { return .timedOut }
    guard isShutByUs else { return .closed }
    let isEmpty = state.wait(before: deadline) { state -> Bool? in
      if state.active > 0 { return nil }
      if !state.isClosed { state.holders += 1 }
      return !state.isClosed
    }
    if isEmpty == true { return .shut }
    state.withLockSignalling { $0.isShut = false }
    return isEmpty == nil ? .timedOut : .closed
  }

  /// Lets the waiting transactions in. Returns true when the environment must be released, as ``leave(wasActive:)``.
  func reopen() -> Bool {
    state.withLockSignalling { state in
      state.isShut = false
      state.holders -= 1
      return state.takeRelease()
    }
  }
}

extension Gate.State {
  /// Nil while the map is being moved.
  mutating func enter() -> Gate.Entry? {
    if isClosed { return .closed }
    if isShut { return nil }
    holders += 1
    active += 1
    return .entered
  }

  mutating func takeRelease() -> Bool {
    guard isClosed, holders == 0, !isReleased else { return false }
    isReleased = true
    return true
  }
}
