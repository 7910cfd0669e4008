import ChatDomain
import ChatProjection
import EventLog
import LMDB

/// Of which versions the parts of a ledger are, found out before it is opened: opening renews what is old.
struct FormatVersions: Sendable {
  /// What is wrong with the log's format; nil where this program can read it.
  var logFault: LedgerError?
  /// The version of the fold that made the projection, where it is another than this program's.
  var otherFold: UInt32?
  /// There is no projection yet.
  var isFolded = true

  /// Those of a ledger that was opened: it would not have been otherwise.
  static let current = FormatVersions()

  static func inspect(_ directory: LedgerDirectory, _ options: Ledger.Options) -> FormatVersions {
    var versions = FormatVersions()
    do {
      try EventLog.open(at: directory.log, readOnly: true, mapSizeBytes: options.mapSizeBytes).close()
    } catch { versions.logFault = LedgerError(wrapping: error) }
    do {
      try Projection(at: directory.projection, readOnly: true, mapSizeBytes: options.mapSizeBytes).close()
    } catch let error as ProjectionError {
      if case .otherVersion(let found) = error.code { versions.otherFold = found }
    } catch let error as LMDBError where error.code == .notFound {
      versions.isFolded = false
    } catch {
      // What is damaged is made anew when the ledger is opened, or keeps it from being opened, which says so.
    }
    return versions
  }

  /// What they say of a ledger that has been opened.
  func finding(_ snapshots: [SnapshotManifest]) -> DoctorFinding {
    let old = snapshots.filter { $0.foldVersion != foldVersion }
    let formats = "Log format \(EventLog.formatVersion), projection \(foldVersion)"
    if let otherFold {
      return DoctorFinding(
        .format, .warning,
        "\(formats). The projection was of version \(otherFold); opening the ledger has folded it anew.",
        details: old.map(Self.detail),
        advice: "Nothing; run `chat-ledger snapshot`, so that the next opening can begin from there.")
    }
    guard old.isEmpty else {
      return DoctorFinding(
        .format, .warning,
        "\(formats): current. \(old.count) of \(counted(snapshots.count, "snapshot")) cannot be used: an earlier "
          + "version made \(old.count == 1 ? "it" : "them").",
        details: old.map(Self.detail), advice: "Run `chat-ledger snapshot`, and remove the old ones from snapshots/.")
    }
    return DoctorFinding(.format, .ok, "\(formats): current, no upgrade is pending.")
  }

  private static func detail(_ snapshot: SnapshotManifest) -> String {
    "snapshot \(snapshot.name) is of version \(snapshot.foldVersion)"
  }

  /// What they say of a ledger that cannot be opened.
  func finding(whenUnopened error: LedgerError) -> DoctorFinding {
    if let logFault { return Self.failed(logFault.message, logFault) }
    if let otherFold {
      // Who writes keeps everybody else from folding it anew.
      return Self.failed(
        "An upgrade is pending: the projection is of version \(otherFold), this program's is \(foldVersion).",
        LedgerError(
          error.code, error.message,
          remedy: "Restart the process that writes with this version; it folds the log anew when it opens the ledger."))
    }
    return Self.failed("The ledger cannot be opened: \(error.message)", error)
  }

  private static func failed(_ found: String, _ error: LedgerError) -> DoctorFinding {
    DoctorFinding(.format, .failed, found, details: [error.cause].compactMap(\.self), advice: error.remedy)
  }
}
