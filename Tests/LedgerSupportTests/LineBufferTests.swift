import ChatLedgerTesting
import LedgerSupport
import TestSupport
import Testing

@Suite("Lines out of pieces", .ownThread) struct LineBufferTests {
  /// Cuts a text that comes in pieces of any size.
  private func lines(_ text: [UInt8], pieceBytes: () -> Int) -> (lines: [[UInt8]], rest: [UInt8]) {
    var buffer = LineBuffer()
    var source = text[...]
    var lines: [[UInt8]] = []
    while true {
      while let line = buffer.nextLine() { lines.append(Array(buffer.bytes[line])) }
      #expect(!buffer.hasLine)
      let piece = source.prefix(pieceBytes())
      let came = buffer.fill { memory in
        memory.copyBytes(from: piece)
        return piece.count
      }
      source = source.dropFirst(piece.count)
      if !came { break }
    }
    let left = buffer.unread
    let rest = Array(buffer.bytes[buffer.rest()])
    #expect(left == rest.count && buffer.unread == 0)
    return (lines, rest)
  }

  @Test("However the pieces fall, the lines are the same", arguments: 0..<40)
  func pieces(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let text = (0..<random.below(3_000)).map { _ in random.oneIn(12) ? 0x0A : UInt8(0x61 + random.below(26)) }
    var expected = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let rest = expected.popLast() ?? []
    let found = lines(text) { 1 + random.below(100) }
    #expect(found.lines == expected, "seed \(seed)")
    #expect(found.rest == rest, "seed \(seed)")
  }

  @Test("A line can be longer than a piece of memory")
  func long() {
    let line = [UInt8](repeating: 0x61, count: 1_000_000)
    let found = lines(line + [0x0A] + line) { 200_000 }
    #expect(found.lines == [line])
    #expect(found.rest == line)
  }

  @Test("What a reader throws comes through, and nothing is lost")
  func failure() throws {
    struct Broken: Error {}
    var buffer = LineBuffer()
    _ = buffer.fill { memory in
      memory.copyBytes(from: "ab\nc".utf8)
      return 4
    }
    #expect(throws: Broken.self) {
      _ = try buffer.fill { (_) throws(Broken) in throw Broken() }
    }
    let next = buffer.nextLine()
    let line = try #require(next)
    #expect(Array(buffer.bytes[line]) == Array("ab".utf8))
    #expect(buffer.unread == 1)
  }
}
