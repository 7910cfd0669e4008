import ChatLedger

/// A store that does the same work as the others: what a row of the benchmark asks for.
protocol Contestant: Sendable {
  static var name: String { get }

  /// Makes an empty store in a directory that is not there yet, with the accounts and conversations of the workload.
  static func make(at path: String, workload: Workload) throws -> Self

  /// Each sender sends one message after the other, each durable before the next, until the time is over.
  ///
  /// - Parameter first: The number of the first message; senders take turns from there.
  func sendConcurrently(senders: Int, seconds: Double, first: Int, workload: Workload) throws -> SendResult

  /// Stores all messages durably in transactions of so many, and returns when they can be queried.
  func store(_ messages: [BenchMessage], batch: Int) throws

  /// The latest messages of a conversation in reading order.
  func page(of conversation: ConversationID, limit: Int) throws -> PageSummary

  /// How many messages show.
  func messageCount() throws -> Int

  /// Walks all messages that were stored, decoded into Swift values; answers how many there were.
  func scan() throws -> Int

  /// Bytes on disk.
  func diskBytes() throws -> Int

  func close() throws
}

/// What a page held: enough to tell that two contestants returned the same.
struct PageSummary: Hashable {
  var count = 0
  var bodyBytes = 0
  /// The identifiers, combined so that their order matters.
  var identifiers: UInt128 = 0

  mutating func add(_ id: UInt128, bodyBytes count: Int) {
    self.count += 1
    bodyBytes += count
    identifiers = (identifiers << 1 | identifiers >> 127) ^ id
  }
}

/// What concurrent senders got done.
struct SendResult: Sendable {
  var seconds: Double
  /// How long each message waited for its receipt, in any order.
  var latenciesMicroseconds: [Double]

  var perSecond: Double { Double(latenciesMicroseconds.count) / seconds }
}
