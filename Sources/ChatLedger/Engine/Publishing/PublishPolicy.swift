/// When the projection is published though no reader asks for it.
///
/// Every publishing writes the pages once more that were changed since the last one: the rarer, the faster. What is not
/// published takes memory, and readers that do not wait (``Freshness/available``) do not see it.
struct PublishPolicy: Hashable, Sendable {
  /// The default of ``Ledger/Options/projectionDelayMilliseconds``.
  static let defaultDelayMilliseconds = 200

  /// After so long without work: with nothing to do there is no reason to let readers wait.
  var idleMilliseconds = 20
  /// So long after the first entry that is not published, whatever comes in.
  var delayMilliseconds = Self.defaultDelayMilliseconds
  /// With so many entries.
  var entries: UInt64 = 20_000
  /// How much longer than the delay a process that only reads waits for the one that writes.
  var readerMilliseconds = 1_000

  init(delayMilliseconds: Int = Self.defaultDelayMilliseconds) { self.delayMilliseconds = max(0, delayMilliseconds) }

  /// How long the writer waits for work before it publishes.
  ///
  /// - Parameter age: How long ago the first entry that is not published was folded in.
  func waitMilliseconds(age: UInt64) -> Int {
    max(1, min(idleMilliseconds, delayMilliseconds - Int(clamping: age)))
  }

  /// Whether it is time.
  ///
  /// - Parameters:
  ///   - count: Entries that are not published; at least one.
  ///   - age: How long ago the first of them was folded in, in milliseconds.
  ///   - isIdle: Whether the writer has waited in vain for work.
  func isDue(count: UInt64, age: UInt64, isIdle: Bool) -> Bool {
    isIdle || count >= entries || age >= UInt64(delayMilliseconds)
  }

  /// How long a process that only reads waits for entries to be published before it folds them on its own side.
  var readerPatienceNanoseconds: UInt64 {
    let (nanoseconds, isTooLong) = (UInt64(delayMilliseconds) + UInt64(readerMilliseconds))
      .multipliedReportingOverflow(by: 1_000_000)
    return isTooLong ? .max : nanoseconds
  }
}

extension Ledger.Options {
  var publishing: PublishPolicy { PublishPolicy(delayMilliseconds: projectionDelayMilliseconds) }
}
