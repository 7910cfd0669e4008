import ChatLedgerTesting
import TestSupport
import Testing

@testable import EventLog

@Suite("CRC-32C", .ownThread) struct ChecksumTests {
  private func checksum(_ bytes: [UInt8]) -> UInt32 { CRC32C.checksum(of: bytes.span.bytes) }

  /// RFC 3720, appendix B.4, and the usual check value.
  @Test func agreesWithThePublishedVectors() {
    #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(checksum([]) == 0)
    #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(checksum([UInt8](repeating: 255, count: 32)) == 0x62A8_AB43)
    #expect(checksum(Array(0..<32)) == 0x46DD_794E)
    #expect(checksum(Array((0..<32).reversed())) == 0x113F_DB5C)
  }

  @Test(arguments: [31, 32] as [UInt64])
  func piecesGiveTheSameAsTheWholeAndAsOneBitAtATime(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let bytes = generator.bytes(below: 1_500)
      let cut = bytes.isEmpty ? 0 : Int(generator.next() % UInt64(bytes.count))
      var pieces = CRC32C()
      pieces.update(bytes.span.bytes.extracting(first: cut))
      pieces.update(bytes.span.bytes.extracting(droppingFirst: cut))
      #expect(pieces.value == checksum(bytes), "seed \(seed)")
      #expect(pieces.value == bitwise(bytes), "seed \(seed)")
      // Processors without the instruction go by tables; this one may never do so by itself.
      var byTables = CRC32C()
      bytes.withUnsafeBytes { byTables.updateByTables($0) }
      #expect(byTables.value == pieces.value, "seed \(seed)")
    }
  }

  private func bitwise(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
    }
    return ~crc
  }
}

@Suite("Trace context", .ownThread) struct TraceContextTests {
  private let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  @Test func readsAndWritesTheHeader() {
    let context = TraceContext(traceparent: header)
    #expect(context?.traceID == 0x4BF9_2F35_77B3_4DA6_A3CE_929D_0E0E_4736)
    #expect(context?.spanID == 0x00F0_67AA_0BA9_02B7)
    #expect(context?.flags == 1)
    #expect(context?.traceparent == header)
  }

  @Test(arguments: [
    "", "00-0-0-0", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  ])
  func refusesWhatIsNone(text: String) {
    #expect(TraceContext(traceparent: text) == nil)
  }
}
