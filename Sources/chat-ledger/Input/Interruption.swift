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

  static func install() {
    _ = isRequested
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.isAsked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
      }
    }
  }
}
