import Files
import Synchronization

/// Whom a piece of work answers: exactly once.
///
/// The first answer counts, so that whoever stops the ledger may answer all that he has in hand. Work that is dropped
/// without any is answered `closed`, so that nobody waits for ever.
final class Reply<Value: Sendable>: Sendable {
  private let isGiven = Atomic(false)
  private let owner = ProcessOwner()
  private let deliver: @Sendable (Result<Value, any Error>) -> Void

  init(_ deliver: @escaping @Sendable (Result<Value, any Error>) -> Void) { self.deliver = deliver }

  deinit {
    // In a forked child nobody waits who could be told.
    if owner.isThisProcess { fail(LedgerError.closed) }
  }

  func succeed(_ value: Value) { give(.success(value)) }

  /// - Parameter error: A ``Rejection``, a ``LedgerError``, or `CancellationError`: the caller gets it as it is.
  func fail(_ error: any Error) { give(.failure(error)) }

  private func give(_ result: Result<Value, any Error>) {
    guard !isGiven.exchange(true, ordering: .relaxed) else { return }
    deliver(result)
  }
}

/// An answer that a thread waits for.
final class PendingReply<Value: Sendable>: Sendable {
  private let result = Monitor<Result<Value, any Error>?>(nil)

  /// To be handed to the work, once.
  func reply() -> Reply<Value> {
    Reply { [result] given in result.withLockSignalling { $0 = given } }
  }

  /// Blocks until the work is answered.
  func wait() throws -> Value { try result.wait { $0 }.get() }
}
