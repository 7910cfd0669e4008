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
  /// Take another database under the name of an earlier one.
  public var acceptsAnotherSource = false
  /// Say exactly what would be recorded, and record nothing: every command is tried on a copy of the ledger's state.
  public var isDryRun = false
  /// The accepted differences.
  public var baseline = Baseline()
  /// Delete what an earlier import of this source brought and the source does not have any more.
  public var deletesVanished = false
  /// Who imports.
  public var actor: CommandActor
  /// The program that imports.
  public var origin: String
  /// Why; kept with the command that begins the import, and with the removal of rows that were deleted.
  public var reason: String?
  /// Called about five times a second on the thread that runs the import.
  public var progress: (@Sendable (DatabaseImportProgress) -> Void)?
  /// Called with every row that cannot be taken, or not wholly, as it is found; on whichever thread found it.
  public var rejected: (@Sendable (RowFault) -> Void)?
  /// Called with every difference that a comparison finds, accepted ones as well, as a baseline accepts it.
  public var differs: (@Sendable (Baseline.Entry) -> Void)?
  /// Called from time to time. True stops the import cleanly; a later import continues it.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// The usual way.
  public init(actor: CommandActor, origin: String) {
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
    /// Rows that are in the source but were removed, cleared or reverted in the ledger. The import does not restore
    /// them.
    public var gone: UInt64 = 0
    /// Not taken; see ``DatabaseImportReport/faults``.
    public var rejected: UInt64 = 0
    /// Rows that the mapping's conditions leave out; not among `rows`.
    public var leftOut: UInt64 = 0
  }

  /// Columns of one table.
  public struct UnreadColumns: Hashable, Sendable, Codable {
    /// The table.
    public var table: String
    /// Its columns that nothing reads.
    public var columns: [String]
  }

  /// How it ended.
  public var outcome: ImportReport.Outcome = .nothingNew
  /// The name of the database in identifiers.
  public var source = ""
  /// The name of the mapping.
  public var mapping = ""
  /// The `beginImport` of everything new; reverting it undoes the whole import.
  public var importCommand: CommandID?
  /// It went on with an import that had been stopped.
  public var isResumed = false
  /// In the order in which they were read.
  public var tables: [Table] = []
  /// Tables of the database that the mapping does not read.
  public var tablesNotRead: [String] = []
  /// Columns that the mapping does not read, of the tables that it reads.
  public var columnsNotRead: [UnreadColumns] = []
  /// Things that earlier imports brought and the source does not have any more, by kind.
  public var vanished: [String: UInt64] = [:]
  /// The first of what could not be taken, or not whole, in the order it was found.
  public var faults: [RowFault] = []
  /// How many faults there are in all.
  public var faultCount: UInt64 = 0
  /// How many of them a baseline accepts.
  public var acceptedCount: UInt64 = 0
  /// All of them by cause, the most frequent first.
  public var causes: [ImportReport.Cause] = []
  /// Completely imported rows with oddities, counted by kind.
  public var warnings: [String: UInt64] = [:]
  /// The first of those.
  public var notices: [RowFault] = []
  /// The latest command that took an earlier import of this source back, while that applies.
  public var withdrawnBy: CommandID?
  /// How long it took.
  public var seconds: Double = 0
}

extension DatabaseImportReport {
  /// The report of an import.
  init(_ conclusion: ImportConclusion, plan: ImportPlan, rows: [UInt64], _ mapping: Mapping) {
    outcome = conclusion.outcome
    self.mapping = mapping.name
    importCommand = conclusion.importCommand
    isResumed = conclusion.isResumed
    withdrawnBy = conclusion.withdrawnBy
    seconds = conclusion.seconds
    tables = plan.tables.enumerated().map { index, table in
      var result = Table(table: table.name, becomes: table.mapping.target.description)
      result.take(conclusion.counts[index])
      result.rows = rows[index]
      result.leftOut = plan.leftOut[index]
      return result
    }
    if !mapping.accounts.isEmpty {
      var constants = Table(table: ConstantAccount.table, becomes: "account")
      constants.take(conclusion.counts[plan.tables.count])
      tables.append(constants)
    }
    let others = conclusion.counts[plan.tables.count + 1]
    if others != ImportCounts() {
      var accounts = Table(table: ImportPlan.noTable, becomes: "account")
      accounts.take(others)
      tables.append(accounts)
    }
    tablesNotRead = plan.tablesNotRead
    columnsNotRead = plan.tables.columnsNotRead.map { UnreadColumns(table: $0.table, columns: $0.columns) }
    faults = conclusion.findings.faults.map(RowFault.init)
    faultCount = conclusion.findings.faultCount
    acceptedCount = conclusion.findings.acceptedCount
    causes = ImportReport.Cause.list(conclusion.findings)
    warnings = conclusion.findings.warnings
    notices = conclusion.findings.notices.map(RowFault.init)
    vanished = conclusion.vanished
  }
}

extension DatabaseImportReport.Table {
  fileprivate mutating func take(_ counts: ImportCounts) {
    added = counts.added
    changed = counts.changed
    deleted = counts.deleted
    present = counts.present
    gone = counts.gone
    rejected = counts.rejected
  }
}

extension DatabaseImportOptions {
  /// The same for the engine.
  func engineOptions(_ source: String, _ identity: SourceIdentity) -> ImportOptions {
    var result = ImportOptions(source: source, actor: actor, origin: origin)
    result.isStrict = stopsAtFault
    result.isDryRun = isDryRun
    result.deletesVanished = deletesVanished
    result.baseline = baseline
    result.identity = identity.text
    result.areDifferent = { SourceIdentity(text: $0).isAnother(than: SourceIdentity(text: $1)) }
    result.acceptsAnotherSource = acceptsAnotherSource
    result.reason = reason
    if let rejected { result.rejected = { rejected(RowFault(rejected: $0)) } }
    result.differs = differs
    result.isCancelled = isCancelled
    return result
  }
}

extension RowFault {
  fileprivate init(rejected: ImportReport.Rejected) {
    self.init(
      table: rejected.table ?? "", key: rejected.key ?? "", column: rejected.field, code: rejected.code,
      message: rejected.message, remedy: rejected.remedy, isTaken: rejected.isTaken)
    steps = rejected.steps
  }
}
