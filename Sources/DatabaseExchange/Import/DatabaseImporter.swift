internal import ChatExchange
public import ChatLedger

/// Imports a database into a ledger through a mapping.
///
/// One consistent state of the database is read, table by table, and is never held in memory. Every row has an
/// identifier derived from the source's name, the table and the key (see ``DatabaseIdentifier``), so an import may be
/// stopped in any way and run again: it then imports missing and changed rows. Everything that an import adds belongs
/// to one `beginImport`; reverting that undoes the import.
///
/// Memory: a few batches, and 32 bytes or so for each account, conversation, resource and deleted row.
public struct DatabaseImporter {
  private let ledger: Ledger
  private let mapping: Mapping
  private let options: DatabaseImportOptions

  /// Imports into a ledger that is open for writing.
  public init(ledger: Ledger, mapping: Mapping, options: DatabaseImportOptions) {
    self.ledger = ledger
    self.mapping = mapping
    self.options = options
  }

  /// Reads all tables of the mapping, or until it is cancelled, or stopped by a fault. Blocks the calling thread.
  ///
  /// - Throws: ``SourceError`` when the database cannot be read or lacks a table or column of the mapping,
  ///   ``LedgerError`` when the ledger cannot be written. Rows imported until then stay, and importing again continues.
  @available(*, noasync)
  public func run(_ database: any DatabaseSource) throws -> DatabaseImportReport {
    let source = options.source ?? mapping.source
    return try database.withSnapshot { session in
      let plan = try ImportPlan(mapping, session)
      let engineOptions = options.engineOptions(source, try session.identity())
      let engine = try ImportEngine(
        ledger, engineOptions, naming: plan.naming(source), buckets: plan.tables.count + 2)
      let reading = DatabaseReading(
        mapping: mapping, source: source, plan: plan, session: session, engine: engine, options: options)
      let schema = try ledger.read(.latest) { try $0.schema() }
      let outcome = try engine.reading { try reading.readAll(schema: schema) }
      var report = DatabaseImportReport(try engine.conclude(outcome), plan: plan, rows: reading.rowsOfTable, mapping)
      report.source = source
      return report
    }
  }
}

/// The tables of a mapping as the database has them, in the order in which they are read.
struct ImportPlan {
  var tables: [ResolvedTable]
  var counts: [UInt64]
  /// Rows that the conditions of the mapping leave out, by table.
  var leftOut: [UInt64]
  /// Tables of which no row becomes anything of its own.
  var tablesNotRead: [String]

  init(_ mapping: Mapping, _ session: any SourceSession) throws {
    let catalogue = try session.tables()
    tables = try mapping.resolved(in: catalogue)
    counts = try tables.map { try session.count($0.query) }
    leftOut = try tables.map { try $0.rowsLeftOut(session) }
    // Where only pairs are looked up, the other rows of the table are not read.
    let read = Set(tables.map(\.table.qualifiedName))
    tablesNotRead = catalogue.map(\.qualifiedName).filter { !read.contains($0) }
  }

  /// What stands for the table of accounts that rows only lead to, or describe beside themselves.
  static let noTable = "-"

  var totalRows: UInt64 { counts.reduce(0, +) }

  /// Commands are named by the source and the table, so that two tables never say the same.
  func naming(_ source: String) -> ImportNaming {
    ImportNaming(
      format: DatabaseIdentifier.format,
      scopes: (tables.map(\.name) + [ConstantAccount.table, ImportPlan.noTable]).map { [source, $0] })
  }
}
