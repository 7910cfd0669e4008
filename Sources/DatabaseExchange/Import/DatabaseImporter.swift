internal import ChatExchange
public import ChatLedger

/// Imports a database into a ledger through a mapping.
///
/// One consistent state of the database is read, table by table, and never held. Every row has an identifier made of
/// the source's name, the table and the key (see ``DatabaseIdentifier``), so an import may be stopped in any way and
/// run again: it takes what is missing and what has changed. Everything that an import adds hangs on one `beginImport`;
/// reverting that takes all of it back.
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
  /// - Throws: ``SourceError`` when the database cannot be read or lacks what the mapping names, ``LedgerError`` when
  ///   the ledger cannot be written. What was taken until then stays, and importing again goes on.
  @available(*, noasync)
  public func run(_ database: any DatabaseSource) throws -> DatabaseImportReport {
    let source = options.source ?? mapping.source
    var chainOptions = ImportOptions(source: source, actor: options.actor, origin: options.origin)
    chainOptions.reason = options.reason
    let (chain, schema) = try ledger.read(.latest) { view in
      (try ImportChain(view, chainOptions, format: DatabaseIdentifier.format), try view.schema())
    }
    return try database.withSnapshot { session in
      let plan = try ImportPlan(mapping, session)
      var report = DatabaseImportReport()
      report.source = source
      report.mapping = mapping.name
      report.isResumed = chain.isBegun
      report.withdrawnBy = chain.withdrawnBy
      report.tables = plan.tables.map { .init(table: $0.name, becomes: $0.mapping.target.description) }
      report.tablesNotRead = plan.tablesNotRead
      if !mapping.accounts.isEmpty { report.tables.append(.init(table: ConstantAccount.table, becomes: "account")) }
      let writer = RowCommandWriter(ledger, begin: chain.begin, isBegun: chain.isBegun, report, options)
      let run = ImportReading(
        ledger: ledger, mapping: mapping, source: source, options: options, chain: chain.begin, plan: plan,
        session: session, writer: writer)
      return try run.readAll(schema: schema)
    }
  }
}

/// The tables of a mapping as the database has them, in the order in which they are read.
struct ImportPlan {
  var tables: [ResolvedTable]
  var counts: [UInt64]
  var tablesNotRead: [String]

  init(_ mapping: Mapping, _ session: any SourceSession) throws {
    let catalogue = try session.tables()
    tables = try mapping.ordered().map { try ResolvedTable($0, in: catalogue) }
    counts = try tables.map { try session.count($0.query) }
    let read = Set(tables.map(\.table.qualifiedName) + tables.compactMap { $0.participants?.table.qualifiedName })
    tablesNotRead = catalogue.map(\.qualifiedName).filter { !read.contains($0) }
  }

  var totalRows: UInt64 { counts.reduce(0, +) }
}
