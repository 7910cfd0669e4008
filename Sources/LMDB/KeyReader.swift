/// Reads the components of a composite key, or of a row, from its first byte to its last.
///
/// Integers are big-endian, as ``Key`` writes them. Missing bytes throw ``LMDBError/Code/corrupted``: the bytes come
/// from disk and are not trusted.
public struct KeyReader: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline var offset = 0

  /// Begins at the first byte.
  @inlinable
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  /// The number of bytes not read yet.
  @inlinable
  public var remaining: Int { bytes.byteCount - offset }

  /// Reads an integer of any width, most significant byte first. O(1).
  @inlinable
  public mutating func next<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(LMDBError) -> T {
    let size = MemoryLayout<T>.size
    guard remaining >= size else { throw LMDBError.short(offset + size, bytes.byteCount) }
    let value = bytes.loadBigEndian(type, at: offset)
    offset += size
    return value
  }

  /// Reads one byte. O(1).
  @inlinable
  public mutating func nextUInt8() throws(LMDBError) -> UInt8 { try next(UInt8.self) }

  /// Reads two bytes. O(1).
  @inlinable
  public mutating func nextUInt16() throws(LMDBError) -> UInt16 { try next(UInt16.self) }

  /// Reads four bytes. O(1).
  @inlinable
  public mutating func nextUInt32() throws(LMDBError) -> UInt32 { try next(UInt32.self) }

  /// Reads eight bytes. O(1).
  @inlinable
  public mutating func nextUInt64() throws(LMDBError) -> UInt64 { try next(UInt64.self) }

  /// Reads sixteen bytes. O(1).
  @inlinable
  public mutating func nextUInt128() throws(LMDBError) -> UInt128 { try next(UInt128.self) }

  /// Reads `count` bytes. O(1).
  @inlinable
  @_lifetime(copy self)
  public mutating func next(count: Int) throws(LMDBError) -> RawSpan {
    guard count >= 0, remaining >= count else { throw LMDBError.short(offset + count, bytes.byteCount) }
    let result = bytes.extracting(offset..<(offset + count))
    offset += count
    return result
  }

  /// Reads all the bytes that remain. O(1).
  @inlinable
  @_lifetime(copy self)
  public mutating func rest() -> RawSpan {
    let result = bytes.extracting(offset..<bytes.byteCount)
    offset = bytes.byteCount
    return result
  }
}

extension LMDBError {
  @usableFromInline @inline(never)
  static func short(_ needed: Int, _ present: Int) -> LMDBError {
    LMDBError(
      .corrupted, operation: "read key", path: "",
      message: "A key or row has \(present) bytes where at least \(needed) are needed.")
  }
}
