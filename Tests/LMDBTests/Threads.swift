#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs `body` on that many threads at once and waits for them; returns what they threw.
///
/// Threads and not tasks: the bodies block and spin, which a pool as wide as the machine would not survive.
func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) -> [String] {
  let works = (0..<count).map { Work($0, body) }
  for work in works { work.start() }
  return works.compactMap { $0.join() }
}

private final class Work: @unchecked Sendable {
  private let number: Int
  private let body: @Sendable (Int) throws -> Void
  private var fault: String?
  #if canImport(Darwin)
    private var thread: pthread_t?
  #else
    private var thread = pthread_t()
  #endif

  init(_ number: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
    self.number = number
    self.body = body
  }

  func start() {
    // The list of works outlives the threads: they are all joined before it goes.
    let context = Unmanaged.passUnretained(self).toOpaque()
    #if canImport(Darwin)
      let code = pthread_create(
        &thread, nil,
        {
          Unmanaged<Work>.fromOpaque($0).takeUnretainedValue().run()
          return nil
        }, context)
    #else
      let code = pthread_create(
        &thread, nil,
        {
          if let context = $0 { Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().run() }
          return nil
        }, context)
    #endif
    precondition(code == 0, "a thread can be made")
  }

  func join() -> String? {
    #if canImport(Darwin)
      if let thread { pthread_join(thread, nil) }
    #else
      pthread_join(thread, nil)
    #endif
    return fault
  }

  private func run() {
    do { try body(number) } catch { fault = "\(error)" }
  }
}
