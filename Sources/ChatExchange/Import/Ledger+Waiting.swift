package import ChatLedger
internal import Dispatch

extension Ledger {
  /// Sends commands as ``ChatLedger/Ledger/execute(each:)`` does, and waits where other writers have filled the queue.
  ///
  /// Blocks the calling thread, for about ten seconds at most when the queue stays full.
  ///
  /// - Throws: ``LedgerError``, `overloaded` among them when the wait was in vain.
  @available(*, noasync)
  package func executeWaiting(_ commands: [Command]) throws -> [Result<Receipt, Rejection>] {
    var attempts = 0
    while true {
      do {
        return try execute(each: commands)
      } catch let error as LedgerError where error.code == .overloaded && attempts < 1_000 {
        attempts += 1
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(10))
      }
    }
  }
}
