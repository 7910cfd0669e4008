import ChatLedger
import ChatProjection
import EventLog
import LedgerSupport

/// Of which versions the parts of a ledger are, and whether its projection is believed.
enum FormatVersions {
  /// What they say of a ledger that has been opened.
  static func finding(of ledger: Ledger) throws -> DoctorFinding {
    let log = try ledger.read { try $0.log.storedFormatVersion() }
    let snapshots = try ledger.snapshots()
    let unusable = snapshots.filter { $0.foldVersion != foldVersion || $0.dataDigest == nil }
    let next = log == EventLog.formatVersion ? "" : " (new entries will be of format \(EventLog.formatVersion))"
    let formats = "Log format \(log)\(next), projection \(foldVersion)"
    if let doubt = ledger.projectionDoubt {
      return DoctorFinding(
        .format, .warning,
        "\(formats). The projection on disk is not trusted: \(doubt). The checks below use a fold of the log.",
        details: unusable.map(Self.detail),
        advice: "Nothing is lost. Opening the ledger for writing rebuilds the projection.")
    }
    guard unusable.isEmpty else {
      return DoctorFinding(
        .format, .warning,
        "\(formats): current. \(unusable.count) of \(counted(snapshots.count, "snapshot")) cannot be used: an earlier "
          + "version made \(unusable.count == 1 ? "it" : "them").",
        details: unusable.map(Self.detail),
        advice: "Remove the old ones from snapshots/, and take another.", steps: [.takeSnapshot])
    }
    return DoctorFinding(.format, .ok, "\(formats): current, no upgrade is pending.")
  }

  private static func detail(_ snapshot: SnapshotManifest) -> String {
    snapshot.foldVersion == foldVersion
      ? "snapshot \(snapshot.name) has no digest of its bytes"
      : "snapshot \(snapshot.name) is of version \(snapshot.foldVersion)"
  }

  /// What can be said of a ledger that cannot be opened.
  static func finding(whenUnopened error: LedgerError) -> DoctorFinding {
    let found = error.code == .unsupported ? error.message : "The ledger cannot be opened: \(error.message)"
    return DoctorFinding(
      .format, .failed, found, details: [error.cause].compactMap(\.self), advice: error.remedy,
      steps: error.steps)
  }
}
