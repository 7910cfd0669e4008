/// What a comparison of a database with a ledger found.
public struct ComparisonReport: Hashable, Sendable, Codable {
  /// How many different things of a table are named; all are counted.
  public static let keptDifferences = 20

  /// What is different about one row.
  public struct Difference: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
      /// The row is not in the ledger.
      case missing = "MISSING"
      /// The ledger has it with other contents.
      case changed = "CHANGED"
      /// It is deleted in the source and there in the ledger.
      case notDeleted = "NOT_DELETED"
      /// It is there in the source and removed, cleared or taken back in the ledger.
      case gone = "GONE"
      /// It came from this source and is not there any more.
      case extra = "EXTRA"
      /// The row cannot be read by the mapping.
      case unreadable = "UNREADABLE"
    }

    public var kind: Kind
    /// The row's key, as text.
    public var key: String
    /// What is wrong with it, where that is not said by the kind.
    public var message: String?
  }

  /// One table on both sides.
  public struct Table: Hashable, Sendable, Codable {
    public var table: String
    /// What rows become.
    public var becomes: String
    /// Rows in the source, deleted ones too.
    public var sourceRows: UInt64 = 0
    /// Those of them that are deleted, by themselves or with what they belong to.
    public var sourceDeleted: UInt64 = 0
    /// Things of this source in the ledger, deleted ones too.
    public var ledgerRows: UInt64 = 0
    public var ledgerDeleted: UInt64 = 0
    /// The sum of the digests of all records, in hexadecimal.
    public var sourceDigest = ""
    public var ledgerDigest = ""
    /// The first of what is different.
    public var differences: [Difference] = []
    public var differenceCount: UInt64 = 0

    /// Whether both sides are the same.
    public var isSame: Bool {
      differenceCount == 0 && sourceRows == ledgerRows && sourceDeleted == ledgerDeleted
        && sourceDigest == ledgerDigest
    }

    init(table: String, becomes: String) {
      self.table = table
      self.becomes = becomes
    }

    mutating func note(_ kind: Difference.Kind, _ key: String, _ message: String? = nil) {
      differenceCount += 1
      if differences.count < ComparisonReport.keptDifferences {
        differences.append(Difference(kind: kind, key: key, message: message))
      }
    }
  }

  /// The name of the database in identifiers.
  public var source = ""
  /// The name of the mapping.
  public var mapping = ""
  /// In the order in which they were read.
  public var tables: [Table] = []
  /// It was asked to stop before it had seen everything.
  public var isInterrupted = false
  /// How long it took.
  public var seconds: Double = 0

  /// Whether everything that was looked at is the same.
  public var isSame: Bool { !isInterrupted && tables.allSatisfy(\.isSame) }
}
