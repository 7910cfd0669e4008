/// A distribution given by some of its quantiles, linear in between.
struct Quantiles: Sendable {
  /// Millionths of the population, ascending from 0 to 1,000,000, with the value that so many lie below.
  let points: [(millionths: Int, value: Int)]

  init(_ points: [(Int, Int)]) {
    self.points = points.map { (millionths: $0.0, value: $0.1) }
  }

  func draw(_ random: inout SplitMix64) -> Int {
    let ticket = random.below(1_000_000)
    var upper = 1
    while points[upper].millionths <= ticket { upper += 1 }
    let (low, high) = (points[upper - 1], points[upper])
    return low.value + (high.value - low.value) * (ticket - low.millionths) / (high.millionths - low.millionths)
  }
}

/// The shape of real archives, measured.
enum SampleShape {
  static let longestBytes = 66_833
  static let plainBytes = Quantiles([
    (0, 3), (100_000, 27), (250_000, 50), (500_000, 94), (750_000, 180), (900_000, 352), (950_000, 527),
    (990_000, 1_455), (999_000, 5_484), (1_000_000, 20_000),
  ])
  static let htmlBytes = Quantiles([
    (0, 8), (100_000, 35), (250_000, 75), (500_000, 160), (750_000, 480), (900_000, 1_500), (950_000, 2_900),
    (990_000, 10_000), (999_000, 30_000), (1_000_000, longestBytes),
  ])
  /// Replies of a thread.
  static let replies = Quantiles([
    (0, 0), (100_000, 1), (250_000, 3), (500_000, 9), (750_000, 27), (900_000, 82), (950_000, 159), (990_000, 316),
    (999_000, 1_200), (1_000_000, 3_051),
  ])
  static let meanThreadMessages = 34
  /// From one message of a thread to the next.
  static let gapSeconds = Quantiles([
    (0, 0), (100_000, 5), (250_000, 11), (500_000, 27), (750_000, 116), (900_000, 2_332), (950_000, 18_250),
    (990_000, 348_796), (1_000_000, 1_500_000),
  ])
  /// 2018-05-03T00:00:00Z, and three years.
  static let startSeconds = 1_525_305_600
  static let spanSeconds = 94_608_000
}

extension SplitMix64 {
  /// A rank from 0 up to, not including, a bound: about as often as 1 / (rank + 1), after Zipf.
  ///
  /// Each doubling of the rank is as likely as the one before; within one, all ranks are alike. Integers only, so that
  /// every machine draws the same.
  mutating func zipf(below bound: Int) -> Int {
    let octaves = Int.bitWidth - bound.leadingZeroBitCount
    while true {
      let first = 1 << below(octaves)
      let rank = first + below(first)
      if rank <= bound { return rank - 1 }
    }
  }
}
