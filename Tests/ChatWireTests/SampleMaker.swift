import ChatDomain

/// Random commands and events of every kind, the same for the same seed.
struct SampleMaker {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func number(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
  mutating func flag() -> Bool { next() & 1 == 1 }
  mutating func id<ID: Identifier>(_ type: ID.Type = ID.self) -> ID {
    ID(rawValue: UInt128(next()) << 64 | UInt128(next()))
  }
  mutating func perhaps<Value>(_ make: (inout SampleMaker) -> Value) -> Value? { flag() ? make(&self) : nil }
  mutating func list<Value>(_ limit: Int, _ make: (inout SampleMaker) -> Value) -> [Value] {
    (0..<number(below: limit + 1)).map { _ in make(&self) }
  }
  mutating func pick<Value: CaseIterable>(_ type: Value.Type = Value.self) -> Value {
    Array(Value.allCases)[number(below: Value.allCases.count)]
  }

  mutating func text() -> String {
    let words = ["", "hello", "naïve", "日本語", "🧵🪡", "e\u{301}", "\u{0}", "\"quoted\" \\ / \n", "word-\(next())"]
    return list(4) { $0.word(words) }.joined(separator: " ")
  }
  private mutating func word(_ words: [String]) -> String { words[number(below: words.count)] }

  mutating func time() -> Timestamp {
    switch number(below: 8) {
    case 0: .earliest
    case 1: .latest
    case 2: Timestamp(microseconds: 0)
    case 3: Timestamp(microseconds: -Int64(next() % 1_000_000_000_000))
    default: Timestamp(microseconds: Int64(next() % 4_000_000_000_000_000))
    }
  }
  mutating func position() -> Position { Position(next() >> UInt64(number(below: 64))) }
  mutating func count() -> Int64 { Int64(bitPattern: next()) >> Int64(number(below: 64)) }
  mutating func attributes() -> [String: String] {
    Dictionary(list(3) { ("\($0.text())-\($0.next())", $0.text()) }) { first, _ in first }
  }
  mutating func tally() -> Tally { flag() ? Tally(messages: count(), reactions: count(), pins: count()) : Tally() }
  mutating func totals() -> Totals {
    var totals = Totals()
    guard flag() else { return totals }
    totals.accounts = count()
    totals.conversations = count()
    totals.participants = count()
    totals.messages = count()
    totals.reactions = count()
    totals.readMarkers = count()
    totals.pins = count()
    guard flag() else { return totals }
    totals.whiteboardMessages = count()
    totals.blocks = count()
    totals.sessions = count()
    totals.reports = count()
    totals.chatSettings = count()
    totals.twoStepVerifications = count()
    totals.resources = count()
    return totals
  }
  mutating func point() -> ReadingPoint { ReadingPoint(time: time(), position: position()) }
  mutating func watermark() -> Watermark {
    switch number(below: 3) {
    case 0: .position(position())
    case 1: .point(point())
    default: .imported(by: position())
    }
  }
  mutating func mark() -> ClearMark { ClearMark(removal: position(), watermark: watermark(), hidden: tally()) }
  mutating func profile() -> Profile {
    Profile(userName: text(), displayName: text(), email: text(), attributes: attributes())
  }
  mutating func details() -> ConversationDetails {
    ConversationDetails(name: text(), title: text(), topic: text(), attributes: attributes())
  }
  mutating func content() -> MessageContent {
    if flag() { return MessageContent(body: text()) }
    return MessageContent(
      body: text(), mentions: list(3) { $0.id() },
      attachments: list(2) {
        Attachment(
          name: $0.text(), mediaType: $0.text(), sizeBytes: $0.count(), digest: $0.text(), reference: $0.text())
      }, attributes: attributes())
  }
  mutating func settings() -> LedgerSettings {
    LedgerSettings(maximumBodyBytes: 1 + number(below: 1 << 24), registersUnknownAccounts: flag(), digestKey: id())
  }
}
