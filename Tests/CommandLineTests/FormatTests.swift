import ChatOperations
import LedgerJSON
import TestSupport
import Testing

@testable import chat_ledger

@Suite("Numbers, names and JSON as they are printed", .ownThread)
struct FormatTests {
  @Test(
    "Counts have thousands apart", arguments: [(0, "0"), (999, "999"), (76_152, "76,152"), (-1_234_567, "-1,234,567")])
  func counts(_ value: Int, _ text: String) {
    #expect(Format.count(value) == text)
  }

  @Test("Nouns follow their number")
  func nouns() {
    #expect(Format.count(1, "message") == "1 message")
    #expect(Format.count(2_000, "message") == "2,000 messages")
  }

  @Test("Sizes", arguments: [(0, "0 B"), (1_023, "1023 B"), (1_536, "1.5 KiB"), (5 << 30, "5.0 GiB")])
  func sizes(_ value: UInt64, _ text: String) {
    #expect(Format.bytes(value) == text)
  }

  @Test("Durations", arguments: [(0.000_002, "2.0 µs"), (0.25, "250.0 ms"), (3.25, "3.3 s"), (125, "2 min 5 s")])
  func durations(_ seconds: Double, _ text: String) {
    #expect(Format.duration(seconds: seconds) == text)
  }

  @Test("Progress has a share, a rate and an estimate")
  func progress() {
    let text = ProgressLine.text("fold", done: 500, total: 1_000, unit: "entries", seconds: 5, note: "")
    #expect(text == "fold  [##########··········] 50 %  500 of 1,000  100/s  5.0 s left")
    #expect(ProgressLine.text("read", done: 7, total: 0, unit: "entries", seconds: 0, note: "x") == "read  7  x")
  }

  @Test("JSON escapes whatever could steer a terminal")
  func json() {
    let value: JSON = [
      "a": .string("q\"\\\n\u{1B}\u{9B}é"), "b": [.null, .bool(true), .decimal(-0.5)], "c": .integer(-3),
    ]
    #expect(value.text == "{\"a\":\"q\\\"\\\\\\n\\u001b\\u009bé\",\"b\":[null,true,-0.500],\"c\":-3}")
  }

  @Test("JSON that was made elsewhere is escaped the same way, and says the same")
  func encoded() throws {
    let hostile = "\u{7F}\u{9B}\u{202E}\u{200B}\u{FEFF}\u{E0041}\u{2028}é👩‍👧日"
    let value = JSON.encoded(Array("{\"a\":\"\(hostile)\"}".utf8))
    #expect(
      value.text == #"{"a":"\u007f\u009b\u202e\u200b\ufeff\udb40\udc41\u2028é👩‍👧日"}"#)
    #expect(try TestJSON.parse(value.text)["a"]?.text == hostile)
    #expect(JSON.string(hostile).text == String(value.text.dropFirst(5).dropLast()))
  }

  @Test("Absent members are left out of a compact object")
  func compact() {
    let value: JSON = ["a": .null, "b": .flag(false), "c": .nonEmpty(""), "d": .flag(true)]
    #expect(value.compact.text == "{\"d\":true}")
  }

  @Test("Near names are suggested, the nearest first")
  func suggestions() {
    let names: Set = ["general", "genera1", "random", "generators", "x"]
    #expect(Suggestion.nearest(to: "genral", among: names, limit: 5).first == "general")
    #expect(Suggestion.nearest(to: "rand", among: names, limit: 5) == ["random"])
    #expect(Suggestion.nearest(to: "zzzzzz", among: names, limit: 5).isEmpty)
  }
}

@Suite("Lines of input", .ownThread)
struct InputLineReaderTests {
  @Test("Lines end at line feeds, the last one without")
  func lines() throws {
    let runner = try CommandRunner()
    let path = "\(runner.folder)/lines"
    let long = String(repeating: "y", count: 600_000)
    try runner.write("one\n\n\(long)\nlast", to: path)
    let reader = try InputLineReader(path: path)
    var lines: [String] = []
    while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(lines == ["one", "", long, "last"])
  }

  @Test("A line beyond the limit is refused")
  func limit() throws {
    let runner = try CommandRunner()
    let path = "\(runner.folder)/lines"
    try runner.write(String(repeating: "y", count: 600_000), to: path)
    let reader = try InputLineReader(path: path, limitBytes: 1_000)
    #expect(throws: CommandFailure.self) { try reader.next() }
  }
}
