import Crypto
import LMDB

extension Entry {
  /// Whether the checksum matches the bytes. O(*n*).
  public func verifyChecksum() -> Bool { Entry.hasGoodChecksum(bytes) }

  static func hasGoodChecksum(_ bytes: RawSpan) -> Bool {
    bytes.withUnsafeBytes { entry in
      EntryFormat.checksum(of: entry)
        == UInt32(littleEndian: entry.loadUnaligned(fromByteOffset: EntryFormat.checksumOffset, as: UInt32.self))
    }
  }

  /// Whether the content is the one that was committed to; nil where no commitment is stored beside it, so that this
  /// entry alone cannot tell. O(content).
  public func verifyContent() -> Bool? {
    guard layout.content == .plain, let storedCommitment else { return nil }
    return Digest256(storedCommitment) == computedCommitment()
  }

  /// Whether there is a content and no commitment is stored beside it.
  public var hasUncommittedContent: Bool { layout.content == .plain && layout.commitmentOffset == 0 }

  /// The commitment to the content: as it is stored, and otherwise computed; nil when there never was any content.
  ///
  /// O(content) where it is computed.
  public func commitment() -> Digest256? {
    if let storedCommitment { return Digest256(storedCommitment) }
    return computedCommitment()
  }

  private func computedCommitment() -> Digest256? {
    guard let content, let salt else { return nil }
    return withUnsafeBytes(of: salt.bigEndian) { salt in
      content.withUnsafeBytes { ContentCommitment.digest(salt: salt, content: $0) }
    }
  }

  /// The hash of the entry as a leaf of a Merkle tree (RFC 6962, section 2.1), for proofs.
  ///
  /// SHA-256 over a zero byte, all that is never erased, and the commitment to the content (32 zero bytes when there
  /// never was one); `Docs/Format.md` has the bytes of each version. An erasure does not change it, so that proofs
  /// stay valid. O(*n*): with format version 2 it reads the content, too.
  public func leafHash() -> Digest256 {
    var hash = SHA256()
    hash.update(data: [0])
    if layout.version == EntryFormat1.version {
      hash.update(data: EntryFormat1.leafHead(of: bytes))
      update(&hash, from: EntryFormat1.envelopeBytes)
    } else {
      hash.update(data: EntryFormat2.leafHead(of: bytes))
      update(&hash, from: EntryFormat.coveredOffset)
    }
    (commitment() ?? .zero).bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Digest256(hash.finalize())
  }

  private func update(_ hash: inout SHA256, from offset: Int) {
    bytes.extracting(offset..<layout.sealOffset).withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// The bytes of the same entry with salt and content erased and the commitment kept. O(*n*).
  ///
  /// The leaf hash is the same. An entry without content stays as it is.
  public func erased() -> [UInt8] {
    guard layout.content == .plain, let commitment = commitment() else { return [UInt8](copying: bytes) }
    var result = [UInt8](copying: bytes.extracting(0..<layout.sealOffset))
    result.append(contentsOf: [UInt8](copying: commitment.bytes))
    result.withUnsafeMutableBytes { entry in
      if layout.version == EntryFormat1.version {
        EntryFormat1.markErased(entry)
      } else {
        EntryFormat2.markErased(entry)
      }
      let checksum = EntryFormat.checksum(of: UnsafeRawBufferPointer(entry))
      entry.storeBytes(of: checksum.littleEndian, toByteOffset: EntryFormat.checksumOffset, as: UInt32.self)
    }
    return result
  }
}
