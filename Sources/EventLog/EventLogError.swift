/// A fault of the log's contents, or a request that it cannot take: what, where, and what to do about it.
///
/// Failures of the storage beneath are `LMDBError`s and pass through as they are, so that a caller can tell a full
/// map from a damaged entry.
public struct EventLogError: Error, Sendable {
  /// The kind of failure.
  public enum Code: Sendable, Hashable {
    /// An entry's bytes are damaged.
    case corruptEntry
    /// A position has no entry though a later one has.
    case gap
    /// An entry says that it stands elsewhere.
    case positionMismatch
    /// The entry or the log was written by a version that this one does not know.
    case unsupportedVersion
    /// Command, events or content are beyond ``EntryLimits``.
    case tooLarge
    /// A draft contradicts itself, or there is none to append.
    case invalidDraft
    /// The directory holds something else than a log.
    case notALog
    /// The storage beneath failed while it was verified.
    case storage
  }

  /// The kind of failure.
  public let code: Code
  /// The position concerned.
  public let position: UInt64?
  /// The directory of the log; empty where bytes were parsed that are of no file.
  public internal(set) var path = ""
  /// What went wrong.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// The error beneath, if there was one.
  public let cause: (any Error)?

  /// An error of the given parts.
  public init(
    _ code: Code, position: UInt64? = nil, message: String, remedy: String, cause: (any Error)? = nil
  ) {
    self.code = code
    self.position = position
    self.message = message
    self.remedy = remedy
    self.cause = cause
  }
}

extension EventLogError: CustomStringConvertible {
  /// All of it on one line.
  public var description: String {
    let beneath = cause.map { " Cause: \($0)" } ?? ""
    return "\(text) \(remedy)\(beneath)"
  }

  /// What went wrong, and where.
  public var text: String {
    let entry = position.map { path.isEmpty ? "Entry \($0)" : "entry \($0)" }
    let place = [path.isEmpty ? nil : path, entry].compactMap(\.self).joined(separator: ", ")
    return place.isEmpty ? message : "\(place): \(message)"
  }
}

extension EventLogError {
  func of(_ path: String) -> EventLogError {
    var error = self
    if error.path.isEmpty { error.path = path }
    return error
  }

  private static let restore = "Stop writing. Restore the log from a backup and compare from this position on."

  static func corrupt(_ position: UInt64, _ message: String) -> EventLogError {
    EventLogError(.corruptEntry, position: position, message: message, remedy: restore)
  }

  static func gap(_ position: UInt64, next: UInt64) -> EventLogError {
    EventLogError(.gap, position: position, message: "It is missing; the next one is \(next).", remedy: restore)
  }

  static func mismatch(_ found: UInt64, at position: UInt64) -> EventLogError {
    EventLogError(
      .positionMismatch, position: position, message: "Its envelope says that it is entry \(found).", remedy: restore)
  }

  static func mismatch(_ batch: EntryBatch, after last: UInt64) -> EventLogError {
    EventLogError(
      .positionMismatch, position: batch.previous + 1,
      message: "A batch comes after entry \(batch.previous), and the log ends with \(last).",
      remedy: "Nothing was written. Decide the batch again on what the log has.")
  }

  static func unsupported(_ version: UInt16, at position: UInt64) -> EventLogError {
    EventLogError(
      .unsupportedVersion, position: position,
      message: "It has format version \(version); this program reads versions \(EntryFormat.readVersions.lowerBound) "
        + "to \(EntryFormat.readVersions.upperBound).",
      remedy: "Use a newer program, or restore the entry if nothing newer has ever written to this log.")
  }

  static func sealed(at position: UInt64) -> EventLogError {
    EventLogError(
      .unsupportedVersion, position: position,
      message: "Its content is sealed with a key, which this program cannot read.",
      remedy: "Use a newer program, or restore the entry if nothing newer has ever written to this log.")
  }
}
