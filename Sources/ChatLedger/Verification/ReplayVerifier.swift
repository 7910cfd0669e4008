import ChatDomain
import ChatProjection
import ChatWire
import EventLog
import LMDB

/// Folds the log anew beside the live projection: decides each command again on the way, and compares rows at the end.
struct ReplayVerifier {
  let view: LedgerView
  let options: Ledger.Options

  func run(_ levels: Set<VerifyLevel>, _ progress: (LedgerProgress) -> Void) throws -> [VerifyLevelReport] {
    // The live maps may have grown; a fold takes less than the log it comes from, or not much more.
    let room = max(options.mapSizeBytes, view.log.environment.information.usedBytes * 4)
    let scratch = try Projection(scratchIn: options.scratchDirectory, mapSizeBytes: room)
    defer { scratch.close() }
    var decisions = LevelFindings(.decisions)
    var projection = LevelFindings(.projection)
    do {
      try fold(into: scratch, deciding: levels.contains(.decisions), &decisions, progress)
    } catch {
      // Without a whole fold neither level can say anything of what comes after.
      let position = try scratch.beginReading().position.next
      try decisions.add(error, at: position)
      try projection.add(error, at: position)
      return reports(levels, projection, decisions)
    }
    if levels.contains(.projection) {
      do {
        try RowComparison(live: view.state(), fresh: scratch.beginReading()).run(&projection, progress)
      } catch { try projection.add(error) }
    }
    return reports(levels, projection, decisions)
  }

  private func reports(
    _ levels: Set<VerifyLevel>, _ projection: LevelFindings, _ decisions: LevelFindings
  ) -> [VerifyLevelReport] {
    [projection, decisions].filter { levels.contains($0.level) }.map(\.report)
  }

  private func fold(
    into scratch: Projection, deciding: Bool, _ findings: inout LevelFindings, _ progress: (LedgerProgress) -> Void
  ) throws {
    let last = view.position
    while true {
      let session = try scratch.beginWriting()
      let before = session.position
      do {
        let end = min(last, Position(session.position.rawValue + ProjectionKeeper.foldBatch))
        var group = CommandGroup()
        try view.withLog { log, transaction in
          _ = try log.scan(from: session.position.next.rawValue, in: transaction, checksum: false) { entry in
            try group.take(entry, log: log, in: transaction)
            // A split command is decided as a whole, on the state before its first entry.
            if group.isComplete {
              if deciding { try decide(group, on: session, &findings) }
              for part in group.parts { try session.fold(part.events, of: part.stamp) }
              group = CommandGroup()
              return session.position < end ? .continue : .stop
            }
            return .continue
          }
        }
        let done = session.position
        try session.commit()
        progress(LedgerProgress(stage: "fold", done: done.rawValue, total: last.rawValue))
        if done >= last { return }
        guard group.parts.isEmpty, done > before else {
          throw LedgerError(
            .damaged, "The projection is at position \(last), and the log's last whole command ends at \(done).",
            remedy: "Restore log/ from a backup, or rebuild the projection.", steps: [.rebuildProjection])
        }
      } catch {
        try? session.commit()
        throw error
      }
    }
  }

  /// Decides a recorded command again and compares.
  private func decide(
    _ group: CommandGroup, on session: ProjectionSession, _ findings: inout LevelFindings
  ) throws {
    guard let first = group.parts.first, let command = group.command else { return }
    findings.checked += 1
    if group.isErased {
      // Limits of texts cannot be checked without the texts.
      findings.skipped += 1
      return
    }
    let request = CommandRequest(
      command: command, time: first.stamp.time, position: first.stamp.position, rules: group.rules)
    guard options.rules[request.rules] != nil else {
      findings.add(
        position: first.stamp.position,
        "It was decided by version \(request.rules) of the rules, which this program does not know.",
        remedy: "Verify it with the version of the program that wrote it, or a newer one.")
      return
    }
    let decided: [Event]
    do { decided = try Command.decide(request, in: session, by: options.rules) } catch let rejection as Rejection {
      findings.add(
        position: first.stamp.position, "Its command would be rejected: \(rejection.message)",
        remedy: "The log was changed, or another version decided it; compare with a backup.")
      return
    }
    let recorded = group.parts.flatMap(\.events)
    guard decided != recorded else { return }
    let index = zip(decided, recorded).prefix { $0 == $1 }.count
    findings.add(
      position: first.stamp.position,
      "Its command decides \(decided.count) events where \(recorded.count) are recorded; the first that differs is "
        + "number \(index + 1).",
      remedy: "The log was changed, or another version decided it; compare with a backup.")
  }
}

/// The entries of one command, while they are collected.
private struct CommandGroup {
  struct Part {
    var events: [Event]
    var stamp: EntryStamp
  }

  var parts: [Part] = []
  var command: Command?
  var isErased = false
  private(set) var rules = RuleVersion.first
  private var count = 0

  var isComplete: Bool { !parts.isEmpty && parts.count == count }

  mutating func take(
    _ entry: borrowing Entry, log: EventLog, in transaction: borrowing ReadTransaction
  ) throws {
    let envelope = entry.envelope
    if parts.isEmpty {
      command = try Command(recordedBy: entry)
      isErased = entry.isErased
      rules = RuleVersion(rawValue: entry.rules)
      count = Int(envelope.parts)
    }
    parts.append(Part(events: try Event.recorded(by: entry), stamp: EntryStamp(envelope)))
  }
}
