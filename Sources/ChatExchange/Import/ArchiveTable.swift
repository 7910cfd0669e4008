internal import ChatLedger

/// What the things of an archive are counted as: the engine's buckets for formats without tables of their own.
enum ArchiveTable: Int, CaseIterable, Sendable {
  case accounts, conversations, participants, messages, reactions, pins
}

extension ImportReport {
  /// The report of an import of an archive.
  ///
  /// - Parameter counted: what was counted while reading.
  init(_ conclusion: ImportConclusion, source: String, counted: ImportReport) {
    self = counted
    self.source = source
    outcome = conclusion.outcome
    isResumed = conclusion.isResumed
    importCommand = conclusion.importCommand
    seconds = conclusion.seconds
    hidden = conclusion.hidden
    tables = Tables(conclusion.counts)
    let findings = conclusion.findings
    rejectionCount = findings.faultCount
    acceptedCount = findings.acceptedCount
    rejections = findings.faults.map(Rejected.init).sorted { $0.stands(before: $1) }
    notices = findings.notices.map(Rejected.init)
    warnings = findings.warnings
    causes = Cause.list(findings)
  }
}

extension ImportReport.Tables {
  fileprivate init(_ counts: [ImportCounts]) {
    func of(_ table: ArchiveTable) -> ImportCounts { counts[table.rawValue] }
    func plain(_ table: ArchiveTable) -> ImportReport.Counts {
      let counts = of(table)
      var result = ImportReport.Counts(
        added: counts.added, present: counts.present + counts.gone, rejected: counts.rejected)
      result.changed = counts.changed
      result.deleted = counts.deleted
      return result
    }
    accounts = plain(.accounts)
    conversations = plain(.conversations)
    participants = plain(.participants)
    messages = plain(.messages)
    reactions = plain(.reactions)
    pins = plain(.pins)
    edits.added = of(.messages).changed
    deletions.added = of(.messages).deleted
    changes.added =
      of(.accounts).changed + of(.conversations).changed + of(.participants).changed + of(.participants).deleted
      + of(.reactions).changed + of(.reactions).deleted + of(.pins).deleted
  }
}

extension ImportReport.Rejected {
  init(_ fault: ImportFault) {
    self.init(
      fault.place, column: fault.column, item: fault.item, code: fault.code, message: fault.message,
      remedy: fault.remedy)
    steps = fault.steps
    field = fault.field
    isTaken = fault.weight != .refused
  }

  /// Order by place; what cannot be compared stays as it was found.
  fileprivate func stands(before other: Self) -> Bool {
    if file != other.file { return (file ?? "") < (other.file ?? "") }
    if line != other.line { return line < other.line }
    return (index ?? 0) < (other.index ?? 0)
  }
}

extension ImportReport.Cause {
  /// The causes of an import's faults, the most frequent first.
  package static func list(_ findings: ImportFindings) -> [ImportReport.Cause] {
    findings.causes.map { cause, found in
      ImportReport.Cause(
        code: cause.code, table: cause.table, field: cause.field, isTaken: cause.isTaken, count: found.count,
        example: found.first.place.description, message: found.first.message, remedy: found.first.remedy,
        steps: found.first.steps)
    }.sorted {
      ($1.count, $0.code, $0.table ?? "", $0.field ?? "") < ($0.count, $1.code, $1.table ?? "", $1.field ?? "")
    }
  }
}

extension ImportFault {
  /// What a format could not read.
  package init(
    _ weight: Weight, _ error: ExchangeError, at place: ImportLocation, item: String, lostMessages: UInt64 = 0
  ) {
    var place = place
    // Where the text is a whole file, the fault knows its line better than who reads it.
    if let line = error.line { place.line = UInt64(line) }
    self.init(
      weight, error.code.rawValue, error.cause.map { "\(error.message) (\($0))" } ?? error.message,
      remedy: error.remedy, at: place, item: item, column: error.column)
    steps = error.steps
    self.lostMessages = lostMessages
  }
}
