#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RawSpan {
  /// Loads a big-endian integer; no alignment is needed.
  ///
  /// A range outside of the span is a programmer error and traps. O(1).
  @inlinable
  public func loadBigEndian<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self, at offset: Int) -> T {
    T(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }

  /// Loads a little-endian integer; no alignment is needed.
  ///
  /// A range outside of the span is a programmer error and traps. O(1).
  @inlinable
  public func loadLittleEndian<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self, at offset: Int) -> T {
    T(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }

  /// Whether both hold the same bytes. O(*n*).
  public func isEqual(to other: RawSpan) -> Bool {
    byteCount == other.byteCount && compareCommonPrefix(with: other) == 0
  }

  /// Orders by unsigned bytes: negative when this comes first, zero when equal, positive otherwise. O(*n*).
  ///
  /// This is the order of keys in a ``Table``.
  public func compareBytes(with other: RawSpan) -> Int {
    let order = compareCommonPrefix(with: other)
    return order != 0 ? order : byteCount - other.byteCount
  }

  /// Whether this begins with the bytes of `prefix`. O(*n*).
  public func hasPrefix(_ prefix: RawSpan) -> Bool {
    byteCount >= prefix.byteCount && compareCommonPrefix(with: prefix) == 0
  }

  private func compareCommonPrefix(with other: RawSpan) -> Int {
    let count = min(byteCount, other.byteCount)
    if count == 0 { return 0 }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
        return Int(memcmp(left, right, count))
      }
    }
  }
}

extension [UInt8] {
  /// Copies the bytes of a span. O(*n*).
  @inlinable
  public init(copying bytes: RawSpan) {
    self = bytes.withUnsafeBytes { Array($0) }
  }
}
