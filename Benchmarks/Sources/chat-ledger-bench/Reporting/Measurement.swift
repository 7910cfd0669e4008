/// Repeated measurements of one contestant.
struct Series: Encodable, Sendable {
  var contestant: String
  var values: [Double]

  var median: Double { values.percentile(50) }
  var least: Double { values.min() ?? 0 }
  var most: Double { values.max() ?? 0 }

  private enum CodingKeys: String, CodingKey { case contestant, values, median, least, most }

  init(_ contestant: String, _ values: [Double]) {
    self.contestant = contestant
    self.values = values
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(contestant, forKey: .contestant)
    try container.encode(median, forKey: .median)
    try container.encode(least, forKey: .least)
    try container.encode(most, forKey: .most)
    try container.encode(values, forKey: .values)
  }
}

/// One line of the report: a measurement of ours, and the same of a peer where there is one.
struct Measurement: Encodable, Sendable {
  var name: String
  var unit: String
  var isHigherBetter: Bool
  var ours: Series?
  var peer: Series?
  /// What belongs beside the figure so that it is not misread.
  var note: String?

  /// How many times as fast as the peer: above 1 we win, whichever way the unit goes. Of medians.
  var ratio: Double? {
    guard let ours, let peer, ours.median > 0, peer.median > 0 else { return nil }
    return isHigherBetter ? ours.median / peer.median : peer.median / ours.median
  }

  private enum CodingKeys: String, CodingKey { case name, unit, isHigherBetter, ours, peer, ratio, note }

  init(
    _ name: String, _ unit: String, isHigherBetter: Bool, ours: Series? = nil, peer: Series? = nil, note: String? = nil
  ) {
    self.name = name
    self.unit = unit
    self.isHigherBetter = isHigherBetter
    self.ours = ours
    self.peer = peer
    self.note = note
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(unit, forKey: .unit)
    try container.encode(isHigherBetter, forKey: .isHigherBetter)
    try container.encodeIfPresent(ours, forKey: .ours)
    try container.encodeIfPresent(peer, forKey: .peer)
    try container.encodeIfPresent(ratio, forKey: .ratio)
    try container.encodeIfPresent(note, forKey: .note)
  }
}

extension [Double] {
  /// The value at a percentage of the sorted values: nearest rank; 0 when there are none.
  func percentile(_ percentage: Double) -> Double {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    let rank = Int((percentage / 100 * Double(count - 1)).rounded())
    return sorted[Swift.min(Swift.max(rank, 0), count - 1)]
  }
}
