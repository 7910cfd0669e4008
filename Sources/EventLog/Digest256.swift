package import Crypto
import LedgerSupport

/// A SHA-256 digest: 32 bytes, held in place.
public struct Digest256: Sendable {
  var storage: InlineArray<32, UInt8>

  /// Thirty-two zero bytes, which stand where there is no digest.
  public static var zero: Digest256 { Digest256(storage: InlineArray(repeating: 0)) }

  init(storage: InlineArray<32, UInt8>) { self.storage = storage }

  /// Takes over 32 bytes; nil when there are more or less.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount == 32 else { return nil }
    storage = InlineArray(repeating: 0)
    for index in 0..<32 { storage[index] = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) }
  }

  package init(_ digest: SHA256.Digest) {
    storage = InlineArray(repeating: 0)
    digest.withUnsafeBytes { source in
      withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: source) }
    }
  }

  /// The bytes, valid while the digest is neither changed nor destroyed.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get { storage.span.bytes }
  }
}

extension Digest256: Hashable {
  /// Whether all 32 bytes are the same.
  public static func == (left: Digest256, right: Digest256) -> Bool {
    var difference: UInt8 = 0
    for index in 0..<32 { difference |= left.storage[index] ^ right.storage[index] }
    return difference == 0
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Digest256: CustomStringConvertible {
  /// Sixty-four hexadecimal digits, lower case.
  public var description: String {
    bytes.withUnsafeBytes { Hexadecimal.text($0) }
  }
}

extension Digest256 {
  /// Reads what ``description`` writes; nil for anything else.
  package init?(hexadecimal text: String) {
    guard Hexadecimal.isLowercase(text.utf8), let bytes = Hexadecimal.bytes(text.utf8) else { return nil }
    self.init(bytes.span.bytes)
  }
}
