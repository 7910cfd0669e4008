internal import ChatExchange
internal import ChatLedger

/// One reading of a database: rows in, commands out.
final class ImportReading {
  private static let portionRows = 512
  private static let progressInterval = Duration.milliseconds(200)

  let ledger: Ledger
  let mapping: Mapping
  let source: String
  let options: DatabaseImportOptions
  let plan: ImportPlan
  let session: any SourceSession
  let writer: RowCommandWriter
  let mapper: RowMapper
  let chain: Command
  private var portion: [ImportedRow] = []
  private var planned: [PlannedRowCommand] = []
  private var plannedBytes = 0
  private var later: [ImportPhase: [PlannedRowCommand]] = [:]
  /// Messages can be many: what deletes them is made when its time has come.
  var messageDeletions: [MessageDeletion] = []
  /// In a dry run, messages that would be in the ledger.
  var wouldBe: Set<UInt128> = []
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var nextProgress: ContinuousClock.Instant
  private var rows: UInt64 = 0
  private var rowsOfTable: [UInt64]

  init(
    ledger: Ledger, mapping: Mapping, source: String, options: DatabaseImportOptions, chain: Command,
    plan: ImportPlan, session: any SourceSession, writer: RowCommandWriter
  ) {
    self.ledger = ledger
    self.mapping = mapping
    self.source = source
    self.options = options
    self.chain = chain
    self.plan = plan
    self.session = session
    self.writer = writer
    mapper = RowMapper(mapping, source: source, first: plan.tables[0])
    rowsOfTable = plan.tables.map { _ in 0 }
    start = clock.now
    nextProgress = start + Self.progressInterval
  }

  func readAll(schema: ResourceSchema) throws -> DatabaseImportReport {
    do {
      let outcome = try read(schema)
      return try conclude(outcome)
    } catch {
      // What is queued goes in before the error is told: importing again goes on from there.
      try? writer.drain()
      throw error
    }
  }

  private func read(_ schema: ResourceSchema) throws -> ImportReport.Outcome {
    declare(after: schema)
    try planConstants()
    for (index, table) in plan.tables.enumerated() {
      guard try read(table, at: index) else { return writer.hasToStop ? .stoppedAtFault : .interrupted }
    }
    for phase in ImportPhase.allCases where phase != .rows {
      // Children were read after their parents, and go before them.
      for command in (later[phase] ?? []).reversed() { try add(command) }
      if phase == .deletions {
        for deletion in messageDeletions { try add(deletion) }
      }
      try settle()
    }
    return .finished
  }

  private func conclude(_ outcome: ImportReport.Outcome) throws -> DatabaseImportReport {
    try writer.drain()
    var (report, isBegun) = writer.finish()
    for (index, count) in rowsOfTable.enumerated() { report.tables[index].rows = count }
    report.importCommand = isBegun ? chain.id : nil
    report.outcome = outcome
    if options.stopsAtFault, report.faultCount > 0 {
      report.outcome = .stoppedAtFault
    } else if outcome == .finished {
      if options.isDryRun {
        report.outcome = .dryRun
      } else if isBegun {
        try finish()
      } else {
        report.outcome = .nothingNew
      }
    }
    report.seconds = (clock.now - start) / .seconds(1)
    reportProgress(in: "", force: true)
    return report
  }

  private func finish() throws {
    _ = try ledger.execute(
      Command(
        id: ImportName.command("finish-import", chain.id.rawValue, format: DatabaseIdentifier.format),
        actor: options.actor, origin: options.origin, correlation: chain.id,
        action: .finishImport(FinishImport(importCommand: chain.id))))
  }

  // MARK: Reading

  /// - Returns: false when the import has to end here.
  private func read(_ table: ResolvedTable, at index: Int) throws -> Bool {
    mapper.begin(table, at: index)
    if let members = table.participants, let rule = table.mapping.participantsFrom {
      mapper.members = try session.members(members, rule, source: source, known: mapper.known)
    }
    var isEnded = false
    try session.forEachRow(table.query) { row in
      rows += 1
      rowsOfTable[index] += 1
      do {
        portion.append(try mapper.map(row))
      } catch let fault as RowFault {
        writer.note(fault, table: index)
      }
      if portion.count >= Self.portionRows { try planPortion() }
      reportProgress(in: table.name, force: false)
      isEnded = options.isCancelled() || writer.hasToStop
      return !isEnded
    }
    mapper.members = [:]
    try planPortion()
    // What the next table refers to has to be seen when it is planned.
    try settle()
    return !isEnded && !writer.hasToStop
  }

  /// Sends everything and waits until it can be read.
  private func settle() throws {
    try submit()
    try writer.drain()
    if !options.isDryRun { try ledger.read(.latest) { _ in } }
  }

  private func planPortion() throws {
    guard !portion.isEmpty else { return }
    let rows = portion
    portion.removeAll(keepingCapacity: true)
    MappedMemory.keepSmall()
    try ledger.read(.available) { view in
      for row in rows { try plan(row, in: view) }
    }
    if planned.count >= RowCommandWriter.batchCommands || plannedBytes >= RowCommandWriter.batchBytes { try submit() }
  }

  // MARK: Commands

  private func declare(after current: ResourceSchema) {
    guard let wanted = mapping.schema else { return }
    // What others declared stays; only a kind of the same name is declared anew.
    let schema = ResourceSchema(
      kinds: current.kinds.filter { wanted.kind($0.name) == nil } + wanted.kinds,
      policies: current.policies.filter { wanted.policy($0.name) == nil } + wanted.policies)
    guard Set(schema.kinds) != Set(current.kinds) || Set(schema.policies) != Set(current.policies) else { return }
    let number = UInt128(truncatingIfNeeded: chain.id.rawValue)
    append(
      DatabaseIdentifier.command("declare-schema", source: source, table: "", [number]),
      .declareSchema(DeclareSchema(schema: schema)), 0, "schema", .closes, 4_096)
  }

  private func planConstants() throws {
    let index = plan.tables.count
    try ledger.read(.available) { view in
      for account in mapping.accounts {
        let id = AccountID(rawValue: RowMapper.constantID(account.key, source))
        let register = RegisterAccount(account: id, kind: account.kind, profile: account.profile)
        let thing = ImportedThing.account(register)
        let command = thing.commandID(source: source, table: ConstantAccount.table)
        if try LedgerThing.find(thing, command, in: view) != nil {
          writer.update { $0.tables[index].present += 1 }
        } else {
          append(command, .registerAccount(register), index, account.key, .adds, 512)
        }
      }
    }
  }

  func derived(_ verb: String, _ row: ImportedRow, _ parts: UInt128...) -> CommandID {
    DatabaseIdentifier.command(
      "\(verb)-\(row.thing.verb)", source: source, table: plan.tables[row.table].name, row.thing.subjects + parts)
  }

  func add(
    _ row: ImportedRow, _ id: CommandID, _ action: Action, _ effect: PlannedRowCommand.Effect
  ) throws {
    append(id, action, row.table, row.key, effect, row.sizeBytes)
  }

  private func add(_ deletion: MessageDeletion) throws {
    let id = DatabaseIdentifier.command(
      "delete-message", source: source, table: plan.tables[deletion.table].name,
      [deletion.message.rawValue, UInt128(deletion.version)])
    append(
      id, .deleteMessage(DeleteMessage(message: deletion.message, deletedAt: deletion.deletedAt)), deletion.table,
      deletion.key, .deletes, 256)
    if planned.count >= RowCommandWriter.batchDeletions { try submit() }
  }

  func postpone(
    _ row: ImportedRow, _ phase: ImportPhase, _ id: CommandID, _ action: Action, _ effect: PlannedRowCommand.Effect
  ) {
    later[phase, default: []].append(
      PlannedRowCommand(
        command: command(id, action), table: row.table, key: row.key, effect: effect, sizeBytes: 256))
  }

  private func append(
    _ id: CommandID, _ action: Action, _ table: Int, _ key: String, _ effect: PlannedRowCommand.Effect, _ bytes: Int
  ) {
    planned.append(
      PlannedRowCommand(command: command(id, action), table: table, key: key, effect: effect, sizeBytes: bytes))
    plannedBytes += bytes
  }

  private func add(_ command: PlannedRowCommand) throws {
    planned.append(command)
    if planned.count >= RowCommandWriter.batchCommands { try submit() }
  }

  private func command(_ id: CommandID, _ action: Action) -> Command {
    Command(
      id: id, actor: options.actor, origin: options.origin, reason: reason(for: action), correlation: chain.id,
      action: action)
  }

  /// Whatever takes something away says why.
  private func reason(for action: Action) -> String? {
    switch action {
    case .remove, .removeConversation, .deleteMessage, .removeParticipant, .removeReaction, .unpinMessage,
      .unblockContact:
      "deleted in the source"
    default: nil
    }
  }

  private func submit() throws {
    let batch = planned
    planned = []
    plannedBytes = 0
    try writer.submit(batch)
  }

  private func reportProgress(in table: String, force: Bool) {
    guard let progress = options.progress else { return }
    guard force || rows & 127 == 0 else { return }
    let now = clock.now
    guard force || now >= nextProgress else { return }
    nextProgress = now + Self.progressInterval
    progress(
      DatabaseImportProgress(
        table: table, rows: rows, totalRows: plan.totalRows, seconds: (now - start) / .seconds(1)))
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
  /// The members of conversations by key.
  ///
  /// O(rows) in memory: the pair of a direct conversation has to be known when it is made.
  func members(
    _ query: RowQuery, _ rule: ParticipantTable, source: String, known: Set<UInt128>
  ) throws -> [String: [AccountID]] {
    var members: [String: [AccountID]] = [:]
    try forEachRow(query) { row in
      guard let conversation = row.value(at: 0).text, let account = row.value(at: 1).text else { return true }
      let id = DatabaseIdentifier.identifier(
        of: .account, source: source, table: rule.account.references ?? "", key: [account])
      guard known.contains(id) else { return true }
      members[DatabaseIdentifier.keyText([conversation]), default: []].append(AccountID(rawValue: id))
      return true
    }
    return members
  }
}

/// A message that is deleted in the source and not yet in the ledger.
struct MessageDeletion {
  var message: MessageID
  var deletedAt: Timestamp?
  /// Where its texts were set; 0 for a new one.
  var version: UInt64
  var table: Int
  var key: String
}
