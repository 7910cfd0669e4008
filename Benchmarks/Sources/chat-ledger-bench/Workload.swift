import ChatLedger
import ChatLedgerTesting

/// What every contestant is given: accounts, conversations and messages that follow from a seed alone.
///
/// Conversations are chosen by a Zipf distribution (exponent 1), as busy ones are in real archives; each has four
/// participants, who take turns at random. A body is 120 bytes of ASCII.
struct Workload: Sendable {
  static let bodyBytes = 120
  static let participantsPerConversation = 4
  /// 2026-01-01T00:00:00Z, where the clock of the workload starts.
  static let startMilliseconds: UInt64 = 1_767_225_600_000

  let seed: UInt64
  let accounts: [AccountID]
  let conversations: [ConversationID]
  /// The chance of all conversations up to an index, for drawing by bisection.
  private let cumulative: [Double]

  init(conversationCount: Int, seed: UInt64) {
    self.seed = seed
    var random = SplitMix64(seed: seed)
    func identifier() -> UInt128 { UUIDLayout.version7(milliseconds: Self.startMilliseconds, random: random.wide()) }
    accounts = (0..<max(Self.participantsPerConversation, conversationCount / 5)).map { _ in
      AccountID(rawValue: identifier())
    }
    conversations = (0..<conversationCount).map { _ in ConversationID(rawValue: identifier()) }
    var sum = 0.0
    let sums = (0..<conversationCount).map { index in
      sum += 1 / Double(index + 1)
      return sum
    }
    cumulative = sums.map { $0 / sum }
  }

  /// The accounts that take part in a conversation: neighbours in the list.
  func participants(of conversation: Int) -> [AccountID] {
    (0..<Self.participantsPerConversation).map { accounts[(conversation + $0) % accounts.count] }
  }

  /// The message with a number. O(log conversations).
  ///
  /// - Parameter conversation: The index of the conversation; drawn when nil.
  func message(_ number: Int, in conversation: Int? = nil) -> BenchMessage {
    var random = SplitMix64(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
    let index = conversation ?? draw(random.unit())
    let author = accounts[(index + random.below(Self.participantsPerConversation)) % accounts.count]
    // A thousand messages a second, so that identifiers are ordered by time.
    let milliseconds = Self.startMilliseconds + 1_000 + UInt64(number)
    return BenchMessage(
      id: UUIDLayout.version7(milliseconds: milliseconds, random: random.wide()),
      conversation: conversations[index], author: author, sentAtMicroseconds: Int64(milliseconds) * 1_000,
      body: Self.body(number, &random))
  }

  func messages(_ numbers: Range<Int>, in conversation: Int? = nil) -> [BenchMessage] {
    numbers.map { message($0, in: conversation) }
  }

  private func draw(_ chance: Double) -> Int {
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] < chance { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func body(_ number: Int, _ random: inout SplitMix64) -> String {
    String(unsafeUninitializedCapacity: bodyBytes) { buffer in
      var bits: UInt64 = 0
      for index in 0..<bodyBytes {
        if index % 12 == 0 { bits = random.next() }
        // Letters, and a space after every six or so.
        let value = UInt8(truncatingIfNeeded: bits & 31)
        buffer[index] = value < 26 ? UInt8(ascii: "a") + value : UInt8(ascii: " ")
        bits >>= 5
      }
      return bodyBytes
    }
  }
}

/// A message as neither contestant stores it: each turns it into its own kind inside the measured time.
struct BenchMessage: Sendable {
  var id: UInt128
  var conversation: ConversationID
  var author: AccountID
  var sentAtMicroseconds: Int64
  var body: String
}
