public import ChatDomain

/// Random values for tests that read or write commands and events; the same for the same seed.
public struct SampleMaker: Sendable {
  private var random: SplitMix64
  /// What every text begins with that is kept in the content of an entry; codes do not.
  public var textPrefix = ""
  /// Identifiers that there are, by the name of their type.
  private var known: [String: [UInt128]] = [:]

  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  public mutating func next() -> UInt64 { random.next() }
  /// - Parameter limit: above 0.
  public mutating func number(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
  public mutating func flag() -> Bool { next() & 1 == 1 }
  /// Mostly one that is known, where some of the type are; a new one otherwise.
  public mutating func id<ID: Identifier>(_ type: ID.Type = ID.self) -> ID {
    if let known = known["\(type)"], number(below: 8) > 0 { return ID(rawValue: known[number(below: known.count)]) }
    return ID(rawValue: UInt128(next()) << 64 | UInt128(next()))
  }

  /// Lets values name what is there: identifiers of this type are drawn from these from now on.
  public mutating func know<ID: Identifier>(_ ids: [ID]) {
    know("\(ID.self)", ids.map(\.rawValue))
  }

  /// The same by the name of the type.
  mutating func know(_ type: String, _ ids: [UInt128]) { known[type] = ids.isEmpty ? nil : ids }

  /// Nil half of the time.
  public mutating func perhaps<Value>(_ make: (inout SampleMaker) -> Value) -> Value? { flag() ? make(&self) : nil }
  /// None to `limit` values.
  public mutating func list<Value>(_ limit: Int, _ make: (inout SampleMaker) -> Value) -> [Value] {
    (0..<number(below: limit + 1)).map { _ in make(&self) }
  }
  /// One of the cases.
  public mutating func pick<Value: CaseIterable>(_ type: Value.Type = Value.self) -> Value {
    Array(Value.allCases)[number(below: Value.allCases.count)]
  }

  /// A text of the content.
  public mutating func text() -> String { textPrefix + words() }

  /// Text as people write it, and as they should not: other scripts, combined letters, quotes, a zero byte.
  public mutating func words() -> String {
    let words = ["", "hello", "naïve", "日本語", "🧵🪡", "e\u{301}", "\u{0}", "\"quoted\" \\ / \n", "word-\(next())"]
    return list(4) { words[$0.number(below: words.count)] }.joined(separator: " ")
  }

  /// The first and the last that there is, the beginning of Unix time, times before it, and ordinary ones.
  public mutating func time() -> Timestamp {
    switch number(below: 8) {
    case 0: .earliest
    case 1: .latest
    case 2: Timestamp(microseconds: 0)
    case 3: Timestamp(microseconds: -Int64(next() % 1_000_000_000_000))
    default: Timestamp(microseconds: Int64(next() % 4_000_000_000_000_000))
    }
  }

  /// References with different names, in the order of these.
  public mutating func namedReferences() -> [ResourceReference] {
    ["lesson", "student", "teacher"].filter { _ in flag() }.map { ResourceReference($0, .sample(&self)) }
  }

  /// Counts of nothing, of what the first release counted, and of everything.
  public mutating func sparseTotals() -> Totals {
    var totals = Totals()
    guard flag() else { return totals }
    let count = flag() ? 7 : Totals.Counter.allCases.count
    for counter in Totals.Counter.allCases.prefix(count) { totals[counter] = .sample(&self) }
    return totals
  }
}

/// What there can be random values of.
public protocol Sampled {
  static func sample(_ maker: inout SampleMaker) -> Self
}

extension Sampled where Self: CaseIterable {
  /// One of the cases.
  public static func sample(_ maker: inout SampleMaker) -> Self { maker.pick() }
}

extension Identifier {
  /// A random identifier.
  public static func sample(_ maker: inout SampleMaker) -> Self { maker.id() }
}

extension Position: Sampled {
  /// Small ones are as frequent as large ones.
  public static func sample(_ maker: inout SampleMaker) -> Position {
    Position(maker.next() >> UInt64(maker.number(below: 64)))
  }
}

extension Timestamp: Sampled {
  public static func sample(_ maker: inout SampleMaker) -> Timestamp { maker.time() }
}

extension Bool: Sampled {
  public static func sample(_ maker: inout SampleMaker) -> Bool { maker.flag() }
}

extension Int: Sampled {
  /// From 1 to 16 million.
  public static func sample(_ maker: inout SampleMaker) -> Int { 1 + maker.number(below: 1 << 24) }
}

extension Int64: Sampled {
  /// Of either sign; small ones are as frequent as large ones.
  public static func sample(_ maker: inout SampleMaker) -> Int64 {
    Int64(bitPattern: maker.next()) >> Int64(maker.number(below: 64))
  }
}

extension UInt32: Sampled {
  public static func sample(_ maker: inout SampleMaker) -> UInt32 { UInt32(truncatingIfNeeded: maker.next()) }
}

extension String: Sampled {
  /// A code, which is not in the content.
  public static func sample(_ maker: inout SampleMaker) -> String { maker.words() }
}

extension [String: String] {
  /// None to three texts by name.
  public static func sample(_ maker: inout SampleMaker) -> [String: String] {
    Dictionary(maker.list(3) { ("\($0.text())-\($0.next())", $0.text()) }) { first, _ in first }
  }
}

extension ReferenceKind: Sampled {
  public static func sample(_ maker: inout SampleMaker) -> ReferenceKind {
    maker.flag() ? .account : .resource("kind-\(maker.number(below: 10))")
  }
}

extension RemovalItem {
  /// One of every kind.
  public static func samples(_ maker: inout SampleMaker) -> [RemovalItem] {
    [
      .accountDeactivated(maker.id()), .accountRemoved(maker.id()), .conversationRemoved(maker.id()),
      .conversationCleared(maker.id(), .sample(&maker)), .historyCleared(maker.id(), maker.id(), .sample(&maker)),
      .participantLeft(maker.id(), maker.id()), .messageDeleted(maker.id(), maker.id()),
      .reactionRemoved(maker.id(), maker.id(), .sample(&maker), maker.time()),
      .messageUnpinned(maker.id(), maker.time()), .importWithdrawn(.sample(&maker)), .resourceRemoved(maker.id()),
      .referenceEmptied(maker.id(), .sample(&maker)), .conversationDetached(maker.id(), maker.id()),
      .recordRemoved(.sample(&maker)), .recordsCleared(maker.pick()),
    ]
  }
}
