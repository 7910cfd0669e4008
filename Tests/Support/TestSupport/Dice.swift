import ChatLedgerTesting

/// Chance that is the same again for the same seed.
package struct Dice: RandomNumberGenerator {
  private var source: SplitMix64

  package init(_ seed: UInt64) { source = SplitMix64(seed: seed) }

  package mutating func next() -> UInt64 { source.next() }

  package mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  package mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
