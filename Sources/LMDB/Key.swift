/// A composite key, built in place without touching the heap.
///
/// Integers are appended big-endian, so that the order of keys in a table is the order of the values, first
/// component first. It holds at most ``capacity`` bytes; appending more is a programmer error and traps.
public struct Key: Sendable {
  /// The most bytes a key holds. (LMDB itself would allow 511.)
  public static let capacity = 128

  @usableFromInline var storage: InlineArray<128, UInt8>

  @usableFromInline var length: Int

  /// The number of bytes so far. O(1).
  @inlinable
  public var count: Int { length }

  /// An empty key.
  @inlinable
  public init() {
    storage = InlineArray(repeating: 0)
    length = 0
  }

  /// A key of one integer.
  @inlinable
  public init(_ value: UInt64) {
    self.init()
    append(value)
  }

  /// Appends one byte. O(1).
  @inlinable
  public mutating func append(_ value: UInt8) { appendBigEndian(value) }

  /// Appends two bytes, the most significant first. O(1).
  @inlinable
  public mutating func append(_ value: UInt16) { appendBigEndian(value) }

  /// Appends four bytes, the most significant first. O(1).
  @inlinable
  public mutating func append(_ value: UInt32) { appendBigEndian(value) }

  /// Appends eight bytes, the most significant first. O(1).
  @inlinable
  public mutating func append(_ value: UInt64) { appendBigEndian(value) }

  /// Appends sixteen bytes, the most significant first. O(1).
  @inlinable
  public mutating func append(_ value: UInt128) { appendBigEndian(value) }

  /// Appends the bytes of a span as they are. O(*n*).
  @inlinable
  public mutating func append(_ bytes: RawSpan) {
    precondition(length + bytes.byteCount <= Key.capacity, "a Key holds at most 128 bytes")
    let start = length
    bytes.withUnsafeBytes { source in
      withUnsafeMutableBytes(of: &storage) { $0[start...].copyBytes(from: source) }
    }
    length += bytes.byteCount
  }

  /// Appends the bytes of an array as they are. O(*n*).
  @inlinable
  public mutating func append(_ bytes: [UInt8]) { append(bytes.span.bytes) }

  /// Keeps only the first `count` bytes, to build the next key on the same beginning. O(1).
  @inlinable
  public mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= length, "a Key is truncated to at most its own length")
    length = count
  }

  @inlinable
  mutating func appendBigEndian<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    let size = MemoryLayout<T>.size
    precondition(length + size <= Key.capacity, "a Key holds at most 128 bytes")
    let start = length
    withUnsafeMutableBytes(of: &storage) {
      $0.storeBytes(of: value.bigEndian, toByteOffset: start, as: T.self)
    }
    length += size
  }
}

extension Key {
  /// The bytes of the key, valid while the key is neither changed nor destroyed. O(1).
  @inlinable
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get { storage.span.bytes.extracting(first: length) }
  }

  /// Calls `body` with the bytes of the key, which are valid during the call only. O(1).
  @inlinable
  public borrowing func withUnsafeBytes<R: ~Copyable, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try bytes.withUnsafeBytes(body)
  }
}

extension Key: Equatable {
  /// Whether both hold the same bytes. O(*n*).
  public static func == (left: Key, right: Key) -> Bool { left.bytes.isEqual(to: right.bytes) }
}

extension Key: Comparable {
  /// Whether `left` comes before `right` in a table. O(*n*).
  public static func < (left: Key, right: Key) -> Bool { left.bytes.compareBytes(with: right.bytes) < 0 }
}
