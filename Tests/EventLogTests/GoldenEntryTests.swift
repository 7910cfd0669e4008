import EventLog
import LMDB
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The format on disk, byte for byte. The files were made by another program than this one and do not change:
/// a log that was written once must stay readable.
@Suite("Golden entries", .ownThread) struct GoldenEntryTests {
  private static let commandID: UInt128 = 0x0190_163D_8694_739F_A5B7_C7E8_F9A0_B1C2
  private static let actor: UInt128 = 0x1011_1213_1415_1617_1819_1A1B_1C1D_1E1F

  private let minimal = EntryDraft(
    time: 1_700_000_000_123_456, commandID: commandID, actor: actor, command: Array("hello".utf8), events: [])

  private let full = EntryDraft(
    kind: .continuation, time: -1, commandID: commandID, actor: actor,
    correlation: 0x2021_2223_2425_2627_2829_2A2B_2C2D_2E2F, causation: 7, part: 1, parts: 3,
    trace: TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    command: Array("cmd".utf8), events: Array("events".utf8), content: Array("Grüße".utf8),
    salt: 0xA0A1_A2A3_A4A5_A6A7_A8A9_AAAB_ACAD_AEAF)

  private let fullPosition: UInt64 = 0x0102_0304_0506_0708

  /// Hexadecimal bytes; `#` begins a comment.
  private func golden(_ name: String) throws -> [UInt8] {
    let folder = String(#filePath).split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = folder.joined(separator: "/") + "/Golden/" + name
    let file = try #require(fopen(path, "r"), "\(path) can be read")
    defer { fclose(file) }
    var text: [UInt8] = []
    while case let byte = getc(file), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    var bytes: [UInt8] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let data = line.prefix { $0 != UInt8(ascii: "#") }
      for digits in data.split(separator: UInt8(ascii: " ")) {
        bytes.append(try #require(UInt8(String(decoding: digits, as: UTF8.self), radix: 16)))
      }
    }
    return bytes
  }

  @Test func draftsEncodeToTheGoldenBytes() throws {
    #expect(try minimal.encoded(at: 1) == golden("minimal.hex"))
    #expect(try full.encoded(at: fullPosition) == golden("full.hex"))
  }

  @Test func goldenBytesParseToTheirFields() throws {
    let small = try golden("minimal.hex")
    let large = try golden("full.hex")
    #expect(try EntryCopy(Entry(parsing: small.span.bytes, position: 1)) == EntryCopy(minimal, position: 1))
    #expect(
      try EntryCopy(Entry(parsing: large.span.bytes, position: fullPosition))
        == EntryCopy(full, position: fullPosition))
  }

  @Test func leafHashesAreThoseOfTheOtherProgram() throws {
    let expected = [
      "minimal.hex": "e4b255bd226432d4861e425adbf0a07850430aee9ca143428c59ae525af989c9",
      "full.hex": "797af060ced7aa19227eda3c211250468480ed0ef4c5b0b12ce29ed0e3b86235",
      "erased.hex": "797af060ced7aa19227eda3c211250468480ed0ef4c5b0b12ce29ed0e3b86235",
    ]
    for (name, hash) in expected {
      let bytes = try golden(name)
      let position = name == "minimal.hex" ? 1 : fullPosition
      let entry = try Entry(parsing: bytes.span.bytes, position: position)
      let computed = entry.leafHash().description
      let isGood = entry.verifyContent()
      #expect(computed == hash, "\(name)")
      #expect(isGood, "\(name)")
    }
  }

  @Test func anErasureGivesTheGoldenBytes() throws {
    let bytes = try golden("full.hex")
    let erased = try Entry(parsing: bytes.span.bytes, position: fullPosition).erased()
    #expect(erased == (try golden("erased.hex")))
    let entry = try EntryCopy(Entry(parsing: erased.span.bytes, position: fullPosition))
    #expect(entry.isErased)
    #expect(entry.content == nil && entry.salt == nil)
    #expect(entry.commitment == EntryCopy(full, position: fullPosition).commitment)
  }

  @Test func everyFlippedByteIsDetected() throws {
    for name in ["minimal.hex", "full.hex", "erased.hex"] {
      let bytes = try golden(name)
      let position = name == "minimal.hex" ? 1 : fullPosition
      for index in bytes.indices {
        for change in [1, 2, 3, 4, 0x80, 0xFF] as [UInt8] {
          var changed = bytes
          changed[index] ^= change
          let found = fault(in: changed, position: position)
          #expect(found == .corruptEntry, "\(name): byte \(index) ^ \(change)")
        }
      }
    }
  }

  @Test func damageIsNotTakenForAVersionToCome() throws {
    var bytes = try golden("full.hex")
    bytes[0] = 84
    #expect(fault(in: bytes, position: fullPosition) == .corruptEntry)
    #expect(fault(in: bytes, position: fullPosition, checksum: false) == .corruptEntry)
    let checksum = CRC32C.checksum(of: Array(bytes[..<4] + bytes[8...]).span.bytes)
    for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)) }
    #expect(fault(in: bytes, position: fullPosition) == .unsupportedVersion)
  }

  @Test func everyTruncationIsDetectedEvenWithoutChecksums() throws {
    let bytes = try golden("full.hex")
    for count in bytes.indices {
      #expect(fault(in: Array(bytes[..<count]), position: fullPosition, checksum: false) == .corruptEntry, "\(count)")
    }
    #expect(fault(in: bytes + [0], position: fullPosition, checksum: false) == .corruptEntry)
  }

  @Test func anEntryInAnotherPlaceIsDetected() throws {
    #expect(fault(in: try golden("minimal.hex"), position: 2) == .positionMismatch)
  }

  @Test func aChangedContentDoesNotMatchItsCommitment() throws {
    var bytes = try golden("full.hex")
    bytes[bytes.count - 1] ^= 1
    let entry = try Entry(parsing: bytes.span.bytes, position: fullPosition, checkingChecksum: false)
    let isGood = entry.verifyContent()
    let hasGoodChecksum = entry.verifyChecksum()
    #expect(!isGood)
    #expect(!hasGoodChecksum)
  }
}
