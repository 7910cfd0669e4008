import TestSupport
import Testing

@testable import ChatExchange

@Suite(.ownThread) struct LineReaderTests {
  private func lines(_ text: String, chunkBytes: Int = 1 << 20, limitBytes: Int = 1 << 20) throws -> [String] {
    var reader = LineReader(MemorySource(text, chunkBytes: chunkBytes), limitBytes: limitBytes)
    var result: [String] = []
    while true {
      switch try reader.next() {
      case .end: return result
      case .tooLong: result.append("<too long>")
      case .line:
        let line = reader.line
        result.append(String(decoding: (0..<line.count).map { line[$0] }, as: UTF8.self))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func cutsTheSameWhereverChunksEnd(chunkBytes: Int) throws {
    let text = "first\n\nthird, longer\r\nlast without an end"
    #expect(try lines(text, chunkBytes: chunkBytes) == ["first", "", "third, longer\r", "last without an end"])
  }

  @Test func endsWithTheLastLineFeed() throws {
    #expect(try lines("one\ntwo\n") == ["one", "two"])
    #expect(try lines("") == [])
    #expect(try lines("\n") == [""])
  }

  @Test func dropsAByteOrderMark() throws {
    #expect(try lines("\u{FEFF}one\n\u{FEFF}two") == ["one", "\u{FEFF}two"])
  }

  @Test(arguments: [1, 5, 1_000])
  func skipsWhatIsTooLong(chunkBytes: Int) throws {
    let text = "short\n" + String(repeating: "x", count: 50) + "\nafter\n" + String(repeating: "y", count: 50)
    #expect(
      try lines(text, chunkBytes: chunkBytes, limitBytes: 20) == ["short", "<too long>", "after", "<too long>"])
  }

  @Test func takesALineOfExactlyTheLimit() throws {
    #expect(try lines("12345\n123456\n", limitBytes: 5) == ["12345", "<too long>"])
  }

  @Test func countsLinesAndBytes() throws {
    var reader = LineReader(MemorySource("ab\n\ncd"))
    while try reader.next() != .end {}
    #expect(reader.lineNumber == 3)
    #expect(reader.bytesRead == 6)
  }

  @Test func holdsALineLongerThanAChunk() throws {
    let long = String(repeating: "0123456789", count: 100_000)
    #expect(try lines("a\n\(long)\nb", chunkBytes: 300_000, limitBytes: 2 << 20) == ["a", long, "b"])
  }

  @Test func aLineWithoutEndIsAnError() throws {
    let source = MemorySource(String(repeating: "0", count: 10_000), chunkBytes: 100)
    var reader = LineReader(source, limitBytes: 500, endlessBytes: 5_000)
    let error = #expect(throws: ExchangeError.self) { try reader.next() }
    #expect(error?.code == .tooLarge && error?.line == 1)
  }
}
