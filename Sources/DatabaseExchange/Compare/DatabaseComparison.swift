public import ChatExchange
public import ChatLedger

/// Compares a database with a ledger, table by table and in both directions.
///
/// Every row is converted as in an import and compared with the ledger, field by field and byte by byte. Then the items
/// of this source that only the ledger has are reported. Differences are reported by key. The ledger is only read.
/// Other processes may write to it; changes during the comparison can appear as differences.
public struct DatabaseComparison {
  private let ledger: Ledger
  let mapping: Mapping
  private let options: DatabaseImportOptions

  /// Compares with a ledger, which may be open for reading only.
  public init(ledger: Ledger, mapping: Mapping, options: DatabaseImportOptions) {
    self.ledger = ledger
    self.mapping = mapping
    self.options = options
  }

  /// Reads everything on both sides. Blocks the calling thread.
  ///
  /// - Throws: ``SourceError`` when the database cannot be read or lacks a table or column of the mapping,
  ///   ``LedgerError``.
  /// - Complexity: O(rows and items); about 32 bytes of memory for each row.
  @available(*, noasync)
  public func run(_ database: any DatabaseSource) throws -> ComparisonReport {
    let source = options.source ?? mapping.source
    return try database.withSnapshot { session in
      let plan = try ImportPlan(mapping, session)
      var engineOptions = options.engineOptions(source, try session.identity())
      engineOptions.isComparison = true
      let engine = try ImportEngine(
        ledger, engineOptions, naming: plan.naming(source), buckets: plan.tables.count + 2)
      let reading = DatabaseReading(
        mapping: mapping, source: source, plan: plan, session: session, engine: engine, options: options)
      let schema = try ledger.read(.latest) { try $0.schema() }
      let outcome = try engine.reading { try reading.readAll(schema: schema) }
      if outcome == .finished {
        for (index, table) in plan.tables.enumerated() { try noteExtra(table, at: index, engine, source) }
      }
      return try report(outcome, plan, engine, source)
    }
  }

  private func noteExtra(
    _ table: ResolvedTable, at index: Int, _ engine: ImportEngine, _ source: String
  ) throws {
    let inventory = LedgerInventory(engine: engine, source: source, table: table)
    try inventory.visitUnmet { _, key, isGone in
      // What went on both sides is the same on both.
      guard !isGone else {
        engine.comparison?.buckets[index].goneBesides += 1
        return
      }
      engine.noteExtra(ImportLocation(table: table.name, key: key), in: index)
    }
  }

  private func report(
    _ outcome: ImportReport.Outcome, _ plan: ImportPlan, _ engine: ImportEngine, _ source: String
  ) throws -> ComparisonReport {
    var tables = plan.tables.map { (name: $0.name, becomes: $0.mapping.target.description) }
    tables += [(ConstantAccount.table, "account"), (ImportPlan.noTable, "account")]
    var report = try engine.comparisonReport(outcome, tables: tables)
    for index in plan.tables.indices where plan.tables[index].mapping.target == .readMarker {
      report.tables[index].notProved = "A marker of the ledger that stands further on is not seen."
    }
    // Accounts that no table has come first, as they are read; what there is none of is not listed.
    let beside = report.tables.suffix(2).filter { $0.sourceRows > 0 || $0.differenceCount > 0 }
    report.tables = beside + report.tables.dropLast(2)
    report.source = source
    report.mapping = mapping.name
    report.notCompared = notCompared(plan, engine, report)
    return report
  }
}
