import LedgerSupport
import TestSupport
import Testing

@Suite("Hexadecimal", .ownThread) struct HexadecimalTests {
  @Test("Bytes come back from their digits, of either case")
  func roundTrip() {
    let bytes = (0...255).map { UInt8($0) }
    let text = Hexadecimal.text(bytes)
    #expect(text.utf8.count == 512)
    #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
    #expect(Hexadecimal.bytes(text.utf8) == bytes)
    #expect(Hexadecimal.bytes(text.uppercased().utf8) == bytes)
    #expect(Hexadecimal.text([]) == "")
    #expect(Hexadecimal.bytes("".utf8) == [])
  }

  @Test("What is no pair of digits has no bytes", arguments: ["0", "0g", "g0", " 00", "00 ", "+1", "0x", "٠٠", "aé"])
  func noDigits(_ text: String) { #expect(Hexadecimal.bytes(text.utf8) == nil) }

  @Test("Lower case is told apart")
  func lowercase() {
    #expect(Hexadecimal.isLowercase("09af".utf8))
    #expect(!Hexadecimal.isLowercase("09aF".utf8))
    #expect(!Hexadecimal.isLowercase("09ag".utf8))
  }

  @Test("Zeros stand before numbers, and nothing is cut")
  func padding() {
    #expect(7.zeroPadded(to: 3) == "007")
    #expect(1_234.zeroPadded(to: 3) == "1234")
    #expect(0.zeroPadded(to: 0) == "0")
    #expect(UInt128.max.zeroPadded(to: 32, radix: 16) == String(repeating: "f", count: 32))
    #expect(UInt128(10).zeroPadded(to: 32, radix: 16) == String(repeating: "0", count: 31) + "a")
    #expect(0xAB.zeroPadded(to: 4, radix: 16, uppercase: true) == "00AB")
  }
}

@Suite("The header of a trace", .ownThread) struct TraceparentTests {
  @Test("What is read is written again")
  func roundTrip() throws {
    let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let parsed = try #require(Traceparent.parse(header))
    #expect(parsed.traceID == 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736)
    #expect(parsed.spanID == 0x00f0_67aa_0ba9_02b7)
    #expect(parsed.flags == 1)
    #expect(Traceparent.header(traceID: parsed.traceID, spanID: parsed.spanID, flags: parsed.flags) == header)
  }

  @Test(
    "Nothing else is one",
    arguments: [
      "", "00", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-00",
      "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ])
  func refused(_ header: String) { #expect(Traceparent.parse(header) == nil) }
}
