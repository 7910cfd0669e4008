import ChatLedger
import LedgerTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Holds the writer thread up: the clock that it asks does not answer while the gate is closed.
final class WriterGate: Sendable {
  private let isClosed = Shared(false)
  private let isHeld = Shared(false)

  var options: Ledger.Options {
    var options = Ledger.Options()
    let clock = options.clock
    options.clock = { [isClosed, isHeld] in
      while isClosed.withLock(\.self) {
        isHeld.withLock { $0 = true }
        usleep(1_000)
      }
      return clock()
    }
    return options
  }

  func close() { isClosed.withLock { $0 = true } }
  func open() { isClosed.withLock { $0 = false } }

  func writerIsHeld() async {
    while !isHeld.withLock(\.self) { await Task.yield() }
  }
}
