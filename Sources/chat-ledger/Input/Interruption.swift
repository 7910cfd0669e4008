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
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.isAsked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
      }
    }
  }
}
