internal import ChatExchange
internal import ChatLedger

/// One reading of a database: rows in, described things out.
final class DatabaseReading {
  private let mapping: Mapping
  private let source: String
  private let plan: ImportPlan
  private let session: any SourceSession
  private let engine: ImportEngine
  private let options: DatabaseImportOptions
  private let mapper: RowMapper
  private var pace = ProgressPace()
  private var rows: UInt64 = 0
  /// Rows read of each table.
  private(set) var rowsOfTable: [UInt64]
  /// Whether a row could not be read, by table.
  private var hasUnread: [Bool]

  init(
    mapping: Mapping, source: String, plan: ImportPlan, session: any SourceSession, engine: ImportEngine,
    options: DatabaseImportOptions
  ) {
    self.mapping = mapping
    self.source = source
    self.plan = plan
    self.session = session
    self.engine = engine
    self.options = options
    mapper = RowMapper(mapping, source: source, first: plan.tables[0])
    rowsOfTable = plan.tables.map { _ in 0 }
    hasUnread = plan.tables.map { _ in false }
  }

  /// - Returns: `finished` where everything was read.
  func readAll(schema: ResourceSchema) throws -> ImportReport.Outcome {
    declare(after: schema)
    try takeConstants()
    for (index, table) in plan.tables.enumerated() {
      guard try read(table, at: index) else { return engine.hasToStop ? .stoppedAtFault : .interrupted }
    }
    if engine.comparison == nil { try followVanished() }
    try engine.finishReading()
    reportProgress(in: "", force: true)
    return .finished
  }

  /// Whatever the row is in the ledger, it has not gone.
  private func noteUnread(_ key: String, of table: ResolvedTable, at index: Int) {
    hasUnread[index] = true
    let kind = table.mapping.target.identifierKind
    guard kind != .row else { return }
    engine.noteUnread(DatabaseIdentifier.identifier(of: kind, source: source, table: table.name, keyText: key))
  }

  private func followVanished() throws {
    try VanishedRows(engine: engine, source: source, plan: plan, hasUnread: hasUnread).follow()
  }

  /// - Returns: false when the import has to end here.
  private func read(_ table: ResolvedTable, at index: Int) throws -> Bool {
    mapper.begin(table, at: index)
    if let members = table.participants, let rule = table.mapping.participantsFrom {
      mapper.members = try session.members(members, rule)
    }
    var isEnded = false
    do { try forEachRow(of: table, at: index) { isEnded = $0 } } catch let error as SourceError
      where error.code == .interrupted
    {
      // A wait for the database that was told to end: what was read is kept.
      isEnded = true
    }
    mapper.members = [:]
    // What the next table refers to has to be seen when it is planned.
    try engine.settle()
    mapper.known.subtract(engine.takeRefused())
    return !isEnded && !engine.hasToStop
  }

  private func forEachRow(of table: ResolvedTable, at index: Int, _ ended: (Bool) -> Void) throws {
    try session.forEachRow(table.query) { row in
      rows += 1
      rowsOfTable[index] += 1
      do {
        try take(try mapper.map(row), of: table)
      } catch let fault as RowFault {
        noteUnread(fault.key, of: table, at: index)
        engine.note(fault.fault(.refused, isMessage: table.mapping.target == .message), in: index)
      }
      reportProgress(in: table.name, force: false)
      let isEnded = options.isCancelled() || engine.hasToStop
      ended(isEnded)
      return !isEnded
    }
  }

  // MARK: Described things

  private func take(_ row: ImportedRow, of table: ResolvedTable) throws {
    for companion in row.companions {
      var thing = described(companion, unsaid: companion.unsaid)
      thing.bucket = plan.tables.count + 1
      thing.item = "account"
      try engine.take(thing)
    }
    for note in row.notes { engine.note(note.fault(note.losesNothing ? .notice : .partial), in: row.table) }
    mapper.remember(row)
    if row.isRepeated { return engine.countPresent(in: row.table) }
    try engine.take(described(row, unsaid: table.unsaid(in: mapping)))
  }

  private func described(_ row: ImportedRow, unsaid: DescribedEntity.Unsaid) -> DescribedEntity {
    var thing = DescribedEntity(
      row.thing, at: ImportLocation(table: row.tableName, key: row.key), item: "row", bucket: row.table,
      command: row.thing.commandID(source: source, table: row.tableName))
    thing.unsaid = unsaid
    thing.isPlaceholder = row.isPlaceholder
    thing.isDeleted = row.isDeleted
    thing.deletedAt = row.deletedAt
    thing.editedAt = row.editedAt
    thing.isGoneWithOwner = row.owners.contains(where: mapper.deleted.contains)
    thing.sizeBytes = row.sizeBytes
    return thing
  }

  private func declare(after current: ResourceSchema) {
    guard let wanted = mapping.schema else { return }
    // What others declared stays; only a kind of the same name is declared anew.
    let schema = ResourceSchema(
      kinds: current.kinds.filter { wanted.kind($0.name) == nil } + wanted.kinds,
      policies: current.policies.filter { wanted.policy($0.name) == nil } + wanted.policies)
    guard Set(schema.kinds) != Set(current.kinds) || Set(schema.policies) != Set(current.policies) else { return }
    engine.plan(
      DatabaseIdentifier.command("declare-schema", source: source, table: "", [engine.importCommand.rawValue]),
      .declareSchema(DeclareSchema(schema: schema)), at: ImportLocation(table: "schema"), item: "schema", in: 0)
  }

  private func takeConstants() throws {
    let bucket = plan.tables.count
    for account in mapping.accounts {
      let id = RowMapper.constantID(account.key, source)
      let thing = SourceEntity.account(
        RegisterAccount(account: AccountID(rawValue: id), kind: account.kind, profile: account.profile))
      var described = DescribedEntity(
        thing, at: ImportLocation(table: ConstantAccount.table, key: account.key), item: "account", bucket: bucket,
        command: thing.commandID(source: source, table: ConstantAccount.table))
      described.unsaid = .roles
      try engine.take(described)
    }
  }

  private func reportProgress(in table: String, force: Bool) {
    guard let progress = options.progress else { return }
    guard force || rows & 127 == 0, pace.isDue(force: force) else { return }
    progress(DatabaseImportProgress(table: table, rows: rows, totalRows: plan.totalRows, seconds: engine.seconds))
  }
}

extension ResolvedTable {
  /// Whether who takes part in its conversations comes as rows of their own.
  func hasMemberTable(in all: Mapping) -> Bool {
    all.tables.contains { other in
      other.target == .participant && other.fields["conversation"]?.references == mapping.table
    }
  }

  /// What its mapping does not say of the things that its rows become.
  func unsaid(in all: Mapping) -> DescribedEntity.Unsaid {
    var unsaid: DescribedEntity.Unsaid = []
    switch mapping.target {
    case .account:
      if mapping.fields["role"] == nil { unsaid.insert(.roles) }
      if mapping.fields["kind"] == nil { unsaid.insert(.kind) }
    case .conversation:
      if mapping.fields["history"] == nil { unsaid.insert(.history) }
      if mapping.participants.isEmpty {
        unsaid.insert(.participants)
      } else if hasMemberTable(in: all) {
        unsaid.insert(.otherParticipants)
      }
    default: break
    }
    return unsaid
  }
}

extension RowFault {
  /// The same in the engine's words.
  func fault(_ weight: ImportFault.Weight, isMessage: Bool = false) -> ImportFault {
    var fault = ImportFault(
      weight, code, message, remedy: remedy, at: ImportLocation(table: table, key: key), item: "row", field: column)
    fault.steps = steps
    if isMessage { fault.lostMessages = 1 }
    return fault
  }

  /// What a fault of the engine is for a row.
  init(_ fault: ImportFault) {
    self.init(
      table: fault.place.table ?? "", key: fault.place.key ?? "", column: fault.field, code: fault.code,
      message: fault.message, remedy: fault.remedy, isTaken: fault.weight != .refused)
    steps = fault.steps
  }
}

extension ConstantAccount {
  var profile: Profile {
    Profile(
      userName: userName, displayName: displayName,
      attributes: [DatabaseIdentifier.keyAttribute: "\(Self.table):\(key)"])
  }
}

extension SourceSession {
  /// The keys of the members of conversations, by the conversation's key.
  ///
  /// O(rows) in memory: the pair of a direct conversation has to be known when it is made.
  func members(_ query: RowQuery, _ rule: ParticipantTable) throws -> [String: [String]] {
    var members: [String: [String]] = [:]
    try forEachRow(query) { row in
      guard let conversation = row.value(at: 0).keyText, let account = row.value(at: 1).keyText else { return true }
      members[DatabaseIdentifier.keyText([conversation]), default: []].append(account)
      return true
    }
    return members
  }
}
