import EventLog
import LMDB
import TestSupport
import Testing

@Suite("Golden entries", .ownThread) struct GoldenEntryTests {
  @Test(arguments: GoldenEntry.written)
  func draftsEncodeToTheGoldenBytes(golden: GoldenEntry) throws {
    #expect(try golden.draft.encoded(at: golden.position, endsBatch: golden.endsBatch) == golden.bytes())
  }

  @Test(arguments: GoldenEntry.all)
  func goldenBytesParseToTheirFields(golden: GoldenEntry) throws {
    let bytes = try golden.bytes()
    let entry = try Entry(parsing: bytes.span.bytes, position: golden.position)
    let (version, endsBatch) = (entry.version, entry.endsBatch)
    #expect(version == golden.version && endsBatch == golden.endsBatch)
    var expected = EntryCopy(golden.draft, position: golden.position)
    if golden.isErased { expected.erase() }
    #expect(EntryCopy(entry) == expected)
  }

  @Test(arguments: GoldenEntry.all)
  func leafHashesAreThoseOfTheOtherProgram(golden: GoldenEntry) throws {
    let bytes = try golden.bytes()
    let computed = try Entry(parsing: bytes.span.bytes, position: golden.position).leafHash()
    #expect(computed.description == golden.leafHash)
  }

  @Test(arguments: [
    (GoldenEntry.full1, GoldenEntry.erased1), (.message, .messageErased), (.full, .fullErased),
  ])
  func anErasureGivesTheGoldenBytes(whole: GoldenEntry, erased: GoldenEntry) throws {
    let bytes = try whole.bytes()
    let result = try Entry(parsing: bytes.span.bytes, position: whole.position).erased()
    #expect(result == (try erased.bytes()))
    let again = try Entry(parsing: result.span.bytes, position: whole.position).erased()
    #expect(again == result)
  }

  @Test(arguments: [GoldenEntry.minimal1, .minimal])
  func anErasureOfNothingChangesNothing(golden: GoldenEntry) throws {
    let bytes = try golden.bytes()
    #expect(try Entry(parsing: bytes.span.bytes, position: golden.position).erased() == bytes)
  }

  @Test(arguments: GoldenEntry.all)
  func everyFlippedBitIsDetected(golden: GoldenEntry) throws {
    let bytes = try golden.bytes()
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        #expect(fault(in: changed, position: golden.position) == .corruptEntry, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test(arguments: GoldenEntry.all)
  func everyTruncationIsDetected(golden: GoldenEntry) throws {
    let bytes = try golden.bytes()
    for count in bytes.indices {
      #expect(fault(in: Array(bytes[..<count]), position: golden.position) == .corruptEntry, "\(count)")
    }
    for byte in [0, 1, 0xFF] as [UInt8] {
      #expect(fault(in: bytes + [byte], position: golden.position) == .corruptEntry)
    }
  }

  /// Where the end of the content is that of the entry, only the checksum tells.
  @Test(arguments: GoldenEntry.all)
  func truncationsAreDetectedWithoutChecksums(golden: GoldenEntry) throws {
    let bytes = try golden.bytes()
    let contentBytes = golden.version == 2 && !golden.isErased ? golden.draft.content?.count ?? 0 : 0
    for count in 0..<bytes.count - contentBytes {
      let found = fault(in: Array(bytes[..<count]), position: golden.position, checksum: false)
      #expect(found == .corruptEntry, "\(count)")
    }
    if contentBytes == 0 {
      #expect(fault(in: bytes + [0], position: golden.position, checksum: false) == .corruptEntry)
    }
  }

  @Test(arguments: GoldenEntry.all)
  func damageIsNotTakenForAVersionToCome(golden: GoldenEntry) throws {
    var bytes = try golden.bytes()
    bytes[0] = 84
    #expect(fault(in: bytes, position: golden.position) == .corruptEntry)
    #expect(fault(in: bytes, position: golden.position, checksum: false) == .corruptEntry)
    setChecksum(of: &bytes)
    #expect(fault(in: bytes, position: golden.position) == .unsupportedVersion)
  }

  @Test(arguments: [GoldenEntry.minimal, .message, .full])
  func aSealedContentIsLeftToALaterVersion(golden: GoldenEntry) throws {
    var bytes = try golden.bytes()
    bytes[3] |= 3
    setChecksum(of: &bytes)
    #expect(fault(in: bytes, position: golden.position) == .unsupportedVersion)
    for bit in 2..<8 {
      var unknown = bytes
      unknown[3] = 1 << UInt8(bit)
      setChecksum(of: &unknown)
      #expect(fault(in: unknown, position: golden.position) == .corruptEntry)
    }
  }

  @Test(arguments: GoldenEntry.all)
  func anEntryInAnotherPlaceIsDetected(golden: GoldenEntry) throws {
    #expect(fault(in: try golden.bytes(), position: golden.position + 1) == .positionMismatch)
  }

  @Test func aChangedContentDoesNotMatchItsCommitment() throws {
    var bytes = try GoldenEntry.full1.bytes()
    let position = GoldenEntry.full1.position
    let isGood = try Entry(parsing: bytes.span.bytes, position: position).verifyContent()
    bytes[bytes.count - 1] ^= 1
    let entry = try Entry(parsing: bytes.span.bytes, position: position, checkingChecksum: false)
    let isStillGood = entry.verifyContent()
    let hasGoodChecksum = entry.verifyChecksum()
    #expect(isGood == true && isStillGood == false && !hasGoodChecksum)
  }

  /// No commitment is stored beside a content of format 2: the leaf hash is what tells.
  @Test func aChangedContentChangesTheLeafHash() throws {
    var bytes = try GoldenEntry.message.bytes()
    let position = GoldenEntry.message.position
    bytes[bytes.count - 1] ^= 1
    setChecksum(of: &bytes)
    let entry = try Entry(parsing: bytes.span.bytes, position: position)
    let (isGood, leafHash) = (entry.verifyContent(), entry.leafHash())
    #expect(isGood == nil)
    #expect(leafHash.description != GoldenEntry.message.leafHash)
  }
}
