package import ChatLedger
import ChatOperations

/// The one way into a ledger: takes things as a source describes them, and decides what becomes of each.
///
/// Every described thing is compared with what the ledger has of it, field by field and byte by byte: it is new,
/// changed, the same, gone, or refused. What it refers to may come later; what closes or deletes comes last. Counts,
/// faults and the `beginImport` are kept here, in the same way for every format.
///
/// A format calls ``take(_:)`` for what it reads, ``settle()`` where what follows refers to what came before,
/// ``finishReading()`` at its end and ``conclude(_:)`` in any case. One thread; what is sent goes on a second one.
///
/// Memory: a few batches, and about 100 bytes for each account, conversation and resource that is described.
package final class ImportEngine {
  static let portionEntities = 512
  static let portionBytes = 4 << 20

  package let ledger: Ledger
  package let options: ImportOptions
  package let naming: ImportNaming
  package let settings: LedgerSettings
  let target: ImportTarget
  let sender: ImportSender
  let chain: ImportChain
  /// How far the ledger went when this run began.
  let startPosition: Position
  /// What a production ledger looks at accounts with; nil elsewhere.
  let madeUpNames: MadeUpNames?
  var memory = ImportMemory()
  /// What has been compared; nil where things are imported.
  package var comparison: ComparisonState?
  /// What was met of the ledger, by identifiers, or by the commands that brought it in; kept only where somebody asks.
  private var met: Set<UInt128> = []
  var hidden = HiddenMessages()
  /// Described things that were in the ledger before and show, by kind.
  var living: [LivingKind: Int64] = [:]
  var vanishedByKind: [String: UInt64] = [:]
  private var portion: [DescribedEntity] = []
  private var portionBytes = 0
  private var planned: [SentCommand] = []
  private var plannedBytes = 0
  private var later: [ImportPhase: [SentCommand]] = [:]
  /// Messages can be many: what deletes them is made when its time has come.
  var messageDeletions: [MessageDeletion] = []
  /// A day from the beginning, for clocks and zones that differ.
  let latestSensible: Timestamp
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  /// Reads the latest state of the ledger; records nothing yet.
  ///
  /// - Parameter buckets: how many kinds or tables are counted apart.
  @available(*, noasync)
  package init(_ ledger: Ledger, _ options: ImportOptions, naming: ImportNaming, buckets: Int) throws {
    guard options.source.utf8.count <= Limits.nameBytes, !options.source.isEmpty else {
      throw ExchangeError(
        .invalid, "The name of the source has to have 1 to \(Limits.nameBytes) bytes.", remedy: "Give another name.")
    }
    start = clock.now
    latestSensible = Timestamp(microseconds: ledger.options.clock().microseconds + 86_400_000_000)
    self.ledger = ledger
    self.options = options
    self.naming = naming
    (chain, startPosition, settings, madeUpNames) = try ledger.read(.latest) { view in
      (
        try ImportChain(view, options, format: naming.format), view.position, try view.settings(),
        try view.configuration().isProduction ? MadeUpNames() : nil
      )
    }
    try Self.requireSameSource(chain, options)
    target = options.isDryRun && !options.isComparison ? .rehearsal(try ledger.rehearsal()) : .ledger(ledger)
    sender = ImportSender(target, chain, buckets: buckets, options)
    if options.isComparison {
      comparison = ComparisonState(buckets: buckets, baseline: options.baseline, told: options.differs)
    }
  }

  /// The staging copy under the name of production, say: everything in it would be compared with the wrong things.
  private static func requireSameSource(_ chain: ImportChain, _ options: ImportOptions) throws {
    guard !options.acceptsAnotherSource, !chain.identity.isEmpty, !options.identity.isEmpty,
      options.areDifferent(chain.identity, options.identity)
    else { return }
    throw ExchangeError(
      .anotherSource,
      "“\(options.source)” was another source when it was imported last: \(chain.identity), not \(options.identity).",
      remedy: "Check the address. To import it beside the other one, give it another name with --source. If it is "
        + "the same database under a new name or on another server, give --another-source.")
  }

  /// Since the import began.
  package var seconds: Double { (clock.now - start) / .seconds(1) }

  /// The `beginImport` of the import.
  package var importCommand: CommandID { chain.begin.id }

  /// Something failed, or could not be taken and that ends the import.
  package var hasToStop: Bool { sender.hasToStop }

  /// Things of a bucket that are in the ledger so far.
  package func sent(in bucket: Int) -> UInt64 { sender.sent(in: bucket) }

  /// Things that the ledger has not taken since this was asked last; all of them after ``settle()``.
  package func takeRefused() -> Set<UInt128> { sender.takeRefused() }

  /// Reads the ledger as far as it can be read without waiting.
  package func read<R>(_ body: (LedgerView) throws -> R) throws -> R { try target.read(body) }

  /// Remembers that a thing was met in the source.
  func meet(_ described: DescribedEntity) {
    guard comparison != nil || options.deletesVanished else { return }
    met.insert(described.thing.identifier ?? described.command.rawValue)
    if case .participant(let member) = described.thing {
      met.insert(Self.membership(of: member.account, in: member.conversation))
    }
  }

  /// What a membership is remembered by, whichever command brings it in.
  static func membership(of account: AccountID, in conversation: ConversationID) -> UInt128 {
    (conversation.rawValue &* 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) ^ account.rawValue
  }

  /// Remembers that the source has a thing of which it could not be read what it is.
  package func noteUnread(_ id: UInt128) {
    met.insert(id)
    memory.unread.insert(id)
  }

  /// Whether a thing of the ledger was met in the source; to be asked by who compares, or deletes what vanished.
  package func hasMet(_ id: UInt128) -> Bool { met.contains(id) }

  /// Where a conversation that was taken is in the ledger, and whether it was there before this import.
  package func whereabouts(of id: ConversationID) throws -> (conversation: ConversationID, isOld: Bool) {
    if portion.contains(where: { $0.thing.identifier == id.rawValue }) { try decidePending() }
    let conversation = ConversationID(rawValue: memory.resolve(id.rawValue))
    return (conversation, !memory.made.contains(conversation))
  }

  // MARK: What a format calls

  /// Takes a thing.
  ///
  /// - Throws: what sending failed with; faults of the thing itself are collected.
  package func take(_ described: DescribedEntity) throws {
    portion.append(described)
    portionBytes += described.sizeBytes
    if portion.count >= Self.portionEntities || portionBytes >= Self.portionBytes { try decidePending() }
  }

  /// Notes what could not be taken, or is odd.
  ///
  /// - Parameter bucket: where a refused thing is counted, and a comparison places the fault; nil where it is about
  ///   none of the described things.
  package func note(_ fault: ImportFault, in bucket: Int? = nil) {
    sender.note(fault, in: bucket)
    guard comparison != nil, fault.weight != .notice else { return }
    comparison?.note(
      fault.weight == .refused ? .unreadable : .incomplete, fault.place, in: bucket ?? fault.bucket,
      "\(fault.code): \(fault.message)", values: fault.values)
  }

  /// Counts an oddity that has no place.
  package func warn(_ warning: ImportWarning, count: UInt64 = 1) {
    sender.update { $0.findings.warn(warning.rawValue, count: count) }
  }

  /// Counts what is said again in the same words; a comparison lists it.
  func noteRepeated() { comparison?.repeatedCount += 1 }

  /// Counts something that is in the ledger already.
  package func countPresent(in bucket: Int) {
    noteRepeated()
    sender.update { $0.counts[bucket].present += 1 }
  }

  /// Decides everything that was taken, sends it, and waits until it can be read.
  package func settle() throws {
    try decidePending()
    try submit()
    try sender.drain()
    try target.publish()
  }

  /// Sends what closes and deletes, when everything has been described.
  package func finishReading() throws {
    try settle()
    for phase in ImportPhase.allCases where phase != .described {
      // Children were described after their parents, and go before them.
      for command in (later[phase] ?? []).reversed() { try send(command) }
      later[phase] = nil
      if phase == .deletions {
        for deletion in messageDeletions { try send(command(for: deletion), most: ImportSender.batchDeletions) }
        messageDeletions = []
      }
      try settle()
    }
  }

  /// Runs the reading, and waits for what it has sent even where it fails: importing again goes on from there.
  package func reading<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch {
      try? decidePending()
      try? submit()
      try? sender.drain()
      throw error
    }
  }

  /// Waits for everything, closes the import where all was read, and says what came of it.
  @available(*, noasync)
  package func conclude(_ outcome: ImportReport.Outcome) throws -> ImportConclusion {
    try decidePending()
    try submit()
    try sender.drain()
    let (counts, findings, isBegun) = sender.result
    var conclusion = ImportConclusion(outcome: outcome, counts: counts, findings: findings)
    conclusion.isResumed = chain.isBegun
    conclusion.importCommand = isBegun && !options.isDryRun ? chain.begin.id : nil
    conclusion.withdrawnBy = chain.withdrawnBy
    conclusion.vanished = vanishedByKind
    hidden.add(to: &conclusion.hidden)
    if options.isStrict, findings.openCount > 0, outcome != .interrupted {
      conclusion.outcome = .stoppedAtFault
    } else if outcome == .finished {
      if options.isDryRun {
        conclusion.outcome = .dryRun
      } else if isBegun {
        try finish()
      } else {
        conclusion.outcome = .nothingNew
      }
    }
    conclusion.seconds = seconds
    return conclusion
  }

  private func finish() throws {
    _ = try ledger.execute(
      Command(
        id: ImportName.command("finish-import", chain.begin.id.rawValue, format: naming.format),
        actor: options.actor, origin: options.origin, correlation: chain.begin.id,
        action: .finishImport(FinishImport(importCommand: chain.begin.id))))
  }

  // MARK: Commands

  /// Decides what was taken, before something that is about it.
  func decidePending() throws {
    guard !portion.isEmpty else { return }
    let things = portion
    portion.removeAll(keepingCapacity: true)
    portionBytes = 0
    try target.read { view in
      for thing in things { try decide(thing, in: view) }
    }
    if planned.count >= ImportSender.batchCommands || plannedBytes >= ImportSender.batchBytes { try submit() }
  }

  /// Plans a command about a described thing.
  func plan(
    _ described: DescribedEntity, _ id: CommandID, _ action: Action, _ effect: SentCommand.Effect,
    phase: ImportPhase = .described
  ) {
    if comparison != nil { return }
    let sent = SentCommand(
      command: command(id, action, because: described.reason), effect: effect, bucket: described.bucket,
      place: described.place, item: described.item,
      identifier: effect == .adds ? described.thing.identifier : nil,
      sizeBytes: phase == .described ? described.sizeBytes : 256)
    guard phase == .described else { return later[phase, default: []].append(sent) }
    planned.append(sent)
    plannedBytes += sent.sizeBytes
  }

  /// Plans a command that is about no described thing.
  package func plan(_ id: CommandID, _ action: Action, at place: ImportLocation, item: String, in bucket: Int) {
    if comparison != nil { return }
    planned.append(
      SentCommand(
        command: command(id, action, because: nil), effect: .completes, bucket: bucket, place: place, item: item,
        identifier: nil, sizeBytes: 4_096))
    plannedBytes += 4_096
  }

  private func command(for deletion: MessageDeletion) -> SentCommand {
    SentCommand(
      command: command(
        deletion.id, .deleteMessage(DeleteMessage(message: deletion.message, deletedAt: deletion.deletedAt)),
        because: deletion.reason), effect: .deletes, bucket: deletion.bucket, place: deletion.place,
      item: deletion.item, identifier: nil, sizeBytes: 256)
  }

  private func command(_ id: CommandID, _ action: Action, because reason: String?) -> Command {
    Command(
      id: id, actor: options.actor, origin: options.origin,
      reason: action.takesAway ? reason ?? "deleted in the source" : nil, correlation: chain.begin.id, action: action)
  }

  private func send(_ command: SentCommand, most: Int = ImportSender.batchCommands) throws {
    planned.append(command)
    plannedBytes += command.sizeBytes
    if planned.count >= most { try submit() }
  }

  private func submit() throws {
    let batch = planned
    planned = []
    plannedBytes = 0
    planned.reserveCapacity(min(batch.count, ImportSender.batchCommands))
    try sender.submit(batch)
  }
}

/// A message that is deleted in the source and not yet in the ledger.
struct MessageDeletion {
  var id: CommandID
  var message: MessageID
  var deletedAt: Timestamp?
  var reason: String?
  var bucket: Int
  var place: ImportLocation
  var item: String

  /// - Parameter described: what says that it is deleted.
  init(_ id: CommandID, of message: MessageID, _ described: DescribedEntity) {
    self.id = id
    self.message = message
    deletedAt = described.deletedAt
    reason = described.reason
    bucket = described.bucket
    place = described.place
    item = described.item
  }
}

/// What came of an import, whatever its format.
package struct ImportConclusion: Sendable {
  package var outcome: ImportReport.Outcome
  package var counts: [ImportCounts]
  package var findings: ImportFindings
  package var isResumed = false
  package var importCommand: CommandID?
  package var withdrawnBy: CommandID?
  package var hidden = ImportReport.Hidden()
  /// Things that earlier imports brought and the source does not have any more, by kind.
  package var vanished: [String: UInt64] = [:]
  package var seconds: Double = 0

  init(outcome: ImportReport.Outcome, counts: [ImportCounts], findings: ImportFindings) {
    self.outcome = outcome
    self.counts = counts
    self.findings = findings
  }
}

extension Action {
  /// Whether the command says why.
  fileprivate var takesAway: Bool {
    switch self {
    case .remove, .removeConversation, .deleteMessage, .removeParticipant, .removeReaction, .unpinMessage,
      .unblockContact, .deactivateAccount:
      true
    default: false
    }
  }
}
