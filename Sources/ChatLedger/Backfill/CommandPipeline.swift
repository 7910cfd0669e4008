import ChatDomain

/// Sends groups of commands so that the writer always has the next one: while it works on a group, another is
/// encoded and waits in its queue.
///
/// For use on one thread. A rejection is a failure here: what is sent must be acceptable.
final class CommandPipeline {
  /// Groups that are on their way at once.
  static let depth = 2
  /// How long a queue that others have filled is waited for.
  private static let patienceMilliseconds: UInt32 = 60_000

  private let writer: CommandWriter
  private var pending: [Monitor<CommandWriter.Answer?>] = []
  private let onReceipt: (Receipt) -> Void

  init(_ writer: CommandWriter, onReceipt: @escaping (Receipt) -> Void) {
    self.writer = writer
    self.onReceipt = onReceipt
  }

  /// Queues a group, and waits for an earlier one when enough are on their way.
  ///
  /// - Throws: ``Rejection`` of a command of this or an earlier group; ``LedgerError`` as executing does.
  func send(_ commands: [Command]) throws {
    let prepared = commands.map { PreparedCommand($0) }
    while pending.count >= Self.depth { try finishFirst() }
    let answer = Monitor<CommandWriter.Answer?>(nil)
    try enqueue(
      CommandWriter.Job(work: .commands(prepared, isAtomic: false)) { result in
        answer.withLockSignalling { $0 = result }
      })
    pending.append(answer)
  }

  /// Waits for everything that was sent.
  func drain() throws {
    while !pending.isEmpty { try finishFirst() }
  }

  private func enqueue(_ job: CommandWriter.Job) throws {
    var waited: UInt32 = 0
    while true {
      do {
        try writer.enqueue(job)
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
    let answer = pending.removeFirst().wait { $0 } ?? .failed(.closed)
    switch answer {
    case .receipts(let results): for result in results { onReceipt(try result.get()) }
    case .rejected(let rejection): throw rejection
    case .failed(let error): throw error
    case .cancelled, .preview, .done: throw LedgerError.closed
    }
  }
}
