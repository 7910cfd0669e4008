public import ChatExchange
public import ChatLedger

/// How to import a database, or compare it.
public struct DatabaseImportOptions: Sendable {
  /// How many faults a report keeps; all are counted.
  public static let keptFaults = 1_000

  /// Names the database in identifiers; the mapping's own name for it unless given. At most 1,024 bytes.
  public var source: String?
  /// Stop at the first row that cannot be taken, instead of reporting it and going on.
  public var stopsAtFault = false
  /// Count what would be taken and record nothing. What only the ledger itself refuses is not found.
  public var isDryRun = false
  /// Who imports.
  public var actor: Actor
  /// The program that imports.
  public var origin: String
  /// Why; kept with the command that begins the import, and with the removal of rows that were deleted.
  public var reason: String?
  /// Called about five times a second on the thread that runs the import.
  public var progress: (@Sendable (DatabaseImportProgress) -> Void)?
  /// Asked now and then; true ends the import in an orderly way, to be gone on with later.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// The usual way.
  public init(actor: Actor, origin: String) {
    self.actor = actor
    self.origin = origin
  }
}

/// How far an import or a comparison has come.
public struct DatabaseImportProgress: Hashable, Sendable {
  /// The table that is being read.
  public var table: String
  /// Rows read, of all tables.
  public var rows: UInt64
  /// Rows that there are in all tables of the mapping.
  public var totalRows: UInt64
  /// Seconds since the beginning.
  public var seconds: Double

  /// Rows a second since the beginning.
  public var rowsPerSecond: Double { seconds > 0 ? Double(rows) / seconds : 0 }
}

/// What an import of a database did.
public struct DatabaseImportReport: Hashable, Sendable, Codable {
  /// What became of the rows of one table.
  public struct Table: Hashable, Sendable, Codable {
    public var table: String
    /// What rows became.
    public var becomes: String
    /// Rows read.
    public var rows: UInt64 = 0
    /// New in the ledger.
    public var added: UInt64 = 0
    /// Rows that say something else than before.
    public var changed: UInt64 = 0
    /// Rows that are deleted in the source and are so in the ledger now; the new ones among them count as added, too.
    public var deleted: UInt64 = 0
    /// In the ledger already, and the same.
    public var present: UInt64 = 0
    /// There in the source and gone in the ledger: removed, cleared or taken back since. The import leaves them so.
    public var gone: UInt64 = 0
    /// Not taken; see ``DatabaseImportReport/faults``.
    public var rejected: UInt64 = 0
  }

  /// How it ended.
  public var outcome: ImportReport.Outcome = .nothingNew
  /// The name of the database in identifiers.
  public var source = ""
  /// The name of the mapping.
  public var mapping = ""
  /// The `beginImport` that everything new belongs to; reverting it takes all of it back.
  public var importCommand: CommandID?
  /// It went on with an import that had been stopped.
  public var isResumed = false
  /// In the order in which they were read.
  public var tables: [Table] = []
  /// Tables of the database that the mapping does not read.
  public var tablesNotRead: [String] = []
  /// The first of what could not be taken, or not whole, in the order it was found.
  public var faults: [RowFault] = []
  /// How many faults there are in all.
  public var faultCount: UInt64 = 0
  /// The latest command that took an earlier import of this source back, while that applies.
  public var withdrawnBy: CommandID?
  /// How long it took.
  public var seconds: Double = 0

  mutating func note(_ fault: RowFault) {
    faultCount += 1
    if faults.count < DatabaseImportOptions.keptFaults { faults.append(fault) }
  }

  /// Nothing was recorded, and nothing would be.
  var isNothingNew: Bool { tables.allSatisfy { $0.added == 0 && $0.changed == 0 && $0.deleted == 0 } }
}
