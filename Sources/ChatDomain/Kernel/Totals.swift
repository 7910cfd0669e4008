/// The number of items of each kind.
public struct Totals: Hashable, Sendable {
  @usableFromInline var numbers = Numbers(repeating: 0)

  public init() {}

  /// The number of a counter. O(1).
  @inlinable
  public subscript(counter: Counter) -> Int64 {
    // Field numbers of the schema begin at 1 and have no gap.
    get { numbers[counter.rawValue - 1] }
    set { numbers[counter.rawValue - 1] = newValue }
  }

  /// Whether every number is the same.
  public static func == (left: Totals, right: Totals) -> Bool {
    left.numbers.indices.allSatisfy { left.numbers[$0] == right.numbers[$0] }
  }

  /// Adds number by number.
  public func hash(into hasher: inout Hasher) {
    for index in numbers.indices { hasher.combine(numbers[index]) }
  }
}

extension Totals {
  mutating func add(_ other: Totals) {
    for index in numbers.indices { numbers[index] += other.numbers[index] }
  }

  mutating func subtract(_ other: Totals) {
    for index in numbers.indices { numbers[index] -= other.numbers[index] }
  }

  /// The difference from the earlier totals; counts may be negative.
  public static func - (after: Totals, before: Totals) -> Totals {
    var difference = after
    difference.subtract(before)
    return difference
  }

  /// Adds number by number.
  public static func + (left: Totals, right: Totals) -> Totals {
    var sum = left
    sum.add(right)
    return sum
  }
}

/// An object with a number for each counter.
extension Totals: Codable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ counter: Counter) { stringValue = counter.name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// What an older version did not count yet is missing there, and zero.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for counter in Counter.allCases {
      self[counter] = try container.decodeIfPresent(Int64.self, forKey: Key(counter)) ?? 0
    }
  }

  /// Writes every number, also those that are 0.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for counter in Counter.allCases { try container.encode(self[counter], forKey: Key(counter)) }
  }
}
