/// Lets progress be told about five times a second.
package struct ProgressPace {
  private static let interval = Duration.milliseconds(200)

  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant

  /// - Parameter startsNow: whether there is something to tell at once.
  package init(startsNow: Bool = false) { next = clock.now + (startsNow ? .zero : Self.interval) }

  /// Whether it is time again, or has to be; the next time is reckoned from then.
  package mutating func isDue(force: Bool = false) -> Bool {
    let now = clock.now
    guard force || now >= next else { return false }
    next = now + Self.interval
    return true
  }
}
