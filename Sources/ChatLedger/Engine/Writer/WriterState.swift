import ChatDomain

/// What callers, readers, followers and the writer thread share, behind one lock.
///
/// Two positions: how far the log is, and how far readers see. There is no third: how far the writer has decided is the
/// end of its ``Batch``, and what a transaction of the projection has is what that says itself.
struct WriterState: Sendable {
  /// The writer's life: `ended` as it is made, then `running`, `closing`, and `ended` again. From `running` and
  /// `closing` it may come to `stopped`, and never further.
  enum Phase: Sendable {
    /// It takes work.
    case running
    /// It takes no more, and does what has queued.
    case closing
    /// Something failed: nothing is done any more, and whatever waits is told why. The thread has let go of the files.
    case stopped(LedgerError)
    /// Nobody writes: everything that had queued was done and published, or there never was anything.
    case ended
  }

  private(set) var phase = Phase.ended
  private(set) var queue = CommandQueue()
  /// The last entry that is on disk.
  private(set) var committed = LogEnd.none
  /// The last entry that is in the projection as readers see it, by what is known: it may be further on.
  private(set) var published = Position.start
  /// Whoever waits for the next commit.
  private var followers: [UInt64: CheckedContinuation<Void, Never>] = [:]
  private var lastFollower: UInt64 = 0
}

// MARK: Life

extension WriterState {
  /// The log is opened, and the projection brought up to it.
  mutating func begin(at end: LogEnd) {
    phase = .running
    committed = end
    published = end.position
  }

  mutating func close() {
    if case .running = phase { phase = .closing }
  }

  /// The thread is done with everything.
  ///
  /// - Returns: Those to be resumed.
  mutating func end() -> [CheckedContinuation<Void, Never>] {
    phase = .ended
    return takeFollowers()
  }

  /// The thread has let go of the files because something failed.
  ///
  /// - Returns: What is to be told of it, and those to be resumed.
  mutating func stop(because failure: LedgerError) -> (jobs: [Job], followers: [CheckedContinuation<Void, Never>]) {
    phase = .stopped(failure)
    return (queue.removeAll(), takeFollowers())
  }

  /// Whether the thread has let go of the files.
  var isOver: Bool {
    switch phase {
    case .running, .closing: false
    case .stopped, .ended: true
    }
  }

  /// Why it stopped; nil unless it did.
  var failure: LedgerError? {
    if case .stopped(let failure) = phase { failure } else { nil }
  }
}

// MARK: Work

extension WriterState {
  /// - Returns: What the job can be cancelled by.
  /// - Throws: ``LedgerError`` `overloaded` or `closed`, or what stopped the writer; nothing was queued then.
  mutating func enqueue(_ job: Job, limit: Int) throws(LedgerError) -> UInt64 {
    switch phase {
    case .running: try queue.append(job, limit: limit)
    case .closing, .ended: throw LedgerError.closed
    case .stopped(let failure): throw failure
    }
  }

  mutating func cancel(_ id: UInt64) -> Job? { queue.remove(id) }

  /// What the writer thread does next.
  enum Step: Sendable {
    /// These jobs, together.
    case work([Job])
    /// Nothing is asked for: it is time to publish.
    case idle
    /// The ledger is closing, and there is nothing left to do.
    case end
  }

  /// Nil when there is nothing to do yet.
  mutating func next(hasUnpublished: Bool) -> Step? {
    if queue.count > 0 { return .work(queue.take()) }
    guard case .closing = phase else { return nil }
    // What is not published yet is published before the thread ends.
    return hasUnpublished ? .idle : .end
  }
}

// MARK: Progress

extension WriterState {
  /// Entries are on disk.
  ///
  /// - Returns: Those to be resumed, after their senders were answered.
  mutating func commit(through end: LogEnd) -> [CheckedContinuation<Void, Never>] {
    guard end != committed else { return [] }
    committed = end
    return takeFollowers()
  }

  /// Everything that is on disk can be read.
  mutating func publish() { published = committed.position }

  /// How many entries readers do not see yet.
  var unpublishedEntries: UInt64 { committed.position.rawValue - published.rawValue }

  mutating func newFollower() -> UInt64 {
    lastFollower += 1
    return lastFollower
  }

  /// - Returns: False when there is nothing to wait for; the continuation was not kept then.
  mutating func follow(
    _ id: UInt64, after position: Position, _ continuation: CheckedContinuation<Void, Never>
  ) -> Bool {
    if committed.position > position || isOver || Task.isCancelled { return false }
    followers[id] = continuation
    return true
  }

  mutating func unfollow(_ id: UInt64) -> CheckedContinuation<Void, Never>? { followers.removeValue(forKey: id) }

  var followerCount: Int { followers.count }

  private mutating func takeFollowers() -> [CheckedContinuation<Void, Never>] {
    defer { followers.removeAll(keepingCapacity: true) }
    return followers.values.map(\.self)
  }
}
