package import ChatDomain
import Synchronization

/// A clock that stands still until it is set.
package final class TestClock: Sendable {
  private let microseconds: Mutex<Int64>

  package init(_ time: Timestamp) { microseconds = Mutex(time.microseconds) }

  package var now: Timestamp {
    get { Timestamp(microseconds: microseconds.withLock(\.self)) }
    set { microseconds.withLock { $0 = newValue.microseconds } }
  }
}

/// A value that several threads share.
package final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  package init(_ value: Value) { self.value = Mutex(value) }

  package func withLock<R: Sendable>(_ body: @Sendable (inout Value) throws -> R) rethrows -> R {
    try value.withLock { value in try body(&value) }
  }
}
