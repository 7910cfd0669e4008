import ChatLedger
import Synchronization

/// Notes how far opening said it had come.
final class Folds: Sendable {
  private let noted = Mutex<[LedgerProgress]>([])

  func note(_ progress: LedgerProgress) { noted.withLock { $0.append(progress) } }
  var first: LedgerProgress? { noted.withLock(\.first) }
  var count: Int { noted.withLock(\.count) }
}
