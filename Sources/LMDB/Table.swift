/// A named, ordered map from byte strings to byte strings inside an environment.
///
/// A table belongs to the ``Environment`` that opened it; using it with another environment's transaction is a
/// programmer error that LMDB cannot detect. Keys are ordered as unsigned byte strings.
public struct Table: Sendable, Hashable {
  /// The name under which the table is stored.
  public let name: String
  /// LMDB's handle (`MDB_dbi`), valid while the environment is open.
  public let id: UInt32

  @usableFromInline
  init(name: String, id: UInt32) {
    self.name = name
    self.id = id
  }
}

/// The shape of a table's tree.
public struct TableStatistics: Sendable, Hashable {
  /// Key and value pairs.
  public var entries = 0
  /// Levels of the tree; 0 when the table is empty.
  public var depth = 0
  /// Inner pages.
  public var branchPages = 0
  /// Pages that hold entries.
  public var leafPages = 0
  /// Pages that hold values too large for a leaf.
  public var overflowPages = 0
  /// Bytes of a page.
  public var pageSizeBytes = 0

  /// All zeros.
  public init() {}

  /// The bytes of all pages.
  public var totalBytes: Int { (branchPages + leafPages + overflowPages) * pageSizeBytes }
}
