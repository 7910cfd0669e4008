#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Keeps the numbers 0, 1 and 2 away from files.
///
/// Whoever was started with standard input, output or error closed gets these numbers for the next files that it
/// opens, and the next message that is printed is then written into them. So nothing of this project is ever opened
/// below 3, and where a library opens for us, the three are taken first.
package enum StandardDescriptors {
  /// The first number that a file may have.
  package static let firstFree: Int32 = 3

  private static let lock = Lock()

  /// Takes those of 0, 1 and 2 that are closed, for good: three cheap calls when all are open.
  ///
  /// What stands there then can be used for the contrary only: writing to a standard output that was closed fails as
  /// it did before, instead of vanishing.
  package static func occupy() {
    guard (0..<firstFree).contains(where: isClosed) else { return }
    lock.withLock {
      for number in 0..<firstFree where isClosed(number) { take(number) }
    }
  }

  /// Another thread may open and close at the same time: what is got beside the number goes again.
  private static func take(_ number: Int32) {
    let flags = number == 0 ? O_WRONLY : O_RDONLY
    var got = SystemCalls.open(AT_FDCWD, "/dev/null", flags, 0)
    // Without a /dev there is still the root, which can neither be read nor written to as a file.
    if got < 0 { got = SystemCalls.open(AT_FDCWD, "/", O_RDONLY, 0) }
    if got >= 0, got != number { SystemCalls.close(got) }
  }

  private static func isClosed(_ number: Int32) -> Bool { fcntl(number, F_GETFD) < 0 && errno == EBADF }

  /// Closes a descriptor that a library opened when another program takes this one's place, and in the children that
  /// are started from now on.
  package static func closeOnExec(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

  /// Gives what was just opened a number from 3 on, closed when another program takes this one's place.
  ///
  /// - Returns: the number; -1 with `errno` set where there is none left, and the descriptor is closed.
  static func lifted(_ descriptor: Int32) -> Int32 {
    guard descriptor >= 0, descriptor < firstFree else { return descriptor }
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, firstFree)
    let number = errno
    SystemCalls.close(descriptor)
    errno = number
    return moved
  }
}
