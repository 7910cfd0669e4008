/// SipHash-2-4 with 128 bits of output: a keyed hash for digests of rows.
///
/// After Jean-Philippe Aumasson and Daniel J. Bernstein, "SipHash: a fast short-input PRF", and the 128-bit variant of
/// their reference implementation. Whoever does not know the key cannot make two rows collide on purpose.
struct SipHash128 {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64
  private var tail: UInt64 = 0
  private var tailCount: UInt64 = 0
  private var byteCount: UInt64 = 0

  init(key: UInt128) {
    // The reference reads the key as two little-endian words of its 16 bytes; the bytes here are big-endian.
    let k0 = UInt64(truncatingIfNeeded: key >> 64).byteSwapped
    let k1 = UInt64(truncatingIfNeeded: key).byteSwapped
    v0 = 0x736f_6d65_7073_6575 ^ k0
    v1 = 0x646f_7261_6e64_6f6d ^ k1 ^ 0xee
    v2 = 0x6c79_6765_6e65_7261 ^ k0
    v3 = 0x7465_6462_7974_6573 ^ k1
  }

  mutating func update(_ byte: UInt8) {
    tail |= UInt64(byte) << (8 * tailCount)
    tailCount += 1
    byteCount += 1
    if tailCount == 8 { absorbTail() }
  }

  mutating func update(_ bytes: RawSpan) {
    var offset = 0
    while offset < bytes.byteCount, tailCount != 0 {
      update(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
      offset += 1
    }
    while offset + 8 <= bytes.byteCount {
      absorb(UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      byteCount += 8
      offset += 8
    }
    while offset < bytes.byteCount {
      update(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
      offset += 1
    }
  }

  /// The hash as the 16 bytes of the reference, read big-endian.
  consuming func finish() -> UInt128 {
    absorb(tail | byteCount << 56)
    v2 ^= 0xee
    for _ in 0..<4 { round() }
    let first = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    for _ in 0..<4 { round() }
    let second = v0 ^ v1 ^ v2 ^ v3
    return UInt128(first.byteSwapped) << 64 | UInt128(second.byteSwapped)
  }

  private mutating func absorbTail() {
    let word = tail
    tail = 0
    tailCount = 0
    absorb(word)
  }

  private mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  @inline(__always)
  private mutating func round() {
    v0 &+= v1
    v1 = v1 << 13 | v1 >> 51
    v1 ^= v0
    v0 = v0 << 32 | v0 >> 32
    v2 &+= v3
    v3 = v3 << 16 | v3 >> 48
    v3 ^= v2
    v0 &+= v3
    v3 = v3 << 21 | v3 >> 43
    v3 ^= v0
    v2 &+= v1
    v1 = v1 << 17 | v1 >> 47
    v1 ^= v2
    v2 = v2 << 32 | v2 >> 32
  }
}
