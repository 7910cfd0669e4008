import ChatLedgerTesting
import LedgerSupport
import TestSupport
import Testing

@testable import ChatExchange

@Suite(.ownThread) struct JSONReaderTests {
  /// Reads a text over, and whether that worked.
  private func isValid(_ text: String) -> Bool { isValid(Array(text.utf8)) }

  private func isValid(_ bytes: [UInt8]) -> Bool {
    var reader = JSONReader(bytes.span)
    do {
      try reader.skip()
      try reader.end()
      return true
    } catch {
      return false
    }
  }

  private func string(_ bytes: [UInt8]) throws -> String {
    var reader = JSONReader(bytes.span)
    let text = try reader.string()
    try reader.end()
    return text
  }

  private func integer(_ text: String) throws -> Int64 {
    let bytes = Array(text.utf8)
    var reader = JSONReader(bytes.span)
    let value = try reader.integer()
    try reader.end()
    return value
  }

  private func column(_ bytes: [UInt8]) -> Int? {
    var reader = JSONReader(bytes.span)
    do {
      try reader.skip()
      try reader.end()
      return nil
    } catch {
      return error.column
    }
  }

  @Test(arguments: [
    "{}", "[]", " [ ] ", "[1,2]", #"{"a":{"b":[null,true,false]}}"#, "0", "-0", "1.5e+10", "1E2", #""""#,
    #""\u0041\n\"\\\/""#, "\t\r\n{\"a\" : 1 , \"a\" : 2}",
  ])
  func takes(_ text: String) { #expect(isValid(text)) }

  @Test(arguments: [
    "", "{", "}", "[", "]", "[1,]", "[,1]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{1:2}", "01", "-", "1.", ".5",
    "1e", "+1", "nul", "tru", "True", "'a'", #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, "[1 2]", "{} {}", "\"\u{1}\"",
    #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, "NaN", "[1}", #"{"a":1]"#,
  ])
  func refuses(_ text: String) { #expect(!isValid(text)) }

  @Test func resolvesEscapes() throws {
    #expect(try string(Array(#""a\tb\u00e9\ud83d\ude00\/""#.utf8)) == "a\tb\u{e9}\u{1F600}/")
    #expect(try string(Array(#""\u0000""#.utf8)) == "\0")
  }

  @Test func keepsUnicodeForms() throws {
    let composed = try string(Array("\"\u{e9}\"".utf8))
    let decomposed = try string(Array("\"e\u{301}\"".utf8))
    #expect(Array(composed.utf8) == [0xC3, 0xA9])
    #expect(Array(decomposed.utf8) == [0x65, 0xCC, 0x81])
  }

  @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    #expect(throws: ExchangeError.self) { try string([0x22] + bytes + [0x22]) }
    #expect(throws: ExchangeError.self) { try string([0x22, 0x5C, 0x6E] + bytes + [0x22]) }
  }

  @Test func readsIntegersToTheirLimits() throws {
    #expect(try integer("9223372036854775807") == .max)
    #expect(try integer("-9223372036854775808") == .min)
    for text in ["9223372036854775808", "-9223372036854775809", "1.0", "1e3", "007", "-", "\"1\""] {
      #expect(throws: ExchangeError.self) { try integer(text) }
    }
  }

  @Test func namesTheColumn() {
    #expect(column(Array(#"{"a":x}"#.utf8)) == 6)
    #expect(column(Array(#"{"a":1"#.utf8)) == 7)
    #expect(column(Array("[1,2,]".utf8)) == 6)
  }

  @Test func boundsTheDepth() {
    let deep = JSONReader.depthLimit
    #expect(isValid(String(repeating: "[", count: deep - 1) + String(repeating: "]", count: deep - 1)))
    #expect(!isValid(String(repeating: "[", count: 100_000)))
  }

  @Test func writesWhatItReads() throws {
    let text = "quote \" backslash \\ controls \u{0}\u{1F}\u{8}\u{C}\n\r\t slash / é 😀 \u{2028}"
    var writer = JSONWriter()
    writer.string(text)
    #expect(try string(writer.buffer) == text)
  }

  /// Whatever is done to a line, reading it ends in a record or in an error with a column inside the line.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func survivesMutations(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for line in Archive.lines {
      for _ in 0..<25 {
        var bytes = Array(line.utf8)
        for _ in 0...Int.random(in: 0..<3, using: &generator) { mutate(&bytes, &generator) }
        do {
          _ = try MattermostRecord(line: bytes.span)
        } catch {
          let column = error.column ?? 1
          #expect(column >= 1 && column <= bytes.count + 1, "seed \(seed)")
        }
      }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    let index = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.remove(at: index)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
    case 3: bytes.removeLast(bytes.count - index)
    default: bytes[index] = [0x22, 0x5C, 0x7B, 0x5D, 0x2C][Int.random(in: 0..<5, using: &generator)]
    }
  }
}
