import ChatLedger
import Synchronization

/// Notes how far opening said it had come.
final class Folds: Sendable {
  private let noted = Mutex<[Progress]>([])

  func note(_ progress: Progress) { noted.withLock { $0.append(progress) } }
  var first: Progress? { noted.withLock(\.first) }
  var count: Int { noted.withLock(\.count) }
}
