import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

@Suite("Keys", .ownThread) struct KeyTests {
  private func contents(_ key: Key) -> [UInt8] { key.withUnsafeBytes { Array($0) } }

  @Test func integersAreBigEndian() {
    var key = Key()
    key.append(1 as UInt8)
    key.append(0x0203 as UInt16)
    key.append(0x0405_0607 as UInt32)
    key.append(0x0809_0A0B_0C0D_0E0F as UInt64)
    key.append(0x1011_1213_1415_1617_1819_1A1B_1C1D_1E1F as UInt128)
    key.append([0x20, 0x21])
    #expect(contents(key) == Array(1...0x21))
    #expect(key.count == 0x21)
  }

  @Test func fillsToItsCapacity() {
    var key = Key()
    for _ in 0..<16 { key.append(UInt64.max) }
    #expect(key.count == Key.capacity)
    #expect(contents(key) == [UInt8](repeating: 255, count: 128))
    key.truncate(to: 8)
    #expect(key == Key(UInt64.max))
  }

  @Test func readsBackWhatWasAppended() throws {
    var key = Key(7)
    key.append(UInt128.max - 1)
    key.append(9 as UInt8)
    key.append(bytes("rest"))
    var reader = KeyReader(key.bytes)
    let first = try reader.nextUInt64()
    let second = try reader.nextUInt128()
    let third = try reader.nextUInt8()
    let rest = text(reader.rest())
    let remaining = reader.remaining
    #expect(first == 7)
    #expect(second == UInt128.max - 1)
    #expect(third == 9)
    #expect(rest == "rest")
    #expect(remaining == 0)
  }

  @Test func shortKeysAreCorrupt() {
    let key = Key(7)
    #expect(
      code {
        var reader = KeyReader(key.bytes)
        _ = try reader.nextUInt128()
      } == .corrupted)
    #expect(
      code {
        var reader = KeyReader(key.bytes)
        _ = try reader.next(count: 9)
      } == .corrupted)
  }

  @Test(arguments: [11, 12] as [UInt64])
  func orderIsTheOrderOfTheComponents(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let left = (generator.next() % 4, UInt32(generator.next() % 1000))
      let right = (generator.next() % 4, UInt32(generator.next() % 1000))
      var leftKey = Key(left.0)
      leftKey.append(left.1)
      var rightKey = Key(right.0)
      rightKey.append(right.1)
      #expect((leftKey < rightKey) == (left < right), "seed \(seed): \(left) \(right)")
      #expect((leftKey == rightKey) == (left == right), "seed \(seed): \(left) \(right)")
    }
  }

  @Test func spansCompareByUnsignedBytesAndThenLength() {
    func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
      left.span.bytes.compareBytes(with: right.span.bytes).signum()
    }
    #expect(compare([], []) == 0)
    #expect(compare([], [0]) == -1)
    #expect(compare([0x80], [0x7F]) == 1)
    #expect(compare([1, 2], [1, 2, 0]) == -1)
    func hasPrefix(_ whole: [UInt8], _ prefix: [UInt8]) -> Bool { whole.span.bytes.hasPrefix(prefix.span.bytes) }
    #expect(hasPrefix([1, 2, 3], [1, 2]))
    #expect(hasPrefix([1, 2], []))
    #expect(!hasPrefix([1], [1, 2]))
    #expect(!hasPrefix([1, 3], [1, 2]))
  }

  @Test func loadsNeedNoAlignment() {
    let array: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    let big = array.span.bytes.loadBigEndian(UInt64.self, at: 1)
    let little = array.span.bytes.loadLittleEndian(UInt64.self, at: 1)
    #expect(big == 0x0102_0304_0506_0708)
    #expect(little == 0x0807_0605_0403_0201)
  }
}
