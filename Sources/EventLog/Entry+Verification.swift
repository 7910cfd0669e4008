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

  /// Whether the content is the one that was committed to; true when there is none or it has been erased. O(content).
  public func verifyContent() -> Bool {
    guard let content, let commitment, let salt else { return true }
    let computed = withUnsafeBytes(of: salt.bigEndian) { salt in
      content.withUnsafeBytes { ContentCommitment.digest(salt: salt, content: $0) }
    }
    return Digest256(commitment) == computed
  }

  /// The hash of the entry as a leaf of a Merkle tree (RFC 6962, section 2.1), for proofs.
  ///
  /// SHA-256 over a zero byte, the envelope, the trace context, the command, the events and the commitment (32 zero
  /// bytes when there is none). Envelope fields that an erasure changes count as zero: the checksum, the length of the
  /// content and its two flags. So an erasure does not invalidate proofs. O(command + events).
  public func leafHash() -> Digest256 {
    var hash = SHA256()
    withUnsafeTemporaryAllocation(byteCount: EntryFormat.envelopeBytes + 1, alignment: 1) { head in
      head[0] = 0
      let envelope = UnsafeMutableRawBufferPointer(rebasing: head[1...])
      bytes.withUnsafeBytes { envelope.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<envelope.count])) }
      envelope[EntryFormat.flagsOffset] &= EntryFormat.Flags.trace.rawValue
      envelope.storeBytes(of: 0, toByteOffset: EntryFormat.checksumOffset, as: UInt32.self)
      envelope.storeBytes(of: 0, toByteOffset: EntryFormat.contentCountOffset, as: UInt32.self)
      hash.update(bufferPointer: UnsafeRawBufferPointer(head))
    }
    kept.extracting(EntryFormat.envelopeBytes..<kept.byteCount).withUnsafeBytes { hash.update(bufferPointer: $0) }
    if let commitment {
      commitment.withUnsafeBytes { hash.update(bufferPointer: $0) }
    } else {
      Digest256.zero.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return Digest256(hash.finalize())
  }

  /// The bytes of the same entry with salt and content erased and the commitment kept. O(command + events).
  ///
  /// The leaf hash is the same. An entry without content stays as it is.
  public func erased() -> [UInt8] {
    guard flagsAllowErasure, let commitment else { return [UInt8](copying: bytes) }
    var result = [UInt8](copying: kept)
    result.append(contentsOf: [UInt8](copying: commitment))
    result.withUnsafeMutableBytes { entry in
      entry[EntryFormat.flagsOffset] &= ~EntryFormat.Flags.content.rawValue
      entry[EntryFormat.flagsOffset] |= EntryFormat.Flags.erased.rawValue
      entry.storeBytes(of: 0, toByteOffset: EntryFormat.contentCountOffset, as: UInt32.self)
      let checksum = EntryFormat.checksum(of: UnsafeRawBufferPointer(entry))
      entry.storeBytes(of: checksum.littleEndian, toByteOffset: EntryFormat.checksumOffset, as: UInt32.self)
    }
    return result
  }

  private var flagsAllowErasure: Bool { content != nil }
}
