import ChatProjection
import EventLog

/// The versions of what this engine writes, so that a report can say what read the ledger.
public enum EngineVersions {
  /// Of the entries of the log, their commands, events and contents.
  public static let entry = Int(EntryFormat.currentVersion)
  /// Of the fold that makes the projection from the log; snapshots name it, too.
  public static let fold = Int(foldVersion)
}
