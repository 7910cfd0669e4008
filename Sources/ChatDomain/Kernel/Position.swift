/// A place in the log: dense, gapless, 1-based. Zero stands for "before the first entry".
public struct Position: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }
  public init(_ value: UInt64) { self.rawValue = value }

  /// Before the first entry: the position of nothing.
  public static let start = Position(0)

  /// The place after this one; the last there can be has none and is its own.
  public var next: Position { self == .last ? self : Position(rawValue + 1) }

  /// After every entry that there can ever be.
  static let last = Position(.max)

  public var description: String { String(rawValue) }

  /// The order of values.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(UInt64.self))
  }

  /// Writes the text that the initializer reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

extension ReadingPoint: Comparable {
  /// The order of values.
  public static func < (left: Self, right: Self) -> Bool {
    left.time == right.time ? left.position < right.position : left.time < right.time
  }
}
