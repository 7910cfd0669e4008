package import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Notices that this process is a `fork()` of another one.
///
/// A forked child has all memory of its parent and one of its threads. So it waits for ever for a lock that another
/// thread held and for an answer that another thread owes, and it must not touch what is not memory: LMDB's slots of
/// readers belong to the parent, in a file that both have mapped. Whatever holds such a thing keeps a ``ProcessOwner``
/// and asks it first.
///
/// A child that is made without the C library's `fork` (`vfork`, `posix_spawn`, a bare `clone`) is not noticed; these
/// are for running another program, which has nothing of all this.
package enum Fork {
  /// How many forks lie between the first process and this one, since watching began.
  @usableFromInline package static let count = Atomic<UInt>(0)
  /// The number of this process; asking the system each time would be a system call.
  static let processID = Atomic<Int32>(getpid())

  private struct Shared {
    let lock: Lock
    let inChild: @Sendable () -> Void
  }

  /// Held while the list changes and over each fork.
  private static let listLock = Lock()
  /// Touched under ``listLock`` only.
  nonisolated(unsafe) private static var shared: [Shared] = []
  nonisolated(unsafe) private static var descriptors: Set<Int32> = []

  /// Begins to watch. What it does in the child may use whatever was set up before.
  private static let isWatched: Bool = {
    _ = (count.load(ordering: .relaxed), processID.load(ordering: .relaxed))
    let code = pthread_atfork(
      {
        Fork.listLock.lock()
        for shared in Fork.shared { shared.lock.lock() }
      },
      {
        for shared in Fork.shared.reversed() { shared.lock.unlock() }
        Fork.listLock.unlock()
      },
      {
        Fork.count.add(1, ordering: .relaxed)
        Fork.processID.store(getpid(), ordering: .relaxed)
        for descriptor in Fork.descriptors { close(descriptor) }
        Fork.descriptors.removeAll()
        for shared in Fork.shared.reversed() {
          shared.inChild()
          shared.lock.unlock()
        }
        Fork.listLock.unlock()
      })
    return code == 0
  }()

  /// Begins to watch, once.
  package static func watch() { _ = isWatched }

  /// Takes a lock of the whole process over each fork, so that the child finds it free and what it guards whole.
  ///
  /// - Parameter inChild: Runs in the child, with the lock held: drops what belongs to the parent.
  package static func keep(_ lock: Lock, inChild: @escaping @Sendable () -> Void) {
    watch()
    listLock.withLock { shared.append(Shared(lock: lock, inChild: inChild)) }
  }

  /// Closes the descriptor in children: one that holds a lock of the whole file would keep it when the parent ends.
  package static func closeInChild(_ descriptor: Int32) {
    watch()
    _ = listLock.withLock { descriptors.insert(descriptor) }
  }

  /// The descriptor is about to be closed here.
  package static func forget(_ descriptor: Int32) {
    _ = listLock.withLock { descriptors.remove(descriptor) }
  }
}

/// The process that made something.
package struct ProcessOwner: Sendable, Hashable {
  /// Its number, for people.
  package let id: Int32
  @usableFromInline let forks: UInt

  /// The process that runs this.
  package init() {
    Fork.watch()
    id = Fork.processID.load(ordering: .relaxed)
    forks = Fork.count.load(ordering: .relaxed)
  }

  /// False in a child that was forked since. One load: under a nanosecond.
  @inlinable package var isThisProcess: Bool { Fork.count.load(ordering: .relaxed) == forks }
}
