/// Stores a value of 128 bits as two words.
///
/// Nothing here stores a `UInt128`: Swift 6.3.1 on x86-64 jumps to a null pointer when an `async` function, or an
/// `async` closure by its captures, takes such values on the stack beside an odd number of words.
@propertyWrapper
public struct TwoWords: Hashable, Sendable {
  @usableFromInline var high: UInt64
  @usableFromInline var low: UInt64

  /// Stores a value.
  @inlinable
  public init(wrappedValue: UInt128) {
    high = UInt64(truncatingIfNeeded: wrappedValue >> 64)
    low = UInt64(truncatingIfNeeded: wrappedValue)
  }

  /// The value.
  @inlinable public var wrappedValue: UInt128 {
    get { UInt128(high) << 64 | UInt128(low) }
    set { self = TwoWords(wrappedValue: newValue) }
  }
}
