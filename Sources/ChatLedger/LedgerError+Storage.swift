package import ChatDomain
package import EventLog
import LMDB

/// What a file of a ledger is for: it decides what to do when it is damaged.
enum StoragePart: Hashable, Sendable {
  case log
  case projection
  case snapshot
  /// Made for one check or replay, and removed after it.
  case scratch
  case other

  /// By the path of the environment, or of a file in it.
  init(path: String) {
    var names = path.split(separator: "/")
    if let last = names.last, last.hasSuffix(".mdb") { names.removeLast() }
    let name = names.last ?? ""
    let around = names.dropLast().last ?? ""
    if around == "snapshots" {
      self = .snapshot
    } else if name == "log" {
      self = .log
    } else if ["projection", "projection.next", "projection.previous"].contains(name) {
      self = .projection
    } else if ["verify.", "replay.", "doctor."].contains(where: name.hasPrefix) {
      self = .scratch
    } else {
      self = .other
    }
  }

  /// What to do when it is damaged.
  var remedy: String? {
    switch self {
    case .log:
      "Stop every process that writes to it, and do not change the file. Restore log/ from a backup. To see the "
        + "damage, verify the log in a copy of the whole directory."
    case .projection:
      "The projection is derived from the log, which is another file: nothing is lost. Rebuild it."
    case .snapshot: "Snapshots are derived from the log: nothing is lost. Remove this directory and take a new one."
    case .scratch: "It was made for this one run: try again, and look at the disk when it ends the same way."
    case .other: nil
    }
  }

  /// The same for programs.
  var steps: [NextStep] {
    switch self {
    case .log: [.verify(.log)]
    case .projection: [.rebuildProjection]
    case .snapshot, .scratch, .other: []
    }
  }
}

extension LedgerError {
  /// Where bytes were damaged that were no longer known by their file.
  private static let remedyForAny =
    "Verify the log. If it is damaged, leave the files as they are, copy the directory, and restore log/ from a "
    + "backup; if it is sound, rebuild the projection."

  /// An error of the storage, which names its file, with the remedy for what that file is.
  init(storage error: LMDBError) {
    let code: Code
    var remedy = error.remedy
    var steps: [NextStep] = []
    switch error.code {
    case .corrupted, .truncated, .versionMismatch:
      code = .damaged
      let part = StoragePart(path: error.path)
      remedy = part.remedy ?? (error.path.isEmpty ? Self.remedyForAny : remedy)
      steps = error.path.isEmpty ? [.verify(.log), .rebuildProjection] : part.steps
    case .panic: code = .damaged
    case .alreadyOpen, .busy: code = .busy
    case .closed: code = .closed
    case .otherProcess: code = .otherProcess
    case .notPlain, .noAddressSpace: code = .usage
    case .unfinished:
      code = .busy
      remedy =
        "It is being made, or its making was interrupted: try again in a moment, and if nobody makes it any more, "
        + "make it again."
      steps = [.createLedger(maximumBodyBytes: nil)]
    default: code = .io
    }
    let namesFile = error.path.isEmpty || error.message.contains(error.path)
    self.init(
      code, namesFile ? error.message : "\(error.path): \(error.message)", remedy: remedy, steps: steps,
      cause: error.cause.map { "\($0)" })
  }
}

extension LedgerError {
  /// An error of the log, with what to do for the log's file.
  init(log error: EventLogError) {
    switch error.code {
    case .unsupportedVersion: self.init(.unsupported, error.text, remedy: error.remedy)
    case .corruptEntry, .gap, .positionMismatch, .notALog, .storage:
      self.init(
        .damaged, error.text, remedy: StoragePart.log.remedy ?? error.remedy, steps: StoragePart.log.steps)
    case .tooLarge, .invalidDraft: self.init(.damaged, error.text, remedy: error.remedy)
    }
  }

  /// What was made of the log names an entry that is not found in it: one of the two is damaged.
  ///
  /// - Parameter last: The end of the log, where it is known.
  package static func missingEntry(_ position: Position, last: Position? = nil, in log: EventLog) -> LedgerError {
    // Where not even the end is found, the log is at fault.
    let last = last ?? (try? log.lastPosition()).map { Position($0) } ?? .start
    if position > last, last > .start {
      return LedgerError(
        .damaged, "The projection names entry \(position), and \(log.environment.path) ends with \(last).",
        remedy: "Rebuild the projection.", steps: [.rebuildProjection])
    }
    let end = last > .start ? ", though it goes on to \(last)" : ""
    return LedgerError(
      .damaged, "\(log.environment.path) has no entry \(position)\(end).",
      remedy: StoragePart.log.remedy ?? "", steps: StoragePart.log.steps)
  }
}
