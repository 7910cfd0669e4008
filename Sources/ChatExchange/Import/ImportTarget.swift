internal import ChatLedger

/// Where an import sends its commands: the ledger, or for a dry run a copy of its state.
enum ImportTarget: Sendable {
  case ledger(Ledger)
  case rehearsal(LedgerRehearsal)

  func execute(_ commands: [Command]) throws -> [Result<Receipt, Rejection>] {
    switch self {
    case .ledger(let ledger): try ledger.executeWaiting(commands)
    case .rehearsal(let rehearsal): try rehearsal.execute(each: commands)
    }
  }

  /// Reads whatever can be read without waiting.
  func read<R>(_ body: (LedgerView) throws -> R) throws -> R {
    switch self {
    case .ledger(let ledger): try ledger.read(.available, body)
    case .rehearsal(let rehearsal): try rehearsal.read(body)
    }
  }

  /// Lets go of what it holds of its files in view.
  func releasePages() {
    switch self {
    case .ledger(let ledger): ledger.releasePages()
    case .rehearsal(let rehearsal): rehearsal.releasePages()
    }
  }

  /// Waits until everything that was sent can be read.
  func publish() throws {
    if case .ledger(let ledger) = self { try ledger.read(.latest) { _ in } }
  }
}
