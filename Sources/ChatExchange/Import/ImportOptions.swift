public import ChatLedger

/// How to import an archive.
public struct ImportOptions: Sendable {
  /// Commands in one batch for the ledger.
  public static let batchCommands = 2_000
  /// The texts of one batch, in bytes.
  public static let batchBytes = 8 << 20
  /// The longest line of an archive, in bytes.
  public static let lineLimitBytes = 64 << 20
  /// How many rejections a report keeps; all are counted.
  public static let keptRejections = 1_000

  /// Names the archive. An import that was stopped goes on under the same name only. At most 1,024 bytes.
  public var source: String
  /// Stop at the first thing that cannot be taken, instead of reporting it and going on.
  public var isStrict = false
  /// Which source it is, as far as that says so itself; recorded with the import. Another one is refused.
  package var identity = ""
  /// Whether two identities are different sources for certain.
  package var areDifferent: @Sendable (String, String) -> Bool = { $0 != $1 }
  /// Take another source under the name of an earlier one.
  public var acceptsAnotherSource = false
  /// Say exactly what would be recorded, and record nothing: every command is tried on a copy of the ledger's state.
  public var isDryRun = false
  /// Compare instead of importing: record nothing, and name what is different.
  package var isComparison = false
  /// The accepted differences.
  public var baseline = Baseline()
  /// Remove what an earlier import brought and the source does not have any more: reactions, pins, members, rows.
  public var deletesVanished = false
  /// Who imports.
  public var actor: CommandActor
  /// The program that imports.
  public var origin: String
  /// Why; kept with the command that begins the import.
  public var reason: String?
  /// Called about five times a second on the thread that runs the import.
  public var progress: (@Sendable (ImportProgress) -> Void)?
  /// Called with everything that cannot be taken, or not wholly, as it is found; on whichever thread found it.
  public var rejected: (@Sendable (ImportReport.Rejected) -> Void)?
  /// Called with every difference that a comparison finds, accepted ones as well, as a baseline accepts it.
  public var differs: (@Sendable (Baseline.Entry) -> Void)?
  /// Called before every line, element or row. True stops the import cleanly; a later import continues it.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// The usual way, for this archive.
  public init(source: String, actor: CommandActor, origin: String) {
    self.source = source
    self.actor = actor
    self.origin = origin
  }
}

/// How far an import has come.
public struct ImportProgress: Hashable, Sendable {
  /// Lines read; for sources without lines, elements of arrays or rows.
  public var lines: UInt64
  /// Bytes read.
  public var bytes: UInt64
  /// The bytes of the whole archive, where they are known.
  public var totalBytes: UInt64?
  /// Messages that are in the ledger: new ones and those that were there already.
  public var messages: UInt64
  /// Seconds since the beginning.
  public var seconds: Double

  /// How far it has come.
  package init(lines: UInt64, bytes: UInt64, totalBytes: UInt64?, messages: UInt64, seconds: Double) {
    self.lines = lines
    self.bytes = bytes
    self.totalBytes = totalBytes
    self.messages = messages
    self.seconds = seconds
  }

  /// Messages a second since the beginning.
  public var messagesPerSecond: Double { seconds > 0 ? Double(messages) / seconds : 0 }

  /// How long the rest will take at this rate, in seconds; nil where the size is not known.
  public var remainingSeconds: Double? {
    guard let totalBytes, bytes > 0, totalBytes >= bytes else { return nil }
    return seconds * Double(totalBytes - bytes) / Double(bytes)
  }
}
