import ChatLedgerTesting
import TestSupport
import Testing

@testable import ChatWire

/// Numbers of one to ten bytes, which are read at once where eight bytes lie within, and one by one at the end.
@Suite("Varints", .ownThread)
struct VarintTests {
  /// As the encoding says it (<https://protobuf.dev/programming-guides/encoding/>), byte by byte.
  private func encoded(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private func read(_ bytes: [UInt8]) throws(WireFault) -> (value: UInt64, next: UInt64?) {
    var reader = WireReader(bytes.span.bytes)
    let value = try reader.varint()
    return (value, try? reader.varint())
  }

  @Test("Each length is read the same with nothing behind it and with any bytes behind it", arguments: 0..<64)
  func lengths(bits: Int) throws {
    var random = SplitMix64(seed: UInt64(bits))
    for _ in 0..<200 {
      let value = random.next() >> UInt64(63 - bits)
      let bytes = encoded(value)
      #expect(bytes.count == max(1, (64 - value.leadingZeroBitCount + 6) / 7))
      for room in 0...12 {
        let found = try read(bytes + [UInt8](repeating: 0x2A, count: room))
        #expect(found.value == value, "\(value) with \(room) bytes behind it")
        #expect(found.next == (room > 0 ? 0x2A : nil))
      }
      #expect(try read(bytes + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).value == value)
    }
  }

  @Test("A number that does not end is refused wherever it is cut off", arguments: 1...12)
  func cutOff(count: Int) {
    #expect(throws: WireFault.self) { try read([UInt8](repeating: 0x80, count: count)) }
    #expect(throws: WireFault.self) { try read([UInt8](repeating: 0xFF, count: count)) }
  }

  @Test("Zeros at the end of a number change nothing, up to ten bytes")
  func overlong() throws {
    for count in 1...9 {
      let bytes = [0x85] + [UInt8](repeating: 0x80, count: count - 1) + [0x00]
      #expect(try read(bytes).value == 5)
      #expect(try read(bytes + [7, 7, 7, 7, 7, 7, 7, 7]).value == 5)
    }
  }
}
