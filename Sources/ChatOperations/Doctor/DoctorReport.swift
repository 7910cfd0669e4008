public import ChatLedger

/// What `doctor` looks at, in the order in which it does. Each can be run on its own.
public enum DoctorCheck: String, Sendable, Hashable, Codable, CaseIterable {
  /// The log, the projection and the snapshots are of the versions that this program writes.
  case format
  /// Every entry matches its checksum, and every text its commitment.
  case log
  /// No command is recorded in part.
  case atomicity
  /// Times stand as they were recorded.
  case timestamps
  /// Every count adds up.
  case counts
  /// Whatever is named is there.
  case references
  /// The state equals a fresh fold of the log, row by row and digest by digest.
  case replay
  /// Only people and assistants speak in conversations with an assistant.
  case senders
  /// Whatever calls for a room by a policy has it.
  case rooms
  /// Every direct conversation has its two accounts.
  case members
  /// Nothing in a production ledger looks made up.
  case demoData = "demo-data"
  /// Somebody is protected in a production ledger.
  case protection
  /// The disk and the maps have room.
  case space
  /// Nobody else on the machine can read or change the files.
  case permissions
  /// There is a snapshot to begin from.
  case snapshots
  /// What is written survives the end of its writer; see ``PersistenceTest``. Only when it is asked for.
  case persistence
}

/// How a check came out.
public enum DoctorOutcome: String, Sendable, Hashable, Codable {
  /// All is well, or there is nothing to check.
  case ok = "OK"
  /// It works, and somebody should know.
  case warning = "WARNING"
  /// Something is wrong and wants doing.
  case failed = "FAILED"
  /// It was not looked at; what was found says why.
  case skipped = "SKIPPED"
}

/// What one check found.
public struct DoctorFinding: Sendable, Hashable, Codable {
  /// The number of details that are kept; the finding counts all.
  public static let detailLimit = 20

  /// Which check it is.
  public var check: DoctorCheck
  /// How it came out.
  public var outcome: DoctorOutcome
  /// The finding, in a sentence.
  public var found: String
  /// The first things that are wrong, one by one.
  public var details: [String]
  /// What to do; nil if no action is needed.
  public var advice: String?
  /// The same for programs; not part of the report's JSON.
  public var steps: [NextStep] = []
  /// How long it took.
  public var seconds: Double

  private enum CodingKeys: CodingKey { case check, outcome, found, details, advice, seconds }

  init(
    _ check: DoctorCheck, _ outcome: DoctorOutcome, _ found: String, details: [String] = [], advice: String? = nil,
    steps: [NextStep] = []
  ) {
    self.steps = steps
    self.check = check
    self.outcome = outcome
    self.found = found
    self.details = Array(details.prefix(Self.detailLimit))
    self.advice = advice
    seconds = 0
  }
}

/// What an examination found, check by check.
public struct DoctorReport: Sendable, Hashable, Codable {
  /// The last entry that was looked at; nil where the ledger could not be opened.
  public var position: Position?
  /// The findings, in the order of ``DoctorCheck``.
  public var findings: [DoctorFinding]

  /// Whether no check failed. Warnings and skipped checks do not count.
  public var isHealthy: Bool { !findings.contains { $0.outcome == .failed } }

  /// What one check found; nil when it was not asked for.
  public subscript(check: DoctorCheck) -> DoctorFinding? { findings.first { $0.check == check } }
}

/// Which checks run, and how thoroughly.
public struct DoctorOptions: Sendable {
  /// Which checks are run; all but ``DoctorCheck/persistence`` by default.
  public var checks = Set(DoctorCheck.allCases).subtracting([.persistence])
  /// Whether everything is looked at, however long it takes; otherwise each check keeps to ``boundEntries``.
  public var isFull = false
  /// How many entries a check looks at: the newest where it can look at some of them; where it can only look at all and
  /// there are more, it is skipped.
  public var boundEntries: UInt64 = 1_000_000
  /// How the ledger is opened.
  public var ledger = Ledger.Options()
  /// The program, with its arguments, that calls ``PersistenceTest/runWriter(at:)`` with the path that follows them.
  public var persistenceWriter: [String] = []

  /// The defaults.
  public init() {}
}
