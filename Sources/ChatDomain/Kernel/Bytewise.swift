// Text is its bytes.
//
// Two strings are equal for Swift when they look the same: `é` as one letter, and as an `e` with an accent. What
// somebody wrote is evidence here: an edit that changes nothing but the form of a letter is an edit, and an import that
// calls the two the same has not looked. Names that people type are compared as they mean them, by those who look.

/// A text, or a value of texts, that is compared by its bytes.
@propertyWrapper
public struct Bytewise<Value: BytewiseEquatable>: Hashable, Sendable {
  /// The text itself.
  public var wrappedValue: Value

  /// A text that is compared by its bytes.
  @inlinable
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  /// Whether both have the same bytes.
  @inlinable
  public static func == (left: Self, right: Self) -> Bool { left.wrappedValue.hasSameBytes(as: right.wrappedValue) }

  /// Texts with the same bytes are also equal in Swift, and so have the same hash.
  @inlinable
  public func hash(into hasher: inout Hasher) { wrappedValue.hash(into: &hasher) }
}

extension Bytewise: Codable where Value: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
  }

  /// Writes the value alone.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// What can be compared by the bytes of its texts.
public protocol BytewiseEquatable: Hashable, Sendable {
  /// Whether the texts have the same bytes; texts that only look the same are different.
  func hasSameBytes(as other: Self) -> Bool
}

extension String: BytewiseEquatable {
  /// Whether both have the same bytes.
  @inlinable
  public func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}

extension String {
  /// The order of the bytes, which is that of the Unicode scalars: the same everywhere, and never equal for different
  /// texts.
  @inlinable
  public func precedesBytewise(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension Optional: BytewiseEquatable where Wrapped: BytewiseEquatable {
  /// Whether both are nothing, or have the same bytes.
  @inlinable
  public func hasSameBytes(as other: Wrapped?) -> Bool {
    switch (self, other) {
    case (nil, nil): true
    case (let one?, let other?): one.hasSameBytes(as: other)
    default: false
    }
  }
}

extension Array: BytewiseEquatable where Element: BytewiseEquatable {
  /// Whether both have elements of the same bytes in the same order.
  @inlinable
  public func hasSameBytes(as other: [Element]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.hasSameBytes(as: $1) }
  }
}

extension Dictionary: BytewiseEquatable where Key == String, Value: BytewiseEquatable {
  /// Compares names as well as values. A dictionary cannot hold two names that are equal in Swift but differ in their
  /// bytes; readers of attributes refuse such names.
  @inlinable
  public func hasSameBytes(as other: [String: Value]) -> Bool {
    count == other.count
      && allSatisfy { name, value in
        guard let index = other.index(forKey: name) else { return false }
        return other[index].key.hasSameBytes(as: name) && other[index].value.hasSameBytes(as: value)
      }
  }
}

extension Hasher {
  /// Adds a text by its bytes: a text's own hash is the same for two forms of one letter.
  package mutating func combine(bytesOf text: String) {
    var text = text
    text.withUTF8 { bytes in
      combine(bytes.count)
      combine(bytes: UnsafeRawBufferPointer(bytes))
    }
  }
}
