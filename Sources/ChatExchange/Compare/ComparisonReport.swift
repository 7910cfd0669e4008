/// The result of comparing a source with a ledger.
public struct ComparisonReport: Hashable, Sendable, Codable {
  /// How many different things of a table are named; all are counted.
  public static let keptDifferences = 1_000

  /// One answer to the whole.
  public enum Verdict: String, Hashable, Sendable, Codable {
    /// Everything that was compared is the same, or was accepted as it is.
    case same = "SAME"
    case different = "DIFFERENT"
    /// It was asked to stop before it had seen everything.
    case interrupted = "INTERRUPTED"
  }

  /// A difference of one item.
  public struct Difference: Hashable, Sendable, Codable {
    /// How the two sides differ.
    public enum Kind: String, Hashable, Sendable, Codable {
      /// It is not in the ledger.
      case missing = "MISSING"
      /// The ledger has it with other contents.
      case changed = "CHANGED"
      /// It is deleted in the source and there in the ledger.
      case notDeleted = "NOT_DELETED"
      /// It is there in the source and removed or cleared in the ledger.
      case gone = "GONE"
      /// It came from this source and is not there any more.
      case extra = "EXTRA"
      /// The source says something that could not be taken wholly.
      case incomplete = "INCOMPLETE"
      /// The source says something that cannot be read.
      case unreadable = "UNREADABLE"
    }

    /// How the two sides differ.
    public var kind: Kind
    /// Its place in the source: the key of a row, or a line.
    public var key: String
    /// The difference in words, if the kind does not say it.
    public var message: String?
    /// A digest of the differing values; a baseline accepts the difference while it stays the same.
    public var values: String
    /// A baseline accepts it.
    public var isAccepted = false
  }

  /// One table, or one kind of thing, on both sides.
  public struct Table: Hashable, Sendable, Codable {
    /// The table of a database, or the kind of things of an archive.
    public var table: String
    /// What its rows become.
    public var becomes: String
    /// Things in the source, deleted ones too.
    public var sourceRows: UInt64 = 0
    /// The number of deleted ones, on their own or together with something they belong to.
    public var sourceDeleted: UInt64 = 0
    /// Things of this source in the ledger, deleted ones too.
    public var ledgerRows: UInt64 = 0
    /// Those of them that are deleted.
    public var ledgerDeleted: UInt64 = 0
    /// The sum of the digests of all records, in hexadecimal.
    public var sourceDigest = ""
    /// The same for the ledger.
    public var ledgerDigest = ""
    /// The first differences.
    public var differences: [Difference] = []
    /// How many differences there are in all.
    public var differenceCount: UInt64 = 0
    /// How many of them a baseline accepts.
    public var acceptedCount: UInt64 = 0
    /// What the comparison could not determine about the table; nil if nothing.
    public var notProved: String?

    /// Whether both sides are the same, except for accepted differences.
    public var isSame: Bool { differenceCount == acceptedCount }
  }

  /// The name of the source.
  public var source = ""
  /// The name of the mapping, where there is one.
  public var mapping = ""
  /// In the order in which they were read.
  public var tables: [Table] = []
  /// What of the source and of the ledger was not compared.
  public var notCompared: [NotCompared] = []
  /// Oddities of the source, counted by kind.
  public var warnings: [String: UInt64] = [:]
  /// The one answer.
  public var verdict = Verdict.same
  /// How long it took.
  public var seconds: Double = 0

  /// A report of nothing.
  public init() {}

  /// Whether everything that was compared is the same, or accepted.
  public var isSame: Bool { verdict == .same }

  /// It was asked to stop before it had seen everything.
  public var isInterrupted: Bool { verdict == .interrupted }
}
