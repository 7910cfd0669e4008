import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C during a long job: the first asks it to end in an orderly way, the second ends the program.
enum Interruption {
  private static let isAsked = Atomic<Bool>(false)

  static var isRequested: Bool { isAsked.load(ordering: .relaxed) }

  /// - Throws: What ends the program with the code of an interruption, when there was one.
  static func check() throws {
    if isRequested { throw SilentExit(status: .interrupted) }
  }

  static func install() {
    _ = isRequested
    handle { number in
      if Interruption.isAsked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
    }
  }

  /// The first process of a container has no default for signals: without a handler it would outlive SIGTERM.
  static func installDefaultsOfFirstProcess() {
    if getpid() == 1 { handle { number in _exit(128 + number) } }
  }

  /// A terminal that is gone (SIGHUP) ends a job like Ctrl-C does. What is ignored stays so, as under `nohup`.
  private static func handle(_ handler: @convention(c) (Int32) -> Void) {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var present = sigaction()
      let isIgnored = sigaction(number, nil, &present) == 0 && isIgnoring(present)
      if !isIgnored { signal(number, handler) }
    }
  }

  private static func isIgnoring(_ action: sigaction) -> Bool {
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
