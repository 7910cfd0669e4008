/// Made-up text to cut messages from, escaped for JSON already.
struct SampleText: Sendable {
  private static let words = [
    "the", "a", "build", "test", "with", "and", "we", "it", "compiles", "breaks", "on", "this", "branch", "should", "I",
    "think", "that", "so", "maybe", "release", "error", "trait", "lifetime", "of", "in", "is", "not", "to", "for",
    "borrow",
    "check", "crate", "merge", "later", "today", "see", "log", "above", "thanks", "yes", "no", "works", "here", "again",
    "<code>let x = 1;</code>", "<em>really</em>", "na\u{EF}ve", "gr\u{F6}\u{DF}er", "\u{1F44D}", "\u{65E5}\u{672C}",
    #"\"quoted\""#, #"back\\slash"#,
    #"first</p>\n<p>then"#, "caf\u{E9}", "<a href=https://example.invalid/>link</a>", "&amp;", "performance",
    "documentation",
    "memory", "thread", "message", "room", "review", "stable", "nightly", "beta", "regression", "panic", "unwrap",
    "async",
  ]

  private let bytes: [UInt8]
  /// Where words begin.
  private let starts: [Int]

  /// Enough for the longest message, whichever word it begins with.
  init(seed: UInt64) {
    var random = SplitMix64(seed: seed ^ 0x7E87)
    var bytes: [UInt8] = []
    var starts: [Int] = []
    while bytes.count < 4 * SampleShape.longestBytes {
      starts.append(bytes.count)
      bytes += Array((random.pick(Self.words) ?? "word").utf8)
      bytes.append(UInt8(ascii: " "))
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// Appends a paragraph of about so many bytes: it ends with the word that reaches them.
  func append(bytes count: Int, to line: inout [UInt8], _ random: inout SplitMix64) {
    let wanted = max(1, count - 7)
    // Places and words are spread evenly enough to find the ones that leave room by proportion.
    let first = starts[random.below(starts.count / 2)]
    let last = min(first + wanted, bytes.count - 1)
    var end = last
    while bytes[end] != UInt8(ascii: " ") { end += 1 }
    line.append(contentsOf: [UInt8(ascii: "<"), UInt8(ascii: "p"), UInt8(ascii: ">")])
    line.append(contentsOf: bytes[first..<end])
    line.append(contentsOf: [UInt8(ascii: "<"), UInt8(ascii: "/"), UInt8(ascii: "p"), UInt8(ascii: ">")])
  }
}
