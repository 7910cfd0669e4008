package import ChatDomain

/// Sends groups of commands so that the writer always has the next one: while it works on a group, another is
/// encoded and waits in its queue.
///
/// For use on one thread. A rejection is a failure here: what is sent must be acceptable.
package final class CommandPipeline {
  /// Groups that are on their way at once.
  static let depth = 2
  /// How long a queue that others have filled is waited for.
  private static let patienceMilliseconds: UInt32 = 60_000

  private let writer: CommandWriter
  /// With the commands, so that their memory is given back on this thread: see `WriterLoop.executeTogether`.
  private var pending: [(answer: PendingReply<[Result<Receipt, Rejection>]>, commands: [PreparedCommand])] = []
  private let onReceipt: (Receipt) -> Void

  /// - Throws: ``LedgerError`` `usage` when the ledger is open for reading only, `closed`.
  package init(_ ledger: Ledger, onReceipt: @escaping (Receipt) -> Void) throws {
    writer = try ledger.requireWriter()
    self.onReceipt = onReceipt
  }

  /// Queues a group, and waits for an earlier one when enough are on their way.
  ///
  /// - Throws: ``Rejection`` of a command of this or an earlier group; ``LedgerError`` as executing does.
  package func send(_ commands: [Command]) throws {
    let prepared = commands.map { PreparedCommand($0) }
    while pending.count >= Self.depth { try finishFirst() }
    let answer = PendingReply<[Result<Receipt, Rejection>]>()
    try enqueue(.each(prepared, answer.reply()))
    pending.append((answer, prepared))
  }

  /// Waits for everything that was sent.
  package func drain() throws {
    while !pending.isEmpty { try finishFirst() }
  }

  private func enqueue(_ work: Work) throws {
    var waited: UInt32 = 0
    while true {
      do {
        try writer.enqueue(work)
        return
      } catch let error as LedgerError where error.code == .overloaded && waited < Self.patienceMilliseconds {
        // Own groups first; then others have to be waited for.
        if pending.isEmpty {
          Platform.sleep(milliseconds: 10)
          waited += 10
        } else {
          try finishFirst()
        }
      }
    }
  }

  private func finishFirst() throws {
    let (answer, commands) = pending.removeFirst()
    defer { withExtendedLifetime(commands) {} }
    for result in try answer.wait() { onReceipt(try result.get()) }
  }
}
