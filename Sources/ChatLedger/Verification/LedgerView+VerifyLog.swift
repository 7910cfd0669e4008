import ChatDomain
import ChatWire
import EventLog
import LMDB

extension LedgerView {
  /// Checksums, dense positions, and every payload against its envelope.
  package func verifyLog(_ progress: (LedgerProgress) -> Void) throws -> VerifyLevelReport {
    var findings = LevelFindings(.log)
    do {
      let last = try log.lastPosition()
      // The making of a ledger is its first entry.
      if last == 0 {
        findings.add("The log has no entry.", remedy: "Leave everything as it is, and restore log/ from a backup.")
      }
      var from: UInt64 = 1
      while from <= last {
        // Each stretch in a transaction of its own: a damaged tree spoils the one in which it was met.
        let fault = try log.environment.read { transaction in
          try withoutActuallyEscaping(progress) { progress in
            try log.verify(in: transaction, from: from, through: last) { done in
              progress(LedgerProgress(stage: "log", done: done, total: last))
            }
          }
        }
        guard let fault else { break }
        findings.add(position: fault.position.map { Position($0) }, fault.message, remedy: Remedy(fault.remedy))
        // Go on behind the fault: the examiner wants to know how many there are.
        guard let position = fault.position, findings.faultCount < VerifyReport.faultLimit else { break }
        from = position + 1
      }
      findings.checked = last
      try verifyPayloads(through: last, &findings)
      // What reading does not meet, a writer may: it would go on in that page.
      if let fault = try log.environment.firstPageFault() {
        let error = LedgerError(storage: fault)
        findings.add(error.message, remedy: Remedy(error.remedy))
      }
    } catch { try findings.add(error) }
    return findings.report
  }

  private func verifyPayloads(through last: UInt64, _ findings: inout LevelFindings) throws {
    var previous: Envelope?
    var isBatchOpen = false
    try forEachReadable(through: last) { entry in
      isBatchOpen = entry.keepsClock && !entry.endsBatch
      for complaint in Self.complaints(about: entry, after: previous) {
        findings.add(
          position: Position(entry.position), complaint,
          remedy: "Restore log/ from a backup that has this entry whole.")
      }
      previous = entry.envelope
    } unreadable: { position, error in
      // The checksum pass has reported an entry that cannot be parsed.
      previous = nil
      isBatchOpen = false
      if !findings.hasFaults { try findings.add(error, at: position) }
    }
    if let previous, previous.part + 1 < previous.parts {
      findings.add(
        position: Position(last), "The log ends with part \(previous.part + 1) of \(previous.parts) of its command.",
        remedy: "Restore log/ from a backup that has the whole command.")
    } else if isBatchOpen {
      // A commit is written whole or not at all, so somebody has taken entries away.
      findings.add(
        position: Position(last),
        "The log ends in the middle of a commit: entries that were written with this one are "
          + "missing.", remedy: "Restore log/ from a backup that has them.")
    }
  }

  /// Every entry from the first to the last position, without its checksum, and every position where there is none.
  ///
  /// A damaged tree spoils the transaction in which it was met, so the walk goes on in another one.
  private func forEachReadable(
    through last: UInt64, _ body: (borrowing Entry) throws -> Void, unreadable: (Position, any Error) throws -> Void
  ) throws {
    var next: UInt64 = 1
    while next <= last {
      try log.environment.read { transaction in
        while next <= last {
          let position = next
          next += 1
          do {
            let found: Void? = try log.withEntry(at: position, in: transaction, checksum: false, body)
            if found == nil { throw LedgerError.missingEntry(Position(position), last: Position(last), in: log) }
          } catch {
            try unreadable(Position(position), error)
            if error is LMDBError { return }
          }
        }
      }
    }
  }

  /// What an entry says about itself that does not fit its payload or the entry before it.
  private static func complaints(about entry: borrowing Entry, after previous: Envelope?) -> [String] {
    var complaints: [String] = []
    let envelope = entry.envelope
    if let previous {
      let continues = envelope.part > 0
      if continues != (previous.part + 1 < previous.parts) || (continues && envelope.part != previous.part + 1) {
        complaints.append(
          "It is part \(envelope.part + 1) of \(envelope.parts), after part \(previous.part + 1) of \(previous.parts).")
      }
      if continues, envelope.commandID != previous.commandID || envelope.time != previous.time {
        complaints.append("It continues another command than the entry before it.")
      }
      if !continues, !entry.keepsClock, envelope.time <= previous.time {
        complaints.append("Its time is not after that of the entry before it.")
      }
    }
    if entry.endsBatch, envelope.part + 1 < envelope.parts {
      complaints.append("It ends its commit, and is part \(envelope.part + 1) of \(envelope.parts) of its command.")
    }
    do { _ = try Event.recorded(by: entry) } catch { complaints.append("Its events cannot be read: \(error)") }
    if envelope.part == 0 {
      do { _ = try Command(recordedBy: entry) } catch { complaints.append("Its command cannot be read: \(error)") }
    } else if entry.command.byteCount > 0 {
      complaints.append("It continues a command and has one of its own.")
    }
    return complaints
  }

  /// Every content against its commitment, where one is stored.
  package func verifyContents(_ progress: (LedgerProgress) -> Void) throws -> VerifyLevelReport {
    var findings = LevelFindings(.contents)
    do {
      let last = try log.lastPosition()
      try forEachReadable(through: last) { entry in
        if entry.isErased { findings.skipped += 1 }
        if entry.hasUncommittedContent { findings.uncommitted += 1 }
        findings.checked += 1
        if findings.checked % 8_192 == 0 {
          progress(LedgerProgress(stage: "contents", done: findings.checked, total: last))
        }
        guard entry.verifyContent() == false else { return }
        findings.add(
          position: Position(entry.position), "The text does not match its commitment.",
          remedy: "Restore this entry's content from a backup of log/; the commitment proves which text is true.")
      } unreadable: { position, error in
        findings.checked += 1
        try findings.add(error, at: position)
      }
    } catch { try findings.add(error) }
    return findings.report
  }
}
