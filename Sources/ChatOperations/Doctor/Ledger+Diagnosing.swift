public import ChatLedger
import Logging

extension Ledger {
  /// Examines the ledger in a directory and gives advice. It opens the ledger for reading; another process may write.
  ///
  /// If the ledger cannot be opened, the report gives the cause. Nothing in the ledger changes.
  ///
  /// - Throws: ``LedgerError`` `notFound` when there is no ledger.
  /// - Complexity: bounded by ``DoctorOptions/boundEntries``, except for `rooms` and `members` (resources,
  ///   conversations); O(entries and rows) for a full examination.
  @available(*, noasync)
  public static func diagnose(
    at path: String, options: DoctorOptions = DoctorOptions(), progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> DoctorReport {
    let directory = LedgerDirectory(path)
    try directory.requireLedger()
    var reading = options.ledger
    reading.damagedLog = .foldedToDamage
    let ledger: Ledger
    do { ledger = try Ledger.open(at: path, mode: .readOnly, options: reading) } catch let error as LedgerError {
      return unopened(error, options)
    }
    defer { try? ledger.close() }
    return try ledger.diagnose(options: options, progress: progress)
  }

  /// As ``diagnose(at:options:progress:)``, for a ledger that is open already, for writing or for reading.
  ///
  /// - Throws: ``LedgerError`` `closed`.
  @available(*, noasync)
  public func diagnose(
    options: DoctorOptions = DoctorOptions(), progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> DoctorReport {
    try requireOpen()
    let examination = Examination(ledger: self, options: options)
    var report = DoctorReport(position: try read { $0.position }, findings: [])
    for check in DoctorCheck.allCases where options.checks.contains(check) {
      progress(LedgerProgress(stage: check.rawValue, done: 0, total: 0))
      let began = Platform.monotonicNanoseconds()
      var finding = examination.run(check, progress)
      finding.seconds = Platform.seconds(since: began)
      report.findings.append(finding)
    }
    return report
  }

  /// What can be said of a ledger that does not open.
  private static func unopened(_ error: LedgerError, _ options: DoctorOptions) -> DoctorReport {
    var findings: [DoctorFinding] = []
    for check in DoctorCheck.allCases where options.checks.contains(check) {
      if check == .format {
        findings.append(FormatVersions.finding(whenUnopened: error))
      } else {
        findings.append(DoctorFinding(check, .skipped, "The ledger cannot be opened."))
      }
    }
    if !options.checks.contains(.format) { findings.insert(FormatVersions.finding(whenUnopened: error), at: 0) }
    return DoctorReport(position: nil, findings: findings)
  }
}

/// The checks on a ledger that is open. Each is a function of its own in the files beside this one.
final class Examination {
  let ledger: Ledger
  let options: DoctorOptions
  /// What two checks share; the first of them goes through the rows.
  var referenceLevel: VerifyLevelReport?

  init(ledger: Ledger, options: DoctorOptions) {
    self.ledger = ledger
    self.options = options
  }

  /// Runs one check. A failure that keeps it from going on is a finding, too.
  func run(_ check: DoctorCheck, _ progress: (LedgerProgress) -> Void) -> DoctorFinding {
    do {
      return switch check {
      case .format:
        try FormatVersions.finding(of: ledger)
      case .log: try log(progress)
      case .atomicity: try atomicity()
      case .timestamps: try timestamps(progress)
      case .counts: try counts(progress)
      case .references: try references(progress)
      case .replay: try replay(progress)
      case .senders: try senders()
      case .rooms: try rooms(progress)
      case .members: try members()
      case .demoData: try demoData(progress)
      case .protection: try protection()
      case .space: try space()
      case .permissions: permissions()
      case .snapshots: try snapshots()
      case .persistence: try persistence()
      }
    } catch {
      let wrapped = LedgerError(wrapping: error)
      return DoctorFinding(
        check, .failed, "The check could not go on: \(wrapped.message)", details: [wrapped.cause].compactMap(\.self),
        advice: wrapped.remedy, steps: wrapped.steps)
    }
  }

  /// The first of the entries that are looked at where a check looks at the newest.
  func firstEntry(in view: LedgerView) -> Position {
    let last = view.position.rawValue
    guard !options.isFull, last > options.boundEntries else { return Position(1) }
    return Position(last - options.boundEntries + 1)
  }

  /// Says why a check that can only look at all of a large ledger was left out; nil where it is to be run.
  func skipped(_ check: DoctorCheck, level: VerifyLevel) throws -> DoctorFinding? {
    let entries = try ledger.read { $0.position.rawValue }
    guard !options.isFull, entries > options.boundEntries else { return nil }
    return DoctorFinding(
      check, .skipped, "The ledger has \(entries) entries, more than \(options.boundEntries).",
      advice: "Have all of them examined.", steps: [.examineEverything, .verify(level)])
  }
}
