import ChatDomain
import ChatWire
import EventLog
import LMDB

extension LedgerView {
  /// Checksums, dense positions, and every payload against its envelope.
  func verifyLog(_ progress: (Progress) -> Void) -> VerifyLevelReport {
    var findings = LevelFindings(.log)
    do {
      try withLog { log, transaction in
        let last = try log.lastPosition(in: transaction)
        var from: UInt64 = 1
        while from <= last {
          let fault = try withoutActuallyEscaping(progress) { progress in
            try log.verify(in: transaction, from: from, through: last) { done in
              progress(Progress(stage: "log", done: done, total: last))
            }
          }
          guard let fault else { break }
          findings.add(position: fault.position.map { Position($0) }, fault.message, remedy: fault.remedy)
          // Go on behind the fault: the examiner wants to know how many there are.
          guard let position = fault.position, findings.faultCount < VerifyReport.faultLimit else { break }
          from = position + 1
        }
        findings.checked = last
        try verifyPayloads(through: last, log, transaction, &findings)
      }
    } catch { findings.add(error) }
    return findings.report
  }

  private func verifyPayloads(
    through last: UInt64, _ log: EventLog, _ transaction: borrowing ReadTransaction, _ findings: inout LevelFindings
  ) throws {
    var previous: Envelope?
    for position in 1...max(last, 1) where last > 0 {
      do {
        try log.withEntry(at: position, in: transaction, checksum: false) { entry in
          for complaint in Self.complaints(about: entry, after: previous) {
            findings.add(
              position: Position(position), complaint, remedy: "Restore log/ from a backup that has this entry whole.")
          }
          previous = entry.envelope
        }
      } catch {
        // The checksum pass has reported an entry that cannot be parsed.
        previous = nil
        if !findings.hasFaults { findings.add(error, at: Position(position)) }
      }
    }
    if let previous, previous.part + 1 < previous.parts {
      findings.add(
        position: Position(last), "The log ends with part \(previous.part + 1) of \(previous.parts) of its command.",
        remedy: "Restore log/ from a backup that has the whole command.")
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
      if !continues, envelope.time <= previous.time {
        complaints.append("Its time is not after that of the entry before it.")
      }
    }
    do { _ = try EventCoding.decode(entry.events) } catch { complaints.append("Its events cannot be read: \(error)") }
    if envelope.part == 0 {
      do { _ = try Command(recordedBy: entry) } catch { complaints.append("Its command cannot be read: \(error)") }
    } else if entry.command.byteCount > 0 {
      complaints.append("It continues a command and has one of its own.")
    }
    return complaints
  }

  /// Every content against its commitment.
  func verifyContents(_ progress: (Progress) -> Void) -> VerifyLevelReport {
    var findings = LevelFindings(.contents)
    do {
      try withLog { log, transaction in
        let last = try log.lastPosition(in: transaction)
        for position in 1...max(last, 1) where last > 0 {
          do {
            try log.withEntry(at: position, in: transaction, checksum: false) { entry in
              if entry.isErased { findings.skipped += 1 }
              guard !entry.verifyContent() else { return }
              findings.add(
                position: Position(position), "The text does not match its commitment.",
                remedy: "Restore this entry's content from a backup of log/; the commitment proves which text is true."
              )
            }
          } catch { findings.add(error, at: Position(position)) }
          findings.checked += 1
          if position % 8_192 == 0 { progress(Progress(stage: "contents", done: position, total: last)) }
        }
      }
    } catch { findings.add(error) }
    return findings.report
  }
}
