import ChatLedger
import ChatProjection
import ChatWire
import EventLog
import LMDB
import LedgerSupport

// The checks that go through the log.

extension Examination {
  func log(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    try ledger.read { view in
      let first = firstEntry(in: view)
      let last = view.position
      if first == Position(1) {
        return finding(of: [try view.verifyLog(progress), try view.verifyContents(progress)], through: last)
      }
      var faults = Faults()
      var uncommitted: UInt64 = 0
      try view.withLog { log, transaction in
        var from = first.rawValue
        while from <= last.rawValue, faults.count < DoctorFinding.detailLimit {
          guard let fault = try log.verify(in: transaction, from: from, through: last.rawValue) else { break }
          faults.add(fault.description)
          guard let position = fault.position else { break }
          from = position + 1
        }
        var done: UInt64 = 0
        for position in first.rawValue...last.rawValue {
          done += 1
          if done.isMultiple(of: 8_192) {
            progress(LedgerProgress(stage: "log", done: done, total: entryCount(first, last)))
          }
          // An entry that cannot be parsed has been reported.
          let isGood = try? log.withEntry(at: position, in: transaction, checksum: false) { entry in
            if entry.hasUncommittedContent { uncommitted += 1 }
            return entry.verifyContent()
          }
          if isGood == false { faults.add("entry \(position): the text does not match its commitment") }
        }
      }
      let range = "entries \(first) to \(last)"
      guard faults.isEmpty else { return Self.damagedLog(faults) }
      return DoctorFinding(
        .log, .ok,
        "All checksums and texts are right in \(range), the newest.\(Self.words(forUncommitted: uncommitted))",
        advice: "All of them can be looked at.", steps: [.examineEverything])
    }
  }

  private func finding(of levels: [VerifyLevelReport], through last: Position) -> DoctorFinding {
    let faults = levels.reduce(0) { $0 + $1.faultCount }
    guard faults == 0 else {
      return Self.damagedLog(Faults(count: faults, first: levels.flatMap { $0.faults.map(\.description) }))
    }
    let erased = levels.reduce(0) { $0 + $1.skipped }
    let without = erased > 0 ? " Texts that were erased: \(erased)." : ""
    let uncommitted = levels.reduce(0) { $0 + $1.uncommitted }
    let alone = Self.words(forUncommitted: uncommitted)
    return DoctorFinding(
      .log, .ok,
      "All checksums and texts are right in \(counted(last.rawValue, "entry", "entries")).\(without)\(alone)")
  }

  /// An entry of format version 2 has nothing beside its text that would tell another text with its checksum.
  private static func words(forUncommitted count: UInt64) -> String {
    count > 0 ? " Texts of which only the checksum could be looked at: \(count)." : ""
  }

  private static func damagedLog(_ faults: Faults) -> DoctorFinding {
    DoctorFinding(
      .log, .failed, "The log is not what was written: \(counted(faults.count, "fault")).", details: faults.first,
      advice: "Stop writing, and restore log/ from a good backup. Verify the log to see the damage.",
      steps: [.verify(.log, .contents)])
  }

  // MARK: Commands in part

  func atomicity() throws -> DoctorFinding {
    try ledger.read { view in
      let first = firstEntry(in: view)
      var faults = Faults()
      var split: UInt64 = 0
      var previous: Envelope?
      try view.withLog { log, transaction in
        // Without checksums: those are another check's, and what they find is not to be said twice.
        _ = try log.scan(from: first.rawValue, in: transaction, checksum: false) { entry in
          let envelope = entry.envelope
          if envelope.part == 0, envelope.parts > 1 { split += 1 }
          if let fault = Self.fault(of: envelope, after: previous, isFirst: envelope.position == 1) {
            faults.add(fault)
          }
          previous = envelope
          return .continue
        }
      }
      if let last = previous, last.part + 1 < last.parts {
        faults.add("the log ends with part \(last.part + 1) of \(last.parts) of command \(last.command)")
      }
      guard faults.isEmpty else {
        return DoctorFinding(
          .atomicity, .failed, "\(counted(faults.count, "command")) recorded in part.", details: faults.first,
          advice: "Restore log/ from a backup that has the whole command. Verifying the log names the entries.",
          steps: [.verify(.log)])
      }
      let entries = entryCount(first, view.position)
      return DoctorFinding(
        .atomicity, .ok,
        "Every command is whole, in \(counted(entries, "entry", "entries")); split over several: \(split).")
    }
  }

  private static func fault(of envelope: Envelope, after previous: Envelope?, isFirst: Bool) -> String? {
    guard let previous else {
      return isFirst && envelope.part > 0 ? "entry 1 continues nothing" : nil
    }
    let isExpected = previous.part + 1 < previous.parts
    let continues = envelope.part > 0
    let fits = !continues || (envelope.commandID == previous.commandID && envelope.part == previous.part + 1)
    if isExpected == continues, fits { return nil }
    return isExpected && !continues
      ? "entry \(envelope.position) begins a command before command \(previous.command) is whole"
      : "entry \(envelope.position) does not continue the entry before it"
  }
}

extension Envelope {
  fileprivate var command: CommandID { CommandID(rawValue: commandID) }
}

/// How many entries there are from one to another, both included: none in a log that ends before it begins.
private func entryCount(_ first: Position, _ last: Position) -> UInt64 {
  last < first ? 0 : last.rawValue - first.rawValue + 1
}
