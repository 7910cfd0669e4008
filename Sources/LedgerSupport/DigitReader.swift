/// Reads the fields of times as text: so many digits, one character, a fraction.
///
/// A function that does not find its input leaves the reader in place, except for those of several digits.
package struct DigitReader {
  @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
  @usableFromInline var at = 0

  /// - Parameter bytes: ASCII, or what is then refused; they outlive the reader.
  @inlinable
  package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  @inlinable
  package var isAtEnd: Bool { at == bytes.count }

  /// Takes a character, where it is the next one.
  @inlinable
  package mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  @inlinable
  package mutating func digit() -> Int? {
    guard at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") else { return nil }
    at += 1
    return Int(bytes[at - 1] - UInt8(ascii: "0"))
  }

  /// A number of just so many digits; nil where there are fewer.
  @inlinable
  package mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let next = digit() else { return nil }
      value = value * 10 + next
    }
    return value
  }

  /// Four digits, two and two, as in `2021-03-05`, as days since 1970-01-01; nil for a day that there is not.
  package mutating func daysSinceEpoch() -> Int? {
    guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
      let day = number(digits: 2), (1...12).contains(month),
      (1...CivilTime.days(inMonth: month, of: year)).contains(day)
    else { return nil }
    return CivilTime.daysSinceEpoch(year: year, month: month, day: day)
  }

  /// The digits after a point, as microseconds: one at least, `mostDigits` at most. What is finer is cut.
  package mutating func fractionMicroseconds(mostDigits: Int = .max) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while count < mostDigits, let next = digit() {
      if count < 6 { value = value * 10 + Int64(next) }
      count += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }
}
