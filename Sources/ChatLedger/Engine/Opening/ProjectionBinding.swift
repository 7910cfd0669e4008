import ChatDomain
import ChatProjection
import EventLog
import LMDB

/// Whether a projection belongs to a log.
enum ProjectionBinding {
  /// Why a projection is not of this log, as the end of a sentence; nil when it is.
  static func doubt(_ projection: Projection, _ log: EventLog) throws -> String? {
    let session = try projection.beginReading()
    let position = session.position
    guard position > .start else { return "it is empty" }
    guard let bound = try session.boundLogLeaf() else { return "it does not say of which log it is" }
    switch try LogLeaf.read(at: position, of: log) {
    case .entry(let leaf):
      guard leaf == bound else { return "it is of another log, or of one that went on elsewhere" }
      return try settingsDiffer(session, log) ? "its settings are not those of the log" : nil
    case .none: return "it is ahead of the log"
    // The entry is damaged, and the projection was folded when it was not. `verify log` names it.
    case .unreadable: return nil
    }
  }

  /// Whether the projection has other settings than the first entry, which made the ledger: no digest covers them, and
  /// who may do what goes by them. Nothing is said of an entry that is damaged; `verify log` names it.
  private static func settingsDiffer(_ session: ProjectionSession, _ log: EventLog) throws -> Bool {
    let created: LedgerSettings?
    do {
      let events = try log.environment.read { transaction in
        try log.withEntry(at: Position(1).rawValue, in: transaction) { try Event.recorded(by: $0) }
      }
      created = events?.lazy.compactMap { if case .ledgerCreated(let settings) = $0 { settings } else { nil } }.first
    } catch is EventLogError { return false }
    return try created != session.settings()
  }

  /// Whether what went wrong says that something on disk is not what it must be, rather than that it could not be read.
  static func isDamage(_ error: any Error) -> Bool {
    [.damaged, .unsupported].contains(LedgerError(wrapping: error).code) || blamesDerivedState(error)
  }

  /// Whether what went wrong can be cured by making the derived state anew.
  ///
  /// An event that does not fit is first blamed on the projection; when the log is at fault, folding it from the
  /// beginning says so.
  static func blamesDerivedState(_ error: any Error) -> Bool {
    switch error {
    case is ProjectionError, is FoldError: true
    case let error as LedgerError: error.code == .damaged
    case let error as LMDBError:
      switch error.code {
      case .corrupted, .truncated, .versionMismatch, .badTransaction, .keyExists, .badValueSize, .notFound, .other: true
      default: false
      }
    default: false
    }
  }
}
