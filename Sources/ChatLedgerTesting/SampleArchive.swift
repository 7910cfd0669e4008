/// A made-up chat archive as Mattermost bulk JSONL, with the shape of real ones: a few rooms hold most of the messages,
/// a few people write most of them, threads come in bursts and overlap in time, and the file is grouped by thread.
///
/// The same parameters give the same bytes on every machine: all arithmetic is on integers. Nothing is held but one
/// line and the memberships.
public struct SampleArchive: Sendable {
  /// How long the messages are.
  public enum Lengths: Sendable {
    /// As people type: median 94 bytes, 95th percentile 527, 99th 1.5 kB.
    case plain
    /// As archives of HTML have it: median 160 bytes, 95th percentile 2.9 kB, 99th 10 kB.
    case html
  }

  /// Optional parts of an archive.
  public struct Extras: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Reactions to some of the posts and replies.
    public static let reactions = Extras(rawValue: 1 << 0)
    /// `direct_channel` lines, and `direct_post` lines at the end: one for 50 messages, counted apart.
    public static let directConversations = Extras(rawValue: 1 << 1)
  }

  /// The content of the written archive.
  public struct Summary: Hashable, Sendable {
    public var lines = 0
    public var threads = 0
    /// Posts and replies, without direct posts and faulty lines.
    public var messages = 0
    public var directMessages = 0
    public var reactions = 0
    /// The lines that an import cannot take as they are, or that are there to trouble it.
    public var faultyLines = 0
    /// UTF-8 bytes with the line ends.
    public var bytes = 0

    public init() {}
  }

  public var seed: UInt64
  /// Posts and replies; exactly so many are written.
  public var messages: Int
  public var rooms: Int
  public var accounts: Int
  public var lengths: Lengths
  public var extras: Extras
  public var faults: Faults

  /// - Precondition: there is at least one room and one account.
  public init(
    seed: UInt64, messages: Int, rooms: Int = 100, accounts: Int = 1_723, lengths: Lengths = .html,
    extras: Extras = [], faults: Faults = []
  ) {
    precondition(messages >= 0 && rooms >= 1 && accounts >= 1, "a sample needs a room and an account")
    self.seed = seed
    self.messages = messages
    self.rooms = rooms
    self.accounts = accounts
    self.lengths = lengths
    self.extras = extras
    self.faults = faults
  }

  /// Hands out the lines, without their line ends, in the order of the file; stops at the first error that is thrown.
  ///
  /// - Complexity: O(bytes written); memory for the longest thread and for who is in which room.
  @discardableResult
  public func forEachLine(_ body: (String) throws -> Void) throws -> Summary {
    var writer = SampleWriter(self)
    try writer.writeAll { line in
      try body(String(decoding: line, as: UTF8.self))
    }
    return writer.summary
  }
}
