internal import ChatLedger

/// What an import found at fault, and what is odd: all of it counted by cause, the first of it kept with its place.
package struct ImportFindings: Sendable {
  /// Faults of one cause.
  package struct Cause: Hashable, Sendable {
    package var code: String
    package var table: String?
    package var field: String?
    package var isTaken: Bool
  }

  package private(set) var faults: [ImportFault] = []
  package private(set) var notices: [ImportFault] = []
  /// How many faults there are in all.
  package private(set) var faultCount: UInt64 = 0
  /// How many of them the baseline accepts.
  package private(set) var acceptedCount: UInt64 = 0
  /// Oddities by kind.
  package private(set) var warnings: [String: UInt64] = [:]
  package private(set) var causes: [Cause: (count: UInt64, first: ImportFault)] = [:]
  /// Messages that are lost with what was refused.
  package private(set) var lostMessages: UInt64 = 0
  /// Told of each fault as it is found.
  private let rejected: (@Sendable (ImportReport.Rejected) -> Void)?

  private let baseline: Baseline

  package init(baseline: Baseline, rejected: (@Sendable (ImportReport.Rejected) -> Void)?) {
    self.baseline = baseline
    self.rejected = rejected
  }

  /// How many faults nobody has accepted.
  package var openCount: UInt64 { faultCount - acceptedCount }

  package mutating func note(_ fault: ImportFault) {
    guard fault.weight != .notice else {
      warn(fault.code)
      if notices.count < ImportOptions.keptRejections { notices.append(fault) }
      return
    }
    faultCount += 1
    if baseline.accepts(fault) { acceptedCount += 1 }
    lostMessages += fault.lostMessages
    if faults.count < ImportOptions.keptRejections { faults.append(fault) }
    let cause = Cause(
      code: fault.code, table: fault.place.table, field: fault.field, isTaken: fault.weight == .partial)
    causes[cause, default: (0, fault)].count += 1
    rejected?(ImportReport.Rejected(fault))
  }

  package mutating func warn(_ code: String, count: UInt64 = 1) {
    if count > 0 { warnings[code, default: 0] += count }
  }
}
