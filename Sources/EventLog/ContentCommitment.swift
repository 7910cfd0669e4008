import Crypto

/// What an entry says about its content: a digest that binds the content without telling it.
///
/// SHA-256 over a tag, the salt and the content. The tag keeps the digest apart from any other use of SHA-256; the
/// salt keeps short contents from being guessed after they have been erased.
enum ContentCommitment {
  private static let tag: [UInt8] = Array("chat-ledger/content/v1".utf8)

  /// The salt is its 16 bytes, most significant first.
  static func digest(salt: UnsafeRawBufferPointer, content: UnsafeRawBufferPointer) -> Digest256 {
    var hash = SHA256()
    tag.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: salt)
    hash.update(bufferPointer: content)
    return Digest256(hash.finalize())
  }

  static func digest(salt: UInt128, content: [UInt8]) -> Digest256 {
    withUnsafeBytes(of: salt.bigEndian) { salt in
      content.withUnsafeBytes { digest(salt: salt, content: $0) }
    }
  }
}
