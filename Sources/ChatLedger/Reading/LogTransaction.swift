package import ChatDomain
package import EventLog
package import LMDB

/// Holds a read transaction for as long as a view lives, or until it is ended.
package final class LogTransaction {
  private var transaction: ReadTransaction?

  init(_ environment: Environment) throws { transaction = try environment.beginRead() }

  func end() { transaction = nil }

  package func withEntry<R>(at position: Position, of log: EventLog, _ body: (borrowing Entry) throws -> R) throws -> R?
  {
    try withTransaction { try log.withEntry(at: position.rawValue, in: $0, body) }
  }

  package func withTransaction<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
    guard transaction != nil else { throw LedgerError.viewEnded }
    return try body(transaction!)
  }
}

extension LedgerError {
  package static var viewEnded: LedgerError {
    LedgerError(
      .usage, "A LedgerView was used after the body of `read` had returned.", remedy: "Read inside the body only.")
  }
}
