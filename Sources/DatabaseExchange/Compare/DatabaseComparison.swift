public import ChatLedger

/// Compares what is in a database with what a ledger has of it, table by table.
///
/// Every row and every thing becomes a canonical record; per table both sides are counted and the digests of their
/// records summed. What differs is named by its key. The ledger is only read, and may be written meanwhile: what is
/// written while this runs can show as a difference.
public struct DatabaseComparison {
  private let ledger: Ledger
  private let mapping: Mapping
  private let options: DatabaseImportOptions

  /// Compares with a ledger, which may be open for reading only.
  public init(ledger: Ledger, mapping: Mapping, options: DatabaseImportOptions) {
    self.ledger = ledger
    self.mapping = mapping
    self.options = options
  }

  /// Reads everything on both sides. Blocks the calling thread.
  ///
  /// - Throws: ``SourceError`` when the database cannot be read or lacks what the mapping names, ``LedgerError``.
  /// - Complexity: O(rows and things); in memory 32 bytes or so for each deleted row and, where the ledger has
  ///   something that the source has not, for each row of that table.
  @available(*, noasync)
  public func run(_ database: any DatabaseSource) throws -> ComparisonReport {
    try database.withSnapshot { session in
      let plan = try ImportPlan(mapping, session)
      let reading = ComparisonReading(
        ledger: ledger, mapping: mapping, source: options.source ?? mapping.source, options: options, plan: plan,
        session: session)
      return try reading.run()
    }
  }
}

/// One comparison.
final class ComparisonReading {
  private static let portionRows = 512

  private let ledger: Ledger
  private let mapping: Mapping
  private let source: String
  private let options: DatabaseImportOptions
  private let plan: ImportPlan
  private let session: any SourceSession
  private let mapper: RowMapper
  private let clock = ContinuousClock()
  private var rows: UInt64 = 0
  private var nextProgress: ContinuousClock.Instant

  /// Sums of the table that is being read.
  private var sourceSum: UInt128 = 0
  private var ledgerSum: UInt128 = 0
  /// Those of its rows whose things the inventory of the ledger lists, too.
  private var matched: UInt64 = 0
  private var table: ComparisonReport.Table

  init(
    ledger: Ledger, mapping: Mapping, source: String, options: DatabaseImportOptions, plan: ImportPlan,
    session: any SourceSession
  ) {
    self.ledger = ledger
    self.mapping = mapping
    self.source = source
    self.options = options
    self.plan = plan
    self.session = session
    mapper = RowMapper(mapping, source: source, first: plan.tables[0])
    mapper.checksReferences = false
    table = ComparisonReport.Table(table: "", becomes: "")
    nextProgress = clock.now
  }

  func run() throws -> ComparisonReport {
    let start = clock.now
    var report = ComparisonReport()
    report.source = source
    report.mapping = mapping.name
    // What was acknowledged before is seen; after that, whatever is committed.
    try ledger.read(.latest) { _ in }
    if !mapping.accounts.isEmpty { report.tables.append(try compareConstants()) }
    for (index, resolved) in plan.tables.enumerated() {
      guard try compare(resolved, at: index, start) else {
        report.isInterrupted = true
        break
      }
      report.tables.append(table)
    }
    report.seconds = (clock.now - start) / .seconds(1)
    return report
  }

  private func begin(_ name: String, _ becomes: String) {
    table = ComparisonReport.Table(table: name, becomes: becomes)
    sourceSum = 0
    ledgerSum = 0
    matched = 0
  }

  // MARK: One table

  private func compare(_ resolved: ResolvedTable, at index: Int, _ start: ContinuousClock.Instant) throws -> Bool {
    begin(resolved.name, resolved.mapping.target.description)
    mapper.begin(resolved, at: index)
    if let members = resolved.participants, let rule = resolved.mapping.participantsFrom {
      mapper.members = try session.members(members, rule, source: source, known: mapper.known)
    }
    var portion: [ImportedRow] = []
    var isEnded = false
    try session.forEachRow(resolved.query) { row in
      rows += 1
      do {
        let mapped = try mapper.map(row)
        mapper.remember(mapped)
        portion.append(mapped)
      } catch let fault as RowFault {
        table.sourceRows += 1
        table.note(.unreadable, fault.key, fault.message)
      }
      if portion.count >= Self.portionRows {
        try look(at: portion)
        portion.removeAll(keepingCapacity: true)
        isEnded = options.isCancelled()
        reportProgress(in: resolved.name, start)
      }
      return !isEnded
    }
    mapper.members = [:]
    guard !isEnded else { return false }
    try look(at: portion)
    try lookForExtra(resolved, at: index)
    table.sourceDigest = Self.hexadecimal(sourceSum)
    table.ledgerDigest = Self.hexadecimal(ledgerSum)
    return true
  }

  private func look(at rows: [ImportedRow]) throws {
    MappedMemory.keepSmall()
    try ledger.read(.available) { view in
      for row in rows {
        let isDeleted = row.isDeleted || row.owners.contains(where: mapper.deleted.contains)
        let command = row.thing.commandID(source: source, table: table.table)
        let found = try LedgerThing.find(row.thing, command, in: view)
        try compare(row.thing, row.key, isDeleted: isDeleted, with: found)
        // What a row found there already, such as who takes part in a pair, is not in the inventory, and must not make
        // up for something that is in it and has no row any more.
        if let found, try LedgerInventory.lists(found, command, in: view) { matched += 1 }
      }
    }
  }

  private func compare(
    _ thing: ImportedThing, _ key: String, isDeleted: Bool, with found: LedgerThing?
  ) throws {
    table.sourceRows += 1
    if isDeleted { table.sourceDeleted += 1 }
    let digest = RecordDigest.of(thing, isDeleted: isDeleted)
    sourceSum &+= digest
    guard let found else { return table.note(.missing, key) }
    table.ledgerRows += 1
    if found.isGone { table.ledgerDeleted += 1 }
    // What is gone on both sides may have lost what it led to, and with it what could be compared.
    let known = isDeleted && found.isGone ? digest : RecordDigest.of(found.thing, isDeleted: found.isGone)
    ledgerSum &+= known
    if isDeleted != found.isGone {
      table.note(isDeleted ? .notDeleted : .gone, key)
    } else if known != digest {
      table.note(.changed, key, thing.namesOfDifferences(from: found.thing).joined(separator: ", "))
    }
  }

  private func compareConstants() throws -> ComparisonReport.Table {
    begin(ConstantAccount.table, "account")
    try ledger.read(.available) { view in
      for account in mapping.accounts {
        let id = AccountID(rawValue: RowMapper.constantID(account.key, source))
        let thing = ImportedThing.account(
          RegisterAccount(account: id, kind: account.kind, profile: account.profile))
        let command = thing.commandID(source: source, table: ConstantAccount.table)
        try compare(thing, account.key, isDeleted: false, with: LedgerThing.find(thing, command, in: view))
      }
    }
    table.sourceDigest = Self.hexadecimal(sourceSum)
    table.ledgerDigest = Self.hexadecimal(ledgerSum)
    return table
  }

  // MARK: What only the ledger has

  /// Counts what the ledger has of the table, however it came to be there. Only where that is more than what was found
  /// by the source's rows, the rows are read once more to name what is left over.
  private func lookForExtra(_ resolved: ResolvedTable, at index: Int) throws {
    let inventory = LedgerInventory(ledger: ledger, source: source, table: resolved)
    guard let count = try inventory.count(), count > matched else { return }
    mapper.begin(resolved, at: index)
    var ids: Set<UInt128> = []
    try session.forEachRow(resolved.query) { row in
      if let mapped = try? mapper.map(row) { ids.insert(inventory.identity(of: mapped.thing)) }
      return true
    }
    try inventory.visit { id, key, isGone in
      guard !ids.contains(id) else { return }
      table.ledgerRows += 1
      if isGone { table.ledgerDeleted += 1 }
      ledgerSum &+= RecordDigest.of(text: key)
      // What went on both sides is no difference worth telling, but the counts show it.
      table.note(.extra, key, isGone ? "deleted in the ledger" : nil)
    }
  }

  static func hexadecimal(_ value: UInt128) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  private func reportProgress(in table: String, _ start: ContinuousClock.Instant) {
    guard let progress = options.progress, clock.now >= nextProgress else { return }
    let now = clock.now
    nextProgress = now + .milliseconds(200)
    progress(
      DatabaseImportProgress(
        table: table, rows: rows, totalRows: plan.totalRows, seconds: (now - start) / .seconds(1)))
  }
}
